/** Google's JSON of an event, read into what the sync decides by. What may be missing is; the rest has to be in order. */
import { isDate } from "../sync/calendar-day.ts";
import type { EventGuest, EventPerson, EventTime } from "../sync/calendar-event.ts";
import type { ListedEvent } from "../sync/calendar-ports.ts";
import type { AnswerShape, JsonObject } from "./answer-shape.ts";

/** Of the reference's fields those that are read: descriptions are most of an event's bytes and none of our business. */
export const EVENT_FIELDS =
  "id,status,etag,summary,location,start,end,recurrence,recurringEventId,originalStartTime,visibility,iCalUID," +
  "eventType,organizer(email,displayName,self)," +
  "attendees(email,displayName,responseStatus,optional,resource,self),attendeesOmitted,guestsCanSeeOtherGuests," +
  "hangoutLink,conferenceData/entryPoints(entryPointType,uri)";

/** https://developers.google.com/workspace/calendar/api/v3/reference/events */
export function readEvent(shape: AnswerShape, value: unknown): ListedEvent {
  const json = shape.object(value, "an event");
  const id = readId(shape, json["id"]);
  const isCancelled = json["status"] === "cancelled";
  const start = readTime(json["start"]);
  const end = readTime(json["end"]);
  if (!isCancelled && start === undefined) return { id, unreadable: "no_start" };
  if (!isCancelled && end === undefined) return { id, unreadable: "no_end" };
  const organizer = readPerson(json["organizer"]);
  return {
    id,
    etag: text(json["etag"]) ?? null,
    isCancelled,
    eventType: text(json["eventType"]) ?? "default",
    iCalUID: text(json["iCalUID"]) ?? null,
    recurringEventId: text(json["recurringEventId"]) ?? null,
    originalStart: readOriginalStart(json["originalStartTime"]),
    isSeries: Array.isArray(json["recurrence"]) && json["recurrence"].length > 0,
    start: start ?? null,
    end: end ?? null,
    timeZone: text(fields(json["start"])["timeZone"]) ?? null,
    summary: text(json["summary"]) ?? "",
    location: text(json["location"]) ?? "",
    conferenceUrl: readConferenceUrl(json),
    isPrivate: json["visibility"] === "private" || json["visibility"] === "confidential",
    organizer,
    guests: readGuests(json["attendees"]),
    hidesGuests: hidesGuests(json, organizer),
  };
}

/** Ids are parts of keys and of addresses: what is not known to be one is not taken for one. */
function readId(shape: AnswerShape, value: unknown): string {
  const id = shape.text(value, "id");
  if (!ID.test(id)) shape.fail("id", "an event's id");
  return id;
}

// eslint-disable-next-line no-control-regex -- these are the characters no id has
const ID = /^[^\u0000-\u0020\u007F]{1,1024}$/;
/** With its zone, as the API promises. https://developers.google.com/workspace/calendar/api/v3/reference/events#start */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;
const MAX_URL = 2_000;
/** As many as Google lets anybody invite. */
const MAX_GUESTS = 1_000;

function readTime(value: unknown): EventTime | undefined {
  const { date, dateTime } = fields(value);
  if (typeof date === "string" && isDate(date)) return isStorable(date) ? { kind: "day", date } : undefined;
  if (typeof dateTime !== "string" || !MOMENT.test(dateTime)) return undefined;
  const at = new Date(dateTime);
  return !Number.isNaN(at.getTime()) && isStorable(at.toISOString()) ? { kind: "moment", at } : undefined;
}

/** Years as people use them; the database and our own text of them take these without a doubt. */
function isStorable(iso: string): boolean {
  return iso >= "0100" && iso < "9999-12-31";
}

/** For a whole day its midnight in UTC, as in the ids of occurrences. */
function readOriginalStart(value: unknown): Date | null {
  const time = readTime(value);
  if (time === undefined) return null;
  return time.kind === "moment" ? time.at : new Date(`${time.date}T00:00:00Z`);
}

function readPerson(value: unknown): EventPerson | null {
  const { email, displayName, self } = fields(value);
  if (typeof email !== "string") return null;
  return { email, name: text(displayName) ?? null, isSelf: self === true };
}

function readGuests(value: unknown): readonly EventGuest[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_GUESTS).flatMap((entry): readonly EventGuest[] => {
    const person = readPerson(entry);
    if (person === null) return [];
    const { responseStatus, optional, resource } = fields(entry);
    return [
      {
        ...person,
        responseStatus: text(responseStatus) ?? "needsAction",
        isOptional: optional === true,
        isResource: resource === true,
      },
    ];
  });
}

/** The organizer's own calendar has them all, whatever the others are shown. */
function hidesGuests(json: JsonObject, organizer: EventPerson | null): boolean {
  if (json["attendeesOmitted"] === true) return true;
  return json["guestsCanSeeOtherGuests"] === false && organizer?.isSelf !== true;
}

function readConferenceUrl(json: JsonObject): string | null {
  const entryPoints = fields(json["conferenceData"])["entryPoints"];
  const video = Array.isArray(entryPoints)
    ? entryPoints.map(fields).find(({ entryPointType }) => entryPointType === "video")
    : undefined;
  return httpsUrl(json["hangoutLink"]) ?? httpsUrl(video?.["uri"]) ?? null;
}

function httpsUrl(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > MAX_URL) return undefined;
  return URL.parse(value)?.protocol === "https:" ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function fields(value: unknown): JsonObject {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
