import { expect, test } from "@jest/globals";
import { turnFor } from "../../backend/src/crm/turn.ts";
import { viewer } from "./people-on-hand.ts";

const turn = { who: "us", since: "2026-11-20T15:30:00.000Z" } as const;

test.each([
  // Friday, 16:30 in Berlin: half an hour is left of the week.
  ["over a weekend", "2026-11-23T08:30:00Z", "Europe/Berlin", 60],
  ["on Sunday", "2026-11-22T12:00:00Z", "Europe/Berlin", 30],
  // 10:30 in New York.
  ["for a colleague overseas", "2026-11-22T12:00:00Z", "America/New_York", 390],
  ["while no zone is known", "2026-11-22T12:00:00Z", null, 90],
  ["before it began", "2026-11-20T12:00:00Z", "Europe/Berlin", 0],
])("counts the viewer's working minutes %s", (_, now, timeZone, businessMinutes) => {
  expect(turnFor({ ...viewer, timeZone }, turn, new Date(now))).toMatchObject({ ...turn, businessMinutes });
});

test.each([
  ["2026-11-23T15:59:00Z", 0],
  ["2026-11-23T16:00:00Z", 1],
  ["2026-11-30T16:00:00Z", 6],
])("counts whole working days until %s", (now, businessDays) => {
  // Friday after work, in Berlin.
  const waiting = { who: "us", since: "2026-11-20T17:00:00.000Z" } as const;
  expect(turnFor({ ...viewer, timeZone: "Europe/Berlin" }, waiting, new Date(now))).toMatchObject({
    businessDays,
  });
});
