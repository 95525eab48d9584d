/**
 * What follows from an attempt to send a mail, or to find out what became of it. Pure; send-email.ts does it.
 *
 * Two rules keep a mail from going twice or getting lost: `QUEUED` and `FAILED` are for mails that Gmail certainly does not
 * have; and of all others nothing is sent again before Gmail was asked, for long enough, whether it has them.
 */
import type { GoogleFailure } from "../sync/google-failure.ts";
import type { SendClaim, SendError, SendResult } from "./ports.ts";
import {
  BLIND,
  LIMITED,
  LOOKING,
  LOST,
  reconnectError,
  refusedError,
  RETRYING,
  THREAD_GONE,
  UNREACHABLE,
} from "./send-errors.ts";

export interface SendTiming {
  /** A worker that commits nothing for this long has lost what it took. */
  readonly leaseMs: number;
  /** After it was said that a mail is being sent, it goes within this time or not at all. */
  readonly sendWithinMs: number;
  /**
   * So long after it was sent a mail is looked for before it is sent again. Longer than sending and its answer may take
   * together, and than Gmail's search lags behind.
   */
  readonly lookForMs: number;
  readonly firstLookMs: number;
  readonly firstRetryMs: number;
}

export const SEND_TIMING: SendTiming = {
  leaseMs: 120_000,
  sendWithinMs: 30_000,
  lookForMs: 150_000,
  firstLookMs: 2_000,
  firstRetryMs: 5_000,
};

/** Asking Gmail so often to send one mail without hearing what came of it is enough. */
export const MAX_ATTEMPTS = 3;
/** Later than this nobody expects the mail to go any more. */
export const EXPECTED_MS = 24 * 3_600_000;

type Attempt = Pick<SendClaim, "attempts" | "triedAt"> & { readonly content: { readonly date: Date } };

/** @param attempt counts the one that failed, unless that was `isCertainlyUnsent` */
export function afterFailedSend(
  failure: GoogleFailure,
  attempt: Attempt,
  now: Date,
  timing: SendTiming,
): SendResult {
  if (isCertainlyUnsent(failure)) return afterRefusal(failure, attempt, now, timing);
  return { kind: "unknown", dueAt: after(now, timing.firstLookMs), error: LOOKING };
}

/** Refused by Gmail, or nothing of it left: by this attempt the mail has not gone. */
export function isCertainlyUnsent(failure: GoogleFailure): boolean {
  if (failure.kind === "transient") return failure.isUnsent === true;
  return failure.kind !== "rejected" || failure.status >= 400;
}

/** Gmail certainly did not send it this time. @param attempt counts those before, which may have */
export function afterRefusal(
  failure: GoogleFailure,
  attempt: Attempt,
  now: Date,
  timing: SendTiming,
): SendResult {
  if (attempt.attempts > 0) return afterFailedLook(failure, attempt, now, timing);
  switch (failure.kind) {
    case "rate-limited":
      return { kind: "not-sent", dueAt: failure.until, error: LIMITED };
    case "transient": {
      const waited = now.getTime() - attempt.content.date.getTime();
      if (waited > EXPECTED_MS) return { kind: "failed", error: UNREACHABLE };
      const dueAt = after(now, Math.min(Math.max(waited / 2, timing.firstRetryMs), LONGEST_RETRY_MS));
      return { kind: "not-sent", dueAt, error: RETRYING };
    }
    case "grant-revoked":
      return { kind: "failed", error: reconnectError(failure.reason) };
    case "scope-missing":
      return { kind: "failed", error: reconnectError("scope_missing") };
    case "gone":
      return { kind: "failed", error: THREAD_GONE };
    case "rejected":
      return { kind: "failed", error: refusedError(failure) };
    case "cursor-expired":
      return { kind: "failed", error: refusedError({ status: 404, detail: "" }) };
  }
}

/** It was looked for and is not there. `send-again`: then it is not. */
export function afterVainLook(attempt: Attempt, now: Date, timing: SendTiming): SendResult | "send-again" {
  const { attempts, triedAt, content } = attempt;
  const isLookedFor = now.getTime() - (triedAt ?? now).getTime() >= timing.lookForMs;
  const isExpected = now.getTime() - content.date.getTime() <= EXPECTED_MS;
  if (isLookedFor && isExpected && attempts < MAX_ATTEMPTS) return "send-again";
  return unknown(attempt, nextLook(attempt, now, timing), isLookedFor ? LOST : LOOKING, now);
}

/** Rapport may not look, or there is too much to look at. */
export function afterNoLook(attempt: Attempt, now: Date, timing: SendTiming): SendResult {
  return { kind: "unknown", dueAt: nextLook(attempt, now, timing), error: BLIND };
}

/** Gmail did not let us look just now, or send once more. */
export function afterFailedLook(
  failure: GoogleFailure,
  attempt: Attempt,
  now: Date,
  timing: SendTiming,
): SendResult {
  const next = nextLook(attempt, now, timing);
  const dueAt =
    failure.kind === "rate-limited" && next !== null && failure.until > next ? failure.until : next;
  return unknown(attempt, dueAt, LOOKING, now);
}

function unknown(attempt: Attempt, dueAt: Date | null, error: SendError, now: Date): SendResult {
  return { kind: "unknown", dueAt, error: sinceTried(attempt, now) > EXPECTED_MS ? LOST : error };
}

/** Soon at first, then ever more rarely, in the end once a day: proof that comes late is proof. Null after a month. */
function nextLook(attempt: Attempt, now: Date, timing: SendTiming): Date | null {
  const passed = sinceTried(attempt, now);
  if (passed > LAST_LOOK_MS) return null;
  if (passed > EXPECTED_MS) return after(now, DAILY_LOOK_MS);
  const wait = Math.min(Math.max(passed / 2, timing.firstLookMs), LONGEST_LOOK_MS);
  // The look that decides whether it is sent again comes as soon as it may.
  const untilDecision = timing.lookForMs - passed;
  return after(now, untilDecision > 0 ? Math.min(wait, untilDecision) : wait);
}

function sinceTried({ triedAt }: Attempt, now: Date): number {
  return now.getTime() - (triedAt ?? now).getTime();
}

const LONGEST_RETRY_MS = 10 * 60_000;
const LONGEST_LOOK_MS = 3_600_000;
const DAILY_LOOK_MS = 24 * 3_600_000;
const LAST_LOOK_MS = 30 * DAILY_LOOK_MS;

function after(time: Date, milliseconds: number): Date {
  return new Date(time.getTime() + Math.ceil(milliseconds));
}
