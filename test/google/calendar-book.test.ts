/** Calendars from inside: writing, series over changes of clocks, exceptions, and guests' copies. */
import { beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import type { Calendar } from "../../dev/google/calendar/calendar.ts";
import { instancesOf } from "../../dev/google/calendar/instances.ts";
import { copyToGuests } from "../../dev/google/calendar/invitation.ts";
import { MAX_OCCURRENCES, occurrenceStarts } from "../../dev/google/calendar/recurrence.ts";
import { instantOf, parseRfc3339, toRfc3339, wallTimeAt } from "../../dev/google/calendar/zoned-time.ts";

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Apia",
];

let time: number;
let calendar: Calendar;

beforeEach(() => {
  time = Date.UTC(2026, 10, 23, 9);
  calendar = new CalendarBook({ email: "Ada@northwind.example", timeZone: "Europe/Berlin" }, () => time)
    .primary;
});

const berlin = (dateTime: string) => ({ dateTime, timeZone: "Europe/Berlin" });
const weekly = {
  summary: "Weekly",
  start: berlin("2026-11-23T10:00:00+01:00"),
  end: berlin("2026-11-23T10:30:00+01:00"),
  recurrence: ["RRULE:FREQ=WEEKLY;COUNT=4"],
};

describe("zoned time", () => {
  const anyInstant = fc
    .integer({ min: Date.UTC(1990, 0, 1) / 1000, max: Date.UTC(2037, 0, 1) / 1000 })
    .map((seconds) => seconds * 1000);

  test("is written so that it can be read again", () => {
    fc.assert(
      fc.property(anyInstant, fc.constantFrom(...zones), (instant, zone) => {
        expect(parseRfc3339(toRfc3339(instant, zone))).toBe(instant);
      }),
    );
  });

  test("leads from the wall clock back to the instant, or to the first of two", () => {
    fc.assert(
      fc.property(anyInstant, fc.constantFrom(...zones), (instant, zone) => {
        const back = instantOf(wallTimeAt(instant, zone), zone);
        expect(wallTimeAt(back, zone)).toEqual(wallTimeAt(instant, zone));
        expect(back).toBeLessThanOrEqual(instant);
      }),
    );
  });

  test("moves a time that was skipped behind the gap", () => {
    const skipped = { year: 2026, month: 3, day: 29, hour: 2, minute: 30, second: 0 };
    expect(toRfc3339(instantOf(skipped, "Europe/Berlin"), "Europe/Berlin")).toBe("2026-03-29T03:30:00+02:00");
  });
});

