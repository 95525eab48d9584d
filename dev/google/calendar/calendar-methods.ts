/** The reading half of `/calendar/v3`: calendar list, calendars, events and their occurrences. */
import type { AccessGrant } from "../access.ts";
import { GoogleError } from "../google-error.ts";
import type { ApiCall, ApiMethod } from "../http/method-table.ts";
import type { Calendar } from "./calendar.ts";
import type { AccessRole, CalendarBook, CalendarListEntry } from "./calendar-book.ts";
import type { StoredEvent } from "./event-resource.ts";
import { eventView } from "./event-view.ts";
import type { EventsPage } from "./list-events.ts";
import { listEvents, listInstances } from "./list-events.ts";
import type { EventsQuery } from "./list-query.ts";
import { choice, flag, pageSize, parseEventsQuery, text } from "./list-query.ts";
import { openPageToken, openSyncToken, sealPageToken, sealSyncToken } from "./list-token.ts";
import { reachesOnlyOwned, requireScope } from "./scopes.ts";
import type { CalendarCall } from "./scopes.ts";

/** `readEvent` gives one event, as it is when somebody looks. */
export function calendarMethods(
  readEvent: (calendar: Calendar, eventId: string) => StoredEvent,
): readonly ApiMethod[] {
  return [
    get(
      "calendarList.list",
      "calendarList.list",
      "/users/me/calendarList",
      ({ grant, parameters, request }) =>
        calendarListPage(grant.account.calendars, parameters, request.emptyPage),
    ),

    get("calendarList.get", "calendarList.list", "/users/me/calendarList/:calendarId", ({ grant, path }) =>
      listEntryView(grant.account.calendars.get(path("calendarId"))),
    ),

    get("calendars.get", "calendars.get", "/calendars/:calendarId", ({ grant, path }) =>
      calendarView(grant.account.calendars.get(path("calendarId"))),
    ),

    get("events.list", "events.read", "/calendars/:calendarId/events", (call) => {
      const entry = readableCalendar(call.grant, call.path("calendarId"));
      const query = parseEventsQuery(call.parameters, call.request.emptyPage);
      return eventsPage(entry, query, listEvents(entry.calendar, query));
    }),

    get("events.get", "events.read", "/calendars/:calendarId/events/:eventId", (call) => {
      const entry = readableCalendar(call.grant, call.path("calendarId"));
      const query = parseEventsQuery(call.parameters);
      return eventView(entry, readEvent(entry.calendar, call.path("eventId")), {
        ...query,
        deletedDetails: true,
      });
    }),

    get("events.instances", "events.read", "/calendars/:calendarId/events/:eventId/instances", (call) => {
      const entry = readableCalendar(call.grant, call.path("calendarId"));
      const query = parseEventsQuery(call.parameters, call.request.emptyPage);
      const series = entry.calendar.get(call.path("eventId"));
      return eventsPage(entry, query, listInstances(entry.calendar, series, query));
    }),
  ];
}

const ROLES: readonly AccessRole[] = ["freeBusyReader", "reader", "writer", "owner"];
const DEFAULT_REMINDERS = [{ method: "popup", minutes: 10 }];

function get(name: string, scopes: CalendarCall, path: string, answer: (call: ApiCall) => object): ApiMethod {
  return {
    name: `calendar.${name}`,
    verb: "GET",
    path: `/calendar/v3${path}`,
    units: 1,
    authorize: (grant) => {
      requireScope(grant, scopes);
    },
    answer,
  };
}

/** A calendar whose events this grant may read, or, if so asked, write as far as its scopes go. */
export function readableCalendar(
  grant: AccessGrant,
  calendarId: string,
  access: "events.read" | "events.write" = "events.read",
): CalendarListEntry {
  requireScope(grant, access);
  const entry = grant.account.calendars.get(calendarId);
  if (entry.accessRole !== "owner" && reachesOnlyOwned(grant))
    throw new GoogleError(404, "notFound", "Not Found");
  return entry;
}

