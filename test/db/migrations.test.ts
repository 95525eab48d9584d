import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";
import {
  applyMigrations,
  MIGRATIONS_DIRECTORY,
  readMigrations,
} from "../../backend/src/db/apply-migrations.ts";
import { createEmptyDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";

/** What databases have applied by now. All but the newest stand here: whoever adds one writes down the one before. */
const LANDED: Readonly<Record<string, string>> = {
  "20261122170000_init": "5fc5a09b178ef48b774f8b8d0a87dd93a76d1689c86328d5a62cb9bb59099a5a",
  "20261122201323_sync": "5e8a0a2273a5b4695988aec1a7c6b57624d391113995f0f167bffc39efc37fd3",
};

let empty: Pick<TestDatabase, "url" | "drop">;
let directory: string;

beforeAll(async () => {
  empty = await createEmptyDatabase();
  directory = await mkdtemp(path.join(tmpdir(), "rapport-migrations-"));
});

afterAll(async () => {
  await empty.drop();
  await rm(directory, { recursive: true });
});

describe("migrations", () => {
  test("each is applied once, whoever comes first", async () => {
    const real = await createEmptyDatabase();
    try {
      const runs = await Promise.all(Array.from({ length: 4 }, async () => await run({ url: real.url })));
      const applied = runs.flat();
      expect(applied.length).toBeGreaterThan(0);
      expect(new Set(applied).size).toBe(applied.length);
      expect(await run({ url: real.url })).toEqual([]);
    } finally {
      await real.drop();
    }
  });

  test("those that databases have applied are as they were then", async () => {
    const files = await readMigrations(MIGRATIONS_DIRECTORY);
    const checksums = files.map(({ name, sql }) => [name, createHash("sha256").update(sql).digest("hex")]);
    expect(Object.fromEntries(checksums.slice(0, -1))).toEqual(LANDED);
  });

  test("one that fails leaves nothing behind, names its line, and is tried again", async () => {
    await write("1_first", "create table first (id int);");
    await write("2_second", "create table second (id int);\n\ninsert into nowhere values (1);");
    await expect(run({ directory })).rejects.toThrow(/2_second failed and was undone: .*nowhere.*\(line 3\)/);
    expect(await tables()).toEqual(["first"]);
    await write("2_second", "create table second (id int);");
    expect(await run({ directory })).toEqual(["2_second"]);
    expect(await tables()).toEqual(["first", "second"]);
  });

  test("one that was edited after it was applied is refused", async () => {
    await write("2_second", "create table second (id bigint);");
    await expect(run({ directory })).rejects.toThrow(/2_second was changed after it was applied/);
    await write("2_second", "create table second (id int);");
  });

  test("one that another tool left half done is refused", async () => {
    await write("3_third", "create table third (id int);");
    await query("insert into _prisma_migrations (id, checksum, migration_name) values ('x', 'y', '3_third')");
    await expect(run({ directory })).rejects.toThrow(/3_third was begun by another tool and not finished/);
    await query("update _prisma_migrations set rolled_back_at = now() where migration_name = '3_third'");
    expect(await run({ directory })).toEqual(["3_third"]);
  });

  test("one that a newer version applied is only mentioned", async () => {
    const older = await mkdtemp(path.join(tmpdir(), "rapport-migrations-"));
    await cp(path.join(directory, "1_first"), path.join(older, "1_first"), { recursive: true });
    const said: string[] = [];
    expect(await run({ directory: older, log: (message) => said.push(message) })).toEqual([]);
    expect(said.join("\n")).toMatch(/has the migration 2_second, which this version/);
    await rm(older, { recursive: true });
  });

  test("a missing database is an error that says so", async () => {
    const url = empty.url.replace(/[^/]+$/, "no_such_database");
    await expect(run({ url })).rejects.toThrow(/no_such_database/);
  });
});

async function run(options: {
  url?: string;
  directory?: string;
  log?: (message: string) => void;
}): Promise<readonly string[]> {
  return await applyMigrations({
    url: empty.url,
    directory: MIGRATIONS_DIRECTORY,
    log: () => undefined,
    ...options,
  });
}

async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(directory, name), { recursive: true });
  await writeFile(path.join(directory, name, "migration.sql"), sql);
}

async function query(sql: string): Promise<pg.QueryResult<{ name: string }>> {
  const client = new pg.Client({ connectionString: empty.url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

async function tables(): Promise<readonly string[]> {
  const { rows } = await query(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename not like '\\_%' order by 1",
  );
  return rows.map(({ name }) => name);
}
