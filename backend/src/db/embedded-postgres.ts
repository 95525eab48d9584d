/**
 * A real PostgreSQL for those who name none: its data stands below DATA_DIR, and every process that uses the directory
 * shares one server. The server outlives us when we are killed; the next process adopts it.
 */
import { randomBytes } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { prepareBinaries } from "./embedded-binaries.ts";
import { createCluster, findRunning, removeStaleLock, startServer, stopServer } from "./embedded-cluster.ts";
import type { Cluster } from "./embedded-cluster.ts";
import { findDataPlace } from "./embedded-place.ts";
import { codeOf } from "./error-code.ts";

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Further server settings, as in postgresql.conf. They hold for the process that really starts the server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where data and programs go when root's server account cannot get into `dataDir`. */
  readonly fallbackDir?: string;
  /** Only for tests: the npm package with the programs. */
  readonly packageName?: string;
}

export interface EmbeddedPostgres {
  readonly url: string;
  /** Leaves the server; the last process to leave stops it. */
  stop(): Promise<void>;
}

/** Every process holds it shared for as long as it uses the server: who gets it alone is the last one. */
const IN_USE_LOCK = 72_707_370;
const START_TIMEOUT_MS = 60_000;
const DATABASE = "rapport";

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = await prepareCluster(options);
  const first = await join(cluster, undefined);
  await createDatabase(first.keeper);
  let current: Membership | undefined;
  let stopping = false;

  const keep = (membership: Membership): void => {
    current = membership;
    // The process may end while the connection is open; that, too, gives its lock back.
    membership.socket.unref();
    membership.keeper.once("end", () => {
      current = undefined;
      if (!stopping) void revive();
    });
  };
  /** The server died under us: started again on its port, so that pools find it without being told. */
  const revive = async (): Promise<void> => {
    try {
      options.log("the embedded database went away: starting it again");
      const again = await join(cluster, first.port);
      if (again.port !== first.port) {
        await leave(cluster, again);
        throw new Error(`it now listens on port ${again.port}, no longer on ${first.port}`);
      }
      if (stopping) await leave(cluster, again);
      else keep(again);
    } catch (error) {
      options.log(`the embedded database could not be started again: ${String(error)}`);
    }
  };
  keep(first);

  return {
    url: urlOf(cluster, first.port, DATABASE),
    async stop() {
      stopping = true;
      if (current !== undefined) await leave(cluster, current);
    },
  };
}

interface Membership {
  readonly keeper: pg.Client;
  readonly socket: Socket;
  readonly port: number;
}

async function prepareCluster(options: EmbeddedPostgresOptions): Promise<Cluster> {
  const { base, account } = await findDataPlace(options);
  const { bin, major } = await prepareBinaries({ ...options, copyTo: base, account });
  const cluster: Cluster = {
    bin,
    base,
    data: path.join(base, "data"),
    account,
    password: await readPassword(base),
    settings: options.settings ?? {},
  };
  await createCluster(cluster);
  const version = (await readFile(path.join(cluster.data, "PG_VERSION"), "utf8")).trim();
  if (version !== major)
    throw new Error(
      `${cluster.data} was made by PostgreSQL ${version} and cannot be opened by ${major}: ` +
        `dump it with ${version} and load it into a new one, or set DATABASE_URL`,
    );
  return cluster;
}

/** Finds the server or starts it, and says that we use it. Several processes may do so at once. */
async function join(cluster: Cluster, preferredPort: number | undefined): Promise<Membership> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let lastError: unknown = new Error("it never became ready");
  while (Date.now() < deadline) {
    const port = await findRunning(cluster);
    if (port !== undefined) {
      const socket = new Socket();
      const outcome = await connectKeeper(urlOf(cluster, port, "postgres"), socket);
      if (outcome instanceof pg.Client) return { keeper: outcome, socket, port };
      lastError = outcome;
    }
    try {
      await startServer(cluster, preferredPort);
    } catch (error) {
      lastError = error;
      // Another process starting it right now, one shutting it down, or a lock nobody holds any more.
      await removeStaleLock(cluster);
      await sleep(100);
    }
  }
  throw new Error(`the embedded database in ${cluster.data} does not start; see server.log beside it`, {
    cause: lastError,
  });
}

async function connectKeeper(url: string, socket: Socket): Promise<pg.Client | Error> {
  const keeper = new pg.Client({
    connectionString: url,
    application_name: "rapport-keeper",
    connectionTimeoutMillis: 5_000,
    stream: () => socket,
  });
  let failure: Error | undefined;
  keeper.on("error", (error) => (failure = error));
  try {
    await keeper.connect();
    await keeper.query("select pg_advisory_lock_shared($1)", [IN_USE_LOCK]);
    return keeper;
  } catch (error) {
    void keeper.end().catch(() => undefined);
    // A wrong password or a damaged file does not get better by waiting.
    if (error instanceof pg.DatabaseError && !error.code?.startsWith("57P")) throw error;
    return failure ?? (error instanceof Error ? error : new Error(String(error)));
  }
}

async function leave(cluster: Cluster, { keeper, socket }: Membership): Promise<void> {
  socket.ref();
  try {
    await keeper.query("select pg_advisory_unlock_shared($1)", [IN_USE_LOCK]);
    const { rows } = await keeper.query<{ alone: boolean }>("select pg_try_advisory_lock($1) as alone", [
      IN_USE_LOCK,
    ]);
    if (rows[0]?.alone === true) await stopServer(cluster);
  } finally {
    await keeper.end().catch(() => undefined);
  }
}

async function createDatabase(keeper: pg.Client): Promise<void> {
  const { rowCount } = await keeper.query("select from pg_database where datname = $1", [DATABASE]);
  if (rowCount !== 0) return;
  await keeper.query(`create database ${DATABASE}`).catch((error: unknown) => {
    // 42P04, or 23505 when it happened in the same instant: another process was quicker.
    const code = codeOf(error);
    if (code !== "42P04" && code !== "23505") throw error;
  });
}

/** Made once; `link` fails when another process made it first, and never leaves half a file. */
async function readPassword(base: string): Promise<string> {
  const file = path.join(base, "password");
  if ((await stat(file).catch(() => undefined)) === undefined) {
    const mine = `${file}.${process.pid}`;
    await writeFile(mine, randomBytes(24).toString("base64url"), { mode: 0o600 });
    await link(mine, file).catch(async (error: unknown) => {
      if ((await stat(file).catch(() => undefined)) === undefined) throw error;
    });
    await rm(mine, { force: true });
  }
  return (await readFile(file, "utf8")).trim();
}

function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgresql://postgres:${cluster.password}@127.0.0.1:${port}/${database}`;
}
