/** The schedules of test/sync/mail-invariant.test.ts on a real database. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { syncMailbox } from "../../backend/src/sync/sync-mailbox.ts";
import { createDatabaseMailCrm } from "../sync/database-mail-crm.ts";
import { schedules } from "../sync/mail-schedule.ts";
import { runSchedule } from "../sync/run-schedule.ts";
import { createScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

/** `R1_DB_RUNS=3000 npm run test:unit -- test/db/mail-invariant` for more. */
const RUNS = Number(process.env["R1_DB_RUNS"] ?? 300);
const SEED = Number(process.env["R1_SEED"] ?? Date.now() % 2 ** 31);

let scene: Scene;

beforeAll(async () => {
  scene = await createScene();
});
afterAll(async () => {
  await scene.drop();
});

test(`nothing is lost, doubled or another workspace's in ${RUNS} schedules (seed ${SEED})`, async () => {
  const subject = { sync: syncMailbox, createCrm: () => createDatabaseMailCrm(scene) };
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => {
      expect(await runSchedule(schedule, subject)).toBeUndefined();
    }),
    { numRuns: RUNS, seed: SEED },
  );
}, 3_600_000);
