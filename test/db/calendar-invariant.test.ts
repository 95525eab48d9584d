/** The schedules of test/sync/calendar-invariant.test.ts on a real database. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { playCalendars, schedules } from "../sync/calendar-schedule.ts";
import { createDatabaseCrm } from "../sync/database-calendar-crm.ts";
import { createScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

/** `R1_CALENDAR_DB_RUNS=1000 npm run test:unit -- test/db/calendar-invariant` for more. */
const RUNS = Number(process.env["R1_CALENDAR_DB_RUNS"] ?? 40);
const SEED = Number(process.env["R1_SEED"] ?? Date.now() % 2 ** 31);

let scene: Scene;

beforeAll(async () => {
  scene = await createScene();
});
afterAll(async () => {
  await scene.drop();
});

test(`no meeting is lost, doubled or stale in ${RUNS} schedules, and scores are what a recount gives (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      expect(await playCalendars(schedule, await createDatabaseCrm(scene))).toBeUndefined();
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 3_600_000);
