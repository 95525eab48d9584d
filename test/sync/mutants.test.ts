/** R14: the schedules of R1 find every wrong engine; else their silence about the right one says nothing. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { schedules } from "./mail-schedule.ts";
import { MUTANTS } from "./mutants.ts";
import { runSchedule } from "./run-schedule.ts";

/** Far fewer than R1 plays. */
const RUNS = 8_000;

test.each(Object.entries(MUTANTS))(
  "%s",
  async (_, mutant) => {
    const details = await fc.check(
      fc.asyncProperty(schedules, async (schedule) => (await runSchedule(schedule, mutant)) === undefined),
      { numRuns: RUNS, seed: 14, endOnFailure: true },
    );
    expect(details.failed).toBe(true);
  },
  120_000,
);
