/** The connection to the database: one pool, shared by the stores' SQL and by Prisma. */
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/client.ts";

export interface Database {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly url: string;
  readonly log: (message: string) => void;
  /** Connections of this process at most; PostgreSQL takes 100 of all processes unless told otherwise. */
  readonly poolSize?: number;
}

/** Connects at the first query. */
export function connect({ url, log, poolSize = 10 }: ConnectOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "rapport",
    max: poolSize,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 15_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    // The hot statements are prepared once and planned once; compiling a plan would cost more than running it.
    options: "-c jit=off -c plan_cache_mode=force_generic_plan",
  });
  pool.on("error", (error) => {
    log(`a database connection was lost: ${error.message}`);
  });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
