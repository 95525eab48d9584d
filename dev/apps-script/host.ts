/** The host's side of every service, for one execution. */
import { createHash, createHmac, randomUUID } from "node:crypto";
import type { HostAnswer, HostCalls } from "./bridge-protocol.ts";
import { formatDate } from "./date-format.ts";
import type { LogEntry } from "./execution.ts";
import { createGmail } from "./gmail.ts";
import { callGoogle } from "./google-api.ts";
import type { HttpGateway } from "./http-gateway.ts";
import type { Manifest } from "./manifest.ts";
import { ScriptException } from "./script-exception.ts";
import type { ScriptStores } from "./script-stores.ts";
import { isAllowed } from "./url-allow-list.ts";
import { createUrlFetch, decodeText } from "./url-fetch.ts";

export interface HostOptions {
  readonly manifest: Manifest;
  readonly scriptId: string;
  readonly email: string;
  readonly origins: Readonly<Record<string, string>>;
  readonly gmailBaseUrl: string;
  readonly calendarBaseUrl: string;
  readonly accessToken: () => string;
  readonly stores: ScriptStores;
  readonly gateway: HttpGateway;
  readonly logs: LogEntry[];
  readonly remainingMs: () => number;
}

/** @returns what the realm calls: JSON in, JSON out, and it never throws. */
export function createHost(options: HostOptions): (request: string) => string {
  const calls = hostCalls(options);
  return (request) => JSON.stringify(answer(calls, request));
}

function answer(calls: HostCalls, request: string): HostAnswer {
  try {
    const [name, args] = JSON.parse(request) as [keyof HostCalls, never[]];
    const perform: (...args: never[]) => unknown = calls[name];
    return { value: perform(...args) };
  } catch (error) {
    if (error instanceof ScriptException) {
      return { error: { name: error.name, message: error.message, details: error.details } };
    }
    return { error: { name: "Exception", message: error instanceof Error ? error.message : String(error) } };
  }
}

function hostCalls(options: HostOptions): HostCalls {
  const { manifest, email, gateway, stores, logs } = options;
  const { origins, scriptId } = options;
  const urlFetch = createUrlFetch({ gateway, origins, allowList: manifest.urlFetchWhitelist, scriptId });
  const gmail = createGmail(gateway, options.gmailBaseUrl);
  return {
    "http.fetch": urlFetch.fetchAll,
    "http.bytes": (handle) => [...urlFetch.bytesOf(handle)],
    "link.problem": (url) => linkProblem(url, manifest.addOns?.common.openLinkUrlPrefixes),
    "cache.get": (store, key) => stores.cacheGet(store, email, key),
    "cache.put": (store, key, value, seconds) => {
      stores.cachePut(store, email, key, value, seconds);
      return null;
    },
    "cache.remove": (store, key) => {
      stores.cacheRemove(store, email, key);
      return null;
    },
    "properties.read": (store) => stores.properties(store, email),
    "properties.write": (store, properties) => {
      stores.setProperties(store, email, properties);
      return null;
    },
    "gmail.message": gmail.message,
    "gmail.attachment": (accessToken, messageId, attachmentId) => [
      ...gmail.attachment(accessToken, messageId, attachmentId),
    ],
    "gmail.raw": gmail.raw,
    "gmail.createDraft": (draft) => gmail.createDraft(options.accessToken(), draft),
    "calendar.get": ({ api, path, query }) => {
      const accessToken = options.accessToken();
      const baseUrl = options.calendarBaseUrl;
      const got = callGoogle(gateway, {
        service: "Calendar",
        baseUrl,
        path: `/calendar/v3${path}`,
        query,
        accessToken,
      });
      if (got.ok) return got.json;
      throw new ScriptException(`API call to ${api} failed with error: ${got.message}`, {
        name: "GoogleJsonResponseException",
        details: got.error ?? { code: got.status, message: got.message },
      });
    },
    "text.decode": (bytes, charset) => decodeText(Uint8Array.from(bytes), charset),
    "text.encode": (text, charset) => [...Buffer.from(text, /ascii/i.test(charset) ? "ascii" : "utf8")],
    "base64.encode": (bytes, webSafe) => {
      const text = Buffer.from(bytes).toString("base64");
      return webSafe ? text.replaceAll("+", "-").replaceAll("/", "_") : text;
    },
    "base64.decode": decodeBase64,
    digest: (algorithm, bytes) => [...hashOf(algorithm).update(Uint8Array.from(bytes)).digest()],
    hmac: (algorithm, bytes, key) => [
      ...createHmac(nodeName(algorithm.replace(/^HMAC_/, "")), Uint8Array.from(key))
        .update(Uint8Array.from(bytes))
        .digest(),
    ],
    "date.format": formatDate,
    uuid: randomUUID,
    sleep: (ms) => {
      sleep(Math.min(ms, Math.max(0, options.remainingMs())));
      return null;
    },
    log: (level, text) => {
      logs.push({ level, text });
      return null;
    },
    "oauth.token": options.accessToken,
  };
}

/** Links need https; those that leave Google must be in the manifest's list when it has one. */
function linkProblem(url: string, prefixes: readonly string[] | undefined): string | null {
  if (!URL.canParse(url)) return "is not an absolute URL";
  const parsed = new URL(url);
  if (parsed.protocol !== "https:") return "must be https";
  const isGoogle = parsed.hostname === "google.com" || parsed.hostname.endsWith(".google.com");
  if (prefixes === undefined || isGoogle || isAllowed(parsed, prefixes)) return null;
  return "is not in openLinkUrlPrefixes of the manifest";
}

function decodeBase64(text: string, webSafe: boolean): number[] {
  const alphabet = webSafe ? /^[\w-]*={0,2}$/ : /^[\w+/]*={0,2}$/;
  if (!alphabet.test(text)) throw new ScriptException("Could not decode string.");
  return [...Buffer.from(text, webSafe ? "base64url" : "base64")];
}

function hashOf(algorithm: string): ReturnType<typeof createHash> {
  if (algorithm === "MD2") throw new ScriptException("MD2 is not available here.");
  return createHash(nodeName(algorithm));
}

/** `SHA_256` → `sha256` */
function nodeName(algorithm: string): string {
  return algorithm.replace("_", "").toLowerCase();
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
