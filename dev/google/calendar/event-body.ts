/** The JSON a client sends of an event, read leniently where Google is lenient, and turned into what is stored. */
import { z } from "zod";
import { GoogleError } from "../google-error.ts";
import type { EventAttendee, EventContent, EventTime } from "./event-resource.ts";
import { eventInstant } from "./event-time.ts";
import { presentFields } from "./present-fields.ts";
import { isTimeZone, parseDate, parseRfc3339, parseWallTime } from "./zoned-time.ts";

/** Google takes no more in one call; its web pages neither. https://support.google.com/calendar/answer/37161 */
const MAX_ATTENDEES = 200;

const text = z.string().nullish();
const flag = z.boolean().nullish();
const time = z.object({ date: text, dateTime: text, timeZone: text });
const properties = z.record(z.string(), z.string().nullable()).nullish();

/** Fields unknown or not for clients to write are let pass and forgotten. Null is "none". */
export const eventBody = z.object({
  id: text,
  iCalUID: text,
  sequence: z.int().nullish(),
  status: z.enum(["confirmed", "tentative", "cancelled"]).nullish(),
  summary: text,
  description: text,
  location: text,
  colorId: z
    .string()
    .regex(/^(?:[1-9]|1[01])$/)
    .nullish(),
  start: time.nullish(),
  end: time.nullish(),
  recurrence: z.array(z.string()).nullish(),
  transparency: z.enum(["opaque", "transparent"]).nullish(),
  visibility: z.enum(["default", "public", "private", "confidential"]).nullish(),
  attendees: z
    .array(
      z.object({
        email: text,
        displayName: text,
        optional: flag,
        resource: flag,
        responseStatus: z.enum(["needsAction", "declined", "tentative", "accepted"]).nullish(),
        comment: text,
        additionalGuests: z.int().min(0).nullish(),
      }),
    )
    .nullish(),
  attendeesOmitted: flag,
  conferenceData: z
    .object({
      createRequest: z
        .object({ requestId: text, conferenceSolutionKey: z.object({ type: text }).nullish() })
        .nullish(),
      conferenceId: text,
      conferenceSolution: z
        .object({ name: text, iconUri: text, key: z.object({ type: z.string() }).nullish() })
        .nullish(),
      entryPoints: z
        .array(z.object({ entryPointType: text, uri: text, label: text, pin: text, regionCode: text }))
        .nullish(),
      notes: text,
    })
    .nullish(),
  extendedProperties: z.object({ private: properties, shared: properties }).nullish(),
  guestsCanInviteOthers: flag,
  guestsCanModify: flag,
  guestsCanSeeOtherGuests: flag,
  reminders: z
    .object({
      useDefault: flag,
      overrides: z
        .array(z.object({ method: z.enum(["email", "popup"]), minutes: z.int().min(0).max(40_320) }))
        .max(5)
        .nullish(),
    })
    .nullish(),
  eventType: z
    .enum(["default", "outOfOffice", "focusTime", "workingLocation", "birthday", "fromGmail"])
    .nullish(),
  source: z.object({ title: text, url: text }).nullish(),
});
export type EventBody = z.output<typeof eventBody>;

/** A patch names what changes: objects are merged, lists are replaced whole, null takes away (RFC 7396). */
export function mergedBody(event: EventContent, patch: EventBody): EventBody {
  return eventBody.parse(mergePatch(event, patch));
}

export interface BodyContext {
  readonly organizer: string;
  /** What stands there now: a time that stays the same stays written the same. */
  readonly before?: EventContent | undefined;
  readonly calendarZone: string;
}

/** All of an event that clients write but its conference; throws Google's 400. */
export function contentOfBody(body: EventBody, context: BodyContext): EventContent {
  const { before, calendarZone } = context;
  const start = readTime("start", body.start, before?.start, calendarZone);
  const end = readTime("end", body.end, before?.end, calendarZone);
  const { recurrence, reminders, extendedProperties, attendees } = body;
  if (recurrence?.length && "dateTime" in start && start.timeZone === undefined) throw missingZone("start");
  const content = presentFields({
    status: body.status ?? "confirmed",
    summary: body.summary,
    description: body.description,
    location: body.location,
    colorId: body.colorId,
    recurrence: recurrence?.length ? recurrence : undefined,
    transparency: body.transparency === "opaque" ? undefined : body.transparency,
    visibility: body.visibility === "default" ? undefined : body.visibility,
    attendees: attendees?.length ? readAttendees(attendees, context.organizer) : undefined,
    extendedProperties: extendedProperties
      ? readProperties(extendedProperties.private, extendedProperties.shared)
      : undefined,
    guestsCanInviteOthers: body.guestsCanInviteOthers === false ? false : undefined,
    guestsCanModify: body.guestsCanModify === true ? true : undefined,
    guestsCanSeeOtherGuests: body.guestsCanSeeOtherGuests === false ? false : undefined,
    reminders: readReminders(reminders),
    eventType: body.eventType,
    source: body.source ? presentFields(body.source) : undefined,
  });
  return { ...content, start, end };
}

