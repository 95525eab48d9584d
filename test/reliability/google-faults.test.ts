/** R5, R6, R7: Google throttles, breaks off, answers nonsense, forgets history and messages. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { fillLargeMailbox } from "../../dev/google/seed/large-mailbox.ts";
import { seededDice } from "../../dev/google/seed/seeded-dice.ts";
import type { FaultRule } from "../../dev/google/faults/fault-rule.ts";
import type { LocalGoogle } from "../../dev/google/server.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";
import { findFaults } from "./invariant.ts";
import { Life } from "./life.ts";
import { settle, until } from "./settle.ts";
import { IS_LONG, SUITE_TIMEOUT_MS, sized } from "./size.ts";
import { CARLA, NORA, OTTO, REPS, withWorld } from "./world.ts";
import type { ReliabilityWorld, SeenRequest } from "./world.ts";

type Fault = FaultRule["fault"];

/** Keeps the server running between worlds. */
let held: TestDatabase;
beforeAll(async () => {
  held = await createTestDatabase();
});
afterAll(async () => {
  await held.drop();
});

describe("R5: with three calls in ten of two mailboxes throttled", () => {
  const SPEED = 10;
  const MAILS = sized(150, 3_000);
  /** At that quota the many take a minute at least, and the throttled ones go on when they are no more. */
  const TIMEOUT_MS = sized(50_000, 600_000);
  const UNITS_PER_MINUTE = 6_000;
  /** What our client takes of the quota when nothing is wrong. */
  const STEADY_SHARE = 0.96;
  const NAMED_MS: ReadonlyMap<number, number> = new Map([
    [403, 4_000],
    [429, 12_000],
  ]);
  /** The clock shows whole milliseconds of the machine's only, ten of its own: two readings differ by so much. */
  const TICK_MS = 2 * SPEED;
  /** Calls that were on their way when the answer came. */
  const ON_THE_WAY_MS = 1_000;

  test(
    "no call is made before the time Google named, and the third loses no pace",
    async () => {
      const environment = { GMAIL_UNITS_PER_MINUTE: UNITS_PER_MINUTE.toString() };
      await withWorld({ speed: SPEED, environment, prepare: fill }, async (world) => {
        const { google, requests } = world;
        const throttle = (user: string, fault: Fault) =>
          google.faults.add({ method: "gmail.*", user, probability: 0.15, fault });
        throttle(NORA, { kind: "error", error: "rateLimit", retryAfterMs: NAMED_MS.get(403) });
        throttle(NORA, { kind: "error", error: "tooManyRequests", retryAfterMs: NAMED_MS.get(429) });
        throttle(CARLA, { kind: "error", error: "userRateLimit" });
        throttle(CARLA, { kind: "error", error: "concurrentRequests" });
        await world.startWorker();
        await until(
          "Otto's first sync",
          async () => (await phaseOf(world, OTTO)) === "incremental",
          TIMEOUT_MS,
        );

        const callsOf = (rep: string) =>
          requests.filter(({ user, target }) => user === rep && target.startsWith("/gmail/"));
        const isRefused = (rep: string, status: number) =>
          callsOf(rep).some((call) => call.status === status);
        await until(
          "each refusal",
          () => Promise.resolve([NORA, CARLA].every((rep) => isRefused(rep, 403) && isRefused(rep, 429))),
          TIMEOUT_MS,
        );
        expect(findTooEarly(callsOf(NORA))).toEqual([]);
        const reads = callsOf(OTTO).filter(({ target }) => target.includes("/messages/"));
        const milliseconds = (reads.at(-1)?.endedAt ?? 0) - (reads[0]?.endedAt ?? 0);
        const share = (reads.length * 20 * 60_000) / milliseconds / UNITS_PER_MINUTE;
        // A busy machine reads slower than the quota lets it, whoever is throttled: pace is for the long run on a quiet one.
        if (IS_LONG) expect(share).toBeGreaterThan(0.9 * STEADY_SHARE);
        expect(share).toBeLessThan(1.1 * STEADY_SHARE);
        expect(await findFaults(world, { timeoutMs: TIMEOUT_MS })).toEqual([]);
      });
    },
    SUITE_TIMEOUT_MS,
  );

  /** The same customers write the same mails to all: those of a team are one activity each. */
  function fill(google: LocalGoogle): void {
    const until = google.world.now();
    for (const email of REPS)
      fillLargeMailbox(mailboxOf(google, email), {
        owner: { email },
        count: MAILS,
        contacts: ["lea@kunde.example"],
        contactShare: 0.9,
        until,
        days: 100,
        bytes: { min: 800, max: 2_000 },
      });
  }

  function findTooEarly(calls: readonly SeenRequest[]): readonly SeenRequest[] {
    return calls.filter(({ begunAt }) =>
      calls.some((refused) => {
        const wait = NAMED_MS.get(refused.status) ?? 0;
        return begunAt > refused.endedAt + ON_THE_WAY_MS && begunAt < refused.begunAt + wait - TICK_MS;
      }),
    );
  }
});

