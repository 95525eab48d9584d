/** Calendar's event resource → what the page shows and the add-on's event object is made of; and the page's changes back. */
import { randomUUID } from "node:crypto";
import type { calendar_v3 } from "@googleapis/calendar";
import type { CalendarEvent, ConferenceData, EventAttendee, EventChange, EventTime } from "./page/wire.ts";

export function toCalendarEvent(event: calendar_v3.Schema$Event, calendarId: string): CalendarEvent {
  const recurringEventId = event.recurringEventId ?? undefined;
  const displayName = event.organizer?.displayName ?? undefined;
  return {
    id: event.id ?? "",
    calendarId,
    ...(recurringEventId === undefined ? {} : { recurringEventId }),
    title: event.summary ?? "",
    start: toTime(event.start),
    end: toTime(event.end),
    location: event.location ?? "",
    description: event.description ?? "",
    organizer: {
      email: event.organizer?.email ?? calendarId,
      ...(displayName === undefined ? {} : { displayName }),
      self: event.organizer?.self ?? false,
    },
    attendees: (event.attendees ?? []).map(toAttendee),
    conference: event.conferenceData === undefined ? null : toConference(event.conferenceData),
    // Google's defaults, which it leaves out of the resource.
    guestsCanInviteOthers: event.guestsCanInviteOthers ?? true,
    guestsCanSeeOtherGuests: event.guestsCanSeeOtherGuests ?? true,
    etag: event.etag ?? "",
  };
}

/** Only the fields that the change names. */
export function toEventResource(change: EventChange): calendar_v3.Schema$Event {
  const { title, start, end, timeZone, location, description, attendees, meetLink } = change;
  return {
    ...(title === undefined ? {} : { summary: title }),
    ...(start === undefined ? {} : { start: fromTime(start, timeZone) }),
    ...(end === undefined ? {} : { end: fromTime(end, timeZone) }),
    ...(location === undefined ? {} : { location }),
    ...(description === undefined ? {} : { description }),
    ...(attendees === undefined
      ? {}
      : {
          attendees: attendees.map(({ email, displayName, optional, responseStatus }) => ({
            email,
            ...(displayName === undefined ? {} : { displayName }),
            optional,
            responseStatus,
          })),
        }),
    ...(meetLink === undefined
      ? {}
      : {
          conferenceData: {
            createRequest: {
              requestId: randomUUID(),
              conferenceSolutionKey: { type: "hangoutsMeet" },
            },
          },
        }),
  };
}

function fromTime(time: EventTime, timeZone: string | undefined): calendar_v3.Schema$EventDateTime {
  if ("date" in time) return { date: time.date };
  return { dateTime: new Date(time.at).toISOString(), ...(timeZone === undefined ? {} : { timeZone }) };
}

function toTime(time: calendar_v3.Schema$EventDateTime | undefined): CalendarEvent["start"] {
  const { date } = time ?? {};
  return typeof date === "string" ? { date } : { at: Date.parse(time?.dateTime ?? "") };
}

function toAttendee(attendee: calendar_v3.Schema$EventAttendee): EventAttendee {
  const displayName = attendee.displayName ?? undefined;
  return {
    email: attendee.email ?? "",
    ...(displayName === undefined ? {} : { displayName }),
    optional: attendee.optional ?? false,
    organizer: attendee.organizer ?? false,
    resource: attendee.resource ?? false,
    self: attendee.self ?? false,
    responseStatus: attendee.responseStatus ?? "needsAction",
    additionalGuests: attendee.additionalGuests ?? 0,
    comment: attendee.comment ?? "",
  };
}

/** Null stands for absent in Google's types; its JSON has neither. */
function toConference(data: calendar_v3.Schema$ConferenceData): ConferenceData {
  return data as ConferenceData;
}
