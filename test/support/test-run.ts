/**
 * What the processes of one Jest run share: a prefix for the names of their databases, and the server these are on.
 * Jest's own process keeps the embedded one: started when the first test asks for it, so that runs without a database
 * stay quick, and up until the run is over, so that no file starts it again.
 */
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../../backend/src/db/embedded-postgres.ts";
import type { EmbeddedPostgres } from "../../backend/src/db/embedded-postgres.ts";

const PREFIX = "RAPPORT_TEST_RUN";
const DESK = "RAPPORT_TEST_DESK";

/** Databases of this run begin with it. */
export function runPrefix(): string {
  return agreed(PREFIX);
}

/** The server to make databases on: DATABASE_URL's, or the embedded one of this run. */
export async function runServerUrl(): Promise<string> {
  const { DATABASE_URL } = process.env;
  if (DATABASE_URL !== undefined) return DATABASE_URL;
  const response = await fetch(agreed(DESK));
  const answer = await response.text();
  if (!response.ok) throw new Error(`no database for the tests: ${answer}`);
  return answer;
}

/** In Jest's own process, before all tests; gives what ends the run. */
export async function beginTestRun(): Promise<() => Promise<void>> {
  const prefix = `rapport_test_${randomBytes(4).toString("hex")}`;
  const dataDir = path.join(tmpdir(), prefix);
  let embedded: Promise<EmbeddedPostgres> | undefined;
  const desk = await openDesk(async () => {
    embedded ??= startEmbeddedPostgres({
      dataDir,
      log: () => undefined,
      // What a test wrote need not outlive a power cut.
      settings: { fsync: "off", full_page_writes: "off", synchronous_commit: "off" },
    });
    return (await embedded).url;
  });
  process.env[PREFIX] = prefix;
  process.env[DESK] = `http://127.0.0.1:${(desk.address() as AddressInfo).port}`;

  return async () => {
    desk.close();
    const { DATABASE_URL } = process.env;
    if (DATABASE_URL !== undefined) await dropDatabases(DATABASE_URL, prefix);
    await (await embedded)?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function openDesk(findUrl: () => Promise<string>): Promise<Server> {
  const desk = createServer((_request, response) => {
    // The next file asks a minute later, on a connection that would be closed just then.
    response.setHeader("Connection", "close");
    findUrl().then(
      (url) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    desk.once("error", reject);
    desk.listen(0, "127.0.0.1", resolve);
  });
  desk.unref();
  return desk;
}

/** What a test process that died has left on somebody's own server. */
async function dropDatabases(url: string, prefix: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const { rows } = await admin.query<{ datname: string }>(
    "select datname from pg_database where starts_with(datname, $1)",
    [prefix],
  );
  for (const { datname } of rows) await admin.query(`drop database ${datname} with (force)`);
  await admin.end();
}

function agreed(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error("Jest's global setup did not run");
  return value;
}
