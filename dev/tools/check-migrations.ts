/** Fails when the schema says something that the migrations do not: somebody forgot `npm run db:migration`. */
import { MIGRATIONS_DIRECTORY } from "../../backend/src/db/apply-migrations.ts";
import { compareMigrations, SCHEMA_FILE } from "./schema-engine.ts";
import { withScratchDatabase } from "./scratch-database.ts";

const [schemaFile = SCHEMA_FILE, migrationsDirectory = MIGRATIONS_DIRECTORY] = process.argv.slice(2);
const { missing } = await withScratchDatabase(
  async (scratchUrl) => await compareMigrations({ scratchUrl, schemaFile, migrationsDirectory }),
);
if (missing !== null) {
  console.error(
    `The migrations lack what the schema says; npm run db:migration -- NAME would write:\n${missing}`,
  );
  process.exitCode = 1;
}
