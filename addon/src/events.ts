/**
 * The event object of a trigger or a click, read once into what the add-on uses. Google leaves out whatever is empty
 * or not asked for, so nothing in it is taken for granted. It carries the access token of the open mail: never log it.
 * https://developers.google.com/workspace/add-ons/concepts/event-objects
 */
import { scrub } from "./text.ts";

export interface EventInput {
  readonly locale: string;
  readonly timeZone: string;
  /** What the clicked widget was given. */
  readonly parameters: Parameters;
  readonly form: Form;
  readonly message: OpenMessage | undefined;
  /** Empty outside the compose window. */
  readonly draft: OpenDraft;
  readonly event: OpenEvent | undefined;
}

export interface Parameters {
  find(name: string): string | undefined;
  /** For what every card of ours gives: without it the click was not made by one. */
  get(name: string): string;
}

/** What the user typed and ticked. An untouched or emptied field is not in the event object. */
export interface Form {
  text(name: string): string;
  list(name: string): readonly string[];
  /** `2026-11-30`; empty when none is chosen. */
  date(name: string): string;
  /** `09:30`; empty when none is chosen. */
  time(name: string): string;
}

export interface OpenMessage {
  readonly messageId: string;
  readonly threadId: string;
  /** Good for this event only: a later click brings its own. */
  readonly accessToken: string;
}

/** The mail that is being written in the compose window. */
export interface OpenDraft {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  /** Undefined where Gmail does not tell. */
  readonly subject: string | undefined;
}

export interface OpenEvent {
  readonly calendarId: string;
  readonly eventId: string;
  readonly organizer: string | undefined;
  readonly attendees: readonly Attendee[];
  /** Whom a click adds is invited when the user saves the event. */
  readonly canAddGuests: boolean;
}

export interface Attendee {
  readonly email: string;
  readonly name: string | undefined;
  readonly optional: boolean;
  readonly responseStatus: string | undefined;
}

export function parseEvent(event: unknown): EventInput {
  const root = record(event);
  const common = record(root["commonEventObject"]);
  const inputs = record(common["formInputs"]);
  const values = (name: string): readonly string[] =>
    strings(record(record(inputs[name])["stringInputs"])["value"]);
  return {
    locale: text(common["userLocale"])?.replace(/_/g, "-") ?? "en",
    timeZone: text(record(common["timeZone"])["id"]) ?? "UTC",
    parameters: parseParameters(record(common["parameters"])),
    form: {
      text: (name) => (values(name)[0] ?? "").trim(),
      list: values,
      date: (name) => dayOf(record(record(inputs[name])["dateInput"])["msSinceEpoch"]),
      time: (name) => timeOf(record(record(inputs[name])["timeInput"])),
    },
    message: parseMessage(record(root["gmail"])),
    draft: parseDraft(record(root["gmail"]), record(root["draftMetadata"])),
    event: parseCalendar(record(root["calendar"])),
  };
}

function parseParameters(given: Readonly<Record<string, unknown>>): Parameters {
  const find = (name: string) => text(given[name]);
  return {
    find,
    get: (name) => {
      const value = find(name);
      if (value === undefined) throw new Error(`the click lacks the parameter ${name}`);
      return value;
    },
  };
}

function parseMessage(gmail: Readonly<Record<string, unknown>>): OpenMessage | undefined {
  const [messageId, threadId, accessToken] = [
    text(gmail["messageId"]),
    text(gmail["threadId"]),
    text(gmail["accessToken"]),
  ];
  if (!messageId || !accessToken) return undefined;
  return { messageId, threadId: threadId ?? messageId, accessToken };
}

/** The reference has the recipients beside the ids of a mail; Gmail itself sends them at the top, with the subject. */
function parseDraft(
  gmail: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>>,
): OpenDraft {
  const recipients = (name: string) => strings(gmail[name] ?? metadata[name]);
  const subject = metadata["subject"];
  return {
    to: recipients("toRecipients"),
    cc: recipients("ccRecipients"),
    bcc: recipients("bccRecipients"),
    subject: typeof subject === "string" ? scrub(subject) : undefined,
  };
}

/** A draft event has an id that no calendar knows yet; one without any id cannot be named at all. */
function parseCalendar(calendar: Readonly<Record<string, unknown>>): OpenEvent | undefined {
  const [calendarId, eventId] = [text(calendar["calendarId"]), text(calendar["id"])];
  if (!calendarId || !eventId) return undefined;
  return {
    calendarId,
    eventId,
    organizer: text(record(calendar["organizer"])["email"]),
    canAddGuests: record(calendar["capabilities"])["canAddAttendees"] === true,
    attendees: list(calendar["attendees"]).flatMap((item) => {
      const attendee = record(item);
      const email = text(attendee["email"]);
      if (!email || attendee["resource"] === true) return [];
      return [
        {
          email: scrub(email),
          name: scrub(text(attendee["displayName"])),
          optional: attendee["optional"] === true,
          responseStatus: text(attendee["responseStatus"]),
        },
      ];
    }),
  };
}

/** A day is told as its midnight in UTC. */
function dayOf(ms: unknown): string {
  const day = new Date(typeof ms === "number" || typeof ms === "string" ? Number(ms) : Number.NaN);
  return Number.isNaN(day.getTime()) ? "" : day.toISOString().slice(0, 10);
}

function timeOf({ hours, minutes }: Readonly<Record<string, unknown>>): string {
  if (typeof hours !== "number" || typeof minutes !== "number") return "";
  return [hours, minutes].map((part) => String(part).padStart(2, "0")).join(":");
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown): readonly string[] {
  return list(value).flatMap((item) => (typeof item === "string" ? [scrub(item)] : []));
}

/** Empty counts as absent. */
function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
