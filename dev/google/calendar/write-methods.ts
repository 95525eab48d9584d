/** The writing half of `/calendar/v3`: events put in, changed and taken out. */
import { GoogleError } from "../google-error.ts";
import { readJsonBody } from "../http/json-body.ts";
import type { ApiCall, ApiMethod } from "../http/method-table.ts";
import type { CalendarListEntry } from "./calendar-book.ts";
import { readableCalendar } from "./calendar-methods.ts";
import { eventBody } from "./event-body.ts";
import type { StoredEvent } from "./event-resource.ts";
import { eventView } from "./event-view.ts";
import type { EventWriter, WriteOptions } from "./event-writer.ts";
import { sendUpdatesValues } from "./guest-mail.ts";
import { choice, flag, parseEventsQuery } from "./list-query.ts";
import { requireScope } from "./scopes.ts";

export function writeMethods(writer: EventWriter): ApiMethod[] {
  const event = "/calendars/:calendarId/events/:eventId";
  return [
    write("insert", "POST", "/calendars/:calendarId/events", 1, (call, { calendar }, options) =>
      writer.insert(calendar, readBody(call), options),
    ),
    write("patch", "PATCH", event, 3, (call, { calendar }, options) =>
      writer.patch(calendar, call.path("eventId"), readBody(call), options),
    ),
    write("update", "PUT", event, 1, (call, { calendar }, options) =>
      writer.update(calendar, call.path("eventId"), readBody(call), options),
    ),
    write("delete", "DELETE", event, 1, (call, { calendar }, options) => {
      writer.delete(calendar, call.path("eventId"), options);
      return undefined;
    }),
  ];
}

/** A patch counts three: https://developers.google.com/workspace/calendar/api/v3/reference/events/patch */
function write(
  name: string,
  verb: ApiMethod["verb"],
  path: string,
  units: number,
  act: (call: ApiCall, entry: CalendarListEntry, options: WriteOptions) => StoredEvent | undefined,
): ApiMethod {
  return {
    name: `calendar.events.${name}`,
    verb,
    path: `/calendar/v3${path}`,
    units,
    authorize: (grant) => {
      requireScope(grant, "events.write");
    },
    answer: (call) => {
      const entry = writableCalendar(call);
      const query = parseEventsQuery(new URLSearchParams(maxAttendeesOf(call.parameters)));
      const written = act(call, entry, optionsOf(call));
      return written === undefined
        ? undefined
        : eventView(entry, written, { ...query, deletedDetails: true });
    },
  };
}

function writableCalendar({ grant, path }: ApiCall): CalendarListEntry {
  const entry = readableCalendar(grant, path("calendarId"), "events.write");
  if (entry.accessRole === "owner" || entry.accessRole === "writer") return entry;
  throw new GoogleError(403, "requiredAccessLevel", "You need to have writer access to this calendar.", {
    domain: "calendar",
  });
}

function optionsOf({ grant, parameters, request }: ApiCall): WriteOptions {
  const { email, name } = grant.account;
  const notifies = flag(parameters, "sendNotifications") ? "all" : "none";
  return {
    actor: { email, displayName: name },
    sendUpdates: choice(parameters, "sendUpdates", sendUpdatesValues) ?? notifies,
    knowsConferences: choice(parameters, "conferenceDataVersion", ["0", "1"]) === "1",
    ifMatch: request.header("if-match"),
  };
}

function readBody({ request }: ApiCall): ReturnType<typeof eventBody.parse> {
  return readJsonBody(eventBody, request.body);
}

function maxAttendeesOf(parameters: URLSearchParams): Record<string, string> {
  const maxAttendees = parameters.get("maxAttendees");
  return maxAttendees === null ? {} : { maxAttendees };
}
