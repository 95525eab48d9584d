/** What booking, showing and changing meetings are given, and the two things they share. */
import type { ActivityStore } from "../crm/ports.ts";
import type { DecidedEvent } from "../sync/calendar-ports.ts";
import { decideEvent, peopleOn } from "../sync/decide-event.ts";
import type { EventPlace } from "../sync/decide-event.ts";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { BookingStore, CalendarWriter, MeetingStore, OpenCalendarWriter, WholeEvent } from "./ports.ts";

export interface MeetingParts {
  readonly bookings: BookingStore;
  readonly meetings: MeetingStore;
  readonly activities: Pick<ActivityStore, "find">;
  readonly openCalendar: OpenCalendarWriter;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** As the sync would decide it. */
export async function decide(
  { meetings }: Pick<MeetingParts, "meetings">,
  place: EventPlace,
  { event }: Pick<WholeEvent, "event">,
): Promise<DecidedEvent> {
  const addresses = [...new Set(peopleOn(event).map(({ address }) => address))];
  return decideEvent(place, event, await meetings.findMatches(place.account, addresses));
}

/** Undefined: Google does not know it, or not any more. */
export async function findEvent(
  calendar: Pick<CalendarWriter, "get">,
  calendarId: string,
  eventId: string,
): Promise<WholeEvent | undefined> {
  try {
    return await calendar.get(calendarId, eventId);
  } catch (error) {
    if (failureOf(error)?.kind === "gone") return undefined;
    throw error;
  }
}

export function failureOf(error: unknown): GoogleCallFailed["failure"] | undefined {
  return error instanceof GoogleCallFailed ? error.failure : undefined;
}

/** Whether Google answered with this refusal. */
export function isRefusedWith(error: unknown, status: 403 | 409 | 412): boolean {
  const failure = failureOf(error);
  return failure?.kind === "rejected" && failure.status === status;
}
