/**
 * What an answer of Gmail or Calendar that is no success means. The one place that reads Google's errors; each row is
 * sourced in docs/google-quirks.md.
 */
import type { GoogleFailure } from "../sync/google-failure.ts";

export interface RefusedCall {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: string;
}

export interface CallMeaning {
  /** The status by which this call says that its cursor is too old: history 404, calendar listings 410. */
  readonly expiredStatus?: 404 | 410 | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How long to wait when Google asks for a wait and does not say how long. */
  readonly unnamedWaitMs: number;
}

/** Google's own limits a day: an hour is soon enough to look again. */
const LONG_WAIT_MS = 3_600_000;
/** No Google limit lasts longer; a later time is a mistake, and nobody would notice for years. */
const MAX_WAIT_MS = 24 * 3_600_000;

export function classifyFailure(call: RefusedCall, meaning: CallMeaning): GoogleFailure {
  const { status } = call;
  const error = readError(call.body);
  // A page of some proxy. Google's refusals have a body of a known form; without it not even a 404 can be believed.
  if (error === undefined) return { kind: "transient", detail: `${status} without Google's error in it` };
  if (status >= 500 || status === 408) return { kind: "transient", detail: `${status} ${error.reason}` };
  if (status === 429 || isUsageLimit(status, error)) return waitAsTold(call, error, meaning);
  switch (status) {
    case 401:
      return { kind: "grant-revoked", reason: "revoked" };
    case 404:
    case 410:
      return { kind: status === meaning.expiredStatus ? "cursor-expired" : "gone" };
    case 400:
      if (/mail service not enabled/i.test(error.message))
        return { kind: "grant-revoked", reason: "no_mailbox" };
      break;
    case 403:
      if (SCOPE_REASONS.has(error.reason)) return { kind: "scope-missing" };
      if (POLICY_REASONS.has(error.reason)) return { kind: "grant-revoked", reason: "admin_policy" };
      break;
  }
  if (status < 400) return { kind: "transient", detail: `unexpected status ${status}` };
  return { kind: "rejected", status, reason: error.reason, detail: error.message };
}

const SCOPE_REASONS = new Set(["insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"]);
const POLICY_REASONS = new Set(["domainPolicy", "admin_policy_enforced", "adminPolicyEnforced"]);
const SHORT_LIMITS = new Set(["rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"]);
const LONG_LIMITS = new Set(["dailyLimitExceeded", "quotaExceeded"]);

function isUsageLimit(status: number, { reason }: GoogleErrorBody): boolean {
  return status === 403 && (SHORT_LIMITS.has(reason) || LONG_LIMITS.has(reason));
}

function waitAsTold(
  { retryAfter }: RefusedCall,
  { reason, message }: GoogleErrorBody,
  { now, unnamedWaitMs }: CallMeaning,
): GoogleFailure {
  const named = readRetryText(message) ?? readRetryAfter(retryAfter, now);
  const until = named ?? now + (LONG_LIMITS.has(reason) ? LONG_WAIT_MS : unnamedWaitMs);
  return { kind: "rate-limited", until: new Date(Math.min(Math.max(until, now), now + MAX_WAIT_MS)) };
}

/** "User-rate limit exceeded.  Retry after 2026-09-11T20:00:00.000Z" */
function readRetryText(message: string): number | undefined {
  const time = /retry after (\d{4}-\d\d-\d\dT[\d:.]+Z)/i.exec(message)?.[1];
  return time === undefined ? undefined : validTime(Date.parse(time));
}

/** RFC 9110 §10.2.3: seconds or a date. */
function readRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,9}$/.test(text) ? now + Number(text) * 1_000 : validTime(Date.parse(text));
}

function validTime(time: number): number | undefined {
  return Number.isNaN(time) ? undefined : time;
}

interface GoogleErrorBody {
  readonly reason: string;
  readonly message: string;
}

/** Both of Google's forms: `errors[].reason` of the older APIs, and `details[].reason` and `status` of the newer. */
function readError(body: string): GoogleErrorBody | undefined {
  const error = readObject(parseJson(body))?.["error"];
  const fields = readObject(error);
  if (fields === undefined) return undefined;
  const reason =
    readReason(fields["errors"]) ?? readReason(fields["details"]) ?? readWord(fields["status"]) ?? "unknown";
  return { reason, message: readText(fields["message"]) ?? "" };
}

function readReason(list: unknown): string | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.map((entry) => readWord(readObject(entry)?.["reason"])).find((reason) => reason !== undefined);
}

/** It goes into logs and metrics. */
function readWord(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}

function readText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, 500) : undefined;
}

function readObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
