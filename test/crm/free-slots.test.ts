/** Every slot offered can be taken by everybody, and none that could be taken on the grid is missing. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { freeSlots } from "../../backend/src/crm/free-slots.ts";
import type { SlotSearch } from "../../backend/src/crm/free-slots.ts";
import type { Span, WorkingHours } from "../../backend/src/crm/working-hours.ts";

const MINUTE = 60_000;
const OFFICE: WorkingHours = { days: [1, 2, 3, 4, 5], from: 540, to: 1020 };

function span(start: string, end: string): Span {
  return { start: Date.parse(start), end: Date.parse(end) };
}

function startsOf(search: Partial<SlotSearch>): string[] {
  return freeSlots({
    within: span("2026-11-23T00:00Z", "2026-11-24T00:00Z"),
    durationMinutes: 60,
    timeZone: "Europe/Berlin",
    people: [{ hours: OFFICE, timeZone: "Europe/Berlin" }],
    busy: [],
    ...search,
  }).map(({ start }) => new Date(start).toISOString().slice(5, 16));
}

describe("free slots", () => {
  test("lie within the working day, around what is booked", () => {
    const busy = [
      span("2026-11-23T09:00Z", "2026-11-23T10:10Z"),
      span("2026-11-23T11:00Z", "2026-11-23T15:15Z"),
    ];
    expect(startsOf({ busy })).toEqual(["11-23T08:00"]);
    expect(startsOf({ busy, durationMinutes: 30 })).toEqual([
      "11-23T08:00",
      "11-23T08:30",
      "11-23T10:30",
      "11-23T15:30",
    ]);
    expect(startsOf({ busy, durationMinutes: 15 })).toHaveLength(4 + 3 + 3);
  });

  test("are where two working days overlap, five hours apart for some weeks of spring", () => {
    const people = [
      { hours: OFFICE, timeZone: "Europe/Berlin" },
      { hours: OFFICE, timeZone: "America/New_York" },
    ];
    const on = (day: string) => startsOf({ people, within: span(`${day}T00:00Z`, `${day}T23:59Z`) });
    expect(on("2027-03-12")).toEqual(["03-12T14:00", "03-12T14:30", "03-12T15:00"]);
    expect(on("2027-03-15")).toEqual([
      "03-15T13:00",
      "03-15T13:30",
      "03-15T14:00",
      "03-15T14:30",
      "03-15T15:00",
    ]);
    expect(on("2027-03-29")).toEqual(["03-29T13:00", "03-29T13:30", "03-29T14:00"]);
    expect(on("2027-03-27")).toEqual([]);
  });

  test("begin at round times of the clock, also where it is three quarters of an hour off", () => {
    const zone = { timeZone: "Asia/Kathmandu", people: [{ hours: OFFICE, timeZone: "Asia/Kathmandu" }] };
    expect(startsOf({ ...zone, within: span("2026-11-23T03:16Z", "2026-11-23T06:00Z") })).toEqual([
      "11-23T03:45",
      "11-23T04:15",
      "11-23T04:45",
    ]);
  });

  test("are real and complete in every zone, whatever is booked", () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"), "UTC");
    const day = fc.integer({ min: Date.UTC(2026, 0, 1) / 864e5, max: Date.UTC(2028, 0, 1) / 864e5 });
    const hours = fc
      .record({
        days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
        // Clocks change before four and after nine: what working hours are in an hour that comes twice is told elsewhere.
        from: fc.integer({ min: 240, max: 1_080 }),
        length: fc.integer({ min: 60, max: 720 }),
      })
      .map(({ days, from, length }) => ({ days, from, to: Math.min(1_260, from + length) }));
    const booked = fc.array(
      fc.record({
        start: fc.integer({ min: -60, max: 4 * 1_440 }),
        minutes: fc.integer({ min: 0, max: 600 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        day,
        fc.array(fc.record({ hours, timeZone: zone }), { minLength: 1, maxLength: 3 }),
        booked,
        fc.constantFrom(5, 15, 25, 30, 45, 60, 90, 240),
        zone,
        (firstDay, people, taken, durationMinutes, timeZone) => {
          const within = { start: firstDay * 864e5 + 7 * MINUTE, end: (firstDay + 4) * 864e5 };
          const busy = taken.map(({ start, minutes }) => ({
            start: within.start + start * MINUTE,
            end: within.start + (start + minutes) * MINUTE,
          }));
          const slots = freeSlots({ within, durationMinutes, timeZone, people, busy });
          const isFree = freeAt({ within, people, busy });
          const found = new Set(slots.map(({ start }) => start));
          for (const { start, end } of slots) {
            expect(end - start).toBe(durationMinutes * MINUTE);
            for (let at = start; at < end; at += MINUTE) expect(isFree(at)).toBe(true);
          }
          expect([...found].sort((a, b) => a - b)).toEqual(slots.map(({ start }) => start));
          const step = durationMinutes < 30 ? 15 : 30;
          const minuteOf = minuteOfHour(timeZone);
          let free = 0;
          for (let at = Math.ceil(within.start / MINUTE) * MINUTE; at < within.end; at += MINUTE) {
            free = isFree(at) ? free + 1 : 0;
            const start = at - (durationMinutes - 1) * MINUTE;
            if (free >= durationMinutes && minuteOf(start) % step === 0) expect(found.has(start)).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** Whether everybody works and nobody is busy in a minute: read from clocks, minute by minute. */
function freeAt({
  within,
  people,
  busy,
}: Pick<SlotSearch, "within" | "people" | "busy">): (at: number) => boolean {
  const clocks = people.map(({ hours, timeZone }) => {
    const clock = clockOf(timeZone);
    return (at: number) => {
      const { weekday, minute } = clock(at);
      return hours.days.includes(weekday) && minute >= hours.from && minute < hours.to;
    };
  });
  const known = new Map<number, boolean>();
  return (at) => {
    const answer =
      known.get(at) ??
      (at >= within.start &&
        at + MINUTE <= within.end &&
        clocks.every((works) => works(at)) &&
        !busy.some(({ start, end }) => start < at + MINUTE && end > at));
    known.set(at, answer);
    return answer;
  };
}

const WEEKDAYS = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** A format costs more than all else: it is asked once a quarter of an hour, when clocks may change. */
function clockOf(timeZone: string): (at: number) => { weekday: number; minute: number } {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const quarters = new Map<number, { weekday: number; minute: number }>();
  return (at) => {
    const quarter = Math.floor(at / (15 * MINUTE)) * 15 * MINUTE;
    let shown = quarters.get(quarter);
    if (shown === undefined) {
      const parts = format.formatToParts(quarter);
      const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
      shown = {
        weekday: WEEKDAYS.indexOf(part("weekday")),
        minute: Number(part("hour")) * 60 + Number(part("minute")),
      };
      quarters.set(quarter, shown);
    }
    return { ...shown, minute: shown.minute + (at - quarter) / MINUTE };
  };
}

function minuteOfHour(timeZone: string): (at: number) => number {
  const clock = clockOf(timeZone);
  return (at) => clock(at).minute % 60;
}
