/** Whether an event is logged, by what it is and what is known of the people on it; and why not. */
import { parseEmailAddress } from "../crm/email-address.ts";
import type { EmailAddress } from "../crm/ids.ts";
import { meetingMergeKey } from "../crm/merge-key.ts";
import { meetingParticipants } from "../crm/participants.ts";
import { isOfWorkspaceDomain, isSelf } from "../crm/people.ts";
import type { NewParticipant } from "../crm/ports.ts";
import { toStorableLine, toStorableText } from "../crm/storable-text.ts";
import { startOfDate } from "./calendar-day.ts";
import type { CalendarEvent, EventTime } from "./calendar-event.ts";
import type {
  AccountCalendar,
  DecidedEvent,
  EventMatches,
  EventSkipReason,
  ListedEvent,
  NewMeeting,
} from "./calendar-ports.ts";
import { ruleFor } from "./decide-mail.ts";

/** The calendar an event stands in. */
export interface EventPlace extends AccountCalendar {
  readonly timeZone: string;
  /** What ended before is not taken up; null: everything is. */
  readonly after: Date | null;
}

export function decideEvent(place: EventPlace, event: ListedEvent, matches: EventMatches): DecidedEvent {
  if ("unreadable" in event) {
    const { id, unreadable } = event;
    return { eventId: id, ...NOTHING_KNOWN, outcome: { kind: "unreadable", reason: unreadable } };
  }
  const { start } = event;
  const startsAt = start && instantOf(start, place.timeZone);
  const { id: eventId, recurringEventId, etag } = event;
  return { eventId, recurringEventId, etag, startsAt, outcome: outcomeOf(place, event, startsAt, matches) };
}

/** Everybody who is a person: not the rooms, and nobody without an address. */
export function peopleOn(event: ListedEvent): readonly NewParticipant[] {
  if ("unreadable" in event) return [];
  const organizer = event.organizer;
  const people = meetingParticipants({
    organizer: organizer?.email,
    attendees: event.guests
      .filter(({ isResource }) => !isResource)
      .map(({ email, name, isOptional }) => ({ email, name: name ?? undefined, optional: isOptional })),
  });
  const organizerName = toStorableLine(organizer?.name ?? "", MAX_NAME);
  if (organizerName === "") return people;
  return people.map((person) => (person.role === "organizer" ? { ...person, name: organizerName } : person));
}

/** The meeting an event is, whatever the sync would make of it; undefined for a series and for what has no time. */
export function meetingOf(place: EventPlace, event: CalendarEvent): NewMeeting | undefined {
  if (event.start === null || event.isSeries) return undefined;
  return toMeeting(place, event, instantOf(event.start, place.timeZone), peopleOn(event));
}

/** Google says so little of what is only known as gone. */
const NOTHING_KNOWN = { recurringEventId: null, etag: null, startsAt: null } as const;
/** https://developers.google.com/workspace/calendar/api/v3/reference/events#eventType: the others are states, not meetings. */
const MEETING_TYPES = new Set(["default", "fromGmail"]);
const MAX_NAME = 300;
const MAX_SUBJECT = 1_000;
const MAX_LINE = 2_000;

function outcomeOf(
  place: EventPlace,
  event: CalendarEvent,
  startsAt: Date | null,
  matches: EventMatches,
): DecidedEvent["outcome"] {
  if (event.isCancelled) return { kind: "cancelled" };
  const people = peopleOn(event);
  const verdict = judge(place, event, people, startsAt ?? undefined, matches);
  const { matchedAddress } = verdict;
  if (event.isSeries) return { kind: "series", skip: verdict.skip, matchedAddress };
  if (startsAt === null) return { kind: "unreadable", reason: "no_start" };
  const meeting = toMeeting(place, event, startsAt, people);
  if (verdict.skip === null)
    return {
      kind: "log",
      matchedAddress: verdict.matchedAddress,
      meeting,
      isBeforeWindow: place.after !== null && meeting.endsAt <= place.after,
    };
  return {
    kind: "skip",
    reason: verdict.skip,
    matchedAddress,
    meeting: HAND_MAY_KNOW_BETTER.has(verdict.skip) ? meeting : null,
  };
}

