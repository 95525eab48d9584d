/** New events, and what is written when one is moved, answered or gets guests. */
import type { CalendarEvent, EventAttendee, EventChange, Rep } from "./wire.ts";

const newEventMs = 3_600_000;

/** Not saved yet: nobody but this page knows its id. */
export function newEvent(user: Rep, start: Date): CalendarEvent {
  return {
    id: newEventId(),
    calendarId: user.email,
    title: "",
    start: { at: start.getTime() },
    end: { at: start.getTime() + newEventMs },
    location: "",
    description: "",
    organizer: { email: user.email, displayName: user.name, self: true },
    attendees: [],
    conference: null,
    guestsCanInviteOthers: true,
    guestsCanSeeOtherGuests: true,
    etag: "",
  };
}

export function isSaved(event: CalendarEvent): boolean {
  return event.etag !== "";
}

/** Its organizer may move, change and delete it; a guest can only answer. */
export function isOwn(event: CalendarEvent): boolean {
  return event.organizer.self;
}

export function moveTo(event: CalendarEvent, start: Date): EventChange {
  if (!("at" in event.start) || !("at" in event.end)) return {};
  const length = event.end.at - event.start.at;
  return {
    start: { at: start.getTime() },
    end: { at: start.getTime() + length },
    timeZone: browserZone(),
  };
}

export function answer(event: CalendarEvent, responseStatus: string): EventChange {
  return {
    attendees: event.attendees.map((guest) => (guest.self ? { ...guest, responseStatus } : guest)),
  };
}

/** Whoever is on it already stays as they are; with the first guest the organizer becomes one too, as in Calendar. */
export function withGuests(
  { organizer }: Pick<CalendarEvent, "organizer">,
  attendees: readonly EventAttendee[],
  emails: readonly string[],
): readonly EventAttendee[] {
  if (attendees.length === 0 && emails.length > 0) {
    const host = { ...newGuest(organizer.email), ...organizer, organizer: true, responseStatus: "accepted" };
    return withGuests({ organizer }, [host], emails);
  }
  const known = new Set(attendees.map(({ email }) => email.toLowerCase()));
  const added = emails.filter((email) => !known.has(email.toLowerCase()));
  return [...attendees, ...[...new Set(added)].map(newGuest)];
}

export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function newGuest(email: string): EventAttendee {
  return {
    email,
    optional: false,
    organizer: false,
    resource: false,
    self: false,
    responseStatus: "needsAction",
    additionalGuests: 0,
    comment: "",
  };
}

/** As Calendar's: base32hex without padding. */
function newEventId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(26));
  return Array.from(bytes, (byte) => "0123456789abcdefghijklmnopqrstuv"[byte % 32]).join("");
}
