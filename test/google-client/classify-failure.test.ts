import { describe, expect, test } from "@jest/globals";
import { classifyFailure } from "../../backend/src/google/classify-failure.ts";
import type { CallMeaning } from "../../backend/src/google/classify-failure.ts";

const now = Date.UTC(2026, 10, 20, 12);
const unnamedWaitMs = 2_000;

function body(code: number, reason: string, message = reason): string {
  return JSON.stringify({ error: { code, message, errors: [{ message, domain: "global", reason }] } });
}

/** The newer form, without `errors`. */
function newBody(code: number, status: string, message: string, reason?: string): string {
  const details =
    reason === undefined ? [] : [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason }];
  return JSON.stringify({ error: { code, message, status, details } });
}

function classify(
  status: number,
  text: string,
  { retryAfter, ...meaning }: Partial<CallMeaning> & { retryAfter?: string } = {},
) {
  return classifyFailure({ status, body: text, retryAfter }, { now, unnamedWaitMs, ...meaning });
}

const until = (ms: number) => ({ kind: "rate-limited", until: new Date(now + ms) });
const revoked = (reason: string) => ({ kind: "grant-revoked", reason });
const HOUR_MS = 3_600_000;

describe("what Google answers means", () => {
  test.each<[string, number, string, unknown]>([
    ["an expired token", 401, body(401, "authError", "Invalid Credentials"), revoked("revoked")],
    [
      "an account without Gmail",
      400,
      body(400, "failedPrecondition", "Mail service not enabled"),
      revoked("no_mailbox"),
    ],
    ["an administrator's policy", 403, body(403, "domainPolicy"), revoked("admin_policy")],
    ["a missing scope", 403, body(403, "insufficientPermissions"), { kind: "scope-missing" }],
    [
      "a missing scope, in the newer form",
      403,
      newBody(403, "PERMISSION_DENIED", "no", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
      { kind: "scope-missing" },
    ],
    [
      "Gmail's throttling",
      403,
      body(403, "rateLimitExceeded", "User-rate limit exceeded.  Retry after 2026-11-20T12:00:07.250Z"),
      until(7_250),
    ],
    ["Gmail's throttling without a time", 403, body(403, "rateLimitExceeded"), until(unnamedWaitMs)],
    [
      "its other name",
      403,
      body(403, "userRateLimitExceeded", "User Rate Limit Exceeded"),
      until(unnamedWaitMs),
    ],
    [
      "a time that has passed",
      403,
      body(403, "rateLimitExceeded", "Retry after 2026-11-20T11:59:00Z"),
      until(0),
    ],
    [
      "a time that is none",
      403,
      body(403, "rateLimitExceeded", "Retry after 2026-99-99T12:00:07Z"),
      until(unnamedWaitMs),
    ],
    [
      "a time years ahead",
      403,
      body(403, "rateLimitExceeded", "Retry after 2031-01-01T00:00:00Z"),
      until(24 * HOUR_MS),
    ],
    ["a project's day that is used up", 403, body(403, "dailyLimitExceeded"), until(HOUR_MS)],
    [
      "Calendar's limits for an account",
      403,
      body(403, "quotaExceeded", "Calendar usage limits exceeded."),
      until(HOUR_MS),
    ],
    [
      "too many at once",
      429,
      body(429, "rateLimitExceeded", "Too many concurrent requests for user"),
      until(unnamedWaitMs),
    ],
    ["too many, in the newer form", 429, newBody(429, "RESOURCE_EXHAUSTED", "no"), until(unnamedWaitMs)],
    ["something gone", 404, body(404, "notFound"), { kind: "gone" }],
    ["something deleted", 410, body(410, "deleted"), { kind: "gone" }],
    [
      "a fault of Google's",
      500,
      body(500, "backendError"),
      { kind: "transient", detail: "500 backendError" },
    ],
    ["a gateway's fault", 502, body(502, "backendError"), { kind: "transient", detail: "502 backendError" }],
    ["an overload", 503, body(503, "backendError"), { kind: "transient", detail: "503 backendError" }],
    ["a slow request", 408, body(408, "timeout"), { kind: "transient", detail: "408 timeout" }],
    [
      "a wrong argument",
      400,
      body(400, "invalidArgument", "Invalid id value"),
      { kind: "rejected", status: 400, reason: "invalidArgument", detail: "Invalid id value" },
    ],
    [
      "another precondition",
      400,
      body(400, "failedPrecondition", "Precondition check failed."),
      { kind: "rejected", status: 400, reason: "failedPrecondition", detail: "Precondition check failed." },
    ],
    [
      "a foreign calendar",
      403,
      body(403, "forbidden"),
      { kind: "rejected", status: 403, reason: "forbidden", detail: "forbidden" },
    ],
    [
      "an API that is switched off",
      403,
      newBody(403, "PERMISSION_DENIED", "disabled", "SERVICE_DISABLED"),
      { kind: "rejected", status: 403, reason: "SERVICE_DISABLED", detail: "disabled" },
    ],
    [
      "a changed event",
      412,
      body(412, "conditionNotMet"),
      { kind: "rejected", status: 412, reason: "conditionNotMet", detail: "conditionNotMet" },
    ],
    [
      "an id that is taken",
      409,
      body(409, "duplicate"),
      { kind: "rejected", status: 409, reason: "duplicate", detail: "duplicate" },
    ],
  ])("%s", (_name, status, text, expected) => {
    expect(classify(status, text)).toEqual(expected);
  });

  test("a history that is too old is told from a message that is gone", () => {
    expect(classify(404, body(404, "notFound"), { expiredStatus: 404 })).toEqual({ kind: "cursor-expired" });
    expect(classify(410, body(410, "fullSyncRequired"), { expiredStatus: 410 })).toEqual({
      kind: "cursor-expired",
    });
    expect(classify(404, body(404, "notFound"), { expiredStatus: 410 })).toEqual({ kind: "gone" });
  });

  test("Retry-After is read in seconds and as a date, the text before it", () => {
    const throttled = body(429, "rateLimitExceeded");
    expect(classify(429, throttled, { retryAfter: "30" })).toEqual(until(30_000));
    expect(classify(429, throttled, { retryAfter: "Fri, 20 Nov 2026 12:01:00 GMT" })).toEqual(until(60_000));
    expect(classify(429, throttled, { retryAfter: "soon" })).toEqual(until(unnamedWaitMs));
    const named = body(403, "rateLimitExceeded", "Retry after 2026-11-20T12:00:09.000Z");
    expect(classify(403, named, { retryAfter: "3" })).toEqual(until(9_000));
  });
});

describe("an answer that is none of Google's is believed in nothing", () => {
  test.each([
    ["a proxy's page", "<!DOCTYPE html><title>404</title>"],
    ["nothing", ""],
    ["half an error", '{"error":{"code":404,'],
    ["JSON of somebody else", '{"message":"not found"}'],
    ["an error that is text", '{"error":"not_found"}'],
    ["null", "null"],
  ])("%s", (_name, text) => {
    for (const status of [302, 400, 401, 403, 404, 410, 429, 500])
      expect(classify(status, text, { expiredStatus: 404 })).toMatchObject({ kind: "transient" });
  });
});
