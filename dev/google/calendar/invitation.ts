/** Guests' own copies of an event: same id and iCalUID, kept like the organizer's. */
import { isDeepStrictEqual } from "node:util";
import type { Calendar } from "./calendar.ts";
import type { EventContent, StoredEvent } from "./event-resource.ts";
import { presentFields } from "./present-fields.ts";

/** Brings the copies of an event, or of a series with its exceptions, up to date in the guests' calendars. */
export function copyToGuests(organizer: Calendar, iCalUID: string, guests: Iterable<Calendar>): void {
  const events = organizer.withICalUid(iCalUID);
  for (const guest of guests) {
    if (guest === organizer) continue;
    for (const event of events) {
      if (isInvited(guest, event)) copyEvent(guest, event);
      else if (isStanding(findCopy(guest, event))) guest.cancel(event.id);
    }
  }
}

/** An id is an event's within one calendar only: under the same one a guest may have another event. */
export function findCopy(guest: Calendar, { id, iCalUID }: StoredEvent): StoredEvent | undefined {
  const found = guest.find(id);
  return found?.iCalUID === iCalUID ? found : undefined;
}

/** What everybody on it has alike, together with what `mine` has for itself alone. */
export function sharedContent(event: EventContent, mine: Partial<EventContent>): EventContent {
  const {
    reminders: _reminders,
    colorId: _colorId,
    transparency: _transparency,
    visibility: _visibility,
    extendedProperties: theirs,
    ...shared
  } = contentOf(event);
  const { reminders, colorId, transparency, visibility, extendedProperties: own } = mine;
  const properties = presentFields({ private: own?.private, shared: theirs?.shared });
  return {
    ...shared,
    ...presentFields({ reminders, colorId, transparency, visibility }),
    ...(Object.keys(properties).length > 0 && { extendedProperties: properties }),
  };
}

/** An event without what makes it this one in this calendar. */
export function contentOf(event: EventContent & Partial<StoredEvent>): EventContent {
  const {
    id: _id,
    etag: _etag,
    created: _created,
    updated: _updated,
    iCalUID: _iCalUID,
    sequence: _sequence,
    recurringEventId: _recurringEventId,
    originalStartTime: _originalStartTime,
    ...content
  } = event;
  return content;
}

function isInvited(guest: Calendar, { attendees = [] }: StoredEvent): boolean {
  return attendees.some(({ email }) => email.toLowerCase() === guest.id);
}

function isStanding(event: StoredEvent | undefined): boolean {
  return event !== undefined && event.status !== "cancelled";
}

function copyEvent(guest: Calendar, event: StoredEvent): void {
  const copy = findCopy(guest, event);
  const series = event.recurringEventId === undefined ? undefined : guest.find(event.recurringEventId);
  if (series !== undefined && (series.iCalUID !== event.iCalUID || wasRemovedBy(guest, series))) return;
  if (event.status === "cancelled") {
    if (isStanding(copy)) guest.cancel(event.id);
  } else if (copy === undefined) {
    if (guest.find(event.id) !== undefined) return;
    const { id, iCalUID, sequence, recurringEventId, originalStartTime, transparency, visibility } = event;
    const occurrence = recurringEventId && originalStartTime && { recurringEventId, originalStartTime };
    // How busy the guest is, and who may see it, is the guest's own from then on.
    const first = presentFields({ transparency, visibility });
    guest.insert(sharedContent(event, first), { id, iCalUID, sequence, ...(occurrence && { occurrence }) });
  } else if (
    !isDeepStrictEqual(sharedContent(copy, {}), sharedContent(event, {})) &&
    !wasRemovedBy(guest, copy)
  ) {
    guest.replace(event.id, sharedContent(event, copy));
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
