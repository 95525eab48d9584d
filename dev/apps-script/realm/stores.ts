/** CacheService and PropertiesService: what a script keeps between executions, within Google's limits. */
import type { StoreName } from "../bridge-protocol.ts";
import { call } from "./bridge.ts";
import { boolean, integer, optional, string, stringMap, strings } from "./checks.ts";
import { chain, defineGlobal, defineService, defineType, on } from "./define.ts";
import { exception } from "./exception.ts";

/** https://developers.google.com/apps-script/reference/cache/cache and …/guides/services/quotas */
const limits = {
  cacheKey: 250,
  cacheValue: 100 * 1024,
  cacheSeconds: 21_600,
  cacheDefaultSeconds: 600,
  propertyValue: 9 * 1024,
  propertyStore: 500 * 1024,
};

interface Store {
  readonly name: StoreName;
}

const Cache = defineType<Store>("Cache.Cache", {
  get: on([string], ({ name }, key: string) => call("cache.get", name, cacheKey(key))),
  getAll: on([strings], ({ name }, keys: string[]) =>
    Object.fromEntries(
      keys.flatMap((key) => {
        const value = call("cache.get", name, cacheKey(key));
        return value === null ? [] : [[key, value]];
      }),
    ),
  ),
  put: on([string, string, optional(integer)], ({ name }, key, value, seconds) => {
    put(name, key, value, seconds);
  }),
  putAll: on([stringMap, optional(integer)], ({ name }, values, seconds) => {
    for (const [key, value] of Object.entries(values)) put(name, key, value, seconds);
  }),
  remove: on([string], ({ name }, key: string) => {
    call("cache.remove", name, cacheKey(key));
  }),
  removeAll: on([strings], ({ name }, keys: string[]) => {
    for (const key of keys) call("cache.remove", name, cacheKey(key));
  }),
});

const Properties = defineType<Store>("Properties.Properties", {
  getProperty: on([string], ({ name }, key: string) => {
    const all = call("properties.read", name);
    return Object.hasOwn(all, key) ? all[key] : null;
  }),
  getProperties: on([], ({ name }) => call("properties.read", name)),
  getKeys: on([], ({ name }) => Object.keys(call("properties.read", name))),
  setProperty: chain([string, string], ({ name }: Store, key: string, value: string) => {
    write(name, { ...call("properties.read", name), [key]: value });
  }),
  setProperties: chain([stringMap, optional(boolean)], ({ name }: Store, values, deleteAllOthers = false) => {
    write(name, { ...(deleteAllOthers ? {} : call("properties.read", name)), ...values });
  }),
  deleteProperty: chain([string], ({ name }: Store, key: string) => {
    const { [key]: _deleted, ...rest } = call("properties.read", name);
    write(name, rest);
  }),
  deleteAllProperties: chain([], ({ name }: Store) => {
    write(name, {});
  }),
});

export function installStores(): void {
  const cacheService = defineService("Cache.CacheService", {
    getUserCache: on([], () => Cache.create({ name: "user" })),
    getScriptCache: on([], () => Cache.create({ name: "script" })),
    // An add-on in Gmail or Calendar is bound to no document.
    getDocumentCache: on([], () => null),
  });
  const propertiesService = defineService("Properties.PropertiesService", {
    getUserProperties: on([], () => Properties.create({ name: "user" })),
    getScriptProperties: on([], () => Properties.create({ name: "script" })),
    getDocumentProperties: on([], () => null),
  });
  defineGlobal("CacheService", cacheService, "Cache.CacheService");
  defineGlobal("PropertiesService", propertiesService, "Properties.PropertiesService");
}

function put(name: StoreName, key: string, value: string, seconds = limits.cacheDefaultSeconds): void {
  if (sizeOf(value) > limits.cacheValue) throw exception("Argument too large: value");
  if (seconds < 1 || seconds > limits.cacheSeconds) {
    throw exception(`Invalid argument: expirationInSeconds must be between 1 and ${limits.cacheSeconds}`);
  }
  call("cache.put", name, cacheKey(key), value, seconds);
}

function cacheKey(key: string): string {
  if (key.length === 0) throw exception("Invalid argument: key");
  if (key.length > limits.cacheKey) throw exception("Argument too large: key");
  return key;
}

function write(name: StoreName, properties: Record<string, string>): void {
  let total = 0;
  for (const [key, value] of Object.entries(properties)) {
    if (sizeOf(value) > limits.propertyValue) throw exception("Argument too large: value");
    total += sizeOf(key) + sizeOf(value);
  }
  if (total > limits.propertyStore) {
    throw exception(
      "You have exceeded the property storage quota. Please remove some properties and try again.",
    );
  }
  call("properties.write", name, properties);
}

/** Bytes of UTF-8. */
function sizeOf(text: string): number {
  let size = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    size += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return size;
}
