import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseMailDate } from "../../backend/src/crm/mail-date.ts";

describe("parseMailDate", () => {
  test.each([
    ["Mon, 23 Nov 2026 10:00:00 +0100", "2026-11-23T09:00:00.000Z"],
    ["Mon, 23 Nov 2026 10:00:00 +0100 (CET)", "2026-11-23T09:00:00.000Z"],
    ["23 Nov 2026 10:00 +0100", "2026-11-23T09:00:00.000Z"],
    ["mon,  23  NOV 2026\r\n 10:00:00   GMT", "2026-11-23T10:00:00.000Z"],
    ["Mon, 23 Nov 2026 10:00:00 -0000", "2026-11-23T10:00:00.000Z"],
    ["Mon, 23 Nov 2026 10:00:00 EST", "2026-11-23T15:00:00.000Z"],
    ["Mon, 23 Nov 2026 10:00:00 PDT", "2026-11-23T17:00:00.000Z"],
    ["Mon, 23 Nov 2026 10:00:00 CEST", "2026-11-23T08:00:00.000Z"],
    ["Mon, 23 Nov 2026 10:00:00 Z", "2026-11-23T10:00:00.000Z"],
    ["Mon, 23 Nov 2026 10:00:00 XYZ", "2026-11-23T10:00:00.000Z"],
    ["Mon, 23 Nov 2026 10:00:00 GMT+0100", "2026-11-23T09:00:00.000Z"],
    ["Mon, 23 Nov 2026 10:00:00 +01:00", "2026-11-23T09:00:00.000Z"],
    ["Mon, 23 Nov 2026 10:00:00", "2026-11-23T10:00:00.000Z"],
    ["Mon (day), 23 (of) Nov (ember (11)) 2026 10:00:00 +0000", "2026-11-23T10:00:00.000Z"],
    ["Fri, 21 Nov 97 09:55:06 -0600", "1997-11-21T15:55:06.000Z"],
    ["1 Jan 05 00:00:00 +0000", "2005-01-01T00:00:00.000Z"],
    ["1 Jan 105 00:00:00 +0000", "2005-01-01T00:00:00.000Z"],
    ["Sat, 31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00.000Z"],
    ["Sun, 29 Feb 2032 12:00:00 +0000", "2032-02-29T12:00:00.000Z"],
    ["2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z"],
    ["2026-11-23T10:00:00.123456+01:00", "2026-11-23T09:00:00.123Z"],
    ["2026-11-23 10:00 +0100", "2026-11-23T09:00:00.000Z"],
    ["2026-11-23", "2026-11-23T00:00:00.000Z"],
  ])("reads %j as %s", (text, expected) => {
    expect(parseMailDate(text)?.toISOString()).toBe(expected);
  });

  test.each([
    "",
    "yesterday",
    "Mon, 31 Feb 2026 10:00:00 +0000",
    "Mon, 23 Foo 2026 10:00:00 +0000",
    "Mon, 23 Nov 2026 25:00:00 +0000",
    "Mon, 23 Nov 2026 10:61:00 +0000",
    "Mon, 23 Nov 2026 10:00:00 +9900",
    "Mon, 23 Nov 1901 10:00:00 +0000",
    "1 Jan 1970 00:00:00 +0100",
    "0000-01-01T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "9999-12-31T23:59:59-01:00",
    "1764000000",
    `Mon, 23 Nov 2026 10:00:00 +0000 ${"(".repeat(2_000)}`,
  ])("takes %j for no time", (text) => {
    expect(parseMailDate(text)).toBeUndefined();
  });

  const seconds = fc
    .date({ min: new Date(0), max: new Date(Date.UTC(9999, 11, 31)), noInvalidDate: true })
    .map((date) => {
      date.setUTCMilliseconds(0);
      return date;
    });

  test("reads back every second of its range in both forms", () => {
    fc.assert(
      fc.property(seconds, (date) => {
        expect(parseMailDate(date.toISOString())).toEqual(date);
        expect(parseMailDate(date.toUTCString())).toEqual(date);
      }),
    );
  });

  test("never throws, and gives only times the database takes", () => {
    const pieces = fc.constantFrom(
      "Mon, ",
      "23 ",
      "Nov ",
      "2026 ",
      "10:00",
      ":00 ",
      "+0100",
      "(",
      ")",
      "-",
      "T",
      "Z",
      "99",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (written) => {
        const date = parseMailDate(written);
        if (date !== undefined) expect(date.toISOString()).toMatch(/^(19[789]|[2-9]\d\d)\d-/);
      }),
      { numRuns: 1_000 },
    );
  });
});
