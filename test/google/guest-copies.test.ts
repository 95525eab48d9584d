/** Whatever organizer and guests do to an event: each guest's copy says what the organizer's does, and sync tokens tell it. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import type { Calendar } from "../../dev/google/calendar/calendar.ts";
import { CalendarDirectory } from "../../dev/google/calendar/calendar-directory.ts";
import { CalendarPolicy } from "../../dev/google/calendar/calendar-policy.ts";
import { Conferences } from "../../dev/google/calendar/conferences.ts";
import { eventBody } from "../../dev/google/calendar/event-body.ts";
import type { StoredEvent } from "../../dev/google/calendar/event-resource.ts";
import { EventWriter } from "../../dev/google/calendar/event-writer.ts";
import { GuestMail } from "../../dev/google/calendar/guest-mail.ts";
import { sharedContent } from "../../dev/google/calendar/invitation.ts";
import { listEvents } from "../../dev/google/calendar/list-events.ts";
import { parseEventsQuery } from "../../dev/google/calendar/list-query.ts";
import { GoogleError } from "../../dev/google/google-error.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { createWorld } from "../../dev/google/world.ts";

const PEOPLE = ["ann@north.example", "ben@north.example", "cat@gmail.example"] as const;
const NOW = Date.UTC(2026, 10, 20, 12);

class Stage {
  readonly calendars: readonly Calendar[];
  readonly writer: EventWriter;
  /** What each person's client has, kept by sync tokens alone. */
  readonly mirrors: { token: string; readonly events: Map<string, string> }[];

  constructor() {
    const world = createWorld(() => NOW);
    this.calendars = PEOPLE.map((email, index) => {
      const owner = {
        email,
        name: email,
        timeZone: ["Europe/Berlin", "America/New_York", "UTC"][index] ?? "UTC",
      };
      const calendars = new CalendarBook(owner, world.now);
      const person = { ...owner, sub: String(index), locale: "en", hd: null, emailVerified: true };
      world.accounts.set(email, { ...person, mailbox: new Mailbox(owner), calendars });
      return calendars.primary;
    });
    const directory = new CalendarDirectory(world);
    const conferences = new Conferences(new CalendarPolicy());
    this.writer = new EventWriter({ directory, mail: new GuestMail(directory), conferences });
    this.mirrors = this.calendars.map((calendar) => ({ token: tokenOf(calendar), events: new Map() }));
  }

  /** Every live event and every occurrence that differs, wherever it stands. */
  ids(): string[] {
    return [...new Set(this.calendars.flatMap((calendar) => [...calendar.events()].map(({ id }) => id)))];
  }
}

function tokenOf(calendar: Calendar): string {
  return listEvents(calendar, parseEventsQuery(new URLSearchParams())).nextSyncToken ?? "";
}

const anyGuests = fc
  .subarray([...PEOPLE, "dan@elsewhere.example"])
  .map((emails) => emails.map((email) => ({ email })));
const anyTimes = fc.integer({ min: 0, max: 60 * 24 }).map((hours) => {
  const at = (instant: number) => ({ dateTime: new Date(instant).toISOString(), timeZone: "Europe/Berlin" });
  const start = NOW + hours * 3_600_000;
  return { start: at(start), end: at(start + 1_800_000) };
});
const anyChange = fc.oneof(
  anyTimes,
  fc.record({ summary: fc.constantFrom("Demo", "Pilot", "") }),
  fc.record({ location: fc.constantFrom(null, "Oslo") }),
  fc.record({ attendees: anyGuests }),
  fc.record({ colorId: fc.constantFrom("1", "2") }),
  fc.record({ transparency: fc.constantFrom("opaque", "transparent") }),
  fc.record({ guestsCanModify: fc.boolean() }),
  fc.record({ status: fc.constantFrom("confirmed", "cancelled") }),
  fc.record({ recurrence: fc.constantFrom(["RRULE:FREQ=DAILY;COUNT=4"], ["RRULE:FREQ=WEEKLY;COUNT=3"]) }),
);
const actor = fc.nat(PEOPLE.length - 1);
const anyAct = fc.oneof(
  fc.record({
    kind: fc.constant("insert" as const),
    actor,
    body: fc.tuple(anyTimes, anyGuests, fc.boolean()).map(([times, attendees, repeats]) => ({
      ...times,
      attendees,
      ...(repeats && { recurrence: ["RRULE:FREQ=DAILY;COUNT=4"] }),
    })),
  }),
  fc.record({
    kind: fc.constantFrom("patch" as const, "patch" as const, "answer" as const, "delete" as const),
    actor,
    event: fc.nat(100),
    occurrence: fc.option(fc.nat(3), { nil: undefined }),
    body: anyChange,
    answer: fc.constantFrom("accepted", "declined", "tentative"),
  }),
);
type AnyAct = typeof anyAct extends fc.Arbitrary<infer A> ? A : never;

