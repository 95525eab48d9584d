import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { startEmbeddedPostgres } from "../../backend/src/db/embedded-postgres.ts";
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from "../../backend/src/db/embedded-postgres.ts";

const isRoot = process.getuid?.() === 0;
const onLinux = process.platform === "linux" ? test : test.skip;
const asRoot = isRoot ? test : test.skip;

let folder: string;
let dataDir: string;
let said: string[];
let servers: EmbeddedPostgres[];
let children: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "rapport-embedded-"));
  // What mkdtemp makes is closed to others; the tests of that close it again.
  await chmod(folder, 0o755);
  dataDir = path.join(folder, "data-dir");
  said = [];
  servers = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const server of servers) await server.stop();
  for (const place of [dataDir, path.join(folder, "elsewhere")]) await stopWhatIsLeft(place);
  await rm(folder, { recursive: true, force: true });
});

describe("the embedded database", () => {
  test("keeps its data from one start to the next, and is gone in between", async () => {
    const first = await start();
    await query(first.url, "create table kept (id int); insert into kept values (1)");
    await first.stop();
    await expect(query(first.url, "select 1")).rejects.toThrow();
    const second = await start();
    expect(await query(second.url, "select id from kept")).toEqual([{ id: 1 }]);
  });

  test("listens on this machine only, with a password", async () => {
    const { url } = await start();
    const settings = await query(url, "select current_setting('listen_addresses') as addresses");
    expect(settings).toEqual([{ addresses: "127.0.0.1" }]);
    const wrong = new URL(url);
    wrong.password = "wrong";
    await expect(query(wrong.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
    const { mode } = await stat(path.join(dataDir, "postgres/password"));
    expect(mode & 0o077).toBe(0);
  });

  test("writes no statement and no data into its log", async () => {
    const { url } = await start();
    await query(
      url,
      "create table logged (secret text primary key); insert into logged values ('marked-4711')",
    );
    await expect(query(url, "insert into logged values ('marked-4711')")).rejects.toThrow();
    await expect(query(url, "select 'marked-4712' from nowhere")).rejects.toThrow();
    const log = await readFile(path.join(dataDir, "postgres/server.log"), "utf8");
    expect(log).toContain("duplicate key");
    expect(log).not.toMatch(/marked/);
  });

  test("serves three processes that start it at once, until the last of them leaves", async () => {
    const both = await Promise.all([startChild(), startChild(), startChild()]);
    const [one, two, three] = both;
    expect(new Set(both.map(({ url }) => url)).size).toBe(1);
    await one.leave();
    expect(await query(two.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await two.leave();
    expect(await query(three.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await three.leave();
    await expect(query(three.url, "select 1")).rejects.toThrow();
  });
});

describe("after a death", () => {
  test("of the process, the next one adopts the server that still runs", async () => {
    const child = await startChild();
    await query(child.url, "create table kept (id int); insert into kept values (1)");
    await child.die();
    const { url } = await start();
    expect(url).toBe(child.url);
    expect(await query(url, "select id from kept")).toEqual([{ id: 1 }]);
  });

  test("of process and server, no committed row is missing", async () => {
    for (let round = 0; round < 3; round++) {
      const child = await startChild();
      await query(child.url, "create table if not exists kept (id serial); insert into kept default values");
      process.kill(await serverPid(), "SIGKILL");
      await child.die();
    }
    const { url } = await start();
    expect(await query(url, "select count(*)::int as n from kept")).toEqual([{ n: 3 }]);
  });

  test("of the server alone, it is started again where it was", async () => {
    const { url } = await start();
    await query(url, "create table kept (id int)");
    const before = await serverPid();
    process.kill(before, "SIGKILL");
    await until(async () => (await serverPid()) !== before && (await answers(url)));
    expect(await query(url, "select count(*)::int as n from kept")).toEqual([{ n: 0 }]);
    expect(said.join("\n")).toMatch(/went away: starting it again/);
  });

  test("while the data directory was being made, it is made anew and the half is cleared away", async () => {
    const half = path.join(dataDir, "postgres/data.init-999999999");
    await mkdir(path.join(half, "base"), { recursive: true });
    const { url } = await start();
    expect(await answers(url)).toBe(true);
    expect(existsSync(half)).toBe(false);
  });

  onLinux("whose lock names a process that is none of PostgreSQL's, the lock is nobody's", async () => {
    const first = await start();
    await first.stop();
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    children.push(stranger);
    const lock = path.join(dataDir, "postgres/data/postmaster.pid");
    await writeFile(
      lock,
      `${stranger.pid}\n${dataDir}/postgres/data\n1700000000\n1\n\n127.0.0.1\n\nready   \n`,
    );
    const second = await start();
    expect(await answers(second.url)).toBe(true);
  });
});

describe("where it cannot run as it is", () => {
  test("a platform without programs is told what to do", async () => {
    await expect(start({ packageName: "@embedded-postgres/amiga-m68k" })).rejects.toThrow(
      /no embedded PostgreSQL for this platform.*set DATABASE_URL to a PostgreSQL 15 or newer/,
    );
  });

  test("programs that do not start here say so", async () => {
    const entry = await copyPackage(path.join(folder, "package"));
    for (const program of ["initdb", "postgres", "pg_ctl"])
      await writeFile(path.join(folder, "package/native/bin", program), "#!/no/such/interpreter\n");
    await expect(start({ packageName: entry })).rejects.toThrow(
      /does not run on this system: set DATABASE_URL/,
    );
  });

  test("data of another major version are left alone", async () => {
    const first = await start();
    await first.stop();
    await writeFile(path.join(dataDir, "postgres/data/PG_VERSION"), "12\n");
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 12 and cannot be opened by 18/);
  });

  test("the libraries' links are made, wherever the package came from", async () => {
    const entry = await copyPackage(path.join(folder, "package"));
    const lib = path.join(folder, "package/native/lib");
    const links = (await readdir(lib, { withFileTypes: true })).filter((file) => file.isSymbolicLink());
    for (const { name } of links) await rm(path.join(lib, name));
    const { url } = await start({ packageName: entry });
    expect(await answers(url)).toBe(true);
  });

  asRoot("root's server account gets a directory it can enter, and the log says which", async () => {
    const first = await start();
    await query(first.url, "create table kept (id int); insert into kept values (1)");
    await first.stop();
    await chmod(folder, 0o700);
    const elsewhere = await mkdtemp(path.join(tmpdir(), "rapport-elsewhere-"));
    await chmod(elsewhere, 0o755);
    try {
      const second = await start({ fallbackDir: elsewhere });
      expect(await query(second.url, "select id from kept")).toEqual([{ id: 1 }]);
      expect(said.join("\n")).toContain(
        `cannot get into ${dataDir}: the embedded database is kept in ${elsewhere}`,
      );
      expect(existsSync(path.join(dataDir, "postgres/data"))).toBe(false);
      await second.stop();
      const third = await start({ fallbackDir: elsewhere });
      expect(await query(third.url, "select id from kept")).toEqual([{ id: 1 }]);
      await third.stop();
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });

  asRoot("root's server account gets programs it can run, and the log says where", async () => {
    const closed = path.join(folder, "closed");
    await mkdir(closed, { mode: 0o700 });
    const entry = await copyPackage(path.join(closed, "package"));
    const { url } = await start({ packageName: entry });
    expect(await answers(url)).toBe(true);
    expect(said.join("\n")).toMatch(/programs cannot be used where npm put them: copied to/);
  });
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: (message) => said.push(message), ...options });
  servers.push(server);
  return server;
}

interface Child {
  readonly url: string;
  leave(): Promise<void>;
  die(): Promise<void>;
}

async function startChild(): Promise<Child> {
  const script = path.join(import.meta.dirname, "embedded-child.ts");
  const child = spawn(process.execPath, [script, dataDir], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const exit = new Promise<void>((resolve) =>
    child.once("exit", () => {
      resolve();
    }),
  );
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (line: Buffer) => {
      resolve(line.toString().trim());
    });
    child.once("exit", () => {
      reject(new Error("the child ended early"));
    });
  });
  return {
    url,
    async leave() {
      child.stdin.write("leave\n");
      await exit;
    },
    async die() {
      child.kill("SIGKILL");
      await exit;
    },
  };
}

/** The package as npm installs it, somewhere else. Gives what to import it by. */
async function copyPackage(to: string): Promise<string> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${system}-${process.arch}`);
  await cp(path.dirname(path.dirname(entry)), to, { recursive: true, verbatimSymlinks: true });
  return path.join(to, "dist", path.basename(entry));
}

async function query(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<boolean> {
  return await query(url, "select 1").then(
    () => true,
    () => false,
  );
}

async function serverPid(): Promise<number> {
  const lock = await readFile(path.join(dataDir, "postgres/data/postmaster.pid"), "utf8").catch(() => "");
  return Number(lock.split("\n")[0]);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A server whose processes were all killed. */
async function stopWhatIsLeft(place: string): Promise<void> {
  if (!existsSync(path.join(place, "postgres/data/postmaster.pid"))) return;
  const server = await startEmbeddedPostgres({ dataDir: place, log: () => undefined });
  await server.stop();
}
