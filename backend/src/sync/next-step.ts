/** What a mailbox's sync does next, and what follows from a failure. Pure; sync-mailbox.ts does it. */
import type { GoogleFailure, ReconnectReason } from "./google-failure.ts";
import type {
  FirstCursor,
  FirstSyncStep,
  IncrementalCursor,
  MailCursor,
  RecoveryCursor,
} from "./mail-cursor.ts";
import type { MailClaim } from "./ports.ts";

export type MailStep =
  /** Nothing is known of this mailbox yet. */
  | { readonly kind: "plan" }
  | { readonly kind: "search-contacts"; readonly cursor: FirstCursor; readonly step: StepOf<"search"> }
  | { readonly kind: "list"; readonly cursor: FirstCursor; readonly step: StepOf<"list"> }
  | { readonly kind: "follow-history"; readonly cursor: FirstCursor | IncrementalCursor }
  /** For addresses that contacts got since. */
  | { readonly kind: "search-requested"; readonly cursor: FirstCursor | IncrementalCursor }
  | { readonly kind: "read"; readonly cursor: FirstCursor | IncrementalCursor }
  | { readonly kind: "finish-first"; readonly cursor: FirstCursor }
  | { readonly kind: "begin-check"; readonly cursor: IncrementalCursor }
  | { readonly kind: "list-anew"; readonly cursor: RecoveryCursor }
  /** What still waits stumbled a moment ago. */
  | { readonly kind: "pause" }
  | { readonly kind: "done" };

type StepOf<Kind extends FirstSyncStep["kind"]> = Extract<FirstSyncStep, { readonly kind: Kind }>;

/** What this slice of work has found out so far. */
export interface SliceState {
  /** History was read up to its end. */
  readonly isUpToDate: boolean;
  /** All that waits was tried. */
  readonly isReadOut: boolean;
}

export function nextStep(
  claim: Pick<MailClaim, "cursor" | "hasWaiting" | "hasSearches" | "lastCheckedAt">,
  state: SliceState,
  now: Date,
): MailStep {
  const { cursor } = claim;
  if (cursor === null) return { kind: "plan" };
  switch (cursor.phase) {
    case "first":
      return stepOfFirst(claim, cursor, state);
    case "incremental":
      return (
        stepWithHistory(claim, cursor, state) ??
        (isCheckDue(claim, now) ? { kind: "begin-check", cursor } : { kind: "done" })
      );
    case "recovery":
      return { kind: "list-anew", cursor };
  }
}

export type FailureStep =
  | { readonly kind: "recover" }
  | { readonly kind: "reconnect"; readonly reason: ReconnectReason }
  | { readonly kind: "wait"; readonly until: Date }
  /** `message` is a sentence for the rep. */
  | { readonly kind: "back-off"; readonly code: string; readonly message: string };

export function stepAfter(failure: GoogleFailure): FailureStep {
  switch (failure.kind) {
    case "cursor-expired":
      return { kind: "recover" };
    case "grant-revoked":
      return { kind: "reconnect", reason: failure.reason };
    case "scope-missing":
      return { kind: "reconnect", reason: "scope_missing" };
    case "rate-limited":
      return { kind: "wait", until: failure.until };
    case "transient":
      return { kind: "back-off", code: "google_unavailable", message: "Gmail did not answer as it should." };
    case "gone":
    case "rejected":
      return { kind: "back-off", code: "google_refused", message: "Gmail refused a request of the sync." };
  }
}

/** When to try again after so many failures in a row: half a minute, doubled each time, an hour at most, and some dice. */
export function backOffMs(failures: number, random: number): number {
  return Math.min(FIRST_BACK_OFF_MS * 2 ** Math.min(failures, 10), LONGEST_BACK_OFF_MS) * (0.75 + random / 2);
}

/** The safety net, should no push come. Spread by a tenth, so that mailboxes connected together drift apart. */
export function nextPollMs(intervalMinutes: number, random: number): number {
  return intervalMinutes * 60_000 * (0.95 + random / 10);
}

/** For when Gmail no longer takes the page token: the listing under way begun anew. Undefined: there is none. */
export function withoutPageToken(cursor: MailCursor | null): MailCursor | undefined {
  if (cursor === null) return undefined;
  if (cursor.phase === "recovery")
    return cursor.pageToken === null ? undefined : { ...cursor, pageToken: null };
  const { page, ...rest } = cursor;
  if (page !== undefined) return rest;
  if (rest.phase !== "first") return undefined;
  switch (rest.step.kind) {
    case "search":
      return rest.step.page === undefined
        ? undefined
        : { ...rest, step: { kind: "search", through: rest.step.through } };
    case "list":
      return rest.step.pageToken === null ? undefined : { ...rest, step: { kind: "list", pageToken: null } };
    case "read":
      return undefined;
  }
}

const FIRST_BACK_OFF_MS = 30_000;
const LONGEST_BACK_OFF_MS = 60 * 60_000;
const CHECK_EVERY_MS = 24 * 60 * 60_000;

function stepOfFirst(
  claim: Pick<MailClaim, "hasSearches" | "hasWaiting">,
  cursor: FirstCursor,
  state: SliceState,
): MailStep {
  const { step } = cursor;
  switch (step.kind) {
    case "search":
      return { kind: "search-contacts", cursor, step };
    case "list":
      return { kind: "list", cursor, step };
    case "read":
      return stepWithHistory(claim, cursor, state) ?? { kind: "finish-first", cursor };
  }
}

/** New mail first, then what was asked for, then what waits. */
function stepWithHistory(
  { hasSearches, hasWaiting }: Pick<MailClaim, "hasSearches" | "hasWaiting">,
  cursor: FirstCursor | IncrementalCursor,
  { isUpToDate, isReadOut }: SliceState,
): MailStep | undefined {
  if (!isUpToDate) return { kind: "follow-history", cursor };
  if (hasSearches) return { kind: "search-requested", cursor };
  if (hasWaiting) return isReadOut ? { kind: "pause" } : { kind: "read", cursor };
  return undefined;
}

function isCheckDue({ lastCheckedAt }: Pick<MailClaim, "lastCheckedAt">, now: Date): boolean {
  return lastCheckedAt === null || now.getTime() - lastCheckedAt.getTime() >= CHECK_EVERY_MS;
}
