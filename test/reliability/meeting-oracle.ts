/**
 * Which meetings must be there, read off the calendars as they are now: every occurrence that a rep has and has not
 * declined, with a contact on it, once for the whole team.
 */
import type { StoredEvent } from "../../dev/google/calendar/event-resource.ts";
import { eventInstant } from "../../dev/google/calendar/event-time.ts";
import { instancesOf } from "../../dev/google/calendar/instances.ts";
import type { Account } from "../../dev/google/world.ts";

export interface ExpectedMeeting {
  /** As any of the calendars has it: one may know of a change before another. */
  readonly starts: ReadonlySet<number>;
  readonly subjects: ReadonlySet<string>;
  /** By their main address. */
  readonly contacts: ReadonlySet<string>;
}

export interface SyncedCalendar {
  readonly account: Account;
  /** Occurrences are there up to then. */
  readonly through: number;
}

/** By `iCalUID original-start`. */
export function expectedMeetings(
  calendars: readonly SyncedCalendar[],
  contacts: readonly (readonly string[])[],
): ReadonlyMap<string, ExpectedMeeting> {
  const expected = new Map<string, ExpectedMeeting>();
  for (const calendar of calendars)
    for (const event of occurrencesIn(calendar)) {
      const on = contactsOn(event, calendar.account.email, contacts);
      if (on.length === 0) continue;
      const zone = calendar.account.calendars.primary.timeZone;
      const key = `${event.iCalUID} ${originalStartOf(event, zone)}`;
      const before = expected.get(key);
      expected.set(key, {
        starts: new Set([...(before?.starts ?? []), eventInstant(event.start, zone)]),
        subjects: new Set([
          ...(before?.subjects ?? []),
          event.visibility === "private" ? "Busy" : (event.summary ?? ""),
        ]),
        contacts: new Set([...(before?.contacts ?? []), ...on]),
      });
    }
  return expected;
}

function occurrencesIn({ account, through }: SyncedCalendar): readonly StoredEvent[] {
  const calendar = account.calendars.primary;
  const found = new Map<string, StoredEvent>();
  for (const event of calendar.events()) {
    if (event.status === "cancelled") continue;
    const all = event.recurrence === undefined ? [event] : instancesOf(calendar, event, { timeMax: through });
    for (const one of all) if (one.status !== "cancelled") found.set(one.id, one);
  }
  return [...found.values()];
}

function contactsOn(
  { attendees = [], organizer }: StoredEvent,
  rep: string,
  contacts: readonly (readonly string[])[],
): readonly string[] {
  if (attendees.some(({ email, responseStatus }) => email === rep && responseStatus === "declined"))
    return [];
  const people = [organizer.email, ...attendees.map(({ email }) => email)];
  return contacts
    .filter((addresses) => addresses.some((address) => people.includes(address)))
    .map(([main = ""]) => main);
}

function originalStartOf({ originalStartTime }: StoredEvent, zone: string): string {
  if (originalStartTime === undefined) return "alone";
  const isDay = "date" in originalStartTime;
  return new Date(
    isDay ? `${originalStartTime.date}T00:00:00Z` : eventInstant(originalStartTime, zone),
  ).toISOString();
}
