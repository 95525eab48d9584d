/** R8: calendars whose sync tokens expire, that refuse parameters, and whose meetings move, split and vanish. */
import { expect, test } from "@jest/globals";
import type { FaultRule } from "../../dev/google/faults/fault-rule.ts";
import { CalendarLife } from "./calendar-life.ts";
import { findFaults } from "./invariant.ts";
import { settle, until } from "./settle.ts";
import { SUITE_TIMEOUT_MS, sized } from "./size.ts";
import { REPS, withWorld } from "./world.ts";
import type { ReliabilityWorld } from "./world.ts";

const ROUNDS = sized(10, 300);

test(
  "with every fifth sync refused, expired or broken off all meetings are as the calendars have them",
  async () => {
    let life: CalendarLife | undefined;
    await withWorld(
      {
        prepare(google) {
          life = new CalendarLife(google, 51);
          life.go(40);
        },
      },
      async (world) => {
        const { google } = world;
        await world.startWorker();
        await settle(world);
        const broken: readonly FaultRule["fault"][] = [
          { kind: "error", error: "fullSyncRequired" },
          { kind: "error", error: "badRequest" },
          { kind: "error", error: "backendError" },
          { kind: "error", error: "usageLimit" },
          { kind: "html", status: 200 },
          { kind: "empty" },
          { kind: "empty-page" },
        ];
        for (let round = 0; round < ROUNDS; round++) {
          google.faults.clear();
          for (const fault of broken)
            google.faults.add({ method: "calendar.events.*", probability: 0.2 / broken.length, fault });
          life?.go(12);
          if (round % 5 === 0)
            for (const rep of REPS) world.account(rep).calendars.primary.expireSyncTokens();
          const from = world.requests.length;
          await askCalendars(world);
          life?.go(4);
          await until("calls", async () => {
            // Whose first call was broken would wait for minutes.
            await askCalendars(world);
            return world.requests.length > from + REPS.length;
          });
        }
        expect(await findFaults(world)).toEqual([]);
        expect((await world.rows("select from activity where type = 'MEETING'")).length).toBeGreaterThan(30);
      },
    );
  },
  SUITE_TIMEOUT_MS,
);

async function askCalendars(world: ReliabilityWorld): Promise<void> {
  await world.rows("update calendar_sync set due_at = $1 where due_at > $1", world.clock.date());
}