describe("series", () => {
  const starts = (recurrence: string[], start = weekly.start) =>
    occurrenceStarts({ start, recurrence, calendarZone: "Europe/Berlin" }, Number.NEGATIVE_INFINITY).map(
      (instant) => toRfc3339(instant, "Europe/Berlin"),
    );

  test("stay at their time of day in their own zone", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom("DAILY", "WEEKLY", "MONTHLY"),
        fc.integer({ min: 4, max: 22 }),
        (zone, frequency, hour) => {
          const first = instantOf({ year: 2026, month: 1, day: 15, hour, minute: 20, second: 0 }, zone);
          const series = {
            start: { dateTime: toRfc3339(first, zone), timeZone: zone },
            recurrence: [`RRULE:FREQ=${frequency};COUNT=60`],
            calendarZone: "Europe/Berlin",
          };
          const found = occurrenceStarts(series, Number.NEGATIVE_INFINITY);
          expect(found).toHaveLength(60);
          expect(found.every((start) => wallTimeAt(start, zone).hour === hour)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("end with the last moment of UNTIL, given in UTC or as a day", () => {
    expect(starts(["RRULE:FREQ=DAILY;UNTIL=20261125T090000Z"])).toHaveLength(3);
    expect(starts(["RRULE:FREQ=DAILY;UNTIL=20261125T085959Z"])).toHaveLength(2);
    expect(starts(["RRULE:FREQ=DAILY;UNTIL=20261125"])).toHaveLength(3);
  });

  test("leave out EXDATE and add RDATE, in UTC or in a zone", () => {
    const lines = [
      "RRULE:FREQ=WEEKLY;COUNT=4",
      "EXDATE;TZID=Europe/Berlin:20261130T100000",
      "EXDATE:20261207T090000Z",
      "RDATE:20261209T150000Z",
    ];
    expect(starts(lines)).toEqual([
      "2026-11-23T10:00:00+01:00",
      "2026-12-09T16:00:00+01:00",
      "2026-12-14T10:00:00+01:00",
    ]);
  });

  test("know the last Friday and the 29th of February", () => {
    expect(starts(["RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3"]).map((start) => start.slice(0, 10))).toEqual([
      "2026-11-23",
      "2026-11-27",
      "2026-12-25",
      "2027-01-29",
    ]);
    const leapDay = berlin("2024-02-29T10:00:00+01:00");
    expect(starts(["RRULE:FREQ=YEARLY;COUNT=3"], leapDay).map((start) => start.slice(0, 10))).toEqual([
      "2024-02-29",
      "2028-02-29",
      "2032-02-29",
    ]);
  });

  test("that never end are followed only so far", () => {
    expect(starts(["RRULE:FREQ=DAILY"])).toHaveLength(MAX_OCCURRENCES);
  });

  test("of whole days keep their days when clocks change", () => {
    const event = calendar.insert({
      summary: "Duty",
      start: { date: "2026-10-24" },
      end: { date: "2026-10-26" },
      recurrence: ["RRULE:FREQ=DAILY;COUNT=3"],
    });
    expect(instancesOf(calendar, event).map(({ id, start, end }) => [id.slice(-9), start, end])).toEqual([
      ["_20261024", { date: "2026-10-24" }, { date: "2026-10-26" }],
      ["_20261025", { date: "2026-10-25" }, { date: "2026-10-27" }],
      ["_20261026", { date: "2026-10-26" }, { date: "2026-10-28" }],
    ]);
  });

  test.each([
    "RRULE:FREQ=WEEKLEY",
    "RRULE:FREQ=HOURLY",
    "RRULE:COUNT=3",
    "RRULE:FREQ=DAILY;INTERVAL=0",
    "RRULE:FREQ=DAILY;INTERVAL=abc",
    "RRULE:FREQ=DAILY;COUNT=-5",
    "RRULE:FREQ=DAILY;BYDAY=XX",
    "RRULE:FREQ=DAILY;BYMONTH=13",
    "RRULE:FREQ=DAILY;FREQ",
    "RRULE:FREQ=DAILY;FOO=1",
    "RRULE:FREQ=WEEKLY;UNTIL=tomorrow",
    "EXDATE:2026-11-30",
    "EXDATE;TZID=Europe/Atlantis:20261130T100000",
    "DTSTART:20261123T100000Z",
    "",
  ])("refuse %j", (line) => {
    expect(() => calendar.insert({ ...weekly, recurrence: [line] })).toThrow("Invalid recurrence rule.");
  });
});

describe("a calendar", () => {
  test("gives events what Google gives them", () => {
    const event = calendar.insert(weekly);
    expect(event).toMatchObject({
      status: "confirmed",
      sequence: 0,
      eventType: "default",
      iCalUID: `${event.id}@google.com`,
      created: "2026-11-23T09:00:00.000Z",
      organizer: { email: "Ada@northwind.example" },
    });
    expect(event.id).toMatch(/^[a-v0-9]{26}$/);
    expect(event.etag).toMatch(/^"\d+"$/);
  });

  test("counts up the sequence with the time, not with the text, and the etag with both", () => {
    const { id, etag } = calendar.insert(weekly);
    time += 60_000;
    const renamed = calendar.update(id, { summary: "Jour fixe" });
    expect([renamed.sequence, renamed.updated]).toEqual([0, "2026-11-23T09:01:00.000Z"]);
    const moved = calendar.move(id, berlin("2026-11-23T11:00:00+01:00"), berlin("2026-11-23T11:30:00+01:00"));
    expect(moved.sequence).toBe(1);
    expect(new Set([etag, renamed.etag, moved.etag]).size).toBe(3);
  });

  test("refuses a stale etag, a taken id, an odd id and an event that ends before it starts", () => {
    const event = calendar.insert(weekly, { id: "a1b2c3" });
    calendar.update(event.id, { summary: "New" });
    expect(() => calendar.update(event.id, { summary: "Old" }, { ifMatch: event.etag })).toThrow(
      "Precondition Failed",
    );
    expect(() => calendar.insert(weekly, { id: "a1b2c3" })).toThrow(
      "The requested identifier already exists.",
    );
    expect(() => calendar.insert(weekly, { id: "xyz-1" })).toThrow("Invalid resource id value.");
    expect(() => calendar.insert({ start: weekly.end, end: weekly.start })).toThrow(
      "The specified time range is empty.",
    );
    expect(() => calendar.insert({ start: weekly.start, end: { date: "2026-11-24" } })).toThrow("both be");
  });

  test("keeps a cancelled event's id taken and takes a series' exceptions along", () => {
    const { id } = calendar.insert(weekly);
    const moved = calendar.move(
      `${id}_20261130T090000Z`,
      berlin("2026-12-01T10:00:00+01:00"),
      berlin("2026-12-01T10:30:00+01:00"),
    );
    calendar.cancel(id);
    expect([calendar.get(id).status, calendar.get(moved.id).status]).toEqual(["cancelled", "cancelled"]);
    expect(() => calendar.cancel(id)).toThrow("Resource has been deleted");
    expect(() => calendar.insert(weekly, { id })).toThrow("The requested identifier already exists.");
  });

  test("tells each changed event once, by its last change", () => {
    const first = calendar.insert(weekly);
    const second = calendar.insert({ ...weekly, summary: "Other" });
    const before = calendar.revision;
    calendar.update(second.id, { summary: "1" });
    calendar.update(first.id, { summary: "2" });
    calendar.update(second.id, { summary: "3" });
    expect(calendar.changedSince(before).map(({ event }) => event.summary)).toEqual(["2", "3"]);
  });
});

describe("guests' copies", () => {
  test("follow the organizer's series, its exceptions and its end", () => {
    const guest = new CalendarBook({ email: "ben@northwind.example", timeZone: "Europe/London" }, () => time)
      .primary;
    const stranger = new CalendarBook({ email: "eve@elsewhere.example", timeZone: "UTC" }, () => time)
      .primary;
    const share = (): void => {
      copyToGuests(calendar, series.iCalUID, [calendar, guest, stranger]);
    };
    const series = calendar.insert({
      ...weekly,
      reminders: { useDefault: false },
      attendees: [{ email: "Ben@northwind.example", responseStatus: "needsAction" }],
    });
    share();
    calendar.cancel(`${series.id}_20261130T090000Z`);
    calendar.move(
      `${series.id}_20261207T090000Z`,
      berlin("2026-12-08T10:00:00+01:00"),
      berlin("2026-12-08T10:30:00+01:00"),
    );
    share();
    const copy = guest.get(series.id);
    expect(copy).toMatchObject({
      iCalUID: series.iCalUID,
      organizer: { email: "Ada@northwind.example" },
      reminders: { useDefault: true },
    });
    expect(
      instancesOf(guest, copy).map(({ status, start }) => [status, "dateTime" in start && start.dateTime]),
    ).toEqual([
      ["confirmed", "2026-11-23T10:00:00+01:00"],
      ["cancelled", "2026-11-30T10:00:00+01:00"],
      ["confirmed", "2026-12-08T10:00:00+01:00"],
      ["confirmed", "2026-12-14T10:00:00+01:00"],
    ]);
    calendar.cancel(series.id);
    share();
    expect(guest.get(series.id).status).toBe("cancelled");
    expect([...stranger.events()]).toEqual([]);
  });
});
