/** What the calendar sync needs of its surroundings: like `ports.ts`, for calendars. */
import type { ActivityId, ContactId, EmailAddress } from "../crm/ids.ts";
import type { NewParticipant } from "../crm/ports.ts";
import type { CalendarCursor } from "./calendar-cursor.ts";
import type { CalendarEvent } from "./calendar-event.ts";
import type { Account, AccountRef, MailMatches } from "./ports.ts";

// ── Google Calendar ─────────────────────────────────────────────────────────────────────────────────────────────────

export interface CalendarListEntry {
  readonly id: string;
  readonly summary: string;
  readonly isPrimary: boolean;
  readonly timeZone: string | null;
  /** `freeBusyReader`, `reader`, `writer`, `owner`. */
  readonly accessRole: string;
}

/** An event nothing can be made of is known by its id and what is wrong with it. */
export type ListedEvent = CalendarEvent | { readonly id: string; readonly unreadable: string };

export interface EventsPage {
  readonly events: readonly ListedEvent[];
  readonly nextPageToken: string | undefined;
}

/**
 * One rep's Google Calendar. Every method rejects with GoogleCallFailed and waits for its turn in the rep's quota. Pages
 * may be short or empty: only one without `nextPageToken` is the last.
 */
export interface CalendarSource {
  /** Up to 250, hidden ones too. */
  listCalendars(pageToken?: string): Promise<{
    readonly calendars: readonly CalendarListEntry[];
    readonly nextPageToken: string | undefined;
  }>;
  /**
   * Up to 2,500, series as one. With a sync token what changed since, deleted events too; `cursor-expired` when Google no
   * longer takes it, or takes it no longer for this request. The last page has the next sync token.
   */
  listEvents(
    calendarId: string,
    request: { readonly pageToken: string | null } & (
      { readonly after: Date | null } | { readonly syncToken: string }
    ),
  ): Promise<EventsPage & { readonly nextSyncToken: string | undefined }>;
  /** The occurrences of a series, cancelled ones too, that end after `from` and start before `through`; `gone`: no such series. */
  listInstances(
    calendarId: string,
    eventId: string,
    request: {
      readonly from: Date | null;
      readonly through: Date;
      readonly pageToken: string | null;
    },
  ): Promise<EventsPage>;
  /** `gone`: Google does not know it, or not any more. */
  getEvent(calendarId: string, eventId: string): Promise<ListedEvent>;
  /** Asks for notifications of changes until `expiresAt`, which Google decides. */
  watchEvents(
    calendarId: string,
    channel: { readonly id: string; readonly token: string; readonly address: string },
  ): Promise<{ readonly resourceId: string; readonly expiresAt: Date }>;
  /** Also when there is no such channel any more. */
  stopChannel(channel: { readonly id: string; readonly resourceId: string }): Promise<void>;
}

// ── The calendar in the database ────────────────────────────────────────────────────────────────────────────────────

export interface CalendarRef extends AccountRef {
  readonly calendarId: string;
}

/** A calendar and whose it is. */
export interface AccountCalendar {
  /** `shareLevel` is that of the calendars. */
  readonly account: Account;
  readonly calendarId: string;
}

/** A calendar a worker has taken; `version` is what its next commit must find. */
export interface CalendarClaim extends AccountCalendar {
  /** For whole days; UTC where Google names none. */
  readonly timeZone: string;
  readonly cursor: CalendarCursor | null;
  readonly version: number;
  /** Attempts in a row that came to nothing. */
  readonly failures: number;
  /** Occurrences of series are there up to this time; null: before the first listing. */
  readonly expandedThrough: Date | null;
  /** Contacts' addresses changed: all events are to be listed anew. */
  readonly isRelistDue: boolean;
}

/** Why an event is in the ledger without an activity. */
export type EventSkipReason =
  | "no_contact"
  | "internal"
  | "no_attendees"
  | "never_rule"
  | "declined"
  | "not_a_meeting"
  | "before_window"
  | "backfill_none"
  | "cancelled"
  | "gone"
  | "undone"
  /** Stands for its occurrences. */
  | "series";

/** Why an event waits to be asked for: a series for its occurrences, all of them or those the window moved on to. */
export type EventWaitReason = "series" | "window" | "recheck";

/** A meeting as one calendar shows it. */
export interface NewMeeting {
  readonly mergeKey: string;
  readonly iCalUID: string | null;
  readonly originalStart: Date | null;
  readonly subject: string;
  readonly occurredAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string | null;
  readonly allDay: boolean;
  readonly location: string | null;
  readonly conferenceUrl: string | null;
  readonly isPrivate: boolean;
  readonly participants: readonly NewParticipant[];
  /** False: there may be more people on it than this calendar is shown. */
  readonly hasAllPeople: boolean;
}

export interface DecidedEvent {
  readonly eventId: string;
  readonly recurringEventId: string | null;
  readonly etag: string | null;
  readonly startsAt: Date | null;
  readonly outcome:
    | {
        readonly kind: "log";
        readonly matchedAddress: EmailAddress;
        readonly meeting: NewMeeting;
        /** It ended before what the sync looks at: followed if it is logged already, else left alone. */
        readonly isBeforeWindow: boolean;
      }
    | {
        readonly kind: "skip";
        readonly reason: EventSkipReason;
        readonly matchedAddress: EmailAddress | null;
        /** Where somebody may have logged it by hand all the same: that is kept up to date. */
        readonly meeting: NewMeeting | null;
      }
    | {
        readonly kind: "series";
        /** Null: its occurrences are worth a look. */
        readonly skip: EventSkipReason | null;
        readonly matchedAddress: EmailAddress | null;
      }
    /** `withSeries`: its series is; an occurrence that somebody kept by itself outlives it, so it is to be asked for. */
    | { readonly kind: "cancelled"; readonly withSeries?: true }
    | { readonly kind: "gone" }
    | { readonly kind: "unreadable"; readonly reason: string };
}

