/** A worker in a process of its own, told by its arguments how its time runs. Ends as a worker does: on SIGTERM, or any time. */
import { createLog } from "../../backend/src/log.ts";
import { startBackend } from "../../backend/src/start.ts";
import type { WorkerTiming } from "../../backend/src/start-worker.ts";
import { FastClock } from "./fast-clock.ts";
import type { ClockFacts } from "./fast-clock.ts";
import { configOf } from "./world.ts";

export interface WorkerFacts {
  readonly clock: ClockFacts;
  readonly timing: WorkerTiming;
}

const { clock: clockFacts, timing } = JSON.parse(process.argv[2] ?? "") as WorkerFacts;
const clock = new FastClock(clockFacts);
const backend = await startBackend(configOf({ ...process.env, ROLE: "worker" }), {
  log: createLog("debug"),
  now: clock.date,
  googlePace: clock.googlePace(),
  workerTiming: timing,
});
process.stdout.write("ready\n");
process.once("SIGTERM", () => void backend.stop());
