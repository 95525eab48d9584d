/** After all tests: nothing of the run is left, also when a test process died. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../backend/src/db/embedded-postgres.ts";
import { testRun } from "./support/test-run.ts";

export default async function endTestRun(): Promise<void> {
  const { dataDir, databaseUrl, prefix } = testRun();
  if (databaseUrl !== undefined) await dropDatabases(databaseUrl, prefix);
  else if (existsSync(dataDir)) {
    if (existsSync(path.join(dataDir, "postgres/data/postmaster.pid"))) {
      const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
      await server.stop();
    }
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const { rows } = await admin.query<{ datname: string }>(
    "select datname from pg_database where starts_with(datname, $1)",
    [prefix],
  );
  for (const { datname } of rows) await admin.query(`drop database ${datname} with (force)`);
  await admin.end();
}
