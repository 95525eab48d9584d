/** An event as one reader of a calendar is shown it: who is "self", what is private, in which zone. */
import type { CalendarListEntry } from "./calendar-book.ts";
import type { EventPerson, EventTime, StoredEvent } from "./event-resource.ts";
import { eventInstant } from "./event-time.ts";
import { seesOnlySelf } from "./guest-rights.ts";
import { toRfc3339 } from "./zoned-time.ts";

export interface EventViewOptions {
  /** The zone times are written in; the calendar's when absent. */
  readonly timeZone?: string | undefined;
  /** More guests than this are cut down to the reader's own entry. */
  readonly maxAttendees?: number | undefined;
  /** A deleted event is shown whole, or only as an id that is gone. */
  readonly deletedDetails: boolean;
}

export function eventView(entry: CalendarListEntry, event: StoredEvent, options: EventViewOptions): object {
  const head = { kind: "calendar#event", etag: event.etag, id: event.id, status: event.status };
  const time = (value: EventTime): EventTime => timeIn(value, entry, options.timeZone);
  const series =
    event.recurringEventId === undefined || event.originalStartTime === undefined
      ? {}
      : { recurringEventId: event.recurringEventId, originalStartTime: time(event.originalStartTime) };
  if (event.status === "cancelled" && !options.deletedDetails) return { ...head, ...series };

  const times = { start: time(event.start), end: time(event.end), ...series };
  if (isHidden(entry, event)) {
    const { created, updated, iCalUID, sequence, recurrence, transparency, eventType } = event;
    return {
      ...head,
      created,
      updated,
      ...times,
      ...(recurrence && { recurrence }),
      ...(transparency && { transparency }),
      visibility: "private",
      iCalUID,
      sequence,
      eventType,
    };
  }
  const { attendees, creator, organizer, ...rest } = event;
  return {
    ...head,
    htmlLink: htmlLink(event.id, entry.calendar.id),
    ...rest,
    creator: person(creator, entry),
    organizer: person(organizer, entry),
    ...times,
    ...(attendees && attendeesView(event, entry, options.maxAttendees)),
  };
}

/** Only people who may change a calendar see its private events; a free/busy reader sees no event's details. */
function isHidden(entry: CalendarListEntry, event: StoredEvent): boolean {
  if (entry.accessRole === "freeBusyReader") return true;
  const isPrivate = event.visibility === "private" || event.visibility === "confidential";
  return entry.accessRole === "reader" && isPrivate;
}

function attendeesView(event: StoredEvent, entry: CalendarListEntry, max: number | undefined): object {
  const views = (event.attendees ?? []).map((attendee) => person(attendee, entry));
  const own = views.filter((view) => "self" in view);
  if (seesOnlySelf(entry.calendar, event)) return { attendees: own };
  if (max === undefined || views.length <= max) return { attendees: views };
  return { attendees: own, attendeesOmitted: true };
}

function person(value: EventPerson, entry: CalendarListEntry): EventPerson & { readonly self?: true } {
  return value.email.toLowerCase() === entry.calendar.id ? { ...value, self: true } : value;
}

/** Moments are written in the zone asked for, but keep the zone they were planned in beside it. */
function timeIn(time: EventTime, entry: CalendarListEntry, timeZone: string | undefined): EventTime {
  if ("date" in time) return time;
  const dateTime = toRfc3339(
    eventInstant(time, entry.calendar.timeZone),
    timeZone ?? entry.calendar.timeZone,
  );
  return { dateTime, timeZone: time.timeZone ?? entry.calendar.timeZone };
}

function htmlLink(eventId: string, calendarId: string): string {
  return `https://www.google.com/calendar/event?eid=${Buffer.from(`${eventId} ${calendarId}`).toString("base64url")}`;
}
