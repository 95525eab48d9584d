import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isTimeZone } from "../../backend/src/crm/time-zone.ts";
import { dayOf } from "../../backend/src/http/day.ts";

const HOUR_MS = 3_600_000;

describe("a day", () => {
  test.each([
    ["in summer", "2026-07-01T12:00:00Z", "Europe/Berlin", "2026-06-30T22:00:00.000Z", 24],
    ["that loses an hour", "2026-03-29T12:00:00Z", "Europe/Berlin", "2026-03-28T23:00:00.000Z", 23],
    ["that has an hour twice", "2026-10-25T12:00:00Z", "Europe/Berlin", "2026-10-24T22:00:00.000Z", 25],
    ["that begins at one o'clock", "2019-03-31T12:00:00Z", "Asia/Beirut", "2019-03-30T22:00:00.000Z", 23],
    ["far in the east", "2026-11-22T10:30:00Z", "Pacific/Kiritimati", "2026-11-22T10:00:00.000Z", 24],
    ["far in the west", "2026-11-22T10:30:00Z", "Pacific/Pago_Pago", "2026-11-21T11:00:00.000Z", 24],
    ["with a quarter of an hour", "2026-11-22T10:30:00Z", "Asia/Kathmandu", "2026-11-21T18:15:00.000Z", 24],
    ["before one that never was", "2011-12-30T08:00:00Z", "Pacific/Apia", "2011-12-29T10:00:00.000Z", 24],
  ])("%s", (_, moment, timeZone, start, hours) => {
    const day = dayOf(new Date(moment), timeZone);
    expect(day.start.toISOString()).toBe(start);
    expect(day.end.getTime() - day.start.getTime()).toBe(hours * HOUR_MS);
  });

  test("holds its moment, is one date long, and meets the next one", () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"));
    const moments = fc.date({
      min: new Date("2015-01-01"),
      max: new Date("2035-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moments, zones, (moment, timeZone) => {
        const { start, end } = dayOf(moment, timeZone);
        expect(start.getTime()).toBeLessThanOrEqual(moment.getTime());
        expect(end.getTime()).toBeGreaterThan(moment.getTime());
        expect(dayOf(end, timeZone).start).toEqual(end);
        expect(dayOf(new Date(end.getTime() - 1), timeZone)).toEqual({ start, end });
      }),
      { numRuns: 300 },
    );
  });
});

test("time zones are known by their IANA names only", () => {
  expect(["Europe/Berlin", "UTC", "America/Argentina/Salta"].every(isTimeZone)).toBe(true);
  expect(["", "Mars/Olympus", "Europe", "../etc", "+02:00"].some(isTimeZone)).toBe(false);
});
