/**
 * What booking and changing meetings needs of its surroundings. Google's adapters fulfil the calendar, the database the
 * stores; the composition root hands them over.
 */
import type { ActivitySource } from "../../../contract/activities.ts";
import type { Notify } from "../../../contract/meetings.ts";
import type { ActivityId, ContactId, EmailAddress } from "../crm/ids.ts";
import type { NewActivity, NewParticipant } from "../crm/ports.ts";
import type { Span, WorkingHours } from "../crm/working-hours.ts";
import type { CalendarEvent } from "../sync/calendar-event.ts";
import type { DecidedEvent, EventMatches } from "../sync/calendar-ports.ts";
import type { EventPlace } from "../sync/decide-event.ts";
import type { AccountRef } from "../sync/ports.ts";

// ── Google Calendar ─────────────────────────────────────────────────────────────────────────────────────────────────

/** An event with what only those need who show or change it. */
export interface WholeEvent {
  readonly event: CalendarEvent;
  readonly description: string;
  /** The event's page in Google Calendar. */
  readonly htmlLink: string | null;
  readonly guestsCanModify: boolean;
  /** Its Meet link is being made. */
  readonly isMeetPending: boolean;
  /** Google left guests out of the list. */
  readonly omitsGuests: boolean;
  /** As Google has them, to be given back unchanged: a changed list replaces the whole one. */
  readonly guestList: readonly (Readonly<Record<string, unknown>> & { readonly email: string })[];
}

/** A moment, and the zone it is planned in. */
export interface ZonedMoment {
  readonly at: Date;
  readonly timeZone: string;
}

export interface Invited {
  readonly address: EmailAddress;
  readonly name: string | null;
  readonly isOptional: boolean;
}

export interface NewEvent {
  /** Chosen by us, so that asking twice books once. */
  readonly id: string;
  readonly summary: string;
  readonly description: string | null;
  readonly location: string | null;
  readonly start: ZonedMoment;
  readonly end: ZonedMoment;
  readonly guests: readonly Invited[];
  readonly meetLink: boolean;
}

/** Only what is named changes. */
export interface EventChange {
  readonly summary?: string;
  readonly description?: string;
  readonly location?: string;
  /** `wasDay`: it was a whole day until now. */
  readonly time?: { readonly start: ZonedMoment; readonly end: ZonedMoment; readonly wasDay: boolean };
  /** The whole list: those who stay, as Google has them, and new ones. */
  readonly guests?: { readonly kept: WholeEvent["guestList"]; readonly invited: readonly Invited[] };
  /** A name for the request of a Meet link, or null to take the link away. */
  readonly meetLink?: string | null;
}

/**
 * One rep's calendars, for one request: whatever is asked is given up in time for the rep to be told. Every method rejects
 * with GoogleCallFailed; after `transient` it is unclear whether a write was done.
 */
export interface CalendarWriter {
  /** `rejected` with status 409: there is an event with this id, or was. */
  insert(calendarId: string, event: NewEvent, notify: Notify): Promise<WholeEvent>;
  /** `gone`: Google does not know it, or not any more. What was deleted lately is still there, cancelled. */
  get(calendarId: string, eventId: string): Promise<WholeEvent>;
  /** `rejected` with status 412: the event has another etag by now. */
  patch(calendarId: string, eventId: string, change: EventChange, options: WriteOptions): Promise<WholeEvent>;
  /** As `patch`. `gone` as well when it is deleted already. */
  delete(calendarId: string, eventId: string, options: WriteOptions): Promise<void>;
  findPrimary(): Promise<{ readonly id: string; readonly timeZone: string | null }>;
}

export interface WriteOptions {
  readonly etag: string | null;
  readonly notify: Notify;
}

/** @param until milliseconds since 1970 on the machine's own clock: when the rep has to be told something. */
export type OpenCalendarWriter = (account: AccountRef, until: number) => CalendarWriter;

export type Busy =
  | { readonly busy: readonly Span[] }
  /** Google does not tell. */
  | { readonly unknown: "not_found" | "too_many" };

/** By calendar id or address; each that was asked for has its answer. Rejects with GoogleCallFailed. */
export type FindBusy = (
  account: AccountRef,
  ids: readonly string[],
  within: Span,
) => Promise<ReadonlyMap<string, Busy>>;

