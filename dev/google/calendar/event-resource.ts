/** A calendar event as it is stored: Google's Events resource without what depends on who is looking. */

/** A moment with its zone, or a whole day: never both. */
export type EventTime = { readonly dateTime: string; readonly timeZone?: string } | { readonly date: string };

export type EventStatus = "confirmed" | "tentative" | "cancelled";
export type ResponseStatus = "needsAction" | "declined" | "tentative" | "accepted";
export type EventType =
  "default" | "outOfOffice" | "focusTime" | "workingLocation" | "birthday" | "fromGmail";
export type Visibility = "default" | "public" | "private" | "confidential";

export interface EventPerson {
  readonly email: string;
  readonly displayName?: string;
}

export interface EventAttendee extends EventPerson {
  readonly responseStatus: ResponseStatus;
  readonly optional?: boolean;
  readonly organizer?: boolean;
  /** A room or a piece of equipment. */
  readonly resource?: boolean;
  readonly additionalGuests?: number;
  readonly comment?: string;
}

/** A conference asked for and not made yet has a `createRequest` and nothing else. */
export interface ConferenceData {
  readonly createRequest?: ConferenceRequest;
  readonly conferenceId?: string;
  readonly conferenceSolution?: {
    readonly name?: string;
    readonly key?: { readonly type: string };
    readonly iconUri?: string;
  };
  readonly entryPoints?: readonly {
    readonly entryPointType?: string;
    readonly uri?: string;
    readonly label?: string;
    readonly pin?: string;
    readonly regionCode?: string;
  }[];
  readonly notes?: string;
}

export interface ConferenceRequest {
  readonly requestId: string;
  readonly conferenceSolutionKey: { readonly type: string };
  readonly status: { readonly statusCode: "pending" | "success" | "failure" };
}

/** What a writer may set; the calendar fills the rest. */
export interface EventContent {
  readonly status?: EventStatus;
  readonly summary?: string;
  readonly description?: string;
  readonly location?: string;
  readonly colorId?: string;
  readonly creator?: EventPerson;
  readonly organizer?: EventPerson;
  readonly start: EventTime;
  readonly end: EventTime;
  /** RRULE, RDATE and EXDATE lines of RFC 5545, without DTSTART: on the first event of a series only. */
  readonly recurrence?: readonly string[];
  readonly transparency?: "opaque" | "transparent";
  readonly visibility?: Visibility;
  readonly attendees?: readonly EventAttendee[];
  readonly hangoutLink?: string;
  readonly conferenceData?: ConferenceData;
  readonly extendedProperties?: {
    readonly private?: Readonly<Record<string, string>>;
    readonly shared?: Readonly<Record<string, string>>;
  };
  readonly guestsCanInviteOthers?: boolean;
  readonly guestsCanModify?: boolean;
  readonly guestsCanSeeOtherGuests?: boolean;
  readonly reminders?: {
    readonly useDefault: boolean;
    readonly overrides?: readonly { readonly method: "email" | "popup"; readonly minutes: number }[];
  };
  readonly eventType?: EventType;
  readonly source?: { readonly title?: string; readonly url?: string };
  readonly outOfOfficeProperties?: { readonly autoDeclineMode: string; readonly declineMessage?: string };
  readonly focusTimeProperties?: {
    readonly autoDeclineMode: string;
    readonly declineMessage?: string;
    readonly chatStatus?: string;
  };
  readonly birthdayProperties?: { readonly type: string; readonly contact?: string };
  readonly workingLocationProperties?: {
    readonly type: "homeOffice" | "officeLocation" | "customLocation";
    readonly homeOffice?: object;
    readonly officeLocation?: { readonly label: string };
  };
}

export interface StoredEvent extends EventContent {
  readonly id: string;
  readonly status: EventStatus;
  readonly etag: string;
  /** RFC 3339, UTC. */
  readonly created: string;
  readonly updated: string;
  readonly iCalUID: string;
  readonly sequence: number;
  readonly creator: EventPerson;
  readonly organizer: EventPerson;
  readonly eventType: EventType;
  /** The series an occurrence belongs to, and where the rule had put it; both never change when it is moved. */
  readonly recurringEventId?: string;
  readonly originalStartTime?: EventTime;
}
