/** R1: whatever happens in whatever order, once it is quiet the timelines say what the mailboxes say. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { runSchedule } from "./run-schedule.ts";
import { schedules } from "./mail-schedule.ts";

/** `R1_RUNS=200000 npm run test:unit -- test/sync/mail-invariant` for more. */
const RUNS = Number(process.env["R1_RUNS"] ?? 20_000);
const SEED = Number(process.env["R1_SEED"] ?? Date.now() % 2 ** 31);

test(`nothing is lost, doubled or another workspace's in ${RUNS} schedules (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      expect(await runSchedule(schedule)).toBeUndefined();
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 3_600_000);
