/** Dates, times and numbers in the user's locale and zone. */
import { describe, expect, test } from "@jest/globals";
import { createFormats } from "../../addon/src/format.ts";
import { now } from "./samples.ts";

const settings = {
  locale: "en-GB",
  language: "en",
  timeZone: "Europe/Berlin",
  now,
  plainDate: (date: Date, _timeZone: string, pattern: string) => `${pattern} ${date.toISOString()}`,
};
const formats = createFormats(settings);
const german = createFormats({ ...settings, locale: "de-AT", language: "de" });

describe("dates", () => {
  test("stand in the user's zone and order", () => {
    expect(formats.dateTime("2026-11-24T23:30:00Z")).toBe("Wed 25 Nov, 00:30");
    expect(german.dateTime("2026-11-24T23:30:00Z")).toBe("Mi., 25. Nov., 00:30");
    expect(
      createFormats({ ...settings, locale: "en-US", timeZone: "America/New_York" }).time(
        "2026-11-24T20:30:00Z",
      ),
    ).toMatch(/^3:30\sPM$/);
  });

  test("name the year when it is another one", () => {
    expect(formats.date("2025-11-24T12:00:00Z")).toBe("Mon, 24 Nov 2025");
    expect(formats.date("2026-01-24T12:00:00Z")).toBe("Sat 24 Jan");
    expect(formats.day("2025-11-24T12:00:00Z")).toBe("24 Nov 2025");
    expect(formats.day("2026-01-24T12:00:00Z")).toBe("24 Jan");
  });

  test("of whole days do not shift with the zone", () => {
    const west = createFormats({ ...settings, timeZone: "America/Los_Angeles" });
    expect(west.wholeDay("2026-11-24T00:00:00Z")).toContain("24 Nov");
  });

  test("that are none are shown as they came", () => {
    expect(formats.dateTime("soon")).toBe("soon");
    expect(formats.relative("soon")).toBe("soon");
  });
});

describe("relative times", () => {
  test.each([
    ["2026-11-23T08:59:40Z", "now", "jetzt"],
    ["2026-11-23T08:30:00Z", "30 minutes ago", "vor 30 Minuten"],
    ["2026-11-23T06:00:00Z", "3 hours ago", "vor 3 Stunden"],
    ["2026-11-23T12:00:00Z", "in 3 hours", "in 3 Stunden"],
    ["2026-11-22T20:00:00Z", "yesterday", "gestern"],
    ["2026-11-20T10:00:00Z", "3 days ago", "vor 3 Tagen"],
    ["2026-11-24T10:00:00Z", "tomorrow", "morgen"],
    ["2026-09-01T10:00:00Z", "Tue 1 Sept", "Di., 1. Sep."],
  ])("%s is %s", (iso, english, inGerman) => {
    expect(formats.relative(iso)).toBe(english);
    expect(german.relative(iso)).toBe(inGerman);
  });

  test("count days on the user's calendar", () => {
    // 23:30 in Berlin on the 21st, seen from 10:00 on the 23rd: two days ago, though only 34 hours.
    expect(formats.relative("2026-11-21T22:30:00Z")).toBe("2 days ago");
  });
});

describe("numbers", () => {
  test("have the user's decimal sign", () => {
    expect(formats.number(1234.56)).toBe("1,234.6");
    expect(createFormats({ ...settings, locale: "de-DE" }).number(1234.56)).toBe("1.234,6");
  });

  test("of bytes are short", () => {
    expect([0, 999, 14_200, 2_500_000].map((bytes) => formats.bytes(bytes))).toEqual([
      "0 byte",
      "999 byte",
      "14 kB",
      "2.5 MB",
    ]);
  });
});

test("a locale or zone that nobody knows costs the comfort, not the card", () => {
  const strange = createFormats({ ...settings, locale: "not a locale", timeZone: "Mars/Base" });
  expect(strange.dateTime("2026-11-24T23:30:00Z")).toBe(
    "yyyy-MM-dd 2026-11-24T23:30:00.000Z, HH:mm 2026-11-24T23:30:00.000Z",
  );
  expect(strange.number(1.25)).toBe("1.3");
  expect(strange.relative("2026-11-20T10:00:00Z")).toBe("3 days ago");
});
