/** CalendarApp, as far as reading an event goes. */
import { call } from "./bridge.ts";
import { boolean, optional, string } from "./checks.ts";
import { defineEnum, defineGlobal, defineService, defineType, on } from "./define.ts";
import { requireScope } from "./permission.ts";

const readScopes = ["calendar", "calendar.readonly", "https://www.google.com/calendar/feeds"];

const GuestStatus = defineEnum("Calendar.GuestStatus", ["INVITED", "MAYBE", "NO", "OWNER", "YES"]);

/** The parts of the REST API's event that have a getter. */
interface EventData {
  readonly id: string;
  readonly iCalUID?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly location?: string;
  readonly created?: string;
  readonly updated?: string;
  readonly recurringEventId?: string;
  readonly recurrence?: readonly string[];
  readonly start?: EventTime;
  readonly end?: EventTime;
  readonly creator?: { readonly email?: string };
  readonly organizer?: { readonly email?: string; readonly self?: boolean };
  readonly attendees?: readonly GuestData[];
}

interface EventTime {
  readonly date?: string;
  readonly dateTime?: string;
}

interface GuestData {
  readonly email?: string;
  readonly displayName?: string;
  readonly responseStatus?: string;
  readonly additionalGuests?: number;
  readonly organizer?: boolean;
  readonly self?: boolean;
}

interface CalendarData {
  readonly id: string;
  readonly summary?: string;
  readonly description?: string;
  readonly timeZone?: string;
}

const EventGuest = defineType<GuestData>("Calendar.EventGuest", {
  getEmail: on([], ({ email }) => email ?? ""),
  getName: on([], ({ displayName, email }) => displayName ?? email ?? ""),
  getAdditionalGuests: on([], ({ additionalGuests }) => additionalGuests ?? 0),
  getGuestStatus: on([], statusOf),
});

const CalendarEvent = defineType<EventData>("Calendar.CalendarEvent", {
  getId: on([], ({ iCalUID, id }) => iCalUID ?? id),
  getTitle: on([], ({ summary }) => summary ?? ""),
  getDescription: on([], ({ description }) => description ?? ""),
  getLocation: on([], ({ location }) => location ?? ""),
  getStartTime: on([], ({ start }) => timeOf(start)),
  getEndTime: on([], ({ end }) => timeOf(end)),
  getAllDayStartDate: on([], ({ start }) => timeOf(start)),
  getAllDayEndDate: on([], ({ end }) => timeOf(end)),
  isAllDayEvent: on([], ({ start }) => start?.date !== undefined),
  isRecurringEvent: on(
    [],
    ({ recurringEventId, recurrence }) => recurringEventId !== undefined || recurrence !== undefined,
  ),
  isOwnedByMe: on([], ({ organizer }) => organizer?.self === true),
  getDateCreated: on([], ({ created }) => new Date(created ?? 0)),
  getLastUpdated: on([], ({ updated }) => new Date(updated ?? 0)),
  getCreators: on([], ({ creator }) => (creator?.email === undefined ? [] : [creator.email])),
  getOriginalCalendarId: on([], ({ organizer }) => organizer?.email ?? ""),
  getGuestList: on([optional(boolean)], ({ attendees }, includeOwner = false) =>
    (attendees ?? [])
      .filter(({ organizer }) => includeOwner || organizer !== true)
      .map((guest) => EventGuest.create(guest)),
  ),
  getGuestByEmail: on([string], ({ attendees }, wanted) => {
    const guest = attendees?.find(({ email }) => email?.toLowerCase() === wanted.toLowerCase());
    return guest === undefined ? null : EventGuest.create(guest);
  }),
  getMyStatus: on([], ({ attendees }) => {
    const me = attendees?.find(({ self }) => self === true);
    return me === undefined ? null : statusOf(me);
  }),
});

const Calendar = defineType<CalendarData>("Calendar.Calendar", {
  getId: on([], ({ id }) => id),
  getName: on([], ({ summary }) => summary ?? ""),
  getDescription: on([], ({ description }) => description ?? ""),
  getTimeZone: on([], ({ timeZone }) => timeZone ?? ""),
  getEventById: on([string], ({ id }, eventId) => findEvent("Calendar.getEventById", id, eventId)),
});

export function installCalendarApp(): void {
  const service = defineService(
    "Calendar.CalendarApp",
    {
      getCalendarById: on([string], (_state, id: string) => findCalendar("CalendarApp.getCalendarById", id)),
      getDefaultCalendar: on([], () => findCalendar("CalendarApp.getDefaultCalendar", "primary")),
      getEventById: on([string], (_state, id: string) =>
        findEvent("CalendarApp.getEventById", "primary", id),
      ),
    },
    { GuestStatus: GuestStatus.values },
  );
  defineGlobal("CalendarApp", service, "Calendar.CalendarApp");
}

/** Null when there is none, as CalendarApp answers. */
function findCalendar(method: string, id: string): object | null {
  requireScope(method, readScopes);
  const data = read(`/calendars/${encodeURIComponent(id)}`, {});
  return data === null ? null : Calendar.create(data as CalendarData);
}

/** @param id an iCalendar UID, with or without Google's domain, or an event's id */
function findEvent(method: string, calendarId: string, id: string): object | null {
  requireScope(method, readScopes);
  const events = `/calendars/${encodeURIComponent(calendarId)}/events`;
  const eventId = id.replace(/@google\.com$/, "");
  const byId = /^[\w-]+$/.test(eventId) ? read(`${events}/${encodeURIComponent(eventId)}`, {}) : null;
  if (byId !== null) return CalendarEvent.create(byId as EventData);
  const list = read(events, { iCalUID: id }) as { items?: EventData[] } | null;
  const found = list?.items?.[0];
  return found === undefined ? null : CalendarEvent.create(found);
}

function read(path: string, query: Record<string, string>): unknown {
  try {
    return call("calendar.get", { api: "calendar.get", path, query });
  } catch (error) {
    const details = error instanceof Error && "details" in error ? error.details : undefined;
    if ((details as { code?: unknown } | undefined)?.code === 404) return null;
    throw error;
  }
}

function statusOf({ responseStatus, organizer }: GuestData): object {
  if (organizer === true) return GuestStatus.values.OWNER;
  switch (responseStatus ?? "") {
    case "accepted":
      return GuestStatus.values.YES;
    case "declined":
      return GuestStatus.values.NO;
    case "tentative":
      return GuestStatus.values.MAYBE;
    default:
      return GuestStatus.values.INVITED;
  }
}

/** A whole day begins at midnight of the script's zone in Google; here at midnight of UTC, which scripts in Etc/UTC see too. */
function timeOf(time: EventTime | undefined): Date {
  return new Date(time?.dateTime ?? time?.date ?? Number.NaN);
}