function readTime(
  name: "start" | "end",
  body: EventBody["start"],
  before: EventTime | undefined,
  calendarZone: string,
): EventTime {
  const { date, dateTime, timeZone } = presentFields(body ?? {});
  if (date === undefined && dateTime === undefined) {
    throw new GoogleError(400, "required", `Missing ${name} time.`);
  }
  if (date !== undefined && dateTime !== undefined) {
    throw new GoogleError(400, "invalid", `Invalid ${name} time: date and dateTime exclude each other.`);
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw new GoogleError(400, "invalid", `Invalid time zone definition for ${name} time.`);
  }
  if (date !== undefined) {
    if (parseDate(date) === undefined) throw badRequest();
    return { date };
  }
  const given = dateTime ?? "";
  const hasOffset = parseRfc3339(given) !== undefined;
  if (!hasOffset && parseWallTime(given) === undefined) throw badRequest();
  if (!hasOffset && timeZone === undefined) throw missingZone(name);
  const read: EventTime = { dateTime: given, ...(timeZone !== undefined && { timeZone }) };
  return before !== undefined && isSameTime(before, read, calendarZone) ? before : read;
}

function isSameTime(one: EventTime, other: EventTime, calendarZone: string): boolean {
  if ("date" in one || "date" in other) return false;
  return (
    (one.timeZone ?? calendarZone) === (other.timeZone ?? calendarZone) &&
    eventInstant(one, calendarZone) === eventInstant(other, calendarZone)
  );
}

function readAttendees(
  list: NonNullable<EventBody["attendees"]>,
  organizer: string,
): readonly EventAttendee[] {
  if (list.length > MAX_ATTENDEES) {
    throw new GoogleError(400, "invalid", `The event has more than ${MAX_ATTENDEES} attendees.`);
  }
  const byAddress = new Map<string, EventAttendee>();
  for (const given of list) {
    const { email, responseStatus, displayName, optional, resource, comment, additionalGuests } =
      presentFields(given);
    if (email === undefined || !ADDRESS.test(email))
      throw new GoogleError(400, "invalid", "Invalid attendee email.");
    const isOrganizer = email.toLowerCase() === organizer.toLowerCase();
    byAddress.set(email.toLowerCase(), {
      email,
      // Left out of a patch, an answer given before is lost: the list is replaced whole.
      responseStatus: responseStatus ?? (isOrganizer ? "accepted" : "needsAction"),
      ...presentFields({
        displayName,
        organizer: isOrganizer || undefined,
        optional: optional === true || undefined,
        resource: resource === true || undefined,
        comment,
        additionalGuests: additionalGuests === 0 ? undefined : additionalGuests,
      }),
    });
  }
  return [...byAddress.values()];
}

const ADDRESS =
  /^[^\s@<>(),;:"\\[\]\p{Cc}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

type Properties = z.output<typeof properties>;

/** Too long a key drops a property, too long a value cuts it; Google says nothing of either. https://developers.google.com/workspace/calendar/api/guides/extended-properties */
function readProperties(mine: Properties, shared: Properties): EventContent["extendedProperties"] {
  const read = (map: Properties): Record<string, string> =>
    Object.fromEntries(
      Object.entries(map ?? {}).flatMap(([key, value]) =>
        value === null || key.length > 44 ? [] : [[key, value.slice(0, 1_024)]],
      ),
    );
  return { ...(mine && { private: read(mine) }), ...(shared && { shared: read(shared) }) };
}

function readReminders(body: EventBody["reminders"]): NonNullable<EventContent["reminders"]> {
  const overrides = body?.overrides ?? [];
  const useDefault = body?.useDefault ?? overrides.length === 0;
  if (useDefault && overrides.length > 0) {
    throw new GoogleError(
      400,
      "cannotUseDefaultRemindersAndSpecifyOverride",
      "Cannot specify both default reminders and overrides at the same time.",
      { domain: "calendar" },
    );
  }
  return { useDefault, ...(overrides.length > 0 && { overrides }) };
}

/** Only of what was parsed, so never deeper than an event is. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function missingZone(name: "start" | "end"): GoogleError {
  return new GoogleError(400, "required", `Missing time zone definition for ${name} time.`);
}

function badRequest(): GoogleError {
  return new GoogleError(400, "badRequest", "Bad Request");
}
