/** What the meetings have to be, read off the calendars in the plainest way there is. */
import type { StoredEvent } from "../../dev/google/calendar/event-resource.ts";
import { eventInstant } from "../../dev/google/calendar/event-time.ts";
import { instancesOf } from "../../dev/google/calendar/instances.ts";
import { meetingMergeKey } from "../../backend/src/crm/merge-key.ts";
import { DAY_MS } from "./calendar-scene.ts";
import { START } from "./calendar-world.ts";
import type { CalendarWorld, CrmReport, Rep } from "./calendar-world.ts";

/** The first thing that is wrong; undefined: nothing. */
export function findWrongMeeting(world: CalendarWorld, report: CrmReport): string | undefined {
  const [fault] = report.faults;
  if (fault !== undefined) return fault;
  const expected = expectedMeetings(world, report);
  const cancelled = cancelledIds(world);
  const keys = new Set<string>();
  for (const meeting of report.meetings) {
    const { mergeKey, status, isTouched } = meeting;
    const label = `${meeting.subject} at ${meeting.occurredAt.toISOString()}`;
    if (keys.has(mergeKey)) return `${label} is there twice`;
    keys.add(mergeKey);
    const wanted = expected.get(mergeKey);
    if (wanted === undefined) {
      if (isTouched) continue;
      if (status !== "CANCELLED") return `${label} is ${status}, and no calendar has it`;
      const { eventId } = meeting;
      if (!cancelled.has(eventId) && !cancelled.has(eventId.replace(/_\d{8}(T\d{6}Z)?$/, "")))
        return `${label} is cancelled, and no calendar says so`;
      continue;
    }
    const found = `${meeting.occurredAt.toISOString()} ${meeting.endsAt.toISOString()}`;
    if (!wanted.times.has(found))
      return `${label} lies at ${found} instead of ${[...wanted.times].join(" or ")}`;
    if (meeting.subject !== wanted.subject) return `${label} is called so instead of ${wanted.subject}`;
    const due = meeting.endsAt <= world.now ? "HELD" : "SCHEDULED";
    if (status !== due && !(status === "SCHEDULED" && due === "HELD"))
      return `${label} is ${status} instead of ${due}`;
    const contacts = [...meeting.contacts].sort().join();
    const people = [...wanted.contacts].sort().join();
    if (contacts !== people) return `${label} is linked to ${contacts} instead of ${people}`;
  }
  for (const [key, { subject, times }] of expected)
    if (!keys.has(key)) return `${subject} at ${[...times].join()} is missing`;
  return undefined;
}

interface ExpectedMeeting {
  readonly times: Set<string>;
  subject: string;
  readonly contacts: Set<number>;
}

function expectedMeetings(world: CalendarWorld, report: CrmReport): ReadonlyMap<string, ExpectedMeeting> {
  const expected = new Map<string, ExpectedMeeting>();
  for (const rep of world.reps)
    for (const event of occurrencesIn(rep, report)) {
      const contacts = contactsOn(world, rep, event);
      if (contacts.size === 0) continue;
      const key = keyOf(rep, event);
      const meeting = expected.get(key) ?? {
        times: new Set<string>(),
        subject: event.summary ?? "",
        contacts,
      };
      meeting.times.add(`${iso(event, "start", rep)} ${iso(event, "end", rep)}`);
      if (event.visibility === "private") meeting.subject = "Busy";
      expected.set(key, meeting);
    }
  return expected;
}

/** What takes place, as far as the sync looks. */
function occurrencesIn({ book, timeZone }: Rep, { expandedThrough }: CrmReport): readonly StoredEvent[] {
  const calendar = book.primary;
  const through = expandedThrough.get(calendar.id)?.getTime() ?? 0;
  const after = START.getTime() - 365 * DAY_MS;
  const events = [...calendar.events()].flatMap((event) => {
    if (event.status === "cancelled") return [];
    if (event.recurrence === undefined) {
      const series = event.recurringEventId === undefined ? undefined : calendar.find(event.recurringEventId);
      // An exception of a series that is none any more is left over.
      return series !== undefined && series.recurrence === undefined ? [event] : [event];
    }
    return instancesOf(calendar, event, { timeMin: after, timeMax: through });
  });
  return events.filter(
    (event, index) =>
      event.status !== "cancelled" &&
      eventInstant(event.end, timeZone) > after &&
      events.findIndex(({ id }) => id === event.id) === index,
  );
}

function contactsOn(
  world: CalendarWorld,
  { account }: Rep,
  event: StoredEvent,
): ReadonlySet<number> & Set<number> {
  const guests = (event.attendees ?? []).filter(({ resource }) => resource !== true);
  const own = guests.find(({ email }) => email === account.email);
  const people = [event.organizer.email, ...guests.map(({ email }) => email)];
  const isOut =
    own?.responseStatus === "declined" ||
    event.eventType !== "default" ||
    people.some((email) => email.endsWith("never.example"));
  if (isOut) return new Set();
  return new Set(
    world.addresses.flatMap((addresses, contact) =>
      addresses.some((address) => people.includes(address)) ? [contact] : [],
    ),
  );
}

/** Events, and series with all they ever brought. */
function cancelledIds(world: CalendarWorld): ReadonlySet<string> {
  return new Set(
    world.reps.flatMap(({ book }) =>
      [...book.primary.events()].flatMap(({ id, status }) => (status === "cancelled" ? [id] : [])),
    ),
  );
}

function keyOf(rep: Rep, { id, iCalUID, originalStartTime }: StoredEvent): string {
  const originalStart =
    originalStartTime === undefined
      ? null
      : "date" in originalStartTime
        ? new Date(`${originalStartTime.date}T00:00:00Z`)
        : new Date(eventInstant(originalStartTime, rep.timeZone));
  return meetingMergeKey({ iCalUID, calendarId: rep.account.email, eventId: id, originalStart });
}

function iso(event: StoredEvent, edge: "start" | "end", { timeZone }: Rep): string {
  return new Date(eventInstant(event[edge], timeZone)).toISOString();
}
