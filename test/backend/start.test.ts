import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readConfig } from "../../backend/src/config.ts";
import type { Config, Environment } from "../../backend/src/config.ts";
import { createLog } from "../../backend/src/log.ts";
import { StartError, startBackend } from "../../backend/src/start.ts";
import { CLIENT_ID, startOidcIssuer } from "./oidc-issuer.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";

const REQUIRED: Environment = {
  PORT: "0",
  GOOGLE_CLIENT_ID: "client",
  GOOGLE_CLIENT_SECRET: "secret",
  ADDON_CLIENT_IDS: "addon",
  TOKEN_KEYS: `k:${Buffer.alloc(32).toString("base64")}`,
  SESSION_SECRET: "s".repeat(32),
  CRON_SECRET: "c".repeat(32),
};

let database: TestDatabase;
const log = createLog("silent");

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

function configOf(environment: Environment = {}): Config {
  return readConfig({ ...REQUIRED, DATABASE_URL: database.url, ...environment }, () => {
    throw new Error("nothing is generated here");
  });
}

describe("the backend", () => {
  test("serves on a free port until it is stopped", async () => {
    const backend = await startBackend(configOf(), { log });
    const ready = await fetch(`${backend.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: "ok" }]);
    expect((await fetch(`${backend.url}/api/v1/me`)).status).toBe(401);
    await backend.stop();
    await expect(fetch(`${backend.url}/healthz`)).rejects.toThrow();
    await backend.stop();
  });

  test("says so while its database is away, and serves again when it is back", async () => {
    const own = await createTestDatabase();
    const backend = await startBackend(configOf({ DATABASE_URL: own.url }), { log });
    const statusOf = async (path: string) => (await fetch(`${backend.url}${path}`)).status;
    await renameDatabase(own.url, "_away");
    expect([await statusOf("/healthz"), await statusOf("/readyz")]).toEqual([200, 503]);
    await renameDatabase(own.url, "");
    expect(await statusOf("/readyz")).toBe(200);
    await backend.stop();
    await own.drop();
  });

  test("finishes what it is at before it stops", async () => {
    const oidc = await startOidcIssuer();
    const config = configOf({
      GOOGLE_ISSUER: oidc.issuer,
      ADDON_CLIENT_IDS: CLIENT_ID,
      ALLOWED_DOMAINS: "acme.example",
    });
    const backend = await startBackend(config, { log });
    const headers = { authorization: `Bearer ${await oidc.sign()}` };
    const list = async () => (await fetch(`${backend.url}/api/v1/contacts`, { headers })).status;
    expect(await list()).toBe(200);

    const blocker = await database.database.pool.connect();
    await blocker.query("begin; lock table contact in access exclusive mode");
    const asked = list();
    await expectWaiter(blocker);
    const stopped = backend.stop();
    await blocker.query("rollback");
    blocker.release();
    expect(await asked).toBe(200);
    await stopped;
    await expect(list()).rejects.toThrow();
    await oidc.close();
  });

  test("listens nowhere as a worker", async () => {
    const backend = await startBackend(configOf({ ROLE: "worker" }), { log });
    expect(backend.url).toBeUndefined();
    await backend.stop();
  });

  test("settles meetings that ended while nobody was running", async () => {
    const { pool } = database.database;
    await pool.query("insert into workspace (id, name) values ('00000000-0000-4000-8000-000000000001', 'W')");
    await pool.query(
      `insert into activity (workspace_id, id, type, occurred_at, ends_at, status, source, merge_key)
       select '00000000-0000-4000-8000-000000000001', gen_random_uuid(), 'MEETING', now() - interval '2 h',
              now() - interval '1 h', 'SCHEDULED', 'sidebar', 'meeting:' || n from generate_series(1, 3) n`,
    );
    const backend = await startBackend(configOf({ ROLE: "worker" }), { log });
    await backend.stop();
    const { rows } = await pool.query("select status from activity");
    expect(rows).toEqual([{ status: "HELD" }, { status: "HELD" }, { status: "HELD" }]);
  });
});

describe("it says in a line", () => {
  test("which port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const start = startBackend(configOf({ PORT: port.toString() }), { log });
    await expect(start).rejects.toThrow(`Port ${port} is in use. Stop what listens there, or set PORT.`);
    await expect(start).rejects.toBeInstanceOf(StartError);
    other.close();
  });

  test("that the database cannot be reached, and not its password", async () => {
    const start = startBackend(configOf({ DATABASE_URL: "postgres://u:marked@127.0.0.1:9/x" }), { log });
    await expect(start).rejects.toThrow(/^The database at DATABASE_URL cannot be opened: .*ECONNREFUSED/);
    await expect(start).rejects.not.toThrow(/marked/);
  });
});

describe("npm start", () => {
  const run = (environment: Environment) =>
    spawn(process.execPath, ["backend/src/main.ts"], {
      env: { PATH: process.env["PATH"], ...REQUIRED, DATABASE_URL: database.url, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
  const textOf = (stream: NodeJS.ReadableStream) => {
    let text = "";
    stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
    return () => text;
  };

  test("lists what is wrong with the settings and exits with 1", async () => {
    const child = run({ PORT: "x", ADDON_CLIENT_IDS: "", CRON_SECRET: "marked-short" });
    const errors = textOf(child.stderr);
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(1);
    expect(errors()).toMatch(/^Rapport cannot start: 3 settings are wrong\./);
    expect(errors()).not.toMatch(/marked|^\s+at /m);
  });

  test("ends when npm is told to", async () => {
    const child = spawn("npm", ["start"], {
      env: { PATH: process.env["PATH"], ...REQUIRED, DATABASE_URL: database.url },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const output = textOf(child.stdout);
    const url = await new Promise<string>((resolve) => {
      child.stdout.on("data", () => {
        const [, found] = /"url":"([^"]+)".*"listening"/.exec(output()) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    child.kill("SIGTERM");
    // Its output is open as long as any process of it lives.
    await once(child, "close");
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  test("ends with 0 when told to, having finished", async () => {
    const child = run({});
    const output = textOf(child.stdout);
    child.stdout.on("data", () => {
      if (output().includes('"listening"')) child.kill("SIGTERM");
    });
    const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect([code, signal]).toEqual([0, null]);
  });
});

/** Returns once somebody waits for a lock of this database. */
async function expectWaiter(client: pg.PoolClient): Promise<void> {
  const waiters =
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  const deadline = Date.now() + 5_000;
  while ((await client.query(waiters)).rowCount === 0) {
    if (Date.now() > deadline) throw new Error("nobody waits");
  }
}

/** Takes a database away, or gives it back: its connections are cut, and nobody finds it under its name. */
async function renameDatabase(url: string, suffix: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  const { pool } = database.database;
  const rename = suffix === "" ? `${name}_away rename to ${name}` : `${name} rename to ${name}${suffix}`;
  const deadline = Date.now() + 10_000;
  for (;;) {
    await pool.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    try {
      await pool.query(`alter database ${rename}`);
      return;
    } catch (error) {
      // The worker was back between the two statements.
      const isInUse = error instanceof pg.DatabaseError && error.code === "55006";
      if (!isInUse || Date.now() > deadline) throw error;
    }
  }
}
