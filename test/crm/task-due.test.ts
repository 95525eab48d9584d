import { describe, expect, test } from "@jest/globals";
import { wrong } from "../../backend/src/crm/field-problems.ts";
import { dueOf } from "../../backend/src/crm/task-due.ts";

const berlin = { timeZone: "Europe/Berlin" };
/** Half past midnight on Monday in Berlin. */
const now = new Date("2026-11-22T23:30:00Z");

describe("a day", () => {
  test.each([
    ["the rep's own zone", { dueOn: "2026-11-30" }, berlin, "2026-11-30T08:00:00.000Z"],
    [
      "the zone given",
      { dueOn: "2026-11-30", timeZone: "America/New_York" },
      berlin,
      "2026-11-30T14:00:00.000Z",
    ],
    ["UTC while no zone is known", { dueOn: "2026-11-30" }, { timeZone: null }, "2026-11-30T09:00:00.000Z"],
    [
      "UTC for a zone nobody knows any more",
      { dueOn: "2026-11-30" },
      { timeZone: "Old/Zone" },
      "2026-11-30T09:00:00.000Z",
    ],
    ["summer", { dueOn: "2027-07-01" }, berlin, "2027-07-01T07:00:00.000Z"],
    ["the day the clock goes forward", { dueOn: "2027-03-28" }, berlin, "2027-03-28T07:00:00.000Z"],
    ["the day the clock goes back", { dueOn: "2027-10-31" }, berlin, "2027-10-31T08:00:00.000Z"],
  ])("is nine in the morning in %s", (_, asked, viewer, at) => {
    expect(dueOf(asked, viewer, now)).toEqual({ ok: true, at: new Date(at) });
  });

  test("that is today is due this morning, also in the evening", () => {
    const evening = new Date("2026-11-23T20:00:00Z");
    expect(dueOf({ dueOn: "2026-11-23" }, berlin, evening)).toEqual({
      ok: true,
      at: new Date("2026-11-23T08:00:00Z"),
    });
  });

  test("is past when it is so where the rep is", () => {
    expect(dueOf({ dueOn: "2026-11-22" }, berlin, now)).toMatchObject({ ok: false, path: "dueOn" });
    expect(dueOf({ dueOn: "2026-11-22" }, { timeZone: "UTC" }, now)).toMatchObject({ ok: true });
  });
});

describe("a moment", () => {
  test("is taken as it is", () => {
    const at = "2026-11-23T10:15:00+01:00";
    expect(dueOf({ dueAt: at }, berlin, now)).toEqual({ ok: true, at: new Date(at) });
  });

  test("that has passed is refused by its name", () => {
    expect(dueOf({ dueAt: "2026-11-22T23:29:59Z" }, berlin, now)).toEqual({
      ok: false,
      path: "dueAt",
      message: wrong.dayIsPast,
    });
  });
});

test("both are too many, none is none, and the year 9999 is a slip", () => {
  expect(dueOf({ dueAt: "2026-12-01T00:00:00Z", dueOn: "2026-12-01" }, berlin, now)).toMatchObject({
    ok: false,
    path: "dueOn",
  });
  expect(dueOf({}, berlin, now)).toBeUndefined();
  expect(dueOf({ dueOn: "9999-12-31" }, berlin, now)).toMatchObject({ ok: false, path: "dueOn" });
});
