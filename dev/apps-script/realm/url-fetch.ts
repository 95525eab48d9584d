/** UrlFetchApp: what a request may be, and the answer. Allow-list and limits are the host's. */
import type { HttpAnswer, HttpRequest } from "../bridge-protocol.ts";
import { Blob, signed } from "./blob.ts";
import { call } from "./bridge.ts";
import { arrayOf, either, optional, plainObject, string } from "./checks.ts";
import { defineGlobal, defineService, defineType, on } from "./define.ts";
import { exception } from "./exception.ts";
import { requireScope } from "./permission.ts";
import { toText } from "./to-text.ts";

type Answered = Exclude<HttpAnswer, { failure: string }>;
type Params = Readonly<Record<string, unknown>>;

interface Prepared {
  readonly request: HttpRequest;
  readonly mute: boolean;
}

const methods = ["get", "delete", "patch", "post", "put"];

const HTTPResponse = defineType<Answered>("URL_Fetch.HTTPResponse", {
  getResponseCode: on([], ({ status }) => status),
  getContentText: on([optional(string)], ({ text, handle }, charset) =>
    charset === undefined ? text : call("text.decode", call("http.bytes", handle), charset),
  ),
  getContent: on([], ({ handle }) => signed(call("http.bytes", handle))),
  getHeaders: on([], ({ headers }) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
    ),
  ),
  getAllHeaders: on([], ({ headers }) => ({ ...headers })),
  getBlob: on([], ({ handle, headers }) => {
    const contentType = headers["Content-Type"];
    const bytes = call("http.bytes", handle);
    return Blob.create({
      bytes: () => bytes,
      contentType: typeof contentType === "string" ? contentType.replace(/;.*/, "") : null,
      name: null,
    });
  }),
});

export function installUrlFetchApp(): void {
  const service = defineService("URL_Fetch.UrlFetchApp", {
    fetch: on([string, optional(plainObject)], (_state, url: string, params = {}) => {
      requireScope("UrlFetchApp.fetch", ["script.external_request"]);
      return fetchAll([prepare(url, params)])[0];
    }),
    fetchAll: on([arrayOf(either(string, plainObject))], (_state, requests) => {
      requireScope("UrlFetchApp.fetchAll", ["script.external_request"]);
      return fetchAll(
        requests.map((request) =>
          typeof request === "string" ? prepare(request, {}) : prepare(urlOf(request), request),
        ),
      );
    }),
  });
  defineGlobal("UrlFetchApp", service, "URL_Fetch.UrlFetchApp");
}

function fetchAll(prepared: readonly Prepared[]): object[] {
  const answers = call(
    "http.fetch",
    prepared.map(({ request }) => request),
  );
  return answers.map((answer, index) => {
    if ("failure" in answer) throw exception(answer.failure);
    if (answer.status >= 400 && prepared[index]?.mute !== true) {
      throw exception(
        `Request failed for ${origin(prepared[index]?.request.url ?? "")} returned code ${answer.status}.` +
          ` Truncated server response: ${answer.text.slice(0, 100)}` +
          ` ${answer.text.length > 100 ? "... " : ""}(use muteHttpExceptions option to examine full response)`,
      );
    }
    return HTTPResponse.create(answer);
  });
}

function prepare(url: string, params: Params): Prepared {
  const method = option(params, "method", "get", (value) => typeof value === "string").toLowerCase();
  if (!methods.includes(method)) throw invalid("method");
  const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
  // Certificates are not ours to check: the origin is mapped to a local server.
  option(params, "validateHttpsCertificates", true, isBoolean);
  const { body, contentType } = payloadOf(params);
  const headers = headersOf(params["headers"]);
  if (contentType !== undefined) headers["Content-Type"] = contentType;
  return {
    request: {
      url,
      method: method.toUpperCase(),
      headers,
      body,
      followRedirects: option(params, "followRedirects", true, isBoolean),
    },
    mute: option(params, "muteHttpExceptions", false, isBoolean),
  };
}

function payloadOf(params: Params): { body: HttpRequest["body"]; contentType?: string } {
  const payload = params["payload"];
  const isText = (value: unknown): value is string => typeof value === "string";
  const given =
    params["contentType"] === undefined ? {} : { contentType: option(params, "contentType", "", isText) };
  if (payload === undefined || payload === null) return { body: null, ...given };
  const form = { contentType: "application/x-www-form-urlencoded", ...given };
  if (typeof payload === "string") return { body: payload, ...form };
  const blob = Blob.stateOf(payload);
  if (blob !== undefined)
    return {
      body: blob.bytes(),
      ...(blob.contentType === null ? form : { contentType: blob.contentType, ...given }),
    };
  if (!plainObject.accepts(payload)) throw invalid("payload");
  const pairs = Object.entries(payload).map(([key, value]) => {
    if (typeof value === "object" || value === undefined) throw invalid("payload");
    return `${encodeURIComponent(key)}=${encodeURIComponent(toText(value))}`;
  });
  return { body: pairs.join("&"), ...form };
}

function headersOf(given: unknown): Record<string, string> {
  if (given === undefined || given === null) return {};
  if (!plainObject.accepts(given)) throw invalid("headers");
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      // The host header and the like are the transport's.
      if (
        /^(host|content-length|connection|transfer-encoding)$/i.test(name) ||
        !/^[\w!#$%&'*+.^`|~-]+$/.test(name)
      ) {
        throw invalid(`Header:${name}`);
      }
      if (
        value === null ||
        value === undefined ||
        typeof value === "object" ||
        /[\r\n\0]/.test(toText(value))
      ) {
        throw invalid(`Header:${name}`);
      }
      return [name, toText(value)];
    }),
  );
}

function option<T>(params: Params, name: string, fallback: T, accepts: (value: unknown) => value is T): T {
  const value = params[name];
  if (value === undefined || value === null) return fallback;
  if (!accepts(value)) throw invalid(name);
  return value;
}

function urlOf(request: Params): string {
  const { url } = request;
  if (typeof url !== "string") throw exception("Attribute provided with no value: url");
  return url;
}

function origin(url: string): string {
  return /^https?:\/\/[^/?#]*/i.exec(url)?.[0] ?? url;
}

function invalid(attribute: string): Error {
  return exception(`Attribute provided with invalid value: ${attribute}`);
}
