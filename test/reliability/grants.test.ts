/** R10: grants that are taken back, given in part, refreshed by several at once, or cannot be refreshed just now. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";
import { findFaults } from "./invariant.ts";
import { Life } from "./life.ts";
import { settle, until } from "./settle.ts";
import { SUITE_TIMEOUT_MS, sized } from "./size.ts";
import { CARLA, CRON_SECRET, NORA, REPS, withWorld } from "./world.ts";
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
  "a grant that was taken back is not used again, told of once, and missed nothing when it is given anew",
  async () => {
    await withWorld({}, async (world) => {
      const { google } = world;
      const life = new Life(google, 8);
      await world.startWorker();
      for (let round = 0; round < sized(2, 50); round++) {
        life.go(30);
        await settle(world);
        google.revokeAccess(NORA);
        life.go(30);
        await askAll(world);
        await until("reconnect", async () => (await grantOf(world, NORA)).status === "reconnect");
        expect(await grantOf(world, NORA)).toEqual({ status: "reconnect", reason: "revoked", tokens: 0 });
        expect(await countNotices(world)).toBe(1);

        // The others go on, and nobody asks Google anything for her.
        await settle(world);
        const asked = world.requests.length;
        for (let times = 0; times < 5; times++) await askAll(world);
        await settle(world);
        const refused = world.requests.slice(asked).filter(({ status }) => status !== 200);
        expect(refused).toEqual([]);
        expect(world.requests.slice(asked).some(({ user }) => user === NORA)).toBe(false);
        expect(await countNotices(world)).toBe(1);

        expect((await world.signIn(NORA)).status).toBe(303);
        expect(await countNotices(world)).toBe(0);
      }
      expect(await findFaults(world)).toEqual([]);
    });
  },
  SUITE_TIMEOUT_MS,
);

test(
  "a consent to the calendar alone reads no mail, one to all catches up",
  async () => {
    await withWorld({ connected: [CARLA] }, async (world) => {
      const life = new Life(world.google, 9);
      life.go(60);
      await world.startWorker();
      const isCalendars = (scope: string) => scope.includes("calendar");
      const answer = await world.signIn(NORA, { ticks: isCalendars });
      expect(answer.status).toBe(303);
      await settle(world);
      const ofNora = world.requests.filter(({ user }) => user === NORA);
      expect(ofNora.some(({ target }) => target.startsWith("/calendar/"))).toBe(true);
      expect(ofNora.filter(({ target }) => target.startsWith("/gmail/"))).toEqual([]);

      for (const email of REPS) await world.signIn(email);
      expect(await findFaults(world)).toEqual([]);
    });
  },
  SUITE_TIMEOUT_MS,
);

test(
  "a grant that lost Gmail is to be connected again, and then has missed nothing",
  async () => {
    await withWorld({}, async (world) => {
      const life = new Life(world.google, 10);
      life.go(40);
      await world.startWorker();
      await settle(world);
      world.google.revokeAccess(NORA);
      await world.signIn(NORA, { features: "calendar", ticks: (scope) => scope.includes("calendar") });
      life.go(20);
      await askAll(world);
      await until("reconnect", async () => (await grantOf(world, NORA)).status === "reconnect");
      expect((await grantOf(world, NORA)).reason).toBe("scope_missing");
      await world.signIn(NORA);
      expect(await findFaults(world)).toEqual([]);
    });
  },
  SUITE_TIMEOUT_MS,
);

test(
  "of many who need a fresh token at once one asks Google, also where each refresh ends the token before",
  async () => {
    await withWorld({ google: { rotatesRefreshTokens: true } }, async (world) => {
      const life = new Life(world.google, 12);
      await settleWithTwoWorkers(world);
      for (let round = 0; round < sized(4, 50); round++) {
        life.go(12);
        await world.rows("update google_account set access_token_expires_at = $1", new Date(0));
        const before = countTokenRequests(world);
        await settleWithTwoWorkers(world);
        expect(countTokenRequests(world) - before).toBe(REPS.length);
      }
      expect(await world.rows("select from google_account where status <> 'connected'")).toEqual([]);
    });

    /** New ones, which know no token yet. */
    async function settleWithTwoWorkers(world: ReliabilityWorld): Promise<void> {
      const workers = await Promise.all([world.startWorker(), world.startWorker()]);
      expect(await findFaults(world)).toEqual([]);
      for (const worker of workers) await worker.stop();
    }
  },
  SUITE_TIMEOUT_MS,
);

test(
  "Google's token endpoint being away is no end of a grant",
  async () => {
    await withWorld({}, async (world) => {
      const { google } = world;
      const life = new Life(google, 13);
      life.go(40);
      await world.rows("update google_account set access_token_expires_at = $1", new Date(0));
      google.faults.add({
        method: "oauth.token",
        fault: { kind: "token-error", error: "token_unavailable" },
      });
      await world.startWorker();
      for (let times = 0; times < sized(3, 50); times++) {
        const before = countTokenRequests(world);
        await askAll(world);
        await until("requests for a token", () => countTokenRequests(world) >= before + 2);
      }
      expect(await world.rows("select from google_account where status <> 'connected'")).toEqual([]);
      google.faults.clear();
      google.faults.add({ method: "oauth.token", probability: 0.5, fault: { kind: "html", status: 400 } });
      await askAll(world);
      expect(await findFaults(world)).toEqual([]);
      expect(await countNotices(world)).toBe(0);
    });
  },
  SUITE_TIMEOUT_MS,
);

function countTokenRequests({ requests }: ReliabilityWorld): number {
  return requests.filter(({ target }) => target === "/token").length;
}

async function grantOf(world: ReliabilityWorld, email: string) {
  const [grant] = await world.rows<{ status: string; reason: string | null; tokens: number }>(
    `select status, status_reason as reason, num_nonnulls(refresh_token, access_token) as tokens
     from google_account where email = $1`,
    email,
  );
  if (grant === undefined) throw new Error(`${email} has no account`);
  return grant;
}

async function countNotices(world: ReliabilityWorld): Promise<number> {
  return (await world.rows("select from notice")).length;
}

/** By the scheduler's door; and what failed before need not wait. */
async function askAll(world: ReliabilityWorld): Promise<void> {
  const response = await fetch(`${world.url}/api/cron/sync`, {
    method: "POST",
    headers: { authorization: `Bearer ${CRON_SECRET}` },
  });
  expect(response.status).toBe(200);
}
