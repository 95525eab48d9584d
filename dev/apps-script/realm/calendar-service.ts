/** The advanced Calendar service: the REST API, there only when the manifest enables it. */
import { call } from "./bridge.ts";
import { optional, plainObject, string } from "./checks.ts";
import { defineGlobal, defineService, on } from "./define.ts";
import { exception } from "./exception.ts";
import { requireScope } from "./permission.ts";
import { toText } from "./to-text.ts";

const readScopes = ["calendar", "calendar.readonly", "calendar.events", "calendar.events.readonly"];

/** @param symbol the name the manifest gives the service, `Calendar` by default */
export function installCalendarService(symbol: string): void {
  const events = defineService("Calendar.Collection.EventsCollection", {
    get: on(
      [string, string, optional(plainObject), optional(plainObject)],
      (_state, calendarId: string, eventId: string, optionalArgs = {}) => {
        requireScope("calendar.events.get", readScopes);
        return call("calendar.get", {
          api: "calendar.events.get",
          path: `/calendars/${encodeURIComponent(calendarId)}/events/${encodeURIComponent(eventId)}`,
          query: queryOf(optionalArgs),
        });
      },
    ),
  });
  defineGlobal(symbol, defineService("Calendar", {}, { Events: events }), "Calendar");
}

function queryOf(args: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      if (typeof value === "object" || value === undefined) throw exception(`Invalid argument: ${name}`);
      return [name, toText(value)];
    }),
  );
}
