/** What may happen to calendars, contacts and workers, in any order. */
import fc from "fast-check";
import type { EventAttendee, EventTime } from "../../dev/google/calendar/event-resource.ts";
import { eventInstant, eventTimeAt } from "../../dev/google/calendar/event-time.ts";
import { instancesOf } from "../../dev/google/calendar/instances.ts";
import type { Meeting } from "../../dev/google/calendar/meetings.ts";
import { GoogleError } from "../../dev/google/google-error.ts";
import type { GoogleFailure } from "../../backend/src/sync/google-failure.ts";
import { DAY_MS, HOUR_MS } from "./calendar-scene.ts";
import { CalendarWorld, LEASE_MS, REPS, START } from "./calendar-world.ts";
import type { Crm } from "./calendar-world.ts";
import { findWrongMeeting } from "./calendar-oracle.ts";
import { SteppedWorker } from "./stepped-worker.ts";
import { toAddress } from "./sync-world.ts";

const CUSTOMERS = ["lena@one.example", "max@two.example", "mia@two.example"].map(toAddress);
const STRANGERS = ["stranger@else.example", "colleague@team.example", "bad@never.example"];
const PEOPLE = [...REPS, ...CUSTOMERS, ...STRANGERS];
const KINDS = ["single", "single", "day", "weekly", "daily", "endless"] as const;

type Who = readonly number[];

export type Step =
  | {
      readonly do: "book";
      readonly by: number;
      readonly guests: Who;
      readonly kind: number;
      readonly hour: number;
    }
  | {
      readonly do: "move" | "split" | "retime";
      readonly which: number;
      readonly of: number;
      readonly hours: number;
    }
  | {
      readonly do: "guests";
      readonly which: number;
      readonly of: number;
      readonly guests: Who;
      /** The rep who is not on it any more. */
      readonly without: number | null;
    }
  | { readonly do: "cancel" | "cut" | "unseries" | "rename"; readonly which: number; readonly of: number }
  | {
      readonly do: "respond";
      readonly which: number;
      readonly of: number;
      readonly rep: number;
      readonly yes: boolean;
    }
  | { readonly do: "remove"; readonly which: number; readonly of: number; readonly rep: number }
  | { readonly do: "hide"; readonly which: number; readonly rep: number; readonly isPrivate: boolean }
  | { readonly do: "expire" | "note"; readonly which: number }
  | { readonly do: "addresses"; readonly contact: number; readonly are: Who }
  | { readonly do: "pass"; readonly hours: number }
  | { readonly do: "fault"; readonly kind: number }
  | { readonly do: "due" }
  | { readonly do: "work"; readonly worker: number; readonly calls: number }
  | { readonly do: "kill"; readonly worker: number; readonly isHeard: boolean };

export interface Schedule {
  readonly pageSize: number;
  readonly before: readonly Step[];
  readonly isSynced: boolean;
  readonly steps: readonly Step[];
}

const which = fc.nat({ max: 5 });
/** 0: all of a series, else one of its occurrences. */
const of = fc.oneof(fc.constant(0), fc.nat({ max: 12 }));
/** Places in PEOPLE: mostly reps and customers. */
const guests = fc.uniqueArray(
  fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 4 }) }, fc.nat({ max: PEOPLE.length - 1 })),
  { minLength: 1, maxLength: 4 },
);
const hours = fc.integer({ min: -60, max: 60 });
const rep = fc.nat({ max: 1 });
const without = fc.constantFrom(null, null, 0, 1);

const booking: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("book"),
  by: fc.nat({ max: 3 }),
  guests,
  kind: fc.nat({ max: KINDS.length - 1 }),
  hour: fc.integer({ min: -30 * 24, max: 60 * 24 }),
});
const naming: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("addresses"),
  contact: fc.nat({ max: 1 }),
  are: fc.uniqueArray(fc.nat({ max: CUSTOMERS.length - 1 }), { minLength: 1 }),
});
const working: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("work"),
  worker: fc.nat({ max: 1 }),
  calls: fc.integer({ min: 1, max: 25 }),
});

const anything: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: booking },
  { weight: 6, arbitrary: working },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("move", "split", "retime"), which, of, hours }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("guests"), which, of, guests, without }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("cancel", "cut", "unseries", "rename"), which, of }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("respond"), which, of, rep, yes: fc.boolean() }) },
  fc.record({ do: fc.constant("remove"), which, of, rep }),
  fc.record({ do: fc.constant("hide"), which, rep, isPrivate: fc.boolean() }),
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("expire", "expire", "note"), which }) },
  { weight: 2, arbitrary: naming },
  fc.record({ do: fc.constant("pass"), hours: fc.constantFrom(0.02, 0.02, 1, 24, 24 * 8, 24 * 40) }),
  fc.record({ do: fc.constant("fault"), kind: fc.nat({ max: 3 }) }),
  fc.record({ do: fc.constant("due") }),
  fc.record({ do: fc.constant("kill"), worker: fc.nat({ max: 1 }), isHeard: fc.boolean() }),
);

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  pageSize: fc.constantFrom(1, 2, 3, 50),
  before: fc.array(fc.oneof({ weight: 3, arbitrary: booking }, naming), { minLength: 2, maxLength: 5 }),
  isSynced: fc.boolean(),
  steps: fc.array(anything, { maxLength: 25 }),
});

