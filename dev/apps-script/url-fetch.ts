/** UrlFetchApp's side outside the realm: allow-list, limits, redirects, and failures in Google's words. */
import type { HttpAnswer, HttpRequest } from "./bridge-protocol.ts";
import type { HttpGateway, OutgoingRequest } from "./http-gateway.ts";
import { mostBytes } from "./http-gateway.ts";
import { ScriptException } from "./script-exception.ts";
import type { WireAnswer } from "./sync-http.ts";
import { isAllowed } from "./url-allow-list.ts";

/** https://developers.google.com/apps-script/guides/services/quotas */
const limits = { urlLength: 2_082, headers: 100, headerBytes: 8 * 1024, redirects: 10 };

export interface UrlFetchOptions {
  readonly gateway: HttpGateway;
  readonly origins: Readonly<Record<string, string>>;
  /** Undefined when the manifest has none, which Google accepts of test deployments only. */
  readonly allowList: readonly string[] | undefined;
  readonly scriptId: string;
}

export interface UrlFetch {
  readonly fetchAll: (requests: readonly HttpRequest[]) => HttpAnswer[];
  readonly bytesOf: (handle: number) => Uint8Array;
}

export function createUrlFetch({ gateway, origins, allowList, scriptId }: UrlFetchOptions): UrlFetch {
  const bodies: Uint8Array[] = [];
  return {
    fetchAll: (requests) => {
      for (const request of requests) checkRequest(request, allowList);
      return followAll(requests).map((answer, index) => toAnswer(answer, requests[index]?.url ?? ""));
    },
    bytesOf: (handle) => bodies[handle] ?? new Uint8Array(),
  };

  /** Round after round, each with what the last one redirected. */
  function followAll(requests: readonly HttpRequest[]): WireAnswer[] {
    const current = [...requests];
    const answers: WireAnswer[] = [];
    let pending = requests.map((_request, index) => index);
    for (let round = 0; pending.length > 0 && round <= limits.redirects; round += 1) {
      const outgoing = pending.flatMap((index) => {
        const request = current[index];
        const target = request === undefined ? undefined : resolve(request);
        return target === undefined ? [] : [{ index, target }];
      });
      for (const index of pending) answers[index] = { failure: "dns", ms: 0 };
      const received = gateway.sendAll(outgoing.map(({ target }) => target));
      outgoing.forEach(({ index }, position) => {
        const answer = received[position];
        if (answer !== undefined) answers[index] = answer;
      });
      pending = outgoing.flatMap(({ index }) => {
        const next = redirected(current[index], answers[index]);
        if (next === undefined) return [];
        current[index] = next;
        return [index];
      });
    }
    return answers;
  }

  /** Undefined when nothing listens at the origin. */
  function resolve(request: HttpRequest): OutgoingRequest | undefined {
    const url = new URL(request.url);
    const target = Object.hasOwn(origins, url.origin) ? origins[url.origin] : undefined;
    if (target === undefined) return undefined;
    return {
      service: "UrlFetchApp",
      method: request.method,
      publicUrl: request.url,
      url: new URL(url.pathname + url.search, target).href,
      headers: {
        "User-Agent": `Mozilla/5.0 (compatible; Google-Apps-Script; beanserver; +https://script.google.com; id: ${scriptId})`,
        "Accept-Encoding": "gzip, deflate, br",
        ...request.headers,
      },
      body:
        request.body === null || typeof request.body === "string"
          ? request.body
          : Uint8Array.from(request.body),
    };
  }

  function toAnswer(answer: WireAnswer, url: string): HttpAnswer {
    if ("failure" in answer) return { failure: failureText(answer.failure, url) };
    const { status, body } = answer;
    const headers = groupHeaders(answer.headers);
    return {
      status,
      headers,
      text: decodeText(body, charsetOf(headers["Content-Type"])),
      handle: bodies.push(body) - 1,
    };
  }
}

/** Bytes to text; a charset nobody knows counts as UTF-8. */
export function decodeText(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}

function checkRequest(request: HttpRequest, allowList: readonly string[] | undefined): void {
  if (request.url.length > limits.urlLength)
    throw new ScriptException("Limit Exceeded: URLFetch URL Length.");
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new ScriptException(`Invalid argument: ${request.url}`);
  }
  if (allowList !== undefined && !isAllowed(url, allowList)) {
    throw new ScriptException(
      `Access to ${request.url} is not permitted: urlFetchWhitelist in the manifest does not list it.`,
    );
  }
  const headers = Object.entries(request.headers);
  const headerBytes = headers.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + value), 0);
  if (headers.length > limits.headers || headerBytes > limits.headerBytes) {
    throw new ScriptException("Limit Exceeded: URLFetch Header Size.");
  }
  const size =
    typeof request.body === "string" ? Buffer.byteLength(request.body) : (request.body?.length ?? 0);
  if (size > mostBytes) throw new ScriptException("Limit Exceeded: URLFetch POST Size.");
}

function redirected(
  request: HttpRequest | undefined,
  answer: WireAnswer | undefined,
): HttpRequest | undefined {
  if (request?.followRedirects !== true || answer === undefined || "failure" in answer) return undefined;
  if (![301, 302, 303, 307, 308].includes(answer.status)) return undefined;
  const location = answer.headers.find(([name]) => name.toLowerCase() === "location")?.[1];
  if (location === undefined || !URL.canParse(location, request.url)) return undefined;
  const url = new URL(location, request.url);
  const keepsMethod = answer.status === 307 || answer.status === 308;
  const moved = keepsMethod ? request : { ...request, method: "GET", body: null };
  // Credentials are meant for the origin they were given for.
  const sameOrigin = url.origin === new URL(request.url).origin;
  const headers = Object.entries(moved.headers).filter(
    ([name]) => sameOrigin || !/^(authorization|cookie)$/i.test(name),
  );
  return { ...moved, url: url.href, headers: Object.fromEntries(headers) };
}

/** Header names as Google shows them; several of one name become a list. */
function groupHeaders(pairs: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const canonical = name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    grouped.set(canonical, [...(grouped.get(canonical) ?? []), value]);
  }
  return Object.fromEntries(
    [...grouped].map(([name, values]) => [name, values.length === 1 ? values.join("") : values]),
  );
}

function charsetOf(contentType: string | string[] | undefined): string {
  return /charset="?([^\s;"]+)/i.exec(String(contentType))?.[1] ?? "UTF-8";
}

function failureText(failure: Extract<WireAnswer, { failure: unknown }>["failure"], url: string): string {
  switch (failure) {
    case "dns":
      return `DNS error: ${url}`;
    case "timeout":
      return `Timeout: ${url}`;
    case "tls":
      return `SSL Error ${url}`;
    case "too-large":
      return "Limit Exceeded: URLFetch Response Size.";
    case "unavailable":
      return `Address unavailable: ${url}`;
  }
}
