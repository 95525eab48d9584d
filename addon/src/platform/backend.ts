/** HTTP to the backend, in the name of the user; every failure is sorted here, once. */
import type { Problem } from "../../../contract/problem.ts";
import type { Method, Send } from "../crm.ts";
import type { FailureDetails, FailureKind } from "../failure.ts";
import { Failure } from "../failure.ts";
import { scrub } from "../text.ts";

/** Written into the bundle by the build. */
declare const PUBLIC_URL: string;

export const send: Send = (method, path, body) => {
  const response = fetchFrom(method, path, body);
  const status = response.getResponseCode();
  const answer = parseJson(response.getContentText("UTF-8"));
  if (status >= 200 && status < 300 && (answer !== undefined || status === 204)) {
    return scrub(answer);
  }
  throw failureOf(method, status, toProblem(scrub(answer)), response.getHeaders());
};

function fetchFrom(
  method: Method,
  path: string,
  body: object | undefined,
): GoogleAppsScript.URL_Fetch.HTTPResponse {
  const token = ScriptApp.getIdentityToken();
  // The types leave out that it is null without the scope openid.
  if (!token) throw new Failure("no-identity");
  try {
    return UrlFetchApp.fetch(PUBLIC_URL + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
      ...(body === undefined ? {} : { contentType: "application/json", payload: JSON.stringify(body) }),
      muteHttpExceptions: true,
      followRedirects: false,
    });
  } catch (cause) {
    // No address, no connection, no certificate, or no answer within about a minute.
    throw new Failure("backend-away", { cause });
  }
}

/** Undefined for what is no JSON: a proxy's error page, or nothing. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every problem of ours has a code; an error page of something else has none. */
function toProblem(answer: unknown): Partial<Problem> | undefined {
  const isProblem = typeof answer === "object" && answer !== null && "code" in answer;
  return isProblem ? (answer as Partial<Problem>) : undefined;
}

function failureOf(
  method: Method,
  status: number,
  problem: Partial<Problem> | undefined,
  headers: object,
): Failure {
  const { code, detail, requestId, contactId: id, contactName: name, errors } = problem ?? {};
  const retryAfter = Number(headerOf(headers, "retry-after") ?? Number.NaN);
  const details: FailureDetails = {
    status,
    ...(requestId === undefined ? {} : { requestId }),
    ...(code === "unauthenticated" && detail !== undefined ? { signIn: detail } : {}),
    ...(id === undefined ? {} : { contact: { id, name: name ?? "" } }),
    ...(errors === undefined ? {} : { errors }),
    ...(retryAfter > 0 ? { retryAfterSeconds: Math.ceil(retryAfter) } : {}),
  };
  return new Failure(kindOf(method, status, problem), details);
}

function kindOf(method: Method, status: number, problem: Partial<Problem> | undefined): FailureKind {
  // Not one of our answers: something between us and the backend spoke.
  if (problem === undefined) return status === 429 ? "rate-limited" : "backend-away";
  switch (problem.code) {
    case "unauthenticated":
      return "unauthenticated";
    case "forbidden":
      // Reading is refused only to those who have no account; changing also for want of a right.
      return method === "get" || method === "post" ? "not-invited" : "forbidden";
    case "not_found":
      return "gone";
    case "conflict":
      return "conflict";
    case "no_contact":
      return "no-contact";
    case "invalid_input":
      return "invalid";
    case "rate_limited":
      return "rate-limited";
    case "google_reconnect_required":
      return "reconnect";
    case "google_unavailable":
      return "google-away";
    case "unavailable":
      return "backend-away";
    case "internal":
    case "method_not_allowed":
    case "payload_too_large":
    case "unsupported_media_type":
    case undefined:
    default:
      return "unexpected";
  }
}

/** Header names come in any case. */
function headerOf(headers: object, name: string): string | undefined {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return found === undefined ? undefined : String(found[1]);
}
