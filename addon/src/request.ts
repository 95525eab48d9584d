/** What a handler is given: the event, the words to answer in, and the outside world as ports. Platform/ fulfils them. */
import type { Attachment, MailHeader } from "../../contract/activities.ts";
import type { Crm } from "./crm.ts";
import type { Attendee, EventInput, OpenEvent, OpenMessage } from "./events.ts";
import type { Formats } from "./format.ts";
import type { Texts } from "./texts/en.ts";

export interface Request extends EventInput, Language {
  readonly crm: Crm;
  readonly mail: MailReader;
  readonly calendar: CalendarReader;
  /** A name for one thing that happens once, however often it is asked for. */
  readonly newKey: () => string;
  readonly now: Date;
  /** The caller's id in the CRM; remembered for some hours, so that asking for it seldom costs a call. */
  readonly userId: () => string;
}

/** Texts and the user's way of writing dates and numbers: all that a card needs besides its data. */
export interface Language {
  readonly texts: Texts;
  readonly formats: Formats;
}

export interface MailReader {
  /** Raw header values, cut to what the backend takes. */
  header(message: OpenMessage): MailHeader;
  content(message: OpenMessage): MailContent;
  /** Not sent to anybody yet, so nothing that happened. */
  isDraft(message: OpenMessage): boolean;
}

export interface MailContent {
  readonly bodyText: string;
  readonly attachments: Attachment[];
}

export interface CalendarReader {
  details(event: OpenEvent): EventDetails | NoDetails;
}

/** An event that is still being written is in no calendar; for the rest, Google said no or nothing. */
export type NoDetails = "unsaved" | "unreadable";

export interface EventDetails {
  readonly title: string;
  /** RFC 3339 with an offset. */
  readonly start: string;
  readonly end: string;
  readonly wholeDay: boolean;
  readonly iCalUID: string | undefined;
  /** Only for an occurrence of a series. */
  readonly originalStart: string | undefined;
  readonly location: string | undefined;
  readonly organizer: string | undefined;
  readonly attendees: readonly Attendee[];
}