/** Plays a schedule to its quiet end. Gives what is wrong then; undefined: nothing. */
export async function playCalendars(
  { pageSize, before, isSynced, steps }: Schedule,
  crm: Crm,
): Promise<string | undefined> {
  const world = await CalendarWorld.create(crm, pageSize);
  const workers = [new SteppedWorker(world), new SteppedWorker(world)];
  for (const contact of [0, 1]) await world.setAddresses(contact, CUSTOMERS.slice(contact, contact + 1));
  for (const step of before) await perform(world, workers, step);
  if (isSynced) await world.calmDown();
  for (const step of steps) await perform(world, workers, step);
  for (const worker of workers) await worker.kill(true);
  await world.calmDown();
  const report = await crm.report(world.now);
  const wrong = findWrongMeeting(world, report);
  if (wrong !== undefined) return wrong;
  if (world.warnings.length > 0) return `a fault of our own: ${String(world.warnings[0])}`;
  await world.calmDown();
  const { writes } = await crm.report(world.now);
  return writes === report.writes
    ? undefined
    : `a sync without changes wrote: ${String(report.writes)} → ${String(writes)}`;
}

async function perform(world: CalendarWorld, workers: readonly SteppedWorker[], step: Step): Promise<void> {
  try {
    await act(world, workers, step);
  } catch (error) {
    // Google refuses some of it, as it would people.
    if (!(error instanceof GoogleError) && !isOfNoSeries(error)) throw error;
  }
}

async function act(world: CalendarWorld, workers: readonly SteppedWorker[], step: Step): Promise<void> {
  const { meetings, crm } = world;
  switch (step.do) {
    case "book":
      world.booked.push(book(world, step));
      return;
    case "move": {
      const { meeting, occurrence, start, end } = find(world, step.which, step.of);
      const to = (time: EventTime) => shift(time, step.hours);
      if (meeting !== undefined) meetings.move(meeting, to(start), to(end), occurrence);
      return;
    }
    case "retime": {
      const { meeting, start, end } = find(world, step.which, 0);
      if (meeting !== undefined) meetings.move(meeting, shift(start, step.hours), shift(end, step.hours));
      return;
    }
    case "split": {
      const { meeting, occurrence, start, end } = find(world, step.which, step.of);
      if (meeting === undefined || occurrence === undefined) return;
      const change = { start: shift(start, step.hours), end: shift(end, step.hours) };
      world.booked.push(meetings.split(meeting, occurrence, change));
      return;
    }
    case "guests": {
      const { meeting, occurrence } = find(world, step.which, step.of);
      const reps = REPS.filter((_, index) => index !== step.without).map(attendee);
      if (meeting !== undefined)
        meetings.change(meeting, { attendees: [...reps, ...customersOf(step.guests)] }, occurrence);
      return;
    }
    case "cancel": {
      const { meeting, occurrence } = find(world, step.which, step.of);
      if (meeting !== undefined) meetings.cancel(meeting, occurrence);
      return;
    }
    case "cut": {
      const { meeting } = find(world, step.which, step.of);
      if (meeting !== undefined) meetings.change(meeting, { recurrence: ["RRULE:FREQ=WEEKLY;COUNT=2"] });
      return;
    }
    case "unseries": {
      const { meeting } = find(world, step.which, step.of);
      if (meeting !== undefined) meetings.change(meeting, { recurrence: undefined } as object);
      return;
    }
    case "rename": {
      const { meeting, occurrence } = find(world, step.which, step.of);
      if (meeting !== undefined) meetings.change(meeting, { summary: "Renamed" }, occurrence);
      return;
    }
    case "respond": {
      const { meeting, occurrence } = find(world, step.which, step.of);
      const answer = step.yes ? "accepted" : "declined";
      if (meeting !== undefined) meetings.respond(meeting, REPS[step.rep] ?? "", answer, occurrence);
      return;
    }
    case "remove": {
      const { meeting, occurrence } = find(world, step.which, step.of);
      if (meeting !== undefined) meetings.removeFrom(meeting, REPS[step.rep] ?? "", occurrence);
      return;
    }
    case "hide": {
      const { meeting } = find(world, step.which, 0);
      const calendar = world.reps[step.rep]?.book.primary;
      const visibility = step.isPrivate ? "private" : "default";
      if (meeting !== undefined && calendar?.find(meeting.id) !== undefined)
        calendar.update(meeting.id, { visibility });
      return;
    }
    case "expire":
      world.reps[step.which % 2]?.book.primary.expireSyncTokens();
      return;
    case "note":
      await crm.touch(step.which);
      return;
    case "addresses":
      await world.setAddresses(
        step.contact,
        step.are.flatMap((index) => CUSTOMERS[index] ?? []),
      );
      return;
    case "pass":
      world.now = new Date(world.now.getTime() + step.hours * HOUR_MS);
      return;
    case "fault":
      world.faults.push(faultOf(world, step.kind));
      return;
    case "due":
      await crm.makeDue(world.now);
      return;
    case "work":
      await workers[step.worker]?.step(step.calls, () => 0);
      return;
    case "kill":
      await workers[step.worker]?.kill(step.isHeard);
      world.now = new Date(world.now.getTime() + 2 * LEASE_MS);
      return;
  }
}

