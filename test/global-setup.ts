/** Before all tests. Starts no database: runs without one stay quick. */
import { beginTestRun } from "./support/test-run.ts";

let endTestRun: (() => Promise<void>) | undefined;

export default async function setUp(): Promise<void> {
  endTestRun = await beginTestRun();
}

/** After all tests: nothing of the run is left, also when a test process died. */
export async function tearDown(): Promise<void> {
  await endTestRun?.();
}
