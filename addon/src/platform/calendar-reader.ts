/** Reads title and time of the open event: the event object has neither. https://developers.google.com/workspace/calendar/api/v3/reference/events */
import type { Attendee, OpenEvent } from "../events.ts";
import type { CalendarReader, EventDetails, NoDetails } from "../request.ts";
import { scrub } from "../text.ts";

type GoogleEvent = GoogleAppsScript.Calendar.Schema.Event;
type GoogleTime = GoogleAppsScript.Calendar.Schema.EventDateTime;

const MAX_TITLE = 10_000;
const MAX_LOCATION = 2_000;
const MAX_ATTENDEES = 1_000;

export function createCalendarReader(): CalendarReader {
  return {
    details: (open) => {
      const event = findEvent(open);
      return typeof event === "string" ? event : (scrub(toDetails(event)) ?? "unreadable");
    },
  };
}

function findEvent({ calendarId, eventId }: OpenEvent): GoogleEvent | NoDetails {
  try {
    return Calendar?.Events.get(calendarId, eventId, { maxAttendees: MAX_ATTENDEES }) ?? "unreadable";
  } catch (error) {
    return isNotFound(error) ? "unsaved" : "unreadable";
  }
}

/** The service throws a GoogleJsonResponseException, with the API's own error in `details`. */
function isNotFound(error: unknown): boolean {
  const details = error instanceof Error && "details" in error ? error.details : undefined;
  return typeof details === "object" && details !== null && "code" in details && details.code === 404;
}

function toDetails(event: GoogleEvent): EventDetails | undefined {
  const [start, end] = [timeOf(event.start), timeOf(event.end)];
  if (!start || !end) return undefined;
  return {
    title: (event.summary ?? "").slice(0, MAX_TITLE),
    start,
    end,
    wholeDay: event.start?.date !== undefined,
    iCalUID: event.iCalUID,
    originalStart: timeOf(event.originalStartTime),
    location: event.location?.slice(0, MAX_LOCATION),
    organizer: event.organizer?.email,
    attendees: (event.attendees ?? []).flatMap(toAttendee),
  };
}

/** A whole day is held as midnight UTC: it has no zone. */
function timeOf(time: GoogleTime | undefined): string | undefined {
  return time?.dateTime ?? (time?.date && `${time.date}T00:00:00Z`);
}

function toAttendee({
  email,
  displayName,
  optional,
  resource,
  responseStatus,
}: GoogleAppsScript.Calendar.Schema.EventAttendee): Attendee[] {
  if (!email || resource === true) return [];
  return [{ email, name: displayName, optional: optional === true, responseStatus }];
}