function perform(stage: Stage, act: AnyAct): void {
  const { writer } = stage;
  const calendar = stage.calendars[act.actor];
  if (calendar === undefined) return;
  const options = { actor: calendar.owner, sendUpdates: "all", knowsConferences: false } as const;
  if (act.kind === "insert") {
    writer.insert(calendar, eventBody.parse(act.body), options);
    return;
  }
  const known = stage.ids();
  const whole = known[act.event % known.length] ?? "nonesuch";
  const id = act.occurrence === undefined ? whole : (occurrenceOf(calendar, whole, act.occurrence) ?? whole);
  if (act.kind === "delete") writer.delete(calendar, id, options);
  else if (act.kind === "patch") writer.patch(calendar, id, eventBody.parse(act.body), options);
  else {
    const attendees = [{ email: calendar.id, responseStatus: act.answer }];
    writer.patch(calendar, id, eventBody.parse({ attendeesOmitted: true, attendees }), options);
  }
}

function occurrenceOf(calendar: Calendar, id: string, index: number): string | undefined {
  if (calendar.find(id)?.recurrence === undefined) return undefined;
  const query = parseEventsQuery(new URLSearchParams({ singleEvents: "true", showDeleted: "true" }));
  return listEvents(calendar, query).events.filter(({ recurringEventId }) => recurringEventId === id)[index]
    ?.id;
}

function isLive(event: StoredEvent | undefined): event is StoredEvent {
  return event !== undefined && event.status !== "cancelled";
}

function checkCopies({ calendars }: Stage): void {
  for (const master of calendars) {
    for (const event of master.events()) {
      if (event.organizer.email !== master.id) continue;
      for (const guest of calendars) {
        if (guest === master) continue;
        const copy = guest.find(event.id);
        const answer = event.attendees?.find(({ email }) => email === guest.id);
        const seriesId = event.recurringEventId ?? event.id;
        const isGone = !isLive(event) || answer === undefined || isTakenOut(guest, seriesId);
        if (isGone) expect(isLive(copy)).toBe(false);
        else if (isLive(copy)) expect(sharedContent(copy, {})).toEqual(sharedContent(event, {}));
        else expect(isTakenOut(guest, event.id)).toBe(true);
      }
    }
  }
}

/** The guest has declined it and has it no more. */
function isTakenOut(guest: Calendar, id: string): boolean {
  const copy = guest.find(id);
  const own = copy?.attendees?.find(({ email }) => email === guest.id);
  return copy?.status === "cancelled" && own?.responseStatus === "declined";
}

/** An incremental sync ends where a full one begins. */
function checkMirrors({ calendars, mirrors }: Stage): void {
  for (const [index, calendar] of calendars.entries()) {
    const mirror = mirrors[index];
    if (mirror === undefined) continue;
    const page = listEvents(calendar, parseEventsQuery(new URLSearchParams({ syncToken: mirror.token })));
    for (const event of page.events) mirror.events.set(event.id, event.etag);
    mirror.token = page.nextSyncToken ?? "";
    const full = listEvents(calendar, parseEventsQuery(new URLSearchParams({ showDeleted: "true" })));
    expect(new Map(full.events.map(({ id, etag }) => [id, etag]))).toEqual(mirror.events);
  }
}

test("copies and mirrors follow whatever is done; what is refused changes nothing", () => {
  const done = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(anyAct, { minLength: 1, maxLength: 15 }), (acts) => {
      const stage = new Stage();
      for (const act of acts) {
        const before = stage.calendars.map(({ revision }) => revision);
        try {
          perform(stage, act);
          done.set(act.kind, (done.get(act.kind) ?? 0) + 1);
        } catch (error) {
          if (!(error instanceof GoogleError)) throw error;
          expect(stage.calendars.map(({ revision }) => revision)).toEqual(before);
        }
        checkCopies(stage);
        checkMirrors(stage);
      }
    }),
    // Far more than that each kind is done often enough by all that chance can do.
    { numRuns: 400 },
  );
  for (const kind of ["insert", "patch", "answer", "delete"]) expect(done.get(kind)).toBeGreaterThan(25);
});
