/** What a calendar's sync does next, and what follows from a failure. Pure; sync-calendar.ts does it. */
import type { CalendarCursor, SeriesCursor } from "./calendar-cursor.ts";
import type { CalendarChange, CalendarClaim, CalendarRelease, EventWaitReason } from "./calendar-ports.ts";
import type { GoogleFailure } from "./google-failure.ts";
import { backOffMs } from "./next-step.ts";

type FullCursor = Extract<CalendarCursor, { phase: "full" }>;
type IncrementalCursor = Extract<CalendarCursor, { phase: "incremental" }>;

export type CalendarStep =
  /** A full listing: the first, or once more because contacts changed. */
  | { readonly kind: "begin" }
  | { readonly kind: "list"; readonly cursor: FullCursor }
  | { readonly kind: "follow"; readonly cursor: IncrementalCursor }
  | { readonly kind: "move-window"; readonly cursor: IncrementalCursor }
  | {
      readonly kind: "expand";
      readonly cursor: IncrementalCursor;
      readonly series: Omit<SeriesCursor, "pageToken">;
      readonly pageToken: string | null;
    }
  | {
      readonly kind: "recheck";
      readonly cursor: IncrementalCursor;
      readonly eventIds: readonly string[];
    }
  | { readonly kind: "done" };

export interface WaitingEvent {
  readonly eventId: string;
  readonly reason: EventWaitReason;
}

/** @param listWaiting is asked only when nothing else is to be done first. */
export async function nextCalendarStep(
  claim: Pick<CalendarClaim, "cursor" | "expandedThrough" | "isRelistDue">,
  state: {
    readonly isUpToDate: boolean;
    readonly now: Date;
    readonly listWaiting: () => Promise<readonly WaitingEvent[]>;
  },
): Promise<CalendarStep> {
  const { cursor, expandedThrough } = claim;
  if (cursor === null) return { kind: "begin" };
  if (cursor.phase === "full") return { kind: "list", cursor };
  if (claim.isRelistDue) return { kind: "begin" };
  if (cursor.series !== null) return { kind: "expand", cursor, ...splitPage(cursor.series) };
  if (!state.isUpToDate) return { kind: "follow", cursor };
  if (expandedThrough === null || expandedThrough.getTime() < state.now.getTime() + AHEAD_MS)
    return { kind: "move-window", cursor };
  const waiting = await state.listWaiting();
  const series = waiting.find(({ reason }) => reason !== "recheck");
  if (series !== undefined)
    return {
      kind: "expand",
      cursor,
      series: expansionOf(series, cursor, expandedThrough, state.now),
      pageToken: null,
    };
  if (waiting.length === 0) return { kind: "done" };
  return { kind: "recheck", cursor, eventIds: waiting.map(({ eventId }) => eventId) };
}

export function beginListing(
  { cursor, expandedThrough }: Pick<CalendarClaim, "cursor" | "expandedThrough">,
  firstSyncDays: number | "all",
  now: Date,
): CalendarChange {
  const after = cursor === null ? windowStart(firstSyncDays, now) : cursor.after;
  return {
    cursor: { phase: "full", after, listing: (cursor?.listing ?? 0) + 1, pageToken: null },
    beginsListing: true,
    ...(expandedThrough === null ? { window: { through: horizon(now), reason: "series" } } : {}),
  };
}

export function moveWindow(
  { expandedThrough }: Pick<CalendarClaim, "expandedThrough">,
  cursor: IncrementalCursor,
  now: Date,
): CalendarChange {
  // After a long break what lies between the old end and now was never looked at.
  const isBehind = expandedThrough === null || expandedThrough < now;
  return { cursor, window: { through: horizon(now), reason: isBehind ? "series" : "window" } };
}

export function releaseAfter(
  failure: GoogleFailure,
  failures: number,
  at: { readonly now: Date; readonly random: number },
): CalendarRelease {
  const later = backOff(failures, at);
  const failed = (code: string, message: string, dueAt: Date | null = later): CalendarRelease => ({
    dueAt,
    result: { kind: "failed", code, message },
  });
  switch (failure.kind) {
    case "rate-limited":
      return { dueAt: failure.until, result: { kind: "throttled", until: failure.until } };
    case "grant-revoked":
    case "scope-missing":
      return failed("google_reconnect_required", "Google has to be connected again.", null);
    case "gone":
      return failed("calendar_gone", "This calendar was deleted, or is not shared any more.");
    case "rejected":
      return failed("google_refused", "Google Calendar refused a request of the sync.");
    case "transient":
    case "cursor-expired":
      return failed("google_unavailable", "Google Calendar did not answer as it should.");
  }
}

export function releaseAfterFault(
  failures: number,
  at: { readonly now: Date; readonly random: number },
): CalendarRelease {
  const message = "Something went wrong on our side; it is tried again.";
  return { dueAt: backOff(failures, at), result: { kind: "failed", code: "internal", message } };
}

function backOff(failures: number, { now, random }: { readonly now: Date; readonly random: number }): Date {
  return new Date(now.getTime() + backOffMs(failures, random));
}

const DAY_MS = 86_400_000;
/** Occurrences are there at least so far ahead; the window moves on by more, so that this is seldom. */
const AHEAD_MS = 90 * DAY_MS;
const STEP_MS = 7 * DAY_MS;

function horizon(now: Date): Date {
  return new Date(now.getTime() + AHEAD_MS + STEP_MS);
}

function windowStart(days: number | "all", now: Date): string | null {
  return days === "all" ? null : new Date(now.getTime() - days * DAY_MS).toISOString();
}

function expansionOf(
  { eventId, reason }: WaitingEvent,
  { after, listing }: IncrementalCursor,
  through: Date,
  now: Date,
): Omit<SeriesCursor, "pageToken"> {
  const isWhole = reason === "series";
  return {
    eventId,
    // Whatever the window moved over since: it moves every week.
    from: isWhole ? after : new Date(now.getTime() - DAY_MS).toISOString(),
    through: through.toISOString(),
    listing: isWhole ? listing + 1 : null,
  };
}

function splitPage({ pageToken, ...series }: SeriesCursor): {
  readonly series: Omit<SeriesCursor, "pageToken">;
  readonly pageToken: string;
} {
  return { series, pageToken };
}
