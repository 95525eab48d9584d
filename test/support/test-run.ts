/** What the processes of one Jest run agree on, handed down through the environment. */
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";

export interface TestRun {
  /** Databases of this run begin with it. */
  readonly prefix: string;
  /** Data of the embedded server; nothing is there until a test wants a database. */
  readonly dataDir: string;
  /** The server to use instead. */
  readonly databaseUrl: string | undefined;
}

export function beginTestRun(): void {
  process.env["RAPPORT_TEST_RUN"] = `rapport_test_${randomBytes(4).toString("hex")}`;
}

export function testRun(): TestRun {
  const prefix = process.env["RAPPORT_TEST_RUN"];
  if (prefix === undefined) throw new Error("Jest's global setup did not run");
  return { prefix, dataDir: path.join(tmpdir(), prefix), databaseUrl: process.env["DATABASE_URL"] };
}
