/** Where days begin, also where clocks change at midnight. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { isDate, startOfDate } from "../../backend/src/sync/calendar-day.ts";

test.each([
  ["2026-11-23", "UTC", "2026-11-23T00:00:00.000Z"],
  ["2026-11-23", "Europe/Berlin", "2026-11-22T23:00:00.000Z"],
  ["2026-07-01", "Europe/Berlin", "2026-06-30T22:00:00.000Z"],
  ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
  ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
  ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
  ["2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
  ["2026-11-01", "America/New_York", "2026-11-01T04:00:00.000Z"],
  ["2026-01-01", "Pacific/Kiritimati", "2025-12-31T10:00:00.000Z"],
  ["2026-01-01", "Asia/Kathmandu", "2025-12-31T18:15:00.000Z"],
  // Clocks go forward at midnight: the day begins at one.
  ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"],
  // Clocks go back at midnight: it begins the first time.
  ["2026-04-05", "America/Santiago", "2026-04-05T04:00:00.000Z"],
  // There was no such day in Samoa.
  ["2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ["2026-11-23", "No/Such_Zone", "2026-11-23T00:00:00.000Z"],
])("%s in %s begins at %s", (date, zone, start) => {
  expect(startOfDate(date, zone).toISOString()).toBe(start);
});

test("days follow each other, 22 to 26 hours long", () => {
  const zones = [
    "Europe/Berlin",
    "America/Santiago",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
  ];
  const day = fc.integer({ min: Date.UTC(1990, 0) / 86_400_000, max: Date.UTC(2040, 0) / 86_400_000 });
  fc.assert(
    fc.property(day, fc.constantFrom(...zones), (number, zone) => {
      const [first, second] = [number, number + 1].map((each) =>
        startOfDate(new Date(each * 86_400_000).toISOString().slice(0, 10), zone).getTime(),
      );
      const hours = ((second ?? 0) - (first ?? 0)) / 3_600_000;
      expect(hours).toBeGreaterThanOrEqual(22);
      expect(hours).toBeLessThanOrEqual(26);
    }),
  );
});

test.each(["2026-02-30", "2026-2-3", "", "20260203", "2026-13-01", "2026-01-01T00:00"])(
  "%p is no date",
  (text) => {
    expect(isDate(text)).toBe(false);
  },
);
