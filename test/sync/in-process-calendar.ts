/** The local Google's calendar without HTTP in between: its lists, its tokens, its refusals, in pages as small as wanted. */
import type { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import { eventView } from "../../dev/google/calendar/event-view.ts";
import { listEvents, listInstances } from "../../dev/google/calendar/list-events.ts";
import { parseEventsQuery } from "../../dev/google/calendar/list-query.ts";
import { GoogleError } from "../../dev/google/google-error.ts";
import { AnswerShape } from "../../backend/src/google/answer-shape.ts";
import { readEvent } from "../../backend/src/google/calendar-event.ts";
import type { CalendarSource } from "../../backend/src/sync/calendar-ports.ts";
import { GoogleCallFailed } from "../../backend/src/sync/google-failure.ts";
import type { GoogleFailure } from "../../backend/src/sync/google-failure.ts";

export interface InProcessOptions {
  readonly pageSize: number;
  /** Asked before each call; what it gives, Google answers. */
  readonly fault: (call: "events.list" | "events.instances" | "events.get") => GoogleFailure | undefined;
}

/** As far as a calendar's sync calls it. */
export function inProcessCalendar(book: CalendarBook, { pageSize, fault }: InProcessOptions): CalendarSource {
  return {
    async listEvents(calendarId, { pageToken, ...since }) {
      return await answer("events.list", 410, () => {
        const entry = book.get(calendarId);
        const query = parseEventsQuery(
          parameters({
            pageToken,
            singleEvents: "false",
            ...("syncToken" in since
              ? { syncToken: since.syncToken }
              : { timeMin: since.after?.toISOString() ?? null }),
          }),
        );
        const page = listEvents(entry.calendar, query);
        return {
          events: page.events.map((event) => read(eventView(entry, event, { deletedDetails: false }))),
          nextPageToken: page.nextPageToken,
          nextSyncToken: page.nextSyncToken,
        };
      });
    },

    async listInstances(calendarId, eventId, { from, through, pageToken }) {
      return await answer("events.instances", undefined, () => {
        const entry = book.get(calendarId);
        const query = parseEventsQuery(
          parameters({
            pageToken,
            showDeleted: "true",
            timeMin: from?.toISOString() ?? null,
            timeMax: through.toISOString(),
          }),
        );
        const page = listInstances(entry.calendar, entry.calendar.get(eventId), query);
        return {
          events: page.events.map((event) => read(eventView(entry, event, { deletedDetails: true }))),
          nextPageToken: page.nextPageToken,
        };
      });
    },

    async getEvent(calendarId, eventId) {
      return await answer("events.get", undefined, () => {
        const entry = book.get(calendarId);
        return read(eventView(entry, entry.calendar.get(eventId), { deletedDetails: true }));
      });
    },

    listCalendars: notHere,
    watchEvents: notHere,
    stopChannel: notHere,
  };

  function parameters(given: Readonly<Record<string, string | null>>): URLSearchParams {
    const query = new URLSearchParams({ maxResults: String(pageSize) });
    for (const [name, value] of Object.entries(given)) if (value !== null) query.set(name, value);
    return query;
  }

  async function answer<Answer>(
    call: Parameters<InProcessOptions["fault"]>[0],
    expiredStatus: number | undefined,
    give: () => Answer,
  ): Promise<Answer> {
    const failure = fault(call);
    if (failure !== undefined) return await Promise.reject(new GoogleCallFailed(call, failure));
    try {
      return await Promise.resolve(give());
    } catch (error) {
      if (!(error instanceof GoogleError)) throw error;
      throw new GoogleCallFailed(call, failureOf(error, expiredStatus));
    }
  }
}

function read(view: object) {
  return readEvent(new AnswerShape("events"), JSON.parse(JSON.stringify(view)));
}

function failureOf(
  { code: status, reason, message }: GoogleError,
  expiredStatus: number | undefined,
): GoogleFailure {
  if (status === expiredStatus) return { kind: "cursor-expired" };
  if (status === 404 || status === 410) return { kind: "gone" };
  return { kind: "rejected", status, reason, detail: message };
}

function notHere(): Promise<never> {
  return Promise.reject(new Error("a calendar's sync does not call this"));
}
