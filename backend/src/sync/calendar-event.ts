/** An event of Google Calendar, as the engine decides by it. The Google adapter makes these of Google's JSON. */

/** A moment, or a whole day, which begins at midnight of the calendar it stands in. */
export type EventTime =
  | { readonly kind: "moment"; readonly at: Date }
  /** `2026-11-23`; a real date. */
  | { readonly kind: "day"; readonly date: string };

export interface EventPerson {
  /** As Google gives it. */
  readonly email: string;
  readonly name: string | null;
  /** The calendar is this person's. */
  readonly isSelf: boolean;
}

export interface EventGuest extends EventPerson {
  readonly responseStatus: string;
  readonly isOptional: boolean;
  /** A room or a piece of equipment. */
  readonly isResource: boolean;
}

export interface CalendarEvent {
  readonly id: string;
  readonly etag: string | null;
  readonly isCancelled: boolean;
  readonly eventType: string;
  readonly iCalUID: string | null;
  /** The series this is an occurrence of. */
  readonly recurringEventId: string | null;
  /** When the series had it. For a whole day its midnight in UTC, so that all zones agree on it. */
  readonly originalStart: Date | null;
  /** It has a recurrence: what stands for all its occurrences, and is none itself. */
  readonly isSeries: boolean;
  /** Null where Google gives none, as it may for what is cancelled. */
  readonly start: EventTime | null;
  readonly end: EventTime | null;
  /** The zone it was planned in. */
  readonly timeZone: string | null;
  readonly summary: string;
  readonly location: string;
  readonly conferenceUrl: string | null;
  readonly isPrivate: boolean;
  readonly organizer: EventPerson | null;
  readonly guests: readonly EventGuest[];
  /** There may be more guests than those shown to this calendar. */
  readonly hidesGuests: boolean;
}
