/** HTTP to the backend, in the name of the user; every failure is sorted here, once. */
import type { Meeting } from "../../../contract/meetings.ts";
import type { Problem } from "../../../contract/problem.ts";
import type { Method, Send } from "../crm.ts";
import type { FailureKind } from "../failure.ts";
import { Failure } from "../failure.ts";
import { scrub } from "../text.ts";
import { publicUrl } from "../web-pages.ts";

/** @param language that of the sentences in the answers: what is wrong with a field, why a mail was not sent. */
export const sendIn =
  (language: string): Send =>
  (method, path, body, idempotencyKey) => {
    const response = fetchFrom(language, method, path, body, idempotencyKey);
    const status = response.getResponseCode();
    const answer = parseJson(response.getContentText("UTF-8"));
    if (status >= 200 && status < 300 && (answer !== undefined || status === 204)) {
      return scrub(answer);
    }
    throw failureOf(method, status, toProblem(scrub(answer)), response.getHeaders());
  };

function fetchFrom(
  language: string,
  method: Method,
  path: string,
  body: object | undefined,
  idempotencyKey: string | undefined,
): GoogleAppsScript.URL_Fetch.HTTPResponse {
  const token = ScriptApp.getIdentityToken();
  // The types leave out that it is null without the scope openid.
  if (!token) throw new Failure("no-identity");
  try {
    return UrlFetchApp.fetch(`${publicUrl()}/api/v1/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: "application/json",
        "Accept-Language": language,
        ...(idempotencyKey ? { "Idempotency-Key": idempotencyKey } : {}),
      },
      ...(body ? { contentType: "application/json", payload: JSON.stringify(body) } : {}),
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
  const { code, detail, requestId, contactId: id, contactName: name = "", errors, current } = problem ?? {};
  const retryAfter = Number(headerOf(headers, "retry-after"));
  return new Failure(kindOf(method, status, problem), {
    status,
    requestId,
    signIn: code === "unauthenticated" ? detail : undefined,
    contact: id ? { id, name } : undefined,
    errors,
    meeting: current as Meeting | undefined,
    retryAfterSeconds: retryAfter > 0 ? Math.ceil(retryAfter) : undefined,
  });
}

function kindOf(method: Method, status: number, problem: Partial<Problem> | undefined): FailureKind {
  // Not one of our answers: something between us and the backend spoke.
  if (!problem) return status === 429 ? "rate-limited" : "backend-away";
  // Reading is refused only to those who have no account; changing also for want of a right.
  if (problem.code === "forbidden")
    return method === "get" || method === "post" ? "not-invited" : "forbidden";
  return (problem.code && KINDS[problem.code]) ?? "unexpected";
}

const KINDS: Readonly<Partial<Record<Problem["code"], FailureKind>>> = {
  unauthenticated: "unauthenticated",
  not_found: "gone",
  conflict: "conflict",
  no_contact: "no-contact",
  invalid_input: "invalid",
  rate_limited: "rate-limited",
  google_reconnect_required: "reconnect",
  google_unavailable: "google-away",
  unavailable: "backend-away",
};

/** Header names come in any case. */
function headerOf(headers: object, name: string): string | undefined {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return found && String(found[1]);
}