/** Somebody may have logged it by hand for a contact whom the event does not name. */
const HAND_MAY_KNOW_BETTER: ReadonlySet<EventSkipReason> = new Set([
  "no_contact",
  "internal",
  "no_attendees",
  "backfill_none",
]);

type Verdict =
  | { readonly skip: null; readonly matchedAddress: EmailAddress }
  | { readonly skip: EventSkipReason; readonly matchedAddress: EmailAddress | null };

/** @param startsAt undefined: of a series, which has many starts. */
function judge(
  place: EventPlace,
  event: CalendarEvent,
  people: readonly NewParticipant[],
  startsAt: Date | undefined,
  matches: EventMatches,
): Verdict {
  const { account } = place;
  if (!MEETING_TYPES.has(event.eventType)) return skip("not_a_meeting");
  const addresses = [...new Set(people.map(({ address }) => address))];
  const forbidden = addresses.find((address) => ruleFor(address, matches) === "never");
  if (forbidden !== undefined) return skip("never_rule", forbidden);
  const others = addresses.filter((address) => !isSelf(account, address));
  if (others.length === 0) return skip("no_attendees");

  const contacts = others.flatMap((address) => {
    const contact = matches.contacts.get(address);
    return contact === undefined ? [] : [{ address, ...contact }];
  });
  const wanted = contacts.find((contact) => event.isSeries || isWanted(contact, startsAt));
  if (wanted !== undefined)
    return hasDeclined(place, event)
      ? skip("declined", wanted.address)
      : { skip: null, matchedAddress: wanted.address };
  const [unwanted] = contacts;
  if (unwanted !== undefined) return skip("backfill_none", unwanted.address);
  const isInternal = others.every(
    (address) => matches.colleagues.has(address) || isOfWorkspaceDomain(account, address),
  );
  return skip(isInternal ? "internal" : "no_contact");
}

function skip(reason: EventSkipReason, matchedAddress: EmailAddress | null = null): Verdict {
  return { skip: reason, matchedAddress };
}

/** Whether a contact's meetings of that time were asked for. */
export function isWanted(
  contact: { readonly backfill: "all" | "headers" | "none"; readonly createdAt: Date },
  startsAt: Date | undefined,
): boolean {
  return contact.backfill !== "none" || startsAt === undefined || startsAt >= contact.createdAt;
}

/** Whoever the calendar belongs to; in a calendar that is nobody's, the rep. */
function hasDeclined({ account }: EventPlace, { guests }: CalendarEvent): boolean {
  const owner =
    guests.find(({ isSelf: isOwner }) => isOwner) ??
    guests.find(({ email }) => {
      const address = parseEmailAddress(email);
      return address !== undefined && isSelf(account, address);
    });
  return owner?.responseStatus === "declined";
}

function toMeeting(
  { calendarId, timeZone }: EventPlace,
  event: CalendarEvent,
  startsAt: Date,
  participants: readonly NewParticipant[],
): NewMeeting {
  const { iCalUID, originalStart, start, end } = event;
  const endsAt = end === null ? startsAt : instantOf(end, timeZone);
  return {
    mergeKey: meetingMergeKey({
      iCalUID: iCalUID ?? undefined,
      calendarId,
      eventId: event.id,
      originalStart,
    }),
    iCalUID: iCalUID === null ? null : toStorableText(iCalUID),
    originalStart,
    subject: toStorableLine(event.summary, MAX_SUBJECT),
    occurredAt: startsAt,
    endsAt: endsAt < startsAt ? startsAt : endsAt,
    timeZone: event.timeZone ?? timeZone,
    allDay: start?.kind === "day",
    location: lineOrNull(event.location),
    conferenceUrl: event.conferenceUrl,
    isPrivate: event.isPrivate,
    participants,
    hasAllPeople: !event.hidesGuests,
  };
}

function instantOf(time: EventTime, timeZone: string): Date {
  return time.kind === "moment" ? time.at : startOfDate(time.date, timeZone);
}

function lineOrNull(text: string): string | null {
  const line = toStorableLine(text, MAX_LINE);
  return line === "" ? null : line;
}
