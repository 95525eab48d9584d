/** `npm run db:migration -- NAME`: writes a migration with what the schema has and the migrations lack. Needs no network. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { MIGRATIONS_DIRECTORY } from "../../backend/src/db/apply-migrations.ts";
import { compareMigrations, SCHEMA_FILE } from "./schema-engine.ts";
import { withScratchDatabase } from "./scratch-database.ts";

const name = process.argv[2];
if (name === undefined || !/^[a-z][a-z0-9_]{0,60}$/.test(name)) {
  console.error("Usage: npm run db:migration -- NAME, in small letters, digits and underscores");
  process.exit(2);
}
const { missing } = await withScratchDatabase(
  async (scratchUrl) =>
    await compareMigrations({
      scratchUrl,
      schemaFile: SCHEMA_FILE,
      migrationsDirectory: MIGRATIONS_DIRECTORY,
    }),
);
const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
const folder = path.join(MIGRATIONS_DIRECTORY, `${stamp}_${name}`);
await mkdir(folder, { recursive: true });
const file = path.join(folder, "migration.sql");
await writeFile(file, missing ?? "-- The schema asks for nothing more; write what Prisma cannot say here.\n");
console.log(`Wrote ${path.relative(process.cwd(), file)}. Read it before you commit it.`);
