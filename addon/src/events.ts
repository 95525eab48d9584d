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
}

export interface OpenMessage {
  readonly messageId: string;
  readonly threadId: string;
  /** Good for this event only: a later click brings its own. */
  readonly accessToken: string;
}

export interface OpenEvent {
  readonly calendarId: string;
  readonly eventId: string;
  readonly organizer: string | undefined;
  readonly attendees: readonly Attendee[];
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
    list(record(record(inputs[name])["stringInputs"])["value"]).flatMap((value) =>
      typeof value === "string" ? [scrub(value)] : [],
    );
  return {
    locale: text(common["userLocale"])?.replace(/_/g, "-") ?? "en",
    timeZone: text(record(common["timeZone"])["id"]) ?? "UTC",
    parameters: parseParameters(record(common["parameters"])),
    form: { text: (name) => (values(name)[0] ?? "").trim(), list: values },
    message: parseMessage(record(root["gmail"])),
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
  if (messageId === undefined || accessToken === undefined) return undefined;
  return { messageId, threadId: threadId ?? messageId, accessToken };
}

/** A draft event has an id that no calendar knows yet; one without any id cannot be named at all. */
function parseCalendar(calendar: Readonly<Record<string, unknown>>): OpenEvent | undefined {
  const [calendarId, eventId] = [text(calendar["calendarId"]), text(calendar["id"])];
  if (calendarId === undefined || eventId === undefined) return undefined;
  return {
    calendarId,
    eventId,
    organizer: text(record(calendar["organizer"])["email"]),
    attendees: list(calendar["attendees"]).flatMap((item) => {
      const attendee = record(item);
      const email = text(attendee["email"]);
      if (email === undefined || attendee["resource"] === true) return [];
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

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Empty counts as absent. */
function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
