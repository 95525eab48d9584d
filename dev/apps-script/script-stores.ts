/** What scripts keep between executions: caches and properties, one of each for the script and for every user. */
import type { StoreName } from "./bridge-protocol.ts";

export interface ScriptStores {
  readonly cacheGet: (store: StoreName, email: string, key: string) => string | null;
  readonly cachePut: (store: StoreName, email: string, key: string, value: string, seconds: number) => void;
  readonly cacheRemove: (store: StoreName, email: string, key: string) => void;
  readonly properties: (store: StoreName, email: string) => Readonly<Record<string, string>>;
  readonly setProperties: (
    store: StoreName,
    email: string,
    properties: Readonly<Record<string, string>>,
  ) => void;
  readonly clearCache: () => void;
}

interface CacheEntry {
  readonly value: string;
  readonly expiresAt: number;
}

/** When a cache is full Google keeps the 900 items that live longest. */
const mostItems = 1_000;
const itemsKept = 900;

export function createScriptStores(now: () => number = Date.now): ScriptStores {
  const caches = new Map<string, Map<string, CacheEntry>>();
  const properties = new Map<string, Readonly<Record<string, string>>>();
  const cacheOf = (store: StoreName, email: string): Map<string, CacheEntry> => {
    const owner = ownerOf(store, email);
    const cache = caches.get(owner) ?? new Map<string, CacheEntry>();
    caches.set(owner, cache);
    return cache;
  };
  return {
    cacheGet: (store, email, key) => {
      const cache = cacheOf(store, email);
      const entry = cache.get(key);
      if (entry !== undefined && entry.expiresAt > now()) return entry.value;
      cache.delete(key);
      return null;
    },
    cachePut: (store, email, key, value, seconds) => {
      const cache = cacheOf(store, email);
      cache.set(key, { value, expiresAt: now() + seconds * 1000 });
      if (cache.size <= mostItems) return;
      const byExpiry = [...cache].sort(([, a], [, b]) => a.expiresAt - b.expiresAt);
      for (const [oldest] of byExpiry.slice(0, cache.size - itemsKept)) cache.delete(oldest);
    },
    cacheRemove: (store, email, key) => {
      cacheOf(store, email).delete(key);
    },
    properties: (store, email) => properties.get(ownerOf(store, email)) ?? {},
    setProperties: (store, email, values) => {
      properties.set(ownerOf(store, email), { ...values });
    },
    clearCache: () => {
      caches.clear();
    },
  };
}

function ownerOf(store: StoreName, email: string): string {
  return store === "script" ? "script" : `user:${email.toLowerCase()}`;
}
