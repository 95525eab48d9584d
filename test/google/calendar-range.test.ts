/** A stretch of time of a calendar: found fast among many events, and never another answer than by looking at all. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Calendar } from "../../dev/google/calendar/calendar.ts";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import { eventInstant } from "../../dev/google/calendar/event-time.ts";
import { eventsBetween } from "../../dev/google/calendar/instances.ts";
import { listEvents } from "../../dev/google/calendar/list-events.ts";
import { parseEventsQuery } from "../../dev/google/calendar/list-query.ts";

const zone = "Europe/Berlin";
const HOUR = 3_600_000;
const from = Date.UTC(2026, 8, 1);

function makeCalendar(): Calendar {
  return new CalendarBook({ email: "ada@northwind.example", timeZone: zone }, () => from).primary;
}

function moment(instant: number): { dateTime: string; timeZone: string } {
  return { dateTime: new Date(instant).toISOString(), timeZone: zone };
}

const anyInstant = fc.integer({ min: 0, max: 120 * 24 }).map((hours) => from + hours * HOUR);
const anyLength = fc.oneof(
  fc.integer({ min: 0, max: 30 }),
  fc.constantFrom(24 * 39, 24 * 40, 24 * 41, 24 * 90),
);
const anyEvent = fc.record({
  at: anyInstant,
  hours: anyLength,
  isDay: fc.boolean(),
  repeats: fc.option(fc.constantFrom("DAILY", "WEEKLY"), { nil: undefined, freq: 3 }),
  later: fc.array(fc.record({ occurrence: fc.nat(5), to: anyInstant, isCancelled: fc.boolean() }), {
    maxLength: 2,
  }),
});
type AnyEvent = typeof anyEvent extends fc.Arbitrary<infer E> ? E : never;

function put(calendar: Calendar, { at, hours, isDay, repeats, later }: AnyEvent): void {
  const day = (instant: number) => ({ date: new Date(instant).toISOString().slice(0, 10) });
  const event = calendar.insert({
    start: isDay ? day(at) : moment(at),
    end: isDay ? day(at + (hours + 24) * HOUR) : moment(at + hours * HOUR),
    ...(repeats !== undefined && { recurrence: [`RRULE:FREQ=${repeats};COUNT=6`] }),
  });
  for (const { occurrence, to, isCancelled } of later) {
    const instances = eventsBetween(calendar, {}).filter(
      ({ id, recurringEventId }) => event.id === (recurringEventId ?? id),
    );
    const instance = instances[occurrence % instances.length];
    if (instance === undefined || instance.status === "cancelled") continue;
    if (isCancelled) calendar.cancel(instance.id);
    else if (isDay) calendar.move(instance.id, day(to), day(to + 24 * HOUR));
    else calendar.move(instance.id, moment(to), moment(to + HOUR));
  }
}

function query(parameters: Record<string, string>): ReturnType<typeof parseEventsQuery> {
  return parseEventsQuery(new URLSearchParams(parameters));
}

describe("a range", () => {
  test("has the events that end after its beginning and begin before its end", () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 12 }),
        anyInstant,
        fc.nat(40 * 24),
        (events, timeMin, hours) => {
          const calendar = makeCalendar();
          for (const event of events) put(calendar, event);
          const timeMax = timeMin + hours * HOUR;
          const all = eventsBetween(calendar, {}).filter(
            ({ start, end }) => eventInstant(end, zone) > timeMin && eventInstant(start, zone) < timeMax,
          );
          const ids = (found: readonly { id: string }[]): string[] => found.map(({ id }) => id).sort();
          expect(ids(eventsBetween(calendar, { timeMin, timeMax }))).toEqual(ids(all));
        },
      ),
    );
  });

  test("is told page by page as it is told at once, in either order", () => {
    const order = fc.constantFrom({}, { orderBy: "startTime" }, { orderBy: "updated" });
    fc.assert(
      fc.property(
        fc.array(anyEvent, { maxLength: 8 }),
        fc.integer({ min: 1, max: 7 }),
        order,
        (events, size, by) => {
          const calendar = makeCalendar();
          for (const event of events) put(calendar, event);
          const asked = { singleEvents: "true", showDeleted: "true", ...by };
          const whole = listEvents(calendar, query({ ...asked, maxResults: "2500" })).events;
          const told: string[] = [];
          let pageToken: string | undefined = "";
          while (pageToken !== undefined) {
            const page: ReturnType<typeof listEvents> = listEvents(
              calendar,
              query({ ...asked, maxResults: String(size), pageToken }),
            );
            told.push(...page.events.map(({ id }) => id));
            pageToken = page.nextPageToken;
          }
          expect(told).toEqual(whole.map(({ id }) => id));
        },
      ),
    );
  });

  test("of a week among ten thousand events takes no more than two milliseconds", () => {
    const calendar = makeCalendar();
    for (let index = 0; index < 10_000; index += 1) {
      const start = from + (index - 5_000) * 3 * HOUR;
      calendar.insert({
        start: moment(start),
        end: moment(start + HOUR),
        ...(index % 100 === 0 && { recurrence: ["RRULE:FREQ=WEEKLY"] }),
      });
    }
    const week = {
      timeMin: new Date(from).toISOString(),
      timeMax: new Date(from + 168 * HOUR).toISOString(),
    };
    const reads = [
      () => eventsBetween(calendar, { timeMin: from, timeMax: from + 168 * HOUR }),
      () => listEvents(calendar, query({ ...week, singleEvents: "true" })),
      () => listEvents(calendar, query({ maxResults: "1" })),
      () => calendar.changedSince(calendar.revision - 10),
    ];
    for (const read of reads) {
      read();
      const started = process.cpuUsage().user;
      for (let round = 0; round < 100; round += 1) read();
      expect((process.cpuUsage().user - started) / 100).toBeLessThan(2_000);
    }
  });
});
