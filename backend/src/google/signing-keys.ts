/** The public keys an OpenID issuer signs with, found by discovery, cached, and refetched when a new one turns up. */
import { createLocalJWKSet } from "jose";
import { z } from "zod";

const HOUR_MS = 3_600_000;
const FETCH_TIMEOUT_MS = 5_000;
/** Google rotates its keys every week or so and withdraws a bad one at once. */
const KEYS_FRESH_MS = HOUR_MS;
/** While Google cannot be asked, known keys are good for this long. */
const KEYS_USABLE_MS = 24 * HOUR_MS;
const DISCOVERY_FRESH_MS = 24 * HOUR_MS;
/** Tokens with invented key ids must not turn into a flood of requests to Google. */
const UNKNOWN_KEY_FETCHES_PER_MINUTE = 10;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });
const KeySet = z.object({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().exactOptional() })),
});

export type KeyFinder = ReturnType<typeof createLocalJWKSet>;

export class KeysUnavailable extends Error {
  constructor(issuer: string, cause: unknown) {
    super(`the signing keys of ${issuer} cannot be fetched`, { cause });
    this.name = "KeysUnavailable";
  }
}

export interface SigningKeysOptions {
  readonly issuer: string;
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds; monotonic or not does not matter. */
  readonly now: () => number;
}

interface FetchedKeys {
  readonly find: KeyFinder;
  readonly ids: ReadonlySet<string | undefined>;
  readonly at: number;
}

/** @returns the keys to check a token with whose header names the key `kid`; rejects with KeysUnavailable. */
export function createSigningKeys(
  options: SigningKeysOptions,
): (kid: string | undefined) => Promise<KeyFinder> {
  const { issuer, now } = options;
  let known: FetchedKeys | undefined;
  let fetching: Promise<FetchedKeys> | undefined;
  let keysAddress: { readonly url: string; readonly at: number } | undefined;
  let unknownKeyFetches: readonly number[] = [];

  async function fetchKeys(): Promise<FetchedKeys> {
    try {
      if (keysAddress === undefined || now() - keysAddress.at > DISCOVERY_FRESH_MS) {
        const found = Discovery.parse(await fetchJson(options, `${issuer}/.well-known/openid-configuration`));
        if (found.issuer !== issuer) throw new Error(`discovery names the issuer ${found.issuer}`);
        keysAddress = { url: found.jwks_uri, at: now() };
      }
      const { keys } = KeySet.parse(await fetchJson(options, keysAddress.url));
      return { find: createLocalJWKSet({ keys }), ids: new Set(keys.map(({ kid }) => kid)), at: now() };
    } catch (error) {
      // The keys may have moved: ask discovery again next time.
      keysAddress = undefined;
      throw new KeysUnavailable(issuer, error);
    }
  }

  /** Callers that arrive while keys are on their way share them. */
  async function refresh(): Promise<FetchedKeys> {
    fetching ??= fetchKeys().finally(() => (fetching = undefined));
    known = await fetching;
    return known;
  }

  function mayFetchForUnknownKey(): boolean {
    unknownKeyFetches = unknownKeyFetches.filter((at) => now() - at < 60_000);
    if (unknownKeyFetches.length >= UNKNOWN_KEY_FETCHES_PER_MINUTE) return false;
    unknownKeyFetches = [...unknownKeyFetches, now()];
    return true;
  }

  return async (kid) => {
    if (known === undefined) return (await refresh()).find;
    const age = now() - known.at;
    if (!known.ids.has(kid)) return mayFetchForUnknownKey() ? (await refresh()).find : known.find;
    if (age < KEYS_FRESH_MS) return known.find;
    const stale = known;
    try {
      return (await refresh()).find;
    } catch (error) {
      if (age < KEYS_USABLE_MS) return stale.find;
      throw error;
    }
  };
}

async function fetchJson({ fetch }: SigningKeysOptions, url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  return await response.json();
}
