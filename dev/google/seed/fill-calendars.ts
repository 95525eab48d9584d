/** Writes the seeded meetings into the calendars of whoever is on them. */
import { Calendar } from "../calendar/calendar.ts";
import type { CalendarBook } from "../calendar/calendar-book.ts";
import type { EventAttendee, EventContent, EventTime } from "../calendar/event-resource.ts";
import { copyToGuests } from "../calendar/invitation.ts";
import { instanceId } from "../calendar/instances.ts";
import { toRfc3339 } from "../calendar/zoned-time.ts";
import type { Clock } from "../world.ts";
import { hash } from "./hash.ts";
import type { SeedMeeting } from "./meetings.ts";
import { meetings, spreeRoom } from "./meetings.ts";
import type { CorrespondentKey } from "./people.ts";
import { correspondents } from "./people.ts";
import { dateOf, dayAt, SEED_ZONE } from "./seed-time.ts";

export interface Books {
  readonly ada: CalendarBook;
  readonly ben: CalendarBook;
  readonly clara: CalendarBook;
}

export function fillCalendars(books: Books, now: number, clock: Clock): void {
  const room = new Calendar(
    { id: spreeRoom.email, summary: spreeRoom.displayName ?? "", timeZone: SEED_ZONE, owner: spreeRoom },
    clock,
  );
  const calendars = [books.ada.primary, books.ben.primary, books.clara.primary, room];
  for (const meeting of meetings(now)) {
    const calendar = books[meeting.owner].primary;
    const id = eventId(meeting);
    const iCalUID = meeting.invitedBy === undefined ? `${id}@google.com` : iCalUidOf(meeting);
    calendar.insert(contentOf(meeting, now), { id, iCalUID });
    changeOccurrences(calendar, id, meeting, now);
    copyToGuests(calendar, iCalUID, calendars);
  }
  books.ada.add(books.ben.primary, "reader", { selected: false });
  books.ada.add(books.clara.primary, "freeBusyReader", { selected: false });
  books.ada.add(room, "reader", { selected: false });
  books.ben.add(books.ada.primary, "reader");
  books.clara.add(books.ada.primary, "writer");
}

/** The iCalUID an invitation mail names. */
export function iCalUidOf(meeting: SeedMeeting): string {
  const domain = meeting.invitedBy?.email.split("@")[1];
  return domain === undefined
    ? `${eventId(meeting)}@google.com`
    : `040000008200E00074C5B710${hash(meeting.key).slice(0, 24).toUpperCase()}@${domain}`;
}

function eventId({ key }: SeedMeeting): string {
  return BigInt(`0x${hash(key).slice(0, 32)}`)
    .toString(32)
    .padStart(26, "0");
}

function contentOf(meeting: SeedMeeting, now: number): EventContent {
  const { summary, description, location, recurrence, invitedBy, extra } = meeting;
  const [start, end] = timesOf(meeting, now);
  const attendees = attendeesOf(meeting);
  return {
    summary,
    ...(description !== undefined && { description }),
    ...(location !== undefined && { location }),
    start,
    end,
    ...(recurrence !== undefined && { recurrence }),
    ...(invitedBy !== undefined && { creator: invitedBy, organizer: invitedBy }),
    ...(attendees.length > 0 && { attendees }),
    ...(meeting.meet === true && meetConference(meeting.key)),
    ...extra,
  };
}

function timesOf({ day, clock, length }: SeedMeeting, now: number): readonly [EventTime, EventTime] {
  if (clock === undefined) return [{ date: dateOf(now, day) }, { date: dateOf(now, day + length) }];
  const start = dayAt(now, day, clock);
  return [moment(start), moment(start + length * 60_000)];
}

function moment(instant: number): EventTime {
  return { dateTime: toRfc3339(instant, SEED_ZONE), timeZone: SEED_ZONE };
}

function attendeesOf({
  guests = {},
  optionalGuests = [],
  room,
  owner,
  invitedBy,
}: SeedMeeting): EventAttendee[] {
  const organizer = invitedBy?.email ?? correspondents[owner].email;
  const keys = Object.keys(guests) as CorrespondentKey[];
  const people = [...keys, ...optionalGuests].map((key): EventAttendee => {
    const { email, name } = correspondents[key];
    return {
      email,
      displayName: name,
      ...(email === organizer && { organizer: true }),
      ...(optionalGuests.includes(key) && { optional: true }),
      responseStatus: guests[key] ?? "needsAction",
    };
  });
  return room === undefined ? people : [...people, { ...room, resource: true, responseStatus: "accepted" }];
}

function changeOccurrences(calendar: Calendar, id: string, meeting: SeedMeeting, now: number): void {
  const occurrence = (day: number): string =>
    instanceId(id, moment(dayAt(now, day, meeting.clock ?? "00:00")), calendar.timeZone);
  for (const { day, toDay, toClock } of meeting.moved ?? []) {
    const start = dayAt(now, toDay, toClock);
    calendar.move(occurrence(day), moment(start), moment(start + meeting.length * 60_000));
  }
  for (const day of meeting.cancelled ?? []) calendar.cancel(occurrence(day));
}

function meetConference(key: string): Pick<EventContent, "hangoutLink" | "conferenceData"> {
  const letters = hash(`meet ${key}`).replaceAll(/\d/g, (digit) => "ghijklmnop"[Number(digit)] ?? "g");
  const code = `${letters.slice(0, 3)}-${letters.slice(3, 7)}-${letters.slice(7, 10)}`;
  const uri = `https://meet.google.com/${code}`;
  return {
    hangoutLink: uri,
    conferenceData: {
      conferenceId: code,
      conferenceSolution: { name: "Google Meet", key: { type: "hangoutsMeet" } },
      entryPoints: [{ entryPointType: "video", uri, label: `meet.google.com/${code}` }],
    },
  };
}
