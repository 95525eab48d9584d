/** The connection to the database: one pool, shared by the stores' SQL and by Prisma. */
import pg from "pg";
import { listenForDue } from "./due-listener.ts";
import type { PrismaClient } from "./generated/client.ts";

export interface Database {
  readonly pool: pg.Pool;
  /** Loaded when first asked for: the hot paths do without it, and it takes 60 MB. */
  prisma(): Promise<PrismaClient>;
  /** Calls back when something may have become due; gives how to stop that. */
  listen(onDue: () => void): Promise<() => Promise<void>>;
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
    // Planning the sidebar's statement costs ten times what running it does, so prepared ones are planned once, whatever
    // their parameters; compiling a plan (jit) would cost more than running any of ours. A plan made while a table is
    // small serves while it grows: so none reads a table whole that has an index.
    options: "-c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off",
  });
  pool.on("error", (error) => {
    log(`a database connection was lost: ${error.message}`);
  });
  // A connection may be lost at any moment, also between its first word and the moment whoever takes it could listen. It
  // says so by an event that would end the process if nobody heard it; whatever is asked of it then fails.
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
  });
  let prisma: Promise<PrismaClient> | undefined;
  return {
    pool,
    prisma: () => (prisma ??= loadPrisma(pool)),
    listen: (onDue) => listenForDue({ url, log }, onDue),
    async close() {
      await (await prisma)?.$disconnect();
      await pool.end();
    },
  };
}

async function loadPrisma(pool: pg.Pool): Promise<PrismaClient> {
  const [{ PrismaPg }, { PrismaClient }] = await Promise.all([
    import("@prisma/adapter-pg"),
    import("./generated/client.ts"),
  ]);
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}
