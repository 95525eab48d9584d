/** Series and moved events through changes of the clocks, in any zone, against Temporal. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { calendar } from "@googleapis/calendar";
import type { calendar_v3 } from "@googleapis/calendar";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { occurrenceStarts } from "../../dev/google/calendar/recurrence.ts";
import { startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";

/** With half hours, quarters, two hours at once, a day left out, and none of it. */
const zones = [
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Antarctica/Troll",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "Asia/Tehran",
  "Asia/Tokyo",
  "UTC",
] as const;
const anyZone = fc.constantFrom(...zones);
const anyWall = fc
  .integer({ min: 0, max: 17 * 365 * 24 * 4 })
  .map((quarters) => Temporal.PlainDateTime.from("2010-01-01T00:00").add({ minutes: 15 * quarters }));
const anyStep = fc.constantFrom(
  { rule: "FREQ=DAILY", step: { days: 1 } },
  { rule: "FREQ=DAILY;INTERVAL=3", step: { days: 3 } },
  { rule: "FREQ=WEEKLY", step: { weeks: 1 } },
  { rule: "FREQ=WEEKLY;INTERVAL=2", step: { weeks: 2 } },
);

/** RFC 5545 §3.3.5 and Temporal agree: the first of an hour shown twice, and behind a gap. */
function instantsOf(wall: Temporal.PlainDateTime, zone: string, step: object, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const steps = Object.fromEntries(Object.entries(step).map(([unit, n]) => [unit, Number(n) * index]));
    return wall.add(steps).toZonedDateTime(zone).epochMilliseconds;
  });
}

describe("a series", () => {
  test("shows the same time on the wall of its zone each time", () => {
    fc.assert(
      fc.property(anyZone, anyWall, anyStep, fc.boolean(), (zone, wall, { rule, step }, isWritten) => {
        const expected = instantsOf(wall, zone, step, 100);
        const first = wall.toZonedDateTime(zone);
        // A time the clock does not show on the first day is not the same time when it is given as an instant.
        fc.pre(isWritten || first.toPlainDateTime().equals(wall));
        const dateTime = isWritten ? wall.toString() : first.toInstant().toString();
        const series = {
          start: { dateTime, timeZone: zone },
          recurrence: [`RRULE:${rule};COUNT=100`],
          calendarZone: "Europe/Berlin",
        };
        expect(occurrenceStarts(series, -Infinity)).toEqual(unique(expected));
        const [from = 0, to = 0] = [expected[50], expected[60]];
        expect(occurrenceStarts(series, from, to)).toEqual(unique(expected.slice(50, 61)));
      }),
      { numRuns: 60 },
    );
  });

  test("that starts in the second of two hours has its first occurrence there, and no other that day", () => {
    const series = {
      start: { dateTime: "2026-10-25T02:30:00+01:00", timeZone: "Europe/Berlin" },
      recurrence: ["RRULE:FREQ=DAILY;COUNT=2"],
      calendarZone: "UTC",
    };
    const starts = occurrenceStarts(series, -Infinity).map((start) => new Date(start).toISOString());
    expect(starts).toEqual(["2026-10-25T01:30:00.000Z", "2026-10-26T01:30:00.000Z"]);
  });
});

