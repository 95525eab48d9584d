/** The page's calendar over Google Calendar's REST API. */
import type { calendar_v3 } from "@googleapis/calendar";
import { toCalendarEvent, toEventResource } from "./event-conversion.ts";
import type { GoogleSession } from "./google-session.ts";
import type { CalendarEvent } from "./page/wire.ts";
import type { CalendarHost } from "./sidebar-host.ts";

const root = "/calendar/v3";

export function createGoogleCalendar(sessionOf: (user: string) => GoogleSession): CalendarHost {
  return {
    listEvents: async (user, { from, to }) => {
      const google = sessionOf(user);
      const calendars = await shownCalendars(google);
      const lists = await Promise.all(
        calendars.map(async (id) => (await listEvents(google, id, from, to)).map((event) => ({ id, event }))),
      );
      const events = lists
        .flat()
        .filter(({ event }) => event.status !== "cancelled" && event.eventType !== "workingLocation")
        .map(({ id, event }) => toCalendarEvent(event, id));
      // A guest's copy has the id of the organizer's event; the person's own calendar comes first and wins.
      return [...new Map([...events].reverse().map((event) => [event.id, event])).values()];
    },
    getEvent: async (user, eventId): Promise<CalendarEvent | null> => {
      const google = sessionOf(user);
      for (const id of await shownCalendars(google)) {
        const event = await google.find<calendar_v3.Schema$Event>(eventPath(id, eventId));
        if (event !== null && event.status !== "cancelled") return toCalendarEvent(event, id);
      }
      return null;
    },
    insertEvent: async (user, eventId, change) => {
      const google = sessionOf(user);
      const [calendarId = user] = await shownCalendars(google);
      const event = await google.create<calendar_v3.Schema$Event>({
        method: "POST",
        path: eventsPath(calendarId),
        parameters: writing,
        body: { id: eventId, ...toEventResource(change) },
      });
      return toCalendarEvent(event, calendarId);
    },
    patchEvent: async (user, { calendarId, eventId, etag }, change) => {
      const changed = await sessionOf(user).change<calendar_v3.Schema$Event>({
        method: "PATCH",
        path: eventPath(calendarId, eventId),
        parameters: writing,
        body: toEventResource(change),
        ifMatch: etag,
      });
      return changed === null ? null : toCalendarEvent(changed, calendarId);
    },
    deleteEvent: async (user, { calendarId, eventId }) => {
      await sessionOf(user).change({
        method: "DELETE",
        path: eventPath(calendarId, eventId),
        parameters: { sendUpdates: "all" },
      });
    },
  };
}

/** Guests are told, as Calendar's own page offers first; without the version a Meet link is ignored. */
const writing = { sendUpdates: "all", conferenceDataVersion: "1" };

/** Changes whenever an event of a shown calendar does. */
export async function calendarPulse(google: GoogleSession): Promise<string> {
  const etags = await Promise.all(
    (await shownCalendars(google)).map(async (id) => {
      const { etag }: calendar_v3.Schema$Events = await google.get(eventsPath(id), {
        maxResults: "1",
        fields: "etag",
      });
      return etag;
    }),
  );
  return etags.join();
}

function eventsPath(calendarId: string): string {
  return `${root}/calendars/${encodeURIComponent(calendarId)}/events`;
}

function eventPath(calendarId: string, eventId: string): string {
  return `${eventsPath(calendarId)}/${encodeURIComponent(eventId)}`;
}

/** Every occurrence in the window, all pages. */
async function listEvents(
  google: GoogleSession,
  calendarId: string,
  from: number,
  to: number,
): Promise<readonly calendar_v3.Schema$Event[]> {
  const events: calendar_v3.Schema$Event[] = [];
  let pageToken: string | null | undefined;
  do {
    const page: calendar_v3.Schema$Events = await google.get(eventsPath(calendarId), {
      singleEvents: "true",
      timeMin: new Date(from).toISOString(),
      timeMax: new Date(to).toISOString(),
      maxResults: "2500",
      ...(typeof pageToken === "string" ? { pageToken } : {}),
    });
    events.push(...(page.items ?? []));
    pageToken = page.nextPageToken;
  } while (typeof pageToken === "string");
  return events;
}

/** Those ticked in the calendar's own list, the person's first. */
async function shownCalendars(google: GoogleSession): Promise<readonly string[]> {
  const { items = [] }: calendar_v3.Schema$CalendarList = await google.get(`${root}/users/me/calendarList`);
  const shown = items.filter(({ selected, primary }) => selected === true || primary === true);
  return shown
    .sort((a, b) => Number(b.primary ?? false) - Number(a.primary ?? false))
    .map(({ id }) => id ?? "primary");
}
