/** P14: how long the backend takes until it listens, and the memory it takes while nobody asks it for anything. */
import { setTimeout as sleep } from "node:timers/promises";
import { startBackendProcess } from "./backend-process.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { quantile } from "./report.ts";
import type { Measurement } from "./report.ts";
import { startGoogle } from "./sync/start-google.ts";

const STARTS = 7;
const IDLE_MS = 3_000;

export async function measureStart(bench: BenchDatabase): Promise<Measurement[]> {
  const google = await startGoogle({ mailboxes: [], contacts: [], latencyMs: 0, isLimited: false });
  try {
    const times: number[] = [];
    let memory = 0;
    for (let start = 0; start < STARTS; start++) {
      const backend = await startBackendProcess(bench, google.url);
      times.push(backend.startedInMs);
      if (start === STARTS - 1) {
        await sleep(IDLE_MS);
        memory = await backend.memory();
      }
      await backend.stop();
    }
    console.log(`  starts: ${times.map((time) => Math.round(time)).join(", ")} ms`);
    return [
      {
        id: "P14",
        measure: "backend start to listening, median",
        value: quantile(times, 0.5),
        unit: "ms",
        bar: 700,
      },
      { id: "P14", measure: "idle memory", value: memory / 1_000_000, unit: "MB", bar: 120 },
    ];
  } finally {
    await google.stop();
  }
}
