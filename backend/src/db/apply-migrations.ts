/**
 * Applies what is missing of backend/prisma/migrations. Keeps Prisma's own books (`_prisma_migrations`, its checksums and
 * its lock), so that `prisma migrate deploy` and `status` go on working beside it.
 */
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";

export interface MigrationOptions {
  readonly url: string;
  readonly log: (message: string) => void;
  readonly directory?: string;
}

export interface MigrationFile {
  readonly name: string;
  readonly sql: string;
}

export const MIGRATIONS_DIRECTORY = path.resolve(import.meta.dirname, "../../prisma/migrations");

/** The lock `prisma migrate` takes as well: one at a time, whoever it is. */
const MIGRATION_LOCK = 72_707_369;

/**
 * Each migration is one transaction: one that fails leaves nothing behind and is tried again at the next start.
 * @returns the names of those applied now.
 */
export async function applyMigrations(options: MigrationOptions): Promise<readonly string[]> {
  const files = await readMigrations(options.directory ?? MIGRATIONS_DIRECTORY);
  const client = new pg.Client({ connectionString: options.url, application_name: "rapport-migrate" });
  // The query that is running rejects as well; without a listener a lost connection would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    // Waiting for another process may take as long as its migration does.
    await client.query("set statement_timeout = 0");
    await client.query("set lock_timeout = 0");
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    return await applyMissing(client, files, options.log);
  } finally {
    await client.end(); // Gives the lock back as well.
  }
}

export async function readMigrations(directory: string): Promise<readonly MigrationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return await Promise.all(
    names.toSorted().map(async (name) => ({
      name,
      sql: await readFile(path.join(directory, name, "migration.sql"), "utf8"),
    })),
  );
}

async function applyMissing(
  client: pg.Client,
  files: readonly MigrationFile[],
  log: MigrationOptions["log"],
): Promise<readonly string[]> {
  const recorded = await readRecords(client);
  const known = new Set(files.map(({ name }) => name));
  for (const name of recorded.keys())
    if (!known.has(name))
      log(`the database has the migration ${name}, which this version of Rapport does not know`);
  const applied: string[] = [];
  for (const file of files) {
    const checksum = createHash("sha256").update(file.sql).digest("hex");
    const record = recorded.get(file.name);
    if (record === undefined) {
      await apply(client, file, checksum);
      log(`applied the migration ${file.name}`);
      applied.push(file.name);
    } else if (record.finished_at === null) {
      throw new Error(
        `the migration ${file.name} was begun by another tool and not finished: see \`prisma migrate resolve\``,
      );
    } else if (record.checksum !== checksum) {
      throw new Error(`the migration ${file.name} was changed after it was applied; make a new one instead`);
    }
  }
  return applied;
}

interface MigrationRecord {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

async function readRecords(client: pg.Client): Promise<ReadonlyMap<string, MigrationRecord>> {
  await client.query(
    `create table if not exists _prisma_migrations (
       id varchar(36) primary key not null,
       checksum varchar(64) not null,
       finished_at timestamptz,
       migration_name varchar(255) not null,
       logs text,
       rolled_back_at timestamptz,
       started_at timestamptz not null default now(),
       applied_steps_count integer not null default 0
     )`,
  );
  const { rows } = await client.query<MigrationRecord>(
    "select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null",
  );
  return new Map(rows.map((row) => [row.migration_name, row]));
}

async function apply(client: pg.Client, { name, sql }: MigrationFile, checksum: string): Promise<void> {
  try {
    await client.query("begin");
    await client.query(sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw new Error(`the migration ${name} failed and was undone: ${describe(error, sql)}`, { cause: error });
  }
}

function describe(error: unknown, sql: string): string {
  if (!(error instanceof pg.DatabaseError)) return String(error);
  if (error.position === undefined) return error.message;
  return `${error.message} (line ${sql.slice(0, Number(error.position)).split("\n").length})`;
}
