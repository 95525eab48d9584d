/** A migrated database of its own for a test file: cloned from a template, on the embedded server or on DATABASE_URL's. */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { applyMigrations } from "../../backend/src/db/apply-migrations.ts";
import { connect } from "../../backend/src/db/connect.ts";
import type { Database } from "../../backend/src/db/connect.ts";
import { runPrefix, runServerUrl } from "./test-run.ts";

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** For `afterAll`: closes the connections and drops the database. */
  drop(): Promise<void>;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createDatabase(prepareTemplate);
  const database = connect({ url, log: () => undefined, poolSize: 12 });
  return {
    url,
    database,
    async drop() {
      await database.close();
      await drop();
    },
  };
}

/** An empty database on the same server, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<Pick<TestDatabase, "url" | "drop">> {
  return await createDatabase(() => Promise.resolve("template0"));
}

async function createDatabase(
  findTemplate: (admin: pg.Client, server: string) => Promise<string>,
): Promise<Pick<TestDatabase, "url" | "drop">> {
  const server = await runServerUrl();
  const name = `${runPrefix()}_${randomBytes(6).toString("hex")}`;
  await withAdmin(server, async (admin) => {
    const template = await findTemplate(admin, server);
    // By default it goes through the write-ahead log page by page: five times as long for a template as small as ours.
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
  });
  return {
    url: withDatabase(server, name),
    async drop() {
      await withAdmin(server, async (admin) => {
        await admin.query(`drop database ${name} with (force)`);
      });
    },
  };
}

/** Made once a run, by whoever comes first. */
async function prepareTemplate(admin: pg.Client, url: string): Promise<string> {
  const template = `${runPrefix()}_template`;
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
