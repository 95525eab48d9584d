/** R9 and R11: pushes that are lost, doubled, late and too many; workers, buttons and schedules all at once. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { seededDice } from "../../dev/google/seed/seeded-dice.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";
import { findFaults } from "./invariant.ts";
import { Life } from "./life.ts";
import { settle, until } from "./settle.ts";
import { SUITE_TIMEOUT_MS, sized } from "./size.ts";
import { ADDON_CLIENT, CRON_SECRET, REPS, TOPIC, WITH_PUSHES, withWorld } from "./world.ts";
import type { ReliabilityWorld } from "./world.ts";

/** Keeps the server running between worlds. */
let held: TestDatabase;
beforeAll(async () => {
  held = await createTestDatabase();
});
afterAll(async () => {
  await held.drop();
});

test(
  "pushes in bursts, lost, repeated, late and in any order: a mailbox is synced once in five seconds at most",
  async () => {
    const BURSTS = sized(10, 100);
    const PUSHES = 100;
    await withWorld({ environment: WITH_PUSHES }, async (world) => {
      const { google, clock } = world;
      await watchClaims(world);
      await Promise.all([world.startWorker(), world.startWorker()]);
      const life = new Life(google, 21);
      life.go(60);
      await settle(world);
      await until("watches", async () => {
        const without = await world.rows("select from mail_sync where watch_expires_at is null");
        return without.length === 0;
      });
      const rule = (probability: number, fault: Parameters<typeof google.faults.add>[0]["fault"]) =>
        google.faults.add({ method: "push.gmail", probability, fault });
      rule(0.3, { kind: "push-lost" });
      rule(0.3, { kind: "push-repeated", copies: 3 });
      rule(0.2, { kind: "push-late", milliseconds: 100 });
      rule(0.3, { kind: "push-reordered" });
      const since = clock.date();
      const pushed = { begunAt: clock.now(), count: 0 };
      for (let burst = 0; burst < BURSTS; burst++) {
        life.go(5);
        const answers = await Promise.all(
          Array.from({ length: PUSHES }, (_, index) => push(world, REPS[index % REPS.length] ?? "")),
        );
        expect(new Set(answers)).toEqual(new Set([204]));
        pushed.count += answers.length;
      }
      const seconds = (clock.now() - pushed.begunAt) / 1_000;
      const claims = await findClaims(world, since);
      expect(findTooSoon(claims)).toEqual([]);
      expect(pushed.count).toBeGreaterThanOrEqual(1_000);
      expect(claims.filter(({ had_more }) => !had_more).length).toBeLessThanOrEqual(
        REPS.length * (seconds / SPACING_SECONDS + 2),
      );
      expect(claims.length).toBeGreaterThanOrEqual(REPS.length);
      expect(await findFaults(world)).toEqual([]);
    });
  },
  SUITE_TIMEOUT_MS,
);

test(
  "a mail is there by its push alone",
  async () => {
    await withWorld({ environment: WITH_PUSHES }, async (world) => {
      await world.startWorker();
      await settle(world);
      await until("watches", async () => {
        const without = await world.rows("select from mail_sync where watch_expires_at is null");
        return without.length === 0;
      });
      const { id } = new Life(world.google, 22).customerWrites(REPS[0]);
      await until("the mail", async () => {
        const found = await world.rows(
          "select from ledger_entry where gmail_message_id = $1 and decision = 'logged'",
          id,
        );
        return found.length === 1;
      });
    });
  },
  SUITE_TIMEOUT_MS,
);