// ── Bookings ────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface BookingRequest {
  readonly idempotencyKey: string;
  /** Of what was asked for: the same key with something else is refused. */
  readonly requestHash: string;
  readonly calendarId: string;
  readonly eventId: string;
  readonly source: ActivitySource;
  /** Chosen by hand, beside whoever is invited and a contact. */
  readonly contactIds: readonly ContactId[];
}

/** A request to book, as it is kept. */
export interface Booking extends BookingRequest, AccountRef {
  readonly id: string;
  readonly status: "pending" | "booked" | "refused";
  readonly activityId: ActivityId | null;
  readonly createdAt: Date;
  /** How often Google was asked for it, this time too. */
  readonly attempts: number;
}

export interface BookingStore {
  find(account: AccountRef, idempotencyKey: string): Promise<Booking | undefined>;
  /**
   * Writes the request down, or takes up one that came to nothing, for `leaseMs`. Undefined: somebody else is at it, or
   * it is booked. One of many gets it.
   */
  take(
    account: AccountRef,
    request: BookingRequest,
    now: Date,
    leaseMs: number,
  ): Promise<Booking | undefined>;
  /** Takes one whose outcome is due to be found out. */
  takeDue(now: Date, leaseMs: number): Promise<Booking | undefined>;
  /** Its outcome is still unclear; asked for again at `dueAt`. */
  postpone(booking: Booking, dueAt: Date): Promise<void>;
  /** Google has no such event and will have none. */
  refuse(booking: Booking): Promise<void>;
}

// ── Meetings ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A meeting in a rep's own calendar. */
export interface OwnMeeting {
  readonly id: ActivityId;
  readonly place: EventPlace;
  readonly eventId: string;
  /** As the CRM last knew the event; null: never. */
  readonly etag: string | null;
  readonly known: KnownMeeting;
}

/** What the CRM keeps of it. */
export interface KnownMeeting {
  readonly subject: string;
  readonly occurredAt: Date;
  readonly endsAt: Date | null;
  readonly allDay: boolean;
  readonly timeZone: string | null;
  readonly location: string | null;
  readonly conferenceUrl: string | null;
  readonly people: readonly Pick<NewParticipant, "address" | "role">[];
}

/** What becomes known of an event by booking or changing it, as the sync would decide it. */
export interface EventRecord {
  readonly place: EventPlace;
  readonly decided: DecidedEvent;
}

export interface MeetingStore {
  /** @param calendarId undefined: the rep's own. Undefined when that is not known yet, or nobody is connected. */
  findPlace(account: AccountRef, calendarId: string | undefined): Promise<EventPlace | undefined>;
  /** Whether any of the addresses is a contact's, and which of the contacts do not exist. */
  checkContacts(
    account: AccountRef,
    addresses: readonly EmailAddress[],
    contactIds: readonly ContactId[],
  ): Promise<{ readonly isAnyKnown: boolean; readonly missing: readonly ContactId[] }>;
  findMatches(account: AccountRef, addresses: readonly EmailAddress[]): Promise<EventMatches>;
  /** Undefined: there is none, or it is in none of the rep's calendars. */
  findOwn(viewer: AccountRef, id: ActivityId): Promise<OwnMeeting | undefined>;
  /**
   * One transaction: the activity with its links, the calendar's ledger row, the booking's end. Null: none of its
   * contacts exists any more, so it is on nobody's timeline.
   */
  recordBooking(
    booking: Booking,
    record: EventRecord & { readonly activity: Omit<NewActivity, "link"> },
    now: Date,
  ): Promise<ActivityId | null>;
  /**
   * The meeting follows its event, and is the rep's from now on: it stays even when no contact is left on it.
   * `isCalledOff`: its organizer cancelled it, which holds for whoever else has it.
   */
  recordChange(
    id: ActivityId,
    record: EventRecord,
    how: { readonly isCalledOff: boolean },
    now: Date,
  ): Promise<void>;
}

export interface MeetingStores {
  readonly bookings: BookingStore;
  readonly meetings: MeetingStore;
  readonly availability: AvailabilityStore;
}

// ── Availability ────────────────────────────────────────────────────────────────────────────────────────────────────

export interface PersonsHours {
  readonly hours: WorkingHours;
  readonly timeZone: string | null;
}

export interface AvailabilityStore {
  /** The rep, the calendars he chose, and those of the addresses who are users of the workspace. */
  find(
    viewer: AccountRef,
    addresses: readonly EmailAddress[],
  ): Promise<{
    readonly self: PersonsHours;
    readonly calendarIds: readonly string[];
    readonly colleagues: ReadonlyMap<EmailAddress, PersonsHours>;
  }>;
}