function eventsPage(entry: CalendarListEntry, query: EventsQuery, page: EventsPage): object {
  const { calendar, accessRole } = entry;
  return {
    kind: "calendar#events",
    etag: calendar.etag,
    summary: calendar.summary,
    description: calendar.description ?? "",
    updated: calendar.updated,
    timeZone: query.timeZone ?? calendar.timeZone,
    accessRole,
    defaultReminders: accessRole === "owner" ? DEFAULT_REMINDERS : [],
    ...(page.nextPageToken !== undefined && { nextPageToken: page.nextPageToken }),
    ...(page.nextSyncToken !== undefined && { nextSyncToken: page.nextSyncToken }),
    items: page.events.map((event) =>
      eventView(entry, event, { ...query, deletedDetails: query.showDeleted }),
    ),
  };
}

function calendarListPage(book: CalendarBook, query: URLSearchParams, emptyPage: boolean): object {
  const listId = `calendarList ${book.primary.id}`;
  const pageToken = text(query, "pageToken");
  const syncToken = text(query, "syncToken");
  const minRole = choice(query, "minAccessRole", ROLES);
  if (syncToken !== undefined && minRole !== undefined) {
    throw new GoogleError(
      400,
      "syncTokenWithRequestRestrictions",
      "Sync token cannot be used together with minAccessRole.",
    );
  }
  const position = pageToken === undefined ? undefined : openPageToken(listId, pageToken);
  const since = syncToken === undefined ? 0 : openSyncToken(listId, syncToken, book.oldestRevision);
  const revision = position?.revision ?? book.revision;
  const waiting = (syncToken === undefined ? book.list() : book.changes())
    .filter((entry) => entry.revision > since && entry.calendar.id > (position?.after ?? ""))
    .filter((entry) => !entry.hidden || flag(query, "showHidden") || syncToken !== undefined)
    .filter((entry) => minRole === undefined || ROLES.indexOf(entry.accessRole) >= ROLES.indexOf(minRole))
    .sort((a, b) => (a.calendar.id < b.calendar.id ? -1 : 1));
  const page = waiting.slice(0, emptyPage ? 0 : pageSize(query, 100, 250));
  const after = page.at(-1)?.calendar.id ?? position?.after ?? "";
  return {
    kind: "calendar#calendarList",
    etag: book.primary.etag,
    ...(waiting.length > page.length
      ? { nextPageToken: sealPageToken(listId, { revision, after }) }
      : { nextSyncToken: sealSyncToken(listId, revision) }),
    items: page.map(listEntryView),
  };
}

function listEntryView(entry: CalendarListEntry): object {
  const { calendar } = entry;
  const head = {
    kind: "calendar#calendarListEntry",
    etag: `"${1_700_000_000_000_000 + entry.revision}"`,
    id: calendar.id,
  };
  if (entry.deleted) return { ...head, deleted: true };
  return {
    ...head,
    summary: calendar.summary,
    ...(calendar.description !== undefined && { description: calendar.description }),
    ...(calendar.location !== undefined && { location: calendar.location }),
    timeZone: calendar.timeZone,
    colorId: entry.colorId,
    backgroundColor: entry.backgroundColor,
    foregroundColor: "#000000",
    ...(entry.hidden && { hidden: true }),
    ...(entry.selected && { selected: true }),
    accessRole: entry.accessRole,
    defaultReminders: entry.primary ? DEFAULT_REMINDERS : [],
    ...(entry.primary && { primary: true }),
    conferenceProperties: { allowedConferenceSolutionTypes: ["hangoutsMeet"] },
  };
}

function calendarView({ calendar }: CalendarListEntry): object {
  return {
    kind: "calendar#calendar",
    etag: calendar.etag,
    id: calendar.id,
    summary: calendar.summary,
    ...(calendar.description !== undefined && { description: calendar.description }),
    ...(calendar.location !== undefined && { location: calendar.location }),
    timeZone: calendar.timeZone,
    conferenceProperties: { allowedConferenceSolutionTypes: ["hangoutsMeet"] },
  };
}
