/** PostgreSQL's own programs, run on one data directory: make it, start it, stop it, and see whether it runs. */
import { execFile } from "node:child_process";
import { chown, readdir, readFile, readlink, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { codeOf } from "./error-code.ts";
import type { ServerAccount } from "./server-account.ts";

export interface Cluster {
  readonly bin: string;
  readonly base: string;
  /** PostgreSQL's data directory, below `base`. */
  readonly data: string;
  /** Undefined: runs as we do. */
  readonly account: ServerAccount | undefined;
  readonly password: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** Errors go to the log without what people wrote: no statement, no detail of a violated constraint. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  // A database that just began grows fast, and plans are guesses until its tables have been counted once.
  autovacuum_naptime: "5s",
} as const;

const LOG_LIMIT_BYTES = 10_000_000;

/** Made beside its place and moved there, so that a death on the way leaves no half-made one. */
export async function createCluster(cluster: Cluster): Promise<void> {
  if (await exists(path.join(cluster.data, "PG_VERSION"))) return;
  await removeHalfMade(cluster);
  const half = `${cluster.data}.init-${process.pid}`;
  const passwordFile = path.join(cluster.base, `password.init-${process.pid}`);
  await writeFile(passwordFile, cluster.password, { mode: 0o600 });
  if (cluster.account !== undefined) await chown(passwordFile, cluster.account.uid, cluster.account.gid);
  try {
    await run(cluster, "initdb", [
      ...["-D", half, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${passwordFile}`],
      ...["-E", "UTF8", "--locale=C"],
    ]);
    await rename(half, cluster.data);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    if (!(await exists(path.join(cluster.data, "PG_VERSION")))) throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The port of the server that works on the directory, when it says that it is ready. */
export async function findRunning(cluster: Cluster): Promise<number | undefined> {
  // https://www.postgresql.org/docs/18/storage-file-layout.html: pid, directory, start, port, socket, address, key, status
  const lines = (await readLock(cluster))?.split("\n") ?? [];
  const port = Number(lines[3]);
  return lines[7]?.trim() === "ready" && Number.isInteger(port) ? port : undefined;
}

export async function startServer(cluster: Cluster, preferredPort: number | undefined): Promise<void> {
  const port = preferredPort ?? (await findFreePort());
  const log = path.join(cluster.base, "server.log");
  const size = (await stat(log).catch(() => undefined))?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) await rename(log, `${log}.old`);
  const settings = Object.entries({ ...SETTINGS, ...cluster.settings }).map(
    ([name, value]) => `-c ${name}=${value}`,
  );
  await run(cluster, "pg_ctl", [
    ...["start", "-D", cluster.data, "-l", log, "-w", "-t", "50", "-s"],
    ...["-o", [`-p ${port}`, ...settings].join(" ")],
  ]);
}

export async function stopServer(cluster: Cluster): Promise<void> {
  await run(cluster, "pg_ctl", ["stop", "-D", cluster.data, "-m", "fast", "-w", "-t", "50", "-s"]);
}

/**
 * PostgreSQL refuses to start while the process its lock names exists. That process may be a zombie nobody collects (a
 * container without init) or, after a restart, another program with the same number: then the lock is nobody's.
 */
export async function removeStaleLock(cluster: Cluster): Promise<void> {
  const lock = await readLock(cluster);
  if (lock === undefined || (await isHeld(cluster, lock))) return;
  // Renamed before it is looked at again: whoever put a new one there meanwhile gets it back.
  const file = path.join(cluster.data, "postmaster.pid");
  const taken = `${file}.${process.pid}`;
  try {
    await rename(file, taken);
  } catch {
    return; // Another process was quicker.
  }
  if ((await readFile(taken, "utf8")) === lock) await rm(taken);
  else await rename(taken, file);
}

async function isHeld(cluster: Cluster, lock: string): Promise<boolean> {
  const pid = Number(lock.split("\n")[0]);
  if (process.platform === "linux") {
    const data = await realpath(cluster.data);
    for (const entry of await readdir("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      // A zombie has no working directory any more.
      if ((await readlink(`/proc/${entry}/cwd`).catch(() => undefined)) === data) return true;
    }
    return false;
  }
  if (process.platform === "win32") return true; // No zombies there, and PostgreSQL tells its own from others.
  const { stdout } = await execute("ps", ["-p", String(pid), "-o", "stat=,comm="]).catch(() => ({
    stdout: "",
  }));
  return /^\s*[^Z\s]\S*\s.*postgres/.test(stdout);
}

async function readLock(cluster: Cluster): Promise<string | undefined> {
  return await readFile(path.join(cluster.data, "postmaster.pid"), "utf8").catch(() => undefined);
}

/** Directories of processes that died while making one. */
async function removeHalfMade(cluster: Cluster): Promise<void> {
  for (const entry of await readdir(cluster.base)) {
    const pid = /^(?:data|password)\.init-(\d+)$/.exec(entry)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(path.join(cluster.base, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

const execute = promisify(execFile);

async function run(cluster: Cluster, program: string, args: readonly string[]): Promise<void> {
  const file = path.join(cluster.bin, process.platform === "win32" ? `${program}.exe` : program);
  try {
    await execute(file, args, { ...cluster.account, cwd: cluster.base });
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "EACCES" || code === "ENOEXEC")
      throw new Error(`${file} does not run on this system: set DATABASE_URL to a PostgreSQL 15 or newer`, {
        cause: error,
      });
    throw error;
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