describe("over HTTP", () => {
  let fixture: GoogleFixture;
  let client: calendar_v3.Calendar;

  beforeAll(async () => {
    fixture = await startGoogleFixture();
    const scopes = ["https://www.googleapis.com/auth/calendar"];
    const token = fixture.google.tokens.accessToken({ email: fixture.rep.email, scopes });
    client = calendar({
      version: "v3",
      rootUrl: `${fixture.google.url}/`,
      headers: { authorization: `Bearer ${token}` },
      retry: false,
    });
  });

  afterAll(async () => {
    await fixture.google.close();
  });

  const times = (wall: Temporal.PlainDateTime, timeZone: string): calendar_v3.Schema$Event => ({
    start: { dateTime: wall.toString(), timeZone },
    end: { dateTime: wall.toZonedDateTime(timeZone).add({ minutes: 45 }).toInstant().toString(), timeZone },
  });
  const startsOf = ({ items = [] }: calendar_v3.Schema$Events): number[] =>
    items.map(({ start }) => Date.parse(start?.dateTime ?? ""));

  test("a series moved to another zone keeps the new zone's time, and exceptions of the old times are gone", async () => {
    const scenario = async (
      [fromZone, toZone]: [string, string],
      [before, after]: [Temporal.PlainDateTime, Temporal.PlainDateTime],
    ): Promise<void> => {
      const calendarId = "primary";
      const recurrence = ["RRULE:FREQ=WEEKLY;COUNT=40"];
      const { data: series } = await client.events.insert({
        calendarId,
        requestBody: { ...times(before, fromZone), recurrence },
      });
      const eventId = series.id ?? "";
      const { data: listed } = await client.events.instances({ calendarId, eventId });
      expect(startsOf(listed)).toEqual(unique(instantsOf(before, fromZone, { weeks: 1 }, 40)));
      const moved = listed.items?.[7]?.id ?? "";
      await client.events.patch({ calendarId, eventId: moved, requestBody: { location: "Oslo" } });
      const { data } = await client.events.patch({ calendarId, eventId, requestBody: times(after, toZone) });
      expect(data.start?.timeZone).toBe(toZone);
      const { data: relisted } = await client.events.instances({ calendarId, eventId });
      const expected = unique(instantsOf(after, toZone, { weeks: 1 }, 40));
      expect(startsOf(relisted)).toEqual(expected);
      for (const [index, item] of (relisted.items ?? []).entries()) {
        const start = expected[index] ?? 0;
        expect(Date.parse(item.end?.dateTime ?? "") - start).toBe(45 * 60_000);
        expect(item.id).toBe(
          `${eventId}_${new Date(start).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`,
        );
      }
      await client.events.delete({ calendarId, eventId });
    };
    const walls = fc.tuple(anyWall, anyWall);
    await fc.assert(fc.asyncProperty(fc.tuple(anyZone, anyZone), walls, scenario), { numRuns: 15 });
  });

  test("an event booked in one zone and moved in another is at the same moment for everybody", async () => {
    const scenario = async (
      [home, guest]: [string, string],
      [booked, later]: [Temporal.PlainDateTime, Temporal.PlainDateTime],
    ): Promise<void> => {
      const calendarId = "primary";
      const { data: event } = await client.events.insert({ calendarId, requestBody: times(booked, home) });
      const eventId = event.id ?? "";
      await client.events.patch({ calendarId, eventId, requestBody: times(later, guest) });
      const start = later.toZonedDateTime(guest);
      for (const zone of [home, guest, "UTC"]) {
        const { data } = await client.events.get({ calendarId, eventId });
        expect(Date.parse(data.start?.dateTime ?? "")).toBe(start.epochMilliseconds);
        const range = {
          timeMin: start.toInstant().toString(),
          timeMax: start.add({ minutes: 45 }).toInstant().toString(),
        };
        const { data: list } = await client.events.list({
          calendarId,
          ...range,
          singleEvents: true,
          timeZone: zone,
        });
        const shown = list.items?.find(({ id }) => id === eventId)?.start?.dateTime ?? "";
        expect(shown.slice(0, 19)).toBe(
          start.withTimeZone(zone).toPlainDateTime().toString({ smallestUnit: "second" }),
        );
        const { data: busy } = await client.freebusy.query({
          requestBody: { ...range, timeZone: zone, items: [{ id: calendarId }] },
        });
        expect(busy.calendars?.[calendarId]?.busy).toHaveLength(1);
      }
      await client.events.delete({ calendarId, eventId });
    };
    const walls = fc.tuple(anyWall, anyWall);
    await fc.assert(fc.asyncProperty(fc.tuple(anyZone, anyZone), walls, scenario), { numRuns: 15 });
  });
});

function unique(instants: readonly number[]): number[] {
  return [...new Set(instants)];
}
