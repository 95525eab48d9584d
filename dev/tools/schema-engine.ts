/** Prisma's schema engine as WebAssembly: compares migrations with the schema without the native engine's download. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { readMigrations } from "../../backend/src/db/apply-migrations.ts";

export const SCHEMA_FILE = path.resolve(import.meta.dirname, "../../backend/prisma/schema.prisma");

export interface SchemaComparison {
  /** The statements that lead from the migrations to the schema; null when nothing is missing. */
  readonly missing: string | null;
}

/** @param scratchUrl is an empty database; the migrations are run in it. */
export async function compareMigrations(options: {
  readonly scratchUrl: string;
  readonly schemaFile: string;
  readonly migrationsDirectory: string;
}): Promise<SchemaComparison> {
  const pool = new EnginePool({ connectionString: options.scratchUrl, max: 1 });
  try {
    const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, factoryOf(pool));
    const migrations = await readMigrations(options.migrationsDirectory);
    const { exitCode, stdout } = await engine.diff({
      from: {
        tag: "migrations",
        baseDir: options.migrationsDirectory,
        shadowDbInitScript: "",
        lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
        migrationDirectories: migrations.map(({ name, sql }) => ({
          path: name,
          migrationFile: { path: "migration.sql", content: { tag: "ok", value: sql } },
        })),
      },
      to: {
        tag: "schemaDatamodel",
        files: [{ path: options.schemaFile, content: await readFile(options.schemaFile, "utf8") }],
      },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return { missing: exitCode === 0 ? null : stdout };
  } finally {
    await pool.end();
  }
}

/** The adapter does not know PostgreSQL's internal type "char", which the engine reads the catalogue with. */
class EnginePool extends pg.Pool {
  readonly runScript: (sql: string) => Promise<unknown>;
  /** Which columns of the latest result have that type. */
  charColumns: readonly number[] = [];

  constructor(options: pg.PoolConfig) {
    super(options);
    const query = this.query.bind(this);
    this.runScript = async (sql) => await query(sql);
    Object.assign(this, {
      query: async (config: pg.QueryArrayConfig) => {
        const result = await query(config);
        const chars = result.fields.filter((field) => field.dataTypeID === OID_CHAR);
        this.charColumns = chars.map((field) => result.fields.indexOf(field));
        for (const field of chars) field.dataTypeID = OID_TEXT;
        return result;
      },
    });
  }
}

const OID_CHAR = 18;
const OID_TEXT = 25;

function factoryOf(pool: EnginePool): object {
  const open = async (): Promise<SqlDriverAdapter> => {
    const adapter = await new PrismaPg(pool).connect();
    // The adapter's own splits at every semicolon, also within a function's body.
    adapter.executeScript = async (script) => {
      await pool.runScript(script);
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const column of pool.charColumns) result.columnTypes[column] = ColumnTypeEnum.Character;
      return result;
    };
    return adapter;
  };
  return bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: open,
    connectToShadowDb: open,
  });
}