/**
 * Everything one step of the engine found out, committed in one transaction or not at all.
 *
 * - `decided`: events and occurrences read just now. What is logged is matched again inside the transaction.
 * - `listing`: the number of the listing they came from: what is logged is marked with it.
 * - `isExpansion`: occurrences; those of no interest get no row of their own.
 */
export interface CalendarChange {
  readonly cursor: CalendarCursor;
  readonly decided?: readonly DecidedEvent[];
  readonly listing?: number | null;
  readonly isExpansion?: boolean;
  /** The end of a full listing: what is logged and was not named waits to be asked for. */
  readonly recheckUnlisted?: boolean;
  /** A full listing begins. One that was due sees whatever contacts changed before the claim, in each series too. */
  readonly beginsListing?: boolean;
  /** A series whose occurrences are all listed. Those logged and not named by `listing` wait to be asked for. */
  readonly expanded?: { readonly eventId: string; readonly listing: number | null };
  /** The window moves on: all series with contacts wait for it. */
  readonly window?: { readonly through: Date; readonly reason: "series" | "window" };
  /** Could not be asked for: quarantined after three attempts. */
  readonly refused?: { readonly eventId: string; readonly reason: string };
}

/** What a slice of work ended with. `dueAt` null: when somebody asks. A request that came meanwhile wins. */
export interface CalendarRelease {
  readonly dueAt: Date | null;
  readonly result:
    | { readonly kind: "synced"; readonly at: Date }
    | { readonly kind: "sliced" }
    | { readonly kind: "throttled"; readonly until: Date }
    /** `failures` grows by one. `message` is for the rep: a sentence without ids. */
    | { readonly kind: "failed"; readonly code: string; readonly message: string };
}

export interface CalendarSyncStore {
  /**
   * Takes the calendar that is due for longest, for `leaseMs`; undefined: none is. Also one whose worker went silent.
   * `only` takes this one or none, due or not, unless somebody has it.
   */
  claim(now: Date, leaseMs: number, only?: CalendarRef): Promise<CalendarClaim | undefined>;
  /** Events that wait to be asked for; none that a listing of occurrences is in the middle of. */
  listWaiting(
    claim: CalendarClaim,
    limit: number,
  ): Promise<readonly { readonly eventId: string; readonly reason: EventWaitReason }[]>;
  findMatches(account: AccountRef, addresses: readonly EmailAddress[]): Promise<EventMatches>;
  /**
   * One transaction. `stale`: the calendar is not at the claim's version any more (another worker has it, or the rep
   * switched it off); nothing was written. Renews the lease by `leaseMs`.
   */
  apply(
    claim: CalendarClaim,
    change: CalendarChange,
    now: Date,
    leaseMs: number,
  ): Promise<CalendarClaim | "stale">;
  /** Tolerates a stale claim: then nothing happens. */
  release(claim: CalendarClaim, release: CalendarRelease, now: Date): Promise<void>;
}

export type EventMatches = Pick<MailMatches, "contacts" | "colleagues" | "rules">;

// ── The list of calendars ───────────────────────────────────────────────────────────────────────────────────────────

export interface CalendarListStore {
  /** Takes an account whose list is due, for `leaseMs`. `only` takes this one or none, due or not. */
  claimList(now: Date, leaseMs: number, only?: AccountRef): Promise<AccountRef | undefined>;
  /**
   * The rows are what the list says: new ones are there (the rep's own chosen, others not), what is no longer on it goes
   * with its ledger. The list is due again at `dueAt`.
   */
  saveList(
    account: AccountRef,
    calendars: readonly CalendarListEntry[],
    dueAt: Date,
    now: Date,
  ): Promise<void>;
  /** The list could not be read; due again at `dueAt`. */
  releaseList(account: AccountRef, dueAt: Date): Promise<void>;
}

// ── Channels ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Channel {
  readonly id: string;
  readonly resourceId: string;
}

export interface CalendarChannelStore {
  /** Takes one calendar whose channel is to be made or renewed; it comes again in an hour unless a save says otherwise. */
  takeChannel(now: Date): Promise<(CalendarRef & { readonly channel: Channel | null }) | undefined>;
  saveChannel(
    calendar: CalendarRef,
    channel: Channel & { readonly tokenHash: string; readonly expiresAt: Date },
    renewAt: Date,
  ): Promise<void>;
  /** Google has no notifications for this calendar: asked again at `retryAt`. */
  saveUnwatched(calendar: CalendarRef, retryAt: Date): Promise<void>;
}

// ── What the planning of a commit starts from ───────────────────────────────────────────────────────────────────────

export interface EventEntry {
  readonly eventId: string;
  readonly decision: "logged" | "skipped" | "waiting" | "quarantined";
  readonly reason: string;
  readonly matchedAddress: string | null;
  /** The meeting this calendar has, also while the row waits: it holds it. */
  readonly activityId: ActivityId | null;
  readonly recurringEventId: string | null;
  readonly isSeries: boolean;
  readonly startsAt: Date | null;
  readonly cancelled: boolean;
  readonly isPrivate: boolean;
  readonly etag: string | null;
  readonly attempts: number;
  readonly listing: number | null;
}

export type ContactLink = {
  readonly contactId: ContactId;
  readonly role: NewParticipant["role"];
  readonly matchedAddress: EmailAddress;
};
