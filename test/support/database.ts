/** A migrated database of its own for a test file: cloned from a template, on the embedded server or on DATABASE_URL's. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { applyMigrations } from "../../backend/src/db/apply-migrations.ts";
import { connect } from "../../backend/src/db/connect.ts";
import type { Database } from "../../backend/src/db/connect.ts";
import { startEmbeddedPostgres } from "../../backend/src/db/embedded-postgres.ts";
import { testRun } from "./test-run.ts";

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** For `afterAll`: closes the connections and drops the database. */
  drop(): Promise<void>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await findServer();
  const { prefix } = testRun();
  const template = await withAdmin(server.url, async (admin) => await prepareTemplate(admin, server.url));
  const name = `${prefix}_${randomBytes(6).toString("hex")}`;
  await withAdmin(server.url, async (admin) => {
    await admin.query(`create database ${name} template ${template}`);
  });
  const url = withDatabase(server.url, name);
  const database = connect({ url, log: () => undefined, poolSize: 12 });
  return {
    url,
    database,
    async drop() {
      await database.close();
      await withAdmin(server.url, async (admin) => {
        await admin.query(`drop database ${name} with (force)`);
      });
      await server.stop();
    },
  };
}

/** An empty database on the same server, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<Pick<TestDatabase, "url" | "drop">> {
  const server = await findServer();
  const name = `${testRun().prefix}_${randomBytes(6).toString("hex")}`;
  await withAdmin(server.url, async (admin) => {
    await admin.query(`create database ${name} template template0`);
  });
  return {
    url: withDatabase(server.url, name),
    async drop() {
      await withAdmin(server.url, async (admin) => {
        await admin.query(`drop database ${name} with (force)`);
      });
      await server.stop();
    },
  };
}

/** Every test process joins the one embedded server of the run; the last one to leave stops it. */
async function findServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { databaseUrl, dataDir } = testRun();
  if (databaseUrl !== undefined) return { url: databaseUrl, stop: () => Promise.resolve() };
  return await startEmbeddedPostgres({
    dataDir,
    log: () => undefined,
    // What a test wrote need not outlive a power cut.
    settings: { fsync: "off", full_page_writes: "off", synchronous_commit: "off" },
  });
}

/** Made once a run, by whoever comes first. */
async function prepareTemplate(admin: pg.Client, url: string): Promise<string> {
  const template = `${testRun().prefix}_template`;
  await admin.query("select pg_advisory_lock(hashtext($1))", [template]);
  const { rowCount } = await admin.query("select from pg_database where datname = $1", [template]);
  if (rowCount === 0) {
    await admin.query(`create database ${template}_new template template0`);
    await applyMigrations({ url: withDatabase(url, `${template}_new`), log: () => undefined });
    await admin.query(`alter database ${template}_new rename to ${template}`);
  }
  await admin.query("select pg_advisory_unlock(hashtext($1))", [template]);
  return template;
}

async function withAdmin<T>(url: string, use: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
