/** Events booked, changed and deleted in one rep's calendars. https://developers.google.com/workspace/calendar/api/v3/reference/events */
import type { Notify } from "../../../contract/meetings.ts";
import type {
  CalendarWriter,
  EventChange,
  Invited,
  NewEvent,
  OpenCalendarWriter,
  WholeEvent,
  WriteOptions,
  ZonedMoment,
} from "../meetings/ports.ts";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import { AnswerShape } from "./answer-shape.ts";
import type { JsonObject } from "./answer-shape.ts";
import { readEvent } from "./calendar-event.ts";
import { giveUpAfter } from "./give-up-after.ts";
import type { GoogleRequest, RequestGoogle } from "./transport.ts";

export interface WriterPatience {
  /** A write is given up after so long, in time to look what became of it. */
  readonly writeMs: number;
  readonly readMs: number;
}

const PATIENCE: WriterPatience = { writeMs: 4_000, readMs: 2_500 };

export function createCalendarWriters(
  request: RequestGoogle,
  { writeMs, readMs }: WriterPatience = PATIENCE,
): OpenCalendarWriter {
  return (account, until): CalendarWriter => {
    const ask = async (patienceMs: number, call: Call): Promise<unknown> => {
      const ms = Math.min(patienceMs, until - Date.now());
      // What is not begun has not happened, but for whoever asks it is as unclear as before.
      if (ms <= 0) throw new GoogleCallFailed(call.call, { kind: "transient", detail: "no time left" });
      return await giveUpAfter(ms, call.call, (signal) =>
        request({ account, host: "calendar", units: 1, signal, ...call }),
      );
    };

    return {
      async insert(calendarId, event, notify) {
        const call = "events.insert";
        const answer = await ask(writeMs, {
          call,
          method: "POST",
          path: eventsOf(calendarId),
          query: { ...CONFERENCES, sendUpdates: SEND_UPDATES[notify] },
          body: toInsert(event),
        });
        return readWholeEvent(call, answer, event.id);
      },

      async get(calendarId, eventId) {
        const call = "events.get";
        const answer = await ask(readMs, { call, method: "GET", path: eventOf(calendarId, eventId) });
        return readWholeEvent(call, answer, eventId);
      },

      async patch(calendarId, eventId, change, options) {
        const call = "events.patch";
        const answer = await ask(writeMs, {
          call,
          method: "PATCH",
          path: eventOf(calendarId, eventId),
          ...conditions(options),
          body: toPatch(change),
          units: PATCH_UNITS,
        });
        return readWholeEvent(call, answer, eventId);
      },

      async delete(calendarId, eventId, options) {
        await ask(writeMs, {
          call: "events.delete",
          method: "DELETE",
          path: eventOf(calendarId, eventId),
          ...conditions(options),
          answer: "nothing",
        });
      },

      async findPrimary() {
        const call = "calendarList.get";
        const answer = await ask(readMs, {
          call,
          method: "GET",
          path: "/calendar/v3/users/me/calendarList/primary",
          query: { fields: "id,timeZone" },
        });
        const shape = new AnswerShape(call);
        const { id, timeZone } = shape.object(answer, "the top");
        return { id: shape.text(id, "id"), timeZone: shape.optionalText(timeZone, "timeZone") ?? null };
      },
    };
  };
}

type Call = Pick<GoogleRequest, "call" | "path" | "method"> & Partial<GoogleRequest>;

/** On every write: without it Google ignores what it is told of conferences, and may drop the one that is there. */
const CONFERENCES = { conferenceDataVersion: 1 } as const;
const SEND_UPDATES: Readonly<Record<Notify, string>> = { all: "all", external: "externalOnly", none: "none" };
/** https://developers.google.com/workspace/calendar/api/v3/reference/events/patch: "Each patch request consumes three quota units". */
const PATCH_UNITS = 3;

function eventsOf(calendarId: string): string {
  return `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events`;
}

function eventOf(calendarId: string, eventId: string): string {
  return `${eventsOf(calendarId)}/${encodeURIComponent(eventId)}`;
}

/** https://developers.google.com/workspace/calendar/api/guides/version-resources */
function conditions({ etag, notify }: WriteOptions): Pick<GoogleRequest, "query" | "headers"> {
  return {
    query: { ...CONFERENCES, sendUpdates: SEND_UPDATES[notify] },
    headers: etag === null ? {} : { "if-match": etag },
  };
}

function toInsert(event: NewEvent): JsonObject {
  const { id, summary, description, location, start, end, guests, meetLink } = event;
  return {
    id,
    summary,
    ...(description === null ? {} : { description }),
    ...(location === null ? {} : { location }),
    start: toTime(start),
    end: toTime(end),
    attendees: guests.map(toAttendee),
    // Asking again under the same name makes no second one.
    ...(meetLink ? { conferenceData: meetRequest(id) } : {}),
  };
}

function toPatch({ time, guests, meetLink, ...texts }: EventChange): JsonObject {
  return {
    ...texts,
    ...(time === undefined
      ? {}
      : { start: toTime(time.start, time.wasDay), end: toTime(time.end, time.wasDay) }),
    ...(guests === undefined ? {} : { attendees: [...guests.kept, ...guests.invited.map(toAttendee)] }),
    ...(meetLink === undefined ? {} : { conferenceData: meetLink === null ? null : meetRequest(meetLink) }),
  };
}

/** A patch keeps what it does not name: the date of a whole day has to be taken away. */
function toTime({ at, timeZone }: ZonedMoment, wasDay = false): JsonObject {
  return { dateTime: at.toISOString(), timeZone, ...(wasDay ? { date: null } : {}) };
}

function toAttendee({ address, name, isOptional }: Invited): JsonObject {
  return {
    email: address,
    ...(name === null ? {} : { displayName: name }),
    ...(isOptional ? { optional: true } : {}),
  };
}

function meetRequest(requestId: string): JsonObject {
  return { createRequest: { requestId, conferenceSolutionKey: { type: "hangoutsMeet" } } };
}

function readWholeEvent(call: string, answer: unknown, eventId: string): WholeEvent {
  // With its type, so that the compiler knows what `fail` leaves of what follows.
  const shape: AnswerShape = new AnswerShape(call);
  const json = shape.object(answer, "the top");
  const event = readEvent(shape, json);
  if (event.id !== eventId) shape.fail("id", "the id that was asked for");
  if ("unreadable" in event) shape.fail("start and end", "a time");
  return {
    event,
    description: typeof json["description"] === "string" ? json["description"] : "",
    htmlLink: httpsLink(json["htmlLink"]),
    guestsCanModify: json["guestsCanModify"] === true,
    isMeetPending: meetStatus(json) === "pending",
    omitsGuests: json["attendeesOmitted"] === true,
    guestList: shape.list(json["attendees"], "attendees").flatMap((entry) => {
      const guest = shape.object(entry, "attendees[]");
      // A profile without an address is no guest of ours to invite or to drop; Google keeps it by its id.
      const email = guest["email"];
      return typeof email === "string" ? [{ ...guest, email }] : [];
    }),
  };
}

function meetStatus(json: JsonObject): unknown {
  return fields(fields(fields(json["conferenceData"])["createRequest"])["status"])["statusCode"];
}

function httpsLink(value: unknown): string | null {
  return typeof value === "string" && URL.parse(value)?.protocol === "https:" ? value : null;
}

function fields(value: unknown): JsonObject {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
