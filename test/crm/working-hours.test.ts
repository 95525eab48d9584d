/** Working time is counted right in every zone, also where the clock or the calendar jumps. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { businessMinutesBetween, workSpans, type WorkingHours } from "../../backend/src/crm/working-hours.ts";

const OFFICE: WorkingHours = { days: [1, 2, 3, 4, 5], from: 540, to: 1020 };
const NIGHT: WorkingHours = { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 480 };

function minutes(hours: WorkingHours, zone: string, from: string, to: string): number {
  return businessMinutesBetween(hours, zone, new Date(from), new Date(to));
}

describe("business minutes", () => {
  test("count a day's part, skip nights and weekends", () => {
    const zone = "Europe/Berlin";
    expect(minutes(OFFICE, zone, "2026-11-23T10:00+01:00", "2026-11-23T11:30+01:00")).toBe(90);
    expect(minutes(OFFICE, zone, "2026-11-20T16:30+01:00", "2026-11-23T09:15+01:00")).toBe(45);
    expect(minutes(OFFICE, zone, "2026-11-21T00:00+01:00", "2026-11-23T00:00+01:00")).toBe(0);
    expect(minutes(OFFICE, zone, "2026-11-23T11:00+01:00", "2026-11-23T10:00+01:00")).toBe(0);
  });

  test("are real minutes on the days on which the clock changes", () => {
    expect(minutes(NIGHT, "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T12:00Z")).toBe(7 * 60);
    expect(minutes(NIGHT, "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T12:00Z")).toBe(9 * 60);
    expect(minutes(NIGHT, "Europe/Berlin", "2026-01-01T00:00+01:00", "2027-01-01T00:00+01:00")).toBe(
      365 * 480,
    );
  });

  test("begin when a skipped opening time is jumped over", () => {
    const early: WorkingHours = { ...NIGHT, from: 150, to: 240 };
    expect(minutes(early, "Europe/Berlin", "2026-03-28T22:00Z", "2026-03-29T12:00Z")).toBe(60);
  });

  test("know that Samoa had no 30 December 2011", () => {
    expect(minutes(OFFICE, "Pacific/Apia", "2011-12-28T00:00-10:00", "2012-01-01T00:00+14:00")).toBe(2 * 480);
    expect(minutes(OFFICE, "Pacific/Apia", "2011-12-20T00:00-10:00", "2012-01-07T00:00+14:00")).toBe(
      13 * 480,
    );
  });

  test("are the sum of the open spans, in any zone and however long the span", () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf("timeZone"), "UTC");
    const moment = fc.integer({ min: Date.UTC(2005, 0, 1) / 60_000, max: Date.UTC(2031, 0, 1) / 60_000 });
    const hours = fc
      .record({
        days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 7 }),
        from: fc.integer({ min: 0, max: 1_439 }),
        length: fc.integer({ min: 1, max: 1_440 }),
      })
      .map(({ days, from, length }) => ({ days, from, to: Math.min(1_440, from + length) }));
    fc.assert(
      fc.property(
        zones,
        hours,
        moment,
        fc.integer({ min: 0, max: 400 * 1_440 }),
        (zone, week, at, length) => {
          const span = { start: at * 60_000, end: (at + length) * 60_000 };
          const open = workSpans(week, zone, span).reduce((sum, { start, end }) => sum + end - start, 0);
          expect(businessMinutesBetween(week, zone, new Date(span.start), new Date(span.end))).toBe(
            Math.floor(open / 60_000),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test("agree with a clock read minute by minute", () => {
    const zones = fc.constantFrom(
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
    );
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 365 }), (zone, day) => {
        const start = Date.UTC(2026, 0, 1 + day, 3, 17);
        const end = start + 26 * 3_600_000;
        const clock = new Intl.DateTimeFormat("en-GB", {
          timeZone: zone,
          weekday: "short",

          hour: "2-digit",
          minute: "2-digit",
        });
        let counted = 0;
        for (let at = start; at < end; at += 60_000) {
          const shown = clock.format(at);
          const time = shown.slice(-5);
          if (!/Sat|Sun/.test(shown) && time >= "09:00" && time < "17:00") counted++;
        }
        expect(businessMinutesBetween(OFFICE, zone, new Date(start), new Date(end))).toBe(counted);
      }),
      { numRuns: 25 },
    );
  });
});