function book(
  world: CalendarWorld,
  { by, guests: asked, kind, hour }: Extract<Step, { do: "book" }>,
): Meeting {
  const hosts = [...REPS, CUSTOMERS[0], "organizer@else.example"];
  const organizer = { email: hosts[by] ?? "" };
  const start = new Date(START.getTime() + hour * HOUR_MS);
  const name = KINDS[kind] ?? "single";
  const day = start.toISOString().slice(0, 10);
  const next = new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
  const times =
    name === "day"
      ? { start: { date: day }, end: { date: next } }
      : {
          start: { dateTime: start.toISOString() },
          end: { dateTime: new Date(start.getTime() + HOUR_MS).toISOString() },
        };
  const rule = {
    weekly: "FREQ=WEEKLY;COUNT=6",
    daily: "FREQ=DAILY;COUNT=9",
    endless: "FREQ=WEEKLY;INTERVAL=2",
  };
  const recurrence = name in rule ? { recurrence: [`RRULE:${rule[name as keyof typeof rule]}`] } : {};
  const people = asked.flatMap((index) => PEOPLE[index] ?? []).filter((email) => email !== organizer.email);
  return world.meetings.book({
    organizer,
    guests: people.map((email) => ({ email })),
    summary: `Meeting ${world.booked.length}`,
    ...times,
    ...recurrence,
  });
}

/** A meeting, and of a series one of its occurrences unless all of it is meant. */
function find(world: CalendarWorld, index: number, occurrenceIndex: number) {
  const none = { meeting: undefined, occurrence: undefined, start: { date: "" }, end: { date: "" } } as const;
  const meeting = world.booked[index % Math.max(1, world.booked.length)];
  const calendar = world.reps
    .map(({ book: { primary } }) => primary)
    .find((each) => each.find(meeting?.id ?? ""));
  const event = calendar?.find(meeting?.id ?? "");
  if (meeting === undefined || calendar === undefined || event === undefined) return none;
  const whole = { meeting, occurrence: undefined, start: event.start, end: event.end };
  if (event.recurrence === undefined || occurrenceIndex === 0) return whole;
  const all = instancesOf(calendar, event, { timeMax: START.getTime() + 150 * DAY_MS });
  const one = all[(occurrenceIndex - 1) % Math.max(1, all.length)];
  const occurrence = one?.originalStartTime;
  if (one === undefined || occurrence === undefined) return whole;
  // In the organizer's zone the same moment, the same day.
  const moment =
    "date" in occurrence
      ? occurrence
      : eventTimeAt(occurrence, eventInstant(occurrence, calendar.timeZone), calendar.timeZone);
  return { meeting, occurrence: moment, start: one.start, end: one.end };
}

function shift(time: EventTime, by: number): EventTime {
  if ("date" in time)
    return {
      date: new Date(Date.parse(time.date) + Math.round(by / 24) * DAY_MS).toISOString().slice(0, 10),
    };
  return { ...time, dateTime: new Date(Date.parse(time.dateTime) + by * HOUR_MS).toISOString() };
}

function attendee(email: string): EventAttendee {
  return { email, responseStatus: "accepted" };
}

function customersOf(indexes: Who): readonly EventAttendee[] {
  return indexes.flatMap((index) => {
    const email = CUSTOMERS[index];
    return email === undefined ? [] : [attendee(email)];
  });
}

function faultOf(world: CalendarWorld, kind: number): GoogleFailure {
  switch (kind) {
    case 0:
      return { kind: "transient", detail: "503" };
    case 1:
      return { kind: "rate-limited", until: new Date(world.now.getTime() + 30_000) };
    case 2:
      return { kind: "cursor-expired" };
    default:
      return { kind: "rejected", status: 400, reason: "invalid", detail: "" };
  }
}

function isOfNoSeries(error: unknown): boolean {
  return error instanceof Error && error.message.includes("is no series");
}