describe("R6: with connections and answers broken in every way", () => {
  const BROKEN: readonly Fault[] = [
    { kind: "error", error: "backendError" },
    { kind: "error", error: "badGateway" },
    { kind: "error", error: "unavailable" },
    { kind: "reset" },
    { kind: "lost-answer" },
    { kind: "cut" },
    { kind: "cut", breaks: true },
    { kind: "html", status: 200 },
    { kind: "html", status: 404 },
    { kind: "empty" },
    { kind: "trickle", pieces: 4, everyMs: 5 },
    { kind: "hang" },
  ];
  /** Each; they come together. */
  const SHARE = sized(0.05, 0.1);
  const ROUNDS = sized(4, 200);

  test(
    "no answer is ever taken for an empty mailbox",
    async () => {
      let life: Life | undefined;
      const prepare = (google: LocalGoogle) => (life = startLife(google, 5));
      await withWorld({ prepare, answerTimeoutMs: 1_000 }, async (world) => {
        await world.startWorker();
        await settle(world);
        const before = await countActivities(world);
        expect(before).toBeGreaterThan(20);
        for (const fault of BROKEN) world.google.faults.add({ probability: SHARE, fault });
        for (let round = 0; round < ROUNDS; round++) {
          for (const email of REPS) life?.customerWrites(email);
          // Every second time all is listed anew.
          if (round % 2 === 0) for (const email of REPS) mailboxOf(world.google, email).log.forget();
          const enough = world.requests.length + 40;
          await askAllAgain(world);
          await until("calls", async () => {
            expect(await countActivities(world)).toBeGreaterThanOrEqual(before);
            await askAllAgain(world);
            return world.requests.length >= enough;
          });
        }
        expect(await findFaults(world, { check: true })).toEqual([]);
        const connected = await world.rows("select from google_account where status = 'connected'");
        expect(connected.length).toBe(REPS.length);
      });
    },
    SUITE_TIMEOUT_MS,
  );
});

describe("R7: with history forgotten, pages empty and messages gone", () => {
  const ROUNDS = sized(9, 300);

  test(
    "everything is found again",
    async () => {
      const random = seededDice(11);
      let life: Life | undefined;
      const prepare = (google: LocalGoogle) => (life = startLife(google, 6));
      let forgotten = 0;
      await withWorld({ prepare }, async (world) => {
        const { google, requests } = world;
        await world.startWorker();
        await settle(world);
        const gmail = (method: string, probability: number, fault: Fault) =>
          google.faults.add({ method: `gmail.${method}`, probability, fault });
        for (let round = 0; round < ROUNDS; round++) {
          google.faults.clear();
          gmail("messages.list", 0.4, { kind: "empty-page" });
          gmail("history.list", 0.6, { kind: "empty-page" });
          gmail("messages.get", 0.1, { kind: "error", error: "notFound" });
          life?.go(25);
          const from = requests.length;
          // An empty page is told from the end only where something is left: not every round has one.
          await until("history", async () => {
            await askAllAgain(world);
            const calls = requests.slice(from).filter(isHistory);
            return calls.some(isHistoryPage) || calls.length > 3 * REPS.length;
          });
          // Between two pages, or right after the last.
          if (round % 3 === 0) {
            mailboxOf(google, REPS[Math.floor(random() * REPS.length)] ?? NORA).log.forget();
            forgotten += 1;
          }
          await until("more calls", async () => {
            await askAllAgain(world);
            return requests.length > from + 12;
          });
          if (round % 3 === 2) await settle(world);
        }
        expect(requests.filter((call) => isHistory(call) && call.status === 404).length).toBeGreaterThan(0);
        expect(requests.filter(isHistoryPage).length).toBeGreaterThan(forgotten);
        // A message that Gmail denied twice is believed to be gone until it is listed.
        expect(await findFaults(world, { check: true })).toEqual([]);
      });
    },
    SUITE_TIMEOUT_MS,
  );

  function isHistory({ target }: SeenRequest): boolean {
    return target.includes("/history?");
  }

  function isHistoryPage(call: SeenRequest): boolean {
    return isHistory(call) && call.target.includes("pageToken=");
  }
});

function startLife(google: LocalGoogle, seed: number): Life {
  const life = new Life(google, seed);
  life.go(120);
  return life;
}

function mailboxOf(google: LocalGoogle, email: string) {
  const account = google.world.accounts.get(email);
  if (account === undefined) throw new Error(`there is no ${email}`);
  return account.mailbox;
}

async function countActivities(world: ReliabilityWorld): Promise<number> {
  return (await world.rows("select from activity")).length;
}

async function phaseOf(world: ReliabilityWorld, email: string): Promise<string | undefined> {
  const [row] = await world.rows<{ phase: string }>(
    `select cursor ->> 'phase' as phase from mail_sync s
     join google_account g using (workspace_id, user_id) where g.email = $1`,
    email,
  );
  return row?.phase;
}

/** As a rep who presses the button without end. */
async function askAllAgain(world: ReliabilityWorld): Promise<void> {
  await world.rows("update mail_sync set due_at = $1 where due_at > $1", world.clock.date());
}
