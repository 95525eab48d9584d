import { expect, test } from "@jest/globals";
import { momentIn } from "../../backend/src/meetings/start-time.ts";

test.each([
  ["2026-11-30T00:00:00", "Europe/Berlin", "2026-11-29T23:00:00.000Z"],
  ["2026-11-30T00:00:00+05:30", "Europe/Berlin", "2026-11-29T18:30:00.000Z"],
  ["2026-11-30T00:00:00Z", "America/New_York", "2026-11-30T00:00:00.000Z"],
  // The day begins at one o'clock: the clock skips midnight.
  ["2026-09-06T00:00:00", "America/Santiago", "2026-09-06T04:00:00.000Z"],
])("%s in %s", (text, timeZone, moment) => {
  expect(new Date(momentIn(text, timeZone)).toISOString()).toBe(moment);
});