test(
  "four workers, buttons, schedule and pushes at once, and a worker that sleeps through its lease",
  async () => {
    const ROUNDS = sized(8, 200);
    const SHORT_LEASE = { leaseMs: 8_000 };
    const random = seededDice(31);
    // The lease is to end for who sleeps, not for who waits for his share of a busy machine: 1.6 s of its time.
    await withWorld({ environment: WITH_PUSHES, speed: 5 }, async (world) => {
      const { google, database } = world;
      const life = new Life(google, 32);
      life.go(150);
      const sleeper = world.spawnWorker(SHORT_LEASE);
      const other = world.spawnWorker(SHORT_LEASE);
      await Promise.all([sleeper.ready, other.ready, world.startWorker(SHORT_LEASE)]);
      await world.startWorker(SHORT_LEASE);
      let overslept = 0;
      for (let round = 0; round < ROUNDS; round++) {
        // Slow enough to be met at work.
        google.faults.add({
          method: "gmail.messages.get",
          probability: 0.5,
          fault: { kind: "latency", milliseconds: 20, jitterMs: 150 },
        });
        life.go(15);
        const rep = REPS[Math.floor(random() * REPS.length)] ?? "";
        await Promise.all([
          ...REPS.map((email) => press(world, email)),
          askSchedule(world),
          push(world, rep),
        ]);
        await until("work", async () => (await leased(world)).length > 0);
        sleeper.signal("SIGSTOP");
        const before = await leased(world);
        const isOver = world.clock.now() + SHORT_LEASE.leaseMs;
        life.go(10);
        await Promise.all(REPS.map((email) => press(world, email)));
        await until("leases to end", () => world.clock.now() > isOver);
        // Whose lease ended without being let go of was the sleeper's, and somebody else takes it up.
        await until("others to take up what was left", async () => {
          const still = await leased(world);
          return before.every(({ user_id, version }) =>
            still.every((now) => now.user_id !== user_id || now.version !== version),
          );
        });
        const { rows } = await database.database.pool.query<{ version: number; user_id: string }>(
          "select user_id, version from mail_sync",
        );
        if (
          before.some(({ user_id, version }) =>
            rows.some((row) => row.user_id === user_id && row.version > version),
          )
        )
          overslept += 1;
        sleeper.signal("SIGCONT");
      }
      expect(overslept).toBeGreaterThan(0);
      expect(await findFaults(world)).toEqual([]);
    });
  },
  SUITE_TIMEOUT_MS,
);

const SPACING_SECONDS = 5;

interface Claim {
  readonly user_id: string;
  readonly started_at: Date;
  /** It only goes on with what the one before left. */
  readonly had_more: boolean;
}

/** Remembers each taking of a mailbox. */
async function watchClaims(world: ReliabilityWorld): Promise<void> {
  await world.rows(`
    create table claim_seen (user_id uuid, started_at timestamptz, had_more bool);
    create function see_claim() returns trigger language plpgsql as $$
    begin
      insert into claim_seen values (new.user_id, new.started_at, old.last_synced_at is null or exists (
        select from ledger_entry l where l.user_id = new.user_id and l.decision = 'waiting'));
      return new;
    end $$;
    create trigger see_claim after update on mail_sync for each row
      when (old.started_at is distinct from new.started_at) execute function see_claim()`);
}

async function findClaims(world: ReliabilityWorld, since: Date): Promise<readonly Claim[]> {
  return await world.rows<Claim>(
    "select * from claim_seen where started_at >= $1 order by started_at",
    since,
  );
}

function findTooSoon(claims: readonly Claim[]): readonly string[] {
  return claims.flatMap((claim, index) => {
    const before = claims.slice(0, index).findLast(({ user_id }) => user_id === claim.user_id);
    if (before === undefined || claim.had_more) return [];
    const seconds = (claim.started_at.getTime() - before.started_at.getTime()) / 1_000;
    return seconds < SPACING_SECONDS ? [`${claim.user_id} again after ${seconds} s`] : [];
  });
}

async function leased(
  world: ReliabilityWorld,
): Promise<readonly { readonly user_id: string; readonly version: number }[]> {
  return await world.rows("select user_id, version from mail_sync where lease_until is not null");
}

/** As Pub/Sub; gives the answer's status. */
async function push({ google, url }: ReliabilityWorld, emailAddress: string): Promise<number> {
  const topic = google.pubsub.topics().get(TOPIC);
  if (topic === undefined) throw new Error("there is no topic");
  const data = Buffer.from(JSON.stringify({ emailAddress, historyId: "1" })).toString("base64");
  return await untilTaken(`${url}/webhooks/gmail`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${google.pubsub.pushToken(topic)}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ message: { data, messageId: "1" }, subscription: "s" }),
  });
}

/** The button "Sync now". */
async function press({ google, url }: ReliabilityWorld, email: string): Promise<void> {
  const token = google.tokens.identityToken({ email, audience: ADDON_CLIENT });
  const headers = { authorization: `Bearer ${token}` };
  expect(await untilTaken(`${url}/api/v1/sync/email/run`, { method: "POST", headers })).toBeLessThan(300);
}

/**
 * Pub/Sub and people come again with what was not taken: a worker that is stopped in the middle of a commit holds its
 * mailbox's row until the database ends its session. Gives the last answer's status.
 */
async function untilTaken(address: string, request: RequestInit): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const { status } = await fetch(address, request);
    if (status !== 503 || attempt === MOST_ATTEMPTS) return status;
    await sleep(attempt * 200);
  }
}

/** Together longer than the database lets a session do nothing in a transaction. */
const MOST_ATTEMPTS = 8;

async function askSchedule({ url }: ReliabilityWorld): Promise<void> {
  const headers = { authorization: `Bearer ${CRON_SECRET}` };
  expect((await fetch(`${url}/api/cron/sync`, { headers })).status).toBe(200);
}
