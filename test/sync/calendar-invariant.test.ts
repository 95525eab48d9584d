/** R1 for calendars: whatever happens in whatever order, once it is quiet the meetings are what the calendars say. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { playCalendars, schedules } from "./calendar-schedule.ts";
import { createMemoryCrm } from "./memory-calendar-crm.ts";

/** `R1_CALENDAR_RUNS=50000 npm run test:unit -- test/sync/calendar-invariant` for more. */
const RUNS = Number(process.env["R1_CALENDAR_RUNS"] ?? 1_000);
const SEED = Number(process.env["R1_SEED"] ?? Date.now() % 2 ** 31);

test(`no meeting is lost, doubled or stale in ${RUNS} schedules (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      expect(await playCalendars(schedule, createMemoryCrm())).toBeUndefined();
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 3_600_000);
