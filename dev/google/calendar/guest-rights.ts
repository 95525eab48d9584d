/** What a guest may change: the own answer and what only the own copy has; the rest is the organizer's. */
import { isDeepStrictEqual } from "node:util";
import { GoogleError } from "../google-error.ts";
import type { Calendar } from "./calendar.ts";
import { isOrganizer } from "./calendar-directory.ts";
import { conferenceOf } from "./conferences.ts";
import type { EventBody } from "./event-body.ts";
import { contentOfBody, mergedBody } from "./event-body.ts";
import type { EventAttendee, EventContent, EventPerson, StoredEvent } from "./event-resource.ts";
import { sharedContent } from "./invitation.ts";
import { presentFields } from "./present-fields.ts";

/** Throws Google's 403 when a guest's write would change what others see. */
export function requireOnlyOwnChanges(calendar: Calendar, before: StoredEvent, content: EventContent): void {
  const unchanged = asWritten(calendar, before);
  const kept = (content.attendees ?? []).filter((attendee) => includes(before.attendees, attendee));
  const invites = (content.attendees ?? []).length > kept.length;
  const isOwn =
    isDeepStrictEqual(withoutOwn(unchanged), withoutOwn(content)) &&
    isDeepStrictEqual(othersOf(calendar, unchanged.attendees), othersOf(calendar, kept)) &&
    kept.length === (before.attendees ?? []).length;
  if (isOwn && (before.guestsCanInviteOthers !== false || !invites)) return;
  throw new GoogleError(
    403,
    "forbiddenForNonOrganizer",
    "Shared properties can only be changed by the organizer of the event.",
    { domain: "calendar" },
  );
}

function withoutOwn(content: EventContent): EventContent {
  const { attendees: _attendees, ...rest } = sharedContent(content, {});
  return rest;
}

function othersOf(calendar: Calendar, list: readonly EventAttendee[] = []): readonly EventAttendee[] {
  return list
    .filter((attendee) => !isSelf(attendee, calendar))
    .sort((a, b) => (a.email.toLowerCase() < b.email.toLowerCase() ? -1 : 1));
}

/** Set when an event is made, and by other calls than these. */
export function unwritableContent(event: StoredEvent): Partial<EventContent> {
  const { eventType, creator, organizer } = event;
  const { outOfOfficeProperties, focusTimeProperties, birthdayProperties, workingLocationProperties } = event;
  return presentFields({
    eventType,
    creator,
    organizer,
    outOfOfficeProperties,
    focusTimeProperties,
    birthdayProperties,
    workingLocationProperties,
  });
}

/** A guest from whom the others are hidden: the list the guest is shown, and sends back, has the guest alone. */
export function seesOnlySelf(calendar: Calendar, event: StoredEvent): boolean {
  return event.guestsCanSeeOtherGuests === false && !isOrganizer(calendar, event);
}

/** The whole list, with the caller's own entry as the body has it. */
export function withOwnOf(calendar: Calendar, before: StoredEvent, body: EventBody): EventBody["attendees"] {
  const own = body.attendees?.find(({ email }) => email?.toLowerCase() === calendar.id);
  return (before.attendees ?? []).map((attendee) =>
    own !== undefined && isSelf(attendee, calendar) ? { ...attendee, ...own } : { ...attendee },
  );
}

export function includes(list: readonly EventAttendee[] = [], one: EventAttendee): boolean {
  return list.some(({ email }) => email.toLowerCase() === one.email.toLowerCase());
}

export function isSelf({ email }: EventPerson, calendar: Calendar): boolean {
  return email.toLowerCase() === calendar.id;
}

/** An event as a client would have to write it for nothing to change. */
function asWritten(calendar: Calendar, event: StoredEvent): EventContent {
  const context = {
    organizer: event.organizer.email,
    before: event,
    calendarZone: calendar.timeZone,
  };
  const content = contentOfBody(mergedBody(event, {}), context);
  return { ...content, ...conferenceOf(event), ...unwritableContent(event) };
}
