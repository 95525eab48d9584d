/** Guests' own copies of an event: same id and iCalUID, kept like the organizer's. */
import type { Calendar } from "./calendar.ts";
import type { EventContent, StoredEvent } from "./event-resource.ts";

/** Brings the copies of an event, or of a series with its exceptions, up to date in the guests' calendars. */
export function copyToGuests(organizer: Calendar, iCalUID: string, guests: Iterable<Calendar>): void {
  for (const guest of guests) {
    if (guest === organizer) continue;
    for (const event of organizer.withICalUid(iCalUID)) {
      if (isInvited(guest, event)) copyEvent(guest, event);
      else if (guest.find(event.id)?.status === "confirmed") guest.cancel(event.id);
    }
  }
}

function isInvited(guest: Calendar, { attendees = [] }: StoredEvent): boolean {
  return attendees.some(({ email }) => email.toLowerCase() === guest.id);
}

function copyEvent(guest: Calendar, event: StoredEvent): void {
  const copy = guest.find(event.id);
  if (event.status === "cancelled") {
    if (copy !== undefined && copy.status !== "cancelled") guest.cancel(event.id);
  } else if (copy === undefined) {
    guest.insert(contentOf(event), { id: event.id, iCalUID: event.iCalUID, sequence: event.sequence });
  } else if (
    JSON.stringify(contentOf(copy)) !== JSON.stringify(contentOf(event)) &&
    !wasRemovedBy(guest, copy)
  ) {
    guest.update(event.id, contentOf(event));
  }
}

/** Who took an event out of the own calendar is not given it back with the next change. */
function wasRemovedBy(guest: Calendar, { status, attendees = [] }: StoredEvent): boolean {
  return (
    status === "cancelled" &&
    attendees.some(
      ({ email, responseStatus }) => email.toLowerCase() === guest.id && responseStatus === "declined",
    )
  );
}

/** What the event says, without what each calendar keeps for itself: reminders, colours, private properties. */
function contentOf(event: StoredEvent): EventContent {
  const {
    id: _id,
    etag: _etag,
    created: _created,
    updated: _updated,
    iCalUID: _iCalUID,
    sequence: _sequence,
    recurringEventId: _recurringEventId,
    originalStartTime: _originalStartTime,
    reminders: _reminders,
    colorId: _colorId,
    extendedProperties,
    ...content
  } = event;
  const shared = extendedProperties?.shared;
  return shared === undefined ? content : { ...content, extendedProperties: { shared } };
}
