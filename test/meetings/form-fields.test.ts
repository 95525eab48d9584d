/** What forms say of a meeting: whatever is typed becomes a moment or an address, or is refused with a reason. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { wrong } from "../../backend/src/crm/field-problems.ts";
import { parseEmailAddress } from "../../backend/src/crm/email-address.ts";
import { eventIdOf, requestHashOf } from "../../backend/src/meetings/event-id.ts";
import { parseGuests } from "../../backend/src/meetings/guests.ts";
import type { FieldProblem } from "../../backend/src/crm/field-problems.ts";
import { parseStart } from "../../backend/src/meetings/start-time.ts";
import type { AccountRef } from "../../backend/src/sync/ports.ts";

const ZONES = [...Intl.supportedValuesOf("timeZone"), "UTC"];
const MINUTE = 60_000;

/** As a form has it: `2027-03-28T02:30`. */
function shownIn(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  return (at) => format.format(at).replace(" ", "T");
}

describe("a start", () => {
  test("is the first moment at which the clock shows it, or there is none", () => {
    const minute = fc.integer({ min: Date.UTC(2010, 0, 1) / MINUTE, max: Date.UTC(2030, 0, 1) / MINUTE });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), minute, (timeZone, at) => {
        const shown = shownIn(timeZone);
        const text = new Date(at * MINUTE).toISOString().slice(0, 16);
        const start = parseStart(text, timeZone);
        // No zone is more than 15 hours from UTC.
        let first: number | undefined;
        for (let hour = -15; hour <= 15 && first === undefined; hour++)
          for (let quarter = 0; quarter < 60 && first === undefined; quarter += 15) {
            const moment = at * MINUTE + hour * 60 * MINUTE + quarter * MINUTE;
            if (shown(moment) === text) first = moment;
          }
        if (first === undefined)
          expect(start).toEqual({ problem: expect.stringContaining("does not exist") });
        else expect(start).toEqual({ at: new Date(first) });
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ["Europe/Berlin", "2027-03-28", "2027-10-31", 4],
    ["America/New_York", "2027-03-14", "2027-11-07", 4],
    ["Australia/Lord_Howe", "2027-10-03", "2027-04-04", 2],
    ["America/Santiago", "2027-09-05", "2027-04-04", 4],
    ["Asia/Beirut", "2027-03-28", "2027-10-31", 4],
  ])("in %s on the days around the changes of the clock", (timeZone, forward, back, quartersSkipped) => {
    const shown = shownIn(timeZone);
    let skipped = 0;
    for (const day of [forward, back].map((date) => Date.parse(`${date}T00:00Z`))) {
      const seen = new Map<string, number>();
      for (let at = day - 48 * 60 * MINUTE; at < day + 72 * 60 * MINUTE; at += 15 * MINUTE)
        if (!seen.has(shown(at))) seen.set(shown(at), at);
      for (let wall = day - 24 * 60 * MINUTE; wall < day + 48 * 60 * MINUTE; wall += 15 * MINUTE) {
        const text = new Date(wall).toISOString().slice(0, 16);
        const expected = seen.get(text);
        const start = parseStart(text, timeZone);
        expect({ text, at: "problem" in start ? undefined : start.at.getTime() }).toEqual({
          text,
          at: expected,
        });
        if (expected === undefined) skipped += 1;
      }
    }
    expect(skipped).toBe(quartersSkipped);
  });

  test("with an offset is that moment, whatever the zone", () => {
    for (const timeZone of ["UTC", "Asia/Kathmandu", "America/New_York"])
      expect(parseStart("2027-03-28T02:30:00+01:00", timeZone)).toEqual({
        at: new Date("2027-03-28T01:30:00Z"),
      });
    expect(parseStart("2027-02-30T10:00", "UTC")).toEqual({ problem: wrong.outOfCalendar });
  });
});

describe("guests", () => {
  test("are addresses, each once, or named as wrong by their place", () => {
    const entry = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.emailAddress(),
      fc.emailAddress().map((address) => `"Doe, Jane" <${address.toUpperCase()}>`),
      fc.constantFrom(
        "ann",
        "ann@",
        "@x.example",
        "a@b",
        "a@x.example\r\nBcc: b@x.example",
        "<>",
        "a@[127.0.0.1]",
      ),
    );
    const list = fc.array(entry, { maxLength: 8 });
    fc.assert(
      fc.property(list, list, (requiredAttendees, optionalAttendees) => {
        const problems: FieldProblem[] = [];
        const guests = parseGuests({ requiredAttendees, optionalAttendees }, () => false, problems);
        const addresses = guests.map(({ address }) => address);
        expect(new Set(addresses).size).toBe(addresses.length);
        for (const { address, name } of guests) {
          expect(parseEmailAddress(address)).toBe(address);
          // eslint-disable-next-line no-control-regex -- these are what it is about
          expect(`${address}${name ?? ""}`).not.toMatch(/[\u0000-\u001f]/);
        }
        for (const { path } of problems) expect(path).toMatch(/^(required|optional)Attendees\.\d$/);
        expect(guests.length + problems.length).toBeLessThanOrEqual(16);
        expect(guests.length + problems.length > 0).toBe(
          requiredAttendees.length + optionalAttendees.length > 0,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("an event's id", () => {
  const account = (workspaceId: string, userId: string) => ({ workspaceId, userId }) as AccountRef;

  test("is one that Google takes, the same for the same request, another for any other", () => {
    const word = fc.string({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(word, word, word, word, (workspace, user, key, other) => {
        const id = eventIdOf(account(workspace, user), key);
        expect(id).toMatch(/^[a-v0-9]{52}$/);
        expect(eventIdOf(account(workspace, user), key)).toBe(id);
        if (other !== key) expect(eventIdOf(account(workspace, user), other)).not.toBe(id);
        expect(eventIdOf(account(`${workspace}${user}`, key), key)).not.toBe(id);
      }),
    );
  });

  test("does not depend on the order of a request's fields; its hash does on all of them", () => {
    expect(requestHashOf({ a: 1, b: ["x"], c: undefined })).toBe(requestHashOf({ b: ["x"], a: 1 }));
    expect(requestHashOf({ a: 1, b: ["x"] })).not.toBe(requestHashOf({ a: 1, b: ["y"] }));
  });
});
