/** What passes between the sidebar page and its server. Types only: both halves import them, neither owns the other. */

/** A person of the workspace whom the visitor can be signed in as. */
export interface Rep {
  readonly email: string;
  readonly name: string;
}

export interface Mailbox {
  readonly name: string;
  readonly email: string;
}

export interface Sender extends Mailbox {
  /** Sent from this mailbox, whichever of the person's addresses it was sent as. */
  readonly isMe: boolean;
}

export interface ThreadSummary {
  readonly id: string;
  readonly subject: string;
  readonly snippet: string;
  /** Distinct senders, oldest first; the page shortens them as Gmail does. */
  readonly senders: readonly Sender[];
  readonly messageCount: number;
  /** Epoch milliseconds; the newest received message's where there is one, as Gmail orders by it. */
  readonly at: number;
  readonly unread: boolean;
  readonly starred: boolean;
  readonly attachments: readonly string[];
  /** The newest message of it that is still being written. */
  readonly draftMessageId: string | null;
}

export interface ThreadPage {
  readonly threads: readonly ThreadSummary[];
  readonly nextPageToken: string | null;
  /** Gmail's own estimate; null when it gives none. */
  readonly estimate: number | null;
}

export interface Attachment {
  readonly name: string;
  readonly mimeType: string;
  readonly size: number;
}

export interface MailMessage {
  readonly id: string;
  readonly threadId: string;
  readonly from: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly at: number;
  readonly snippet: string;
  /** The text part; empty when the mail has none. */
  readonly text: string;
  /** True when the server has an HTML body for the sandboxed frame. */
  readonly hasHtml: boolean;
  readonly attachments: readonly Attachment[];
  readonly starred: boolean;
  readonly isDraft: boolean;
  /** Whom a reply goes to: `Reply-To`, else the sender. */
  readonly answerTo: readonly Mailbox[];
}

export interface MailThread {
  readonly id: string;
  readonly subject: string;
  readonly labels: readonly string[];
  readonly messages: readonly MailMessage[];
}

/** One of the person's own addresses that Gmail lets them write from. */
export interface SenderAddress {
  readonly email: string;
  readonly name: string;
  /** HTML, empty for none. */
  readonly signature: string;
}

/** A mail that is being written; the address fields hold what was typed, separated by commas. */
export interface DraftContent {
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  readonly html: string;
  /** Gmail's id of the message this answers. */
  readonly replyTo: string | null;
}

export interface Draft extends DraftContent {
  readonly id: string;
  readonly threadId: string;
}

/** Two of these differ when the mailbox, or a calendar, has changed in between; null when Google did not say. */
export interface Pulse {
  readonly mail: string | null;
  readonly calendar: string | null;
}

export interface EventAttendee {
  readonly email: string;
  readonly displayName?: string;
  readonly optional: boolean;
  readonly organizer: boolean;
  readonly resource: boolean;
  readonly self: boolean;
  readonly responseStatus: string;
  readonly additionalGuests: number;
  readonly comment: string;
}

/** An instant in epoch milliseconds, or a whole day, `2026-03-01`, in whatever zone it is looked at. */
export type EventTime = { readonly at: number } | { readonly date: string };

export interface CalendarEvent {
  readonly id: string;
  readonly calendarId: string;
  readonly recurringEventId?: string;
  readonly title: string;
  readonly start: EventTime;
  /** Exclusive. */
  readonly end: EventTime;
  readonly location: string;
  readonly description: string;
  readonly organizer: { readonly email: string; readonly displayName?: string; readonly self: boolean };
  readonly attendees: readonly EventAttendee[];
  /** Google's conference data as it stands in the event; null without one. */
  readonly conference: ConferenceData | null;
  readonly guestsCanInviteOthers: boolean;
  readonly guestsCanSeeOtherGuests: boolean;
  /** Empty for an event that is not saved yet. */
  readonly etag: string;
}

/** What of an event is written; what is left out stays. */
export interface EventChange {
  readonly title?: string | undefined;
  readonly start?: EventTime | undefined;
  readonly end?: EventTime | undefined;
  /** IANA name in which the new times were chosen. */
  readonly timeZone?: string | undefined;
  readonly location?: string | undefined;
  readonly description?: string | undefined;
  /** All of them. */
  readonly attendees?:
    | readonly {
        readonly email: string;
        readonly displayName?: string | undefined;
        readonly optional: boolean;
        readonly responseStatus: string;
      }[]
    | undefined;
  readonly meetLink?: true | undefined;
}

export interface ConferenceData {
  readonly conferenceId?: string;
  readonly conferenceSolution?: {
    readonly name?: string;
    readonly iconUri?: string;
    readonly key?: { readonly type?: string };
  };
  readonly entryPoints?: readonly {
    readonly entryPointType?: string;
    readonly uri?: string;
    readonly label?: string;
  }[];
}

export type UniversalAction = { readonly label: string } & (
  { readonly openLink: string } | { readonly runFunction: string }
);

/** What of appsscript.json the host application acts on. */
export interface Addon {
  readonly name: string;
  readonly logoUrl: string;
  /** `layoutProperties.primaryColor`, `#rrggbb`; the host's blue otherwise. */
  readonly primaryColor: string | null;
  readonly universalActions: readonly UniversalAction[];
  /** Locale and zone reach the event object only with `useLocaleFromApp` and the `script.locale` scope. */
  readonly sendsLocale: boolean;
  readonly gmail: {
    readonly homepage: string | null;
    readonly contextual: string | null;
    readonly compose: {
      readonly label: string;
      readonly runFunction: string;
      /** Without METADATA an event object does not tell the recipients. */
      readonly readsRecipients: boolean;
    } | null;
  } | null;
  readonly calendar: {
    readonly homepage: string | null;
    readonly eventOpen: string | null;
    /** Without READ an event object carries ids and organiser only. */
    readonly readsAttendees: boolean;
    readonly writesEvents: boolean;
  } | null;
}

export interface Session {
  readonly reps: readonly Rep[];
  readonly addon: Addon;
}
