/** A migrated database of its own for the benches, gone afterwards: embedded, or on the server of DATABASE_URL. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { createStores } from "../../backend/src/db/stores.ts";
import { openDatabase } from "../../backend/src/db/open-database.ts";
import type { Stores } from "../../backend/src/crm/ports.ts";

export interface BenchDatabase {
  /** `embedded PostgreSQL 18.4` */
  readonly name: string;
  /** Undefined: the embedded one in `dataDir`. */
  readonly url: string | undefined;
  readonly dataDir: string;
  readonly pool: pg.Pool;
  readonly stores: Stores;
}

export async function withBenchDatabase<T>(work: (bench: BenchDatabase) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "rapport-bench-"));
  const server = process.env["DATABASE_URL"];
  const own = server === undefined ? undefined : await createDatabase(server);
  const database = await openDatabase({ url: own?.url, dataDir, log: () => undefined });
  try {
    const { rows } = await database.pool.query<{ server_version: string }>("show server_version");
    const version = rows[0]?.server_version.split(" ")[0] ?? "";
    return await work({
      name: `${own === undefined ? "embedded " : ""}PostgreSQL ${version}`,
      url: own?.url,
      dataDir,
      pool: database.pool,
      stores: createStores(database),
    });
  } finally {
    await database.close();
    await own?.drop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function createDatabase(server: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `rapport_bench_${randomUUID().replaceAll("-", "")}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}
