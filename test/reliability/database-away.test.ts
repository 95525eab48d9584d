/** R4: the database cuts its connections, has none left, or dies and comes back. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { applyMigrations } from "../../backend/src/db/apply-migrations.ts";
import { connect } from "../../backend/src/db/connect.ts";
import { startEmbeddedPostgres } from "../../backend/src/db/embedded-postgres.ts";
import { inTransaction } from "../../backend/src/db/transaction.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";
import { findFaults } from "./invariant.ts";
import { Life } from "./life.ts";
import { settle, until } from "./settle.ts";
import { SUITE_TIMEOUT_MS, sized } from "./size.ts";
import { ADDON_CLIENT, NORA, withWorld } from "./world.ts";
import type { ReliabilityWorld } from "./world.ts";

/** Short enough for a lease that nobody could give back. */
const TIMING = { leaseMs: 8_000 };

test("a connection that is cut between two statements fails its transaction and nothing else", async () => {
  const own = await createTestDatabase();
  const { pool } = own.database;
  const transaction = inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ pid: number }>("select pg_backend_pid() as pid");
    await pool.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    await sleep(50);
    await tx.query("select 1");
  });
  await expect(transaction).rejects.toThrow();
  expect((await pool.query("select 1")).rowCount).toBe(1);
  await own.drop();
});

test(
  "all connections are cut in the middle of syncs",
  async () => {
    await withWorld({}, async (world) => {
      const life = new Life(world.google, 41);
      life.go(150);
      await world.startWorker(TIMING);
      let cut = 0;
      for (let round = 0; round < sized(6, 10); round++) {
        life.go(20);
        slowDown(world);
        for (const table of ["mail_sync", "calendar_sync"])
          await world.rows(`update ${table} set due_at = $1`, world.clock.date());
        const from = world.requests.length;
        await until("work", () => world.requests.length > from + 5);
        cut += await cutConnections(world);
      }
      expect(cut).toBeGreaterThan(sized(6, 10));
      expect(await findFaults(world)).toEqual([]);
      expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
    });
  },
  SUITE_TIMEOUT_MS,
);

test(
  "with every connection of the pool taken requests wait their turn, and the sync goes on afterwards",
  async () => {
    await withWorld({}, async (world) => {
      const { google, url, database } = world;
      const life = new Life(google, 42);
      life.go(60);
      await world.startWorker(TIMING);
      await settle(world);
      life.go(30);
      const authorization = `Bearer ${google.tokens.identityToken({ email: NORA, audience: ADDON_CLIENT })}`;
      const list = async () => (await fetch(`${url}/api/v1/contacts`, { headers: { authorization } })).status;
      const blocker = await database.database.pool.connect();
      await blocker.query("begin; lock table contact, ledger_entry in access exclusive mode");
      const asked = Promise.all(Array.from({ length: 40 }, list));
      await world.rows("update mail_sync set due_at = $1", world.clock.date());
      await until("the pool to be used up", async () => {
        const waiting = await world.rows(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return waiting.length >= 10;
      });
      await blocker.query("rollback");
      blocker.release();
      expect(new Set(await asked)).toEqual(new Set([200]));
      expect(await findFaults(world)).toEqual([]);
    });
  },
  SUITE_TIMEOUT_MS,
);

test(
  "the server dies and is started again",
  async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), "rapport-dying-"));
    const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
    try {
      await applyMigrations({ url: server.url, log: () => undefined });
      await withWorld({ database: ownDatabase(server.url) }, async (world) => {
        const life = new Life(world.google, 43);
        life.go(100);
        await world.startWorker(TIMING);
        for (let round = 0; round < sized(2, 10); round++) {
          life.go(30);
          slowDown(world);
          await world.rows("update mail_sync set due_at = $1", world.clock.date());
          await until("work", async () => (await countLeased(world)) > 0);
          const [pid = ""] = (await serverFile(world, "postmaster.pid")).split("\n");
          process.kill(Number(pid), "SIGQUIT");
          await until("the server to be away", async () => !(await isThere(world)));
          await until("the server to be back", async () => await isThere(world), 30_000);
        }
        expect(await findFaults(world)).toEqual([]);
        expect((await fetch(`${world.url}/readyz`)).status).toBe(200);
      });
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
  SUITE_TIMEOUT_MS,
);

/** So that syncs are met at work. */
function slowDown({ google }: ReliabilityWorld): void {
  google.faults.clear();
  google.faults.add({ fault: { kind: "latency", milliseconds: 10, jitterMs: 30 } });
}

async function countLeased(world: ReliabilityWorld): Promise<number> {
  return (await world.rows("select from mail_sync where lease_until is not null")).length;
}

/** But for the one that does it. */
async function cutConnections(world: ReliabilityWorld): Promise<number> {
  const cut = await world.rows(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  return cut.length;
}

function ownDatabase(url: string): TestDatabase {
  const database = connect({ url, log: () => undefined });
  return { url, database, drop: () => database.close() };
}

async function serverFile(world: ReliabilityWorld, name: string): Promise<string> {
  const [row] = await world.rows<{ dir: string }>("select current_setting('data_directory') as dir");
  return await readFile(path.join(row?.dir ?? "", name), "utf8");
}

async function isThere(world: ReliabilityWorld): Promise<boolean> {
  try {
    return (await world.rows("select 1")).length === 1;
  } catch {
    return false;
  }
}
