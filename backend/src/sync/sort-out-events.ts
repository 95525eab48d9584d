/** Which of the events a calendar lists need anything done, given its ledger. */
import type { DecidedEvent, EventEntry } from "./calendar-ports.ts";

/** The reason of what the sync would not have logged by itself. */
export const BY_HAND = "logged_by_hand";

export interface SortedEvents {
  readonly work: readonly DecidedEvent[];
  /** Nothing to do, but for the note that the listing named them. */
  readonly listed: readonly string[];
}

/** Events that, were they series, take their occurrences along, but for those that were kept by themselves. */
export function endingIn(decided: readonly DecidedEvent[]): readonly string[] {
  return idsOf(decided, "cancelled", "gone");
}

export function seriesIn(decided: readonly DecidedEvent[]): readonly string[] {
  return idsOf(decided, "series");
}

/** @param entries the rows of the decided events, and of the logged occurrences of those that end. */
export function sortOutEvents(
  decided: readonly DecidedEvent[],
  entries: ReadonlyMap<string, EventEntry>,
  listing: number | null,
): SortedEvents {
  // The last word on an event counts.
  const events = new Map(decided.map((event) => [event.eventId, event]));
  for (const { eventId, recurringEventId, etag, startsAt } of entries.values())
    if (!events.has(eventId))
      events.set(eventId, { eventId, recurringEventId, etag, startsAt, outcome: WITH_SERIES });
  const work: DecidedEvent[] = [];
  const listed: string[] = [];
  for (const event of events.values()) {
    const entry = entries.get(event.eventId);
    if (entry === undefined || !isSettled(event, entry)) work.push(event);
    else if (listing !== null && entry.listing !== listing && (entry.isSeries || entry.activityId !== null))
      listed.push(event.eventId);
  }
  return { work, listed };
}

const WITH_SERIES: DecidedEvent["outcome"] = { kind: "cancelled", withSeries: true };

function idsOf(
  decided: readonly DecidedEvent[],
  ...kinds: readonly DecidedEvent["outcome"]["kind"][]
): readonly string[] {
  return decided.filter(({ outcome }) => kinds.includes(outcome.kind)).map(({ eventId }) => eventId);
}

function isSettled({ outcome, etag, startsAt }: DecidedEvent, entry: EventEntry): boolean {
  if (entry.decision === "waiting") return false;
  if (outcome.kind === "cancelled")
    return entry.activityId === null ? entry.reason === "cancelled" : entry.cancelled;
  if (outcome.kind === "gone") return entry.activityId === null && entry.reason === "gone";
  if (etag === null || etag !== entry.etag) return false;
  // The same event may lie elsewhere once its calendar has another zone.
  if (startsAt?.getTime() !== entry.startsAt?.getTime()) return false;
  const reason = entry.decision === "logged" ? null : entry.reason;
  switch (outcome.kind) {
    case "log":
      // Whom a private one names is not kept: who became a contact is seen only by looking again.
      if (outcome.meeting.isPrivate) return false;
      if (outcome.isBeforeWindow && reason === "before_window") return true;
      return entry.activityId !== null && !entry.cancelled;
    case "skip":
      return outcome.reason === reason || entry.reason === BY_HAND;
    case "series":
      return entry.isSeries === (outcome.skip === null) && (entry.isSeries || outcome.skip === reason);
    case "unreadable":
      return entry.decision === "quarantined" && outcome.reason === reason;
  }
}
