/** One rep's Google Calendar, as the sync sees it. https://developers.google.com/workspace/calendar/api/v3/reference */
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { CalendarListEntry, CalendarSource, EventsPage } from "../sync/calendar-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import { AnswerShape } from "./answer-shape.ts";
import type { JsonObject } from "./answer-shape.ts";
import { EVENT_FIELDS, readEvent } from "./calendar-event.ts";
import type { GoogleRequest, RequestGoogle } from "./transport.ts";

export function createCalendarSources(request: RequestGoogle): (account: AccountRef) => CalendarSource {
  return (account) => {
    const ask = async (call: Call): Promise<unknown> =>
      await request({ account, host: "calendar", method: "GET", units: 1, ...call });

    return {
      async listCalendars(pageToken) {
        const answer = await ask({ ...CALENDAR_LIST, query: { ...CALENDAR_LIST.query, pageToken } });
        return readCalendarList(answer);
      },

      async listEvents(calendarId, { pageToken, ...position }) {
        const since =
          "syncToken" in position
            ? { syncToken: position.syncToken }
            : { timeMin: position.after?.toISOString() };
        const answer = await ask({
          ...EVENTS_LIST,
          path: eventsOf(calendarId),
          query: { ...EVENTS_LIST.query, ...since, pageToken: pageToken ?? undefined },
        });
        const page = readCollection(EVENTS_LIST.call, answer, "calendar#events");
        const nextSyncToken = new AnswerShape(EVENTS_LIST.call).optionalText(
          page["nextSyncToken"],
          "nextSyncToken",
        );
        return { ...readPage(EVENTS_LIST.call, page), nextSyncToken };
      },

      async listInstances(calendarId, eventId, { from, through, pageToken }) {
        const answer = await ask({
          ...INSTANCES,
          path: `${eventsOf(calendarId)}/${encodeURIComponent(eventId)}/instances`,
          query: {
            ...INSTANCES.query,
            timeMin: from?.toISOString(),
            timeMax: through.toISOString(),
            pageToken: pageToken ?? undefined,
          },
        });
        return readPage(INSTANCES.call, readCollection(INSTANCES.call, answer, "calendar#events"));
      },

      async getEvent(calendarId, eventId) {
        const shape = new AnswerShape(EVENT_GET.call);
        const path = `${eventsOf(calendarId)}/${encodeURIComponent(eventId)}`;
        const event = readEvent(shape, await ask({ ...EVENT_GET, path }));
        if (event.id !== eventId) shape.fail("id", "the id that was asked for");
        return event;
      },

      async watchEvents(calendarId, { id, token, address }) {
        const answer = await ask({
          call: WATCH,
          method: "POST",
          path: `${eventsOf(calendarId)}/watch`,
          body: { id, token, type: "web_hook", address },
        });
        const shape = new AnswerShape(WATCH);
        const { resourceId, expiration } = shape.object(answer, "the top");
        return {
          resourceId: shape.text(resourceId, "resourceId"),
          expiresAt: new Date(Number(shape.decimal(expiration, "expiration"))),
        };
      },

      async stopChannel(channel) {
        try {
          await ask({
            call: "channels.stop",
            method: "POST",
            path: "/calendar/v3/channels/stop",
            body: { id: channel.id, resourceId: channel.resourceId },
            answer: "nothing",
          });
        } catch (error) {
          if (!(error instanceof GoogleCallFailed) || error.failure.kind !== "gone") throw error;
        }
      },
    };
  };
}

type Call = Pick<GoogleRequest, "call" | "path"> & Partial<GoogleRequest>;

/** With those the rep does not look at in Google's own calendar: a chosen one stays chosen. */
const CALENDAR_LIST = {
  call: "calendarList.list",
  path: "/calendar/v3/users/me/calendarList",
  query: {
    maxResults: 250,
    showHidden: true,
    fields: "kind,nextPageToken,items(id,summary,summaryOverride,primary,timeZone,accessRole,deleted)",
  },
};

/**
 * The same with and without a sync token, as Google asks for it; so without `orderBy`, which could not be repeated, and with
 * series as one: with `singleEvents` an endless one never ends. Google would give 2,500 at once; with some hundred guests
 * each they would be more than an answer may have bytes.
 */
const EVENTS_LIST = {
  call: "events.list",
  query: {
    maxResults: 1_000,
    singleEvents: false,
    fields: `kind,nextPageToken,nextSyncToken,items(${EVENT_FIELDS})`,
  },
  expiredStatus: 410,
} as const;

const INSTANCES = {
  call: "events.instances",
  query: { maxResults: 1_000, showDeleted: true, fields: `kind,nextPageToken,items(${EVENT_FIELDS})` },
} as const;

const EVENT_GET = { call: "events.get", query: { fields: EVENT_FIELDS } } as const;
const WATCH = "events.watch";

function eventsOf(calendarId: string): string {
  return `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events`;
}

/** An empty object is nobody's answer: Google says what it is a list of. */
function readCollection(call: string, answer: unknown, kind: string): JsonObject {
  const shape = new AnswerShape(call);
  const page = shape.object(answer, "the top");
  if (page["kind"] !== kind) shape.fail("kind", kind);
  return page;
}

function readPage(call: string, page: JsonObject): EventsPage {
  const shape = new AnswerShape(call);
  return {
    events: shape.list(page["items"], "items").map((event) => readEvent(shape, event)),
    nextPageToken: shape.optionalText(page["nextPageToken"], "nextPageToken"),
  };
}

function readCalendarList(answer: unknown): Awaited<ReturnType<CalendarSource["listCalendars"]>> {
  const shape = new AnswerShape(CALENDAR_LIST.call);
  const page = readCollection(CALENDAR_LIST.call, answer, "calendar#calendarList");
  const calendars = shape.list(page["items"], "items").flatMap((entry): readonly CalendarListEntry[] => {
    const { id, summary, summaryOverride, primary, timeZone, accessRole, deleted } = shape.object(
      entry,
      "items[]",
    );
    if (deleted === true) return [];
    return [
      {
        id: shape.text(id, "items[].id"),
        // What the rep himself calls it.
        summary: readName(summaryOverride) ?? readName(summary) ?? "",
        isPrimary: primary === true,
        timeZone: readName(timeZone) ?? null,
        accessRole: shape.text(accessRole, "items[].accessRole"),
      },
    ];
  });
  return { calendars, nextPageToken: shape.optionalText(page["nextPageToken"], "nextPageToken") };
}

function readName(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
