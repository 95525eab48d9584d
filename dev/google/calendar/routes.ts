/** The reading half of `/calendar/v3`: calendar list, calendars, events and their occurrences. */
import { Hono } from "hono";
import type { AccessGrant, Authenticate } from "../access.ts";
import { GoogleError } from "../google-error.ts";
import type { World } from "../world.ts";
import type { AccessRole, CalendarBook, CalendarListEntry } from "./calendar-book.ts";
import { eventView } from "./event-view.ts";
import type { EventsPage } from "./list-events.ts";
import { listEvents, listInstances } from "./list-events.ts";
import type { EventsQuery } from "./list-query.ts";
import { choice, flag, pageSize, parseEventsQuery, text } from "./list-query.ts";
import { openPageToken, openSyncToken, sealPageToken, sealSyncToken } from "./list-token.ts";
import { reachesOnlyOwned, requireScope } from "./scopes.ts";

const ROLES: readonly AccessRole[] = ["freeBusyReader", "reader", "writer", "owner"];
const DEFAULT_REMINDERS = [{ method: "popup", minutes: 10 }];

export function createCalendarRoutes(_world: World, authenticate: Authenticate): Hono {
  const routes = new Hono();

  routes.get("/calendar/v3/users/me/calendarList", (c) => {
    const grant = authenticate(c.req.raw);
    requireScope(grant, "calendarList.list");
    return c.json(calendarListPage(grant.account.calendars, queryOf(c.req.url)));
  });

  routes.get("/calendar/v3/users/me/calendarList/:calendarId", (c) => {
    const grant = authenticate(c.req.raw);
    requireScope(grant, "calendarList.list");
    return c.json(listEntryView(grant.account.calendars.get(c.req.param("calendarId"))));
  });

  routes.get("/calendar/v3/calendars/:calendarId", (c) => {
    const grant = authenticate(c.req.raw);
    requireScope(grant, "calendars.get");
    return c.json(calendarView(grant.account.calendars.get(c.req.param("calendarId"))));
  });

  routes.get("/calendar/v3/calendars/:calendarId/events", (c) => {
    const entry = readableCalendar(authenticate(c.req.raw), c.req.param("calendarId"));
    const query = parseEventsQuery(queryOf(c.req.url));
    return c.json(eventsPage(entry, query, listEvents(entry.calendar, query)));
  });

  routes.get("/calendar/v3/calendars/:calendarId/events/:eventId", (c) => {
    const entry = readableCalendar(authenticate(c.req.raw), c.req.param("calendarId"));
    const query = parseEventsQuery(queryOf(c.req.url));
    const event = entry.calendar.get(c.req.param("eventId"));
    return c.json(eventView(entry, event, { ...query, deletedDetails: true }), 200, { ETag: event.etag });
  });

  routes.get("/calendar/v3/calendars/:calendarId/events/:eventId/instances", (c) => {
    const entry = readableCalendar(authenticate(c.req.raw), c.req.param("calendarId"));
    const query = parseEventsQuery(queryOf(c.req.url));
    const series = entry.calendar.get(c.req.param("eventId"));
    return c.json(eventsPage(entry, query, listInstances(entry.calendar, series, query)));
  });

  return routes;
}

function queryOf(url: string): URLSearchParams {
  return new URL(url).searchParams;
}

function readableCalendar(grant: AccessGrant, calendarId: string): CalendarListEntry {
  requireScope(grant, "events.read");
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

function calendarListPage(book: CalendarBook, query: URLSearchParams): object {
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
  const since = syncToken === undefined ? 0 : openSyncToken(listId, syncToken, 0);
  const revision = position?.revision ?? book.revision;
  const waiting = book
    .list()
    .filter((entry) => entry.revision > since && entry.calendar.id > (position?.after ?? ""))
    .filter((entry) => !entry.hidden || flag(query, "showHidden") || syncToken !== undefined)
    .filter((entry) => minRole === undefined || ROLES.indexOf(entry.accessRole) >= ROLES.indexOf(minRole))
    .sort((a, b) => (a.calendar.id < b.calendar.id ? -1 : 1));
  const page = waiting.slice(0, pageSize(query, 100, 250));
  const last = page.at(-1);
  const more = waiting.length > page.length && last !== undefined;
  return {
    kind: "calendar#calendarList",
    etag: book.primary.etag,
    ...(more
      ? { nextPageToken: sealPageToken(listId, { revision, after: last.calendar.id }) }
      : { nextSyncToken: sealSyncToken(listId, revision) }),
    items: page.map(listEntryView),
  };
}

function listEntryView(entry: CalendarListEntry): object {
  const { calendar } = entry;
  return {
    kind: "calendar#calendarListEntry",
    etag: `"${1_700_000_000_000_000 + entry.revision}"`,
    id: calendar.id,
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
