/** R3: the worker's process is killed, at any moment, again and again. */
import { expect, test } from "@jest/globals";
import { seededDice } from "../../dev/google/seed/seeded-dice.ts";
import type { LocalGoogle } from "../../dev/google/server.ts";
import { fillLargeMailbox } from "../../dev/google/seed/large-mailbox.ts";
import { findFaults, findLeaks, SECRET } from "./invariant.ts";
import { Life } from "./life.ts";
import { until } from "./settle.ts";
import { SUITE_TIMEOUT_MS, sized } from "./size.ts";
import { NORA, withWorld } from "./world.ts";

const KILLS = sized(3, 50);
const MAILS = sized(1_000, 20_000);
/** Each of them lives for a random number of Google's answers: together they read the mails of contacts once or twice. */
const LONGEST_LIFE = sized(250, 200);

test(
  "workers killed at random moments lose nothing and write nothing twice",
  async () => {
    const random = seededDice(sized(7, Date.now()));
    await withWorld({ prepare: fillMailbox }, async (world) => {
      const life = new Life(world.google, 3);
      let log = "";
      let struck = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        life.go(10);
        if (await isAtRest()) await makeWork();
        const worker = world.spawnWorker({ leaseMs: 10_000 });
        const enough = world.requests.length + Math.floor(random() * LONGEST_LIFE) + 1;
        // Whoever has done everything is killed at rest.
        await until(
          "work or rest",
          async () => world.requests.length >= enough || (await isAtRest()),
          sized(30_000, 120_000),
        );
        if (await isAtWork()) struck += 1;
        await worker.end();
        log += worker.output();
      }
      const last = world.spawnWorker({ leaseMs: 10_000 });
      life.go(20);
      expect(await findFaults(world, { timeoutMs: sized(30_000, 600_000) })).toEqual([]);
      log += last.output();
      expect(await findLeaks(world)).toEqual([]);
      expect(struck).toBeGreaterThanOrEqual(KILLS / 2);
      expect(log).toContain("messages.get");
      expect(log.split("\n").filter((line) => SECRET.test(line))).toEqual([]);

      async function isAtRest(): Promise<boolean> {
        const busy = await world.rows(
          `select from mail_sync where lease_until is not null or due_at <= $1 or last_synced_at is null`,
          world.clock.date(),
        );
        return busy.length === 0;
      }

      /** Everything is to be listed anew, and there is more of it. */
      async function makeWork(): Promise<void> {
        life.go(100);
        world.account(NORA).mailbox.log.forget();
        await world.rows("update mail_sync set due_at = $1", world.clock.date());
      }

      async function isAtWork(): Promise<boolean> {
        const leased = await world.rows(
          "select from mail_sync where lease_until > $1 union all select from calendar_sync where lease_until > $1",
          world.clock.date(),
        );
        return leased.length > 0;
      }
    });
  },
  SUITE_TIMEOUT_MS,
);

function fillMailbox(google: LocalGoogle): void {
  new Life(google, 2).go(100);
  const mailbox = google.world.accounts.get(NORA)?.mailbox;
  if (mailbox === undefined) throw new Error("nobody has a mailbox");
  fillLargeMailbox(mailbox, {
    owner: { email: NORA },
    count: MAILS,
    contacts: ["lea@kunde.example", "kai@kunde.example", "mia@werk.example"],
    until: google.world.now(),
    days: 200,
    bytes: { min: 1_000, max: 4_000 },
  });
}
