/** Starts worker processes, to be killed. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Environment } from "../../backend/src/config.ts";
import type { WorkerFacts } from "./worker-process.ts";

export interface WorkerProcess {
  /** Everything it wrote so far. */
  readonly output: () => string;
  /** Until it takes up work. */
  readonly ready: Promise<void>;
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
  /** Killed, if it is there still. */
  end(): Promise<void>;
}

export function spawnWorker(facts: WorkerFacts, environment: Environment): WorkerProcess {
  const child = spawn(process.execPath, ["test/reliability/worker-process.ts", JSON.stringify(facts)], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let written = "";
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      written += chunk.toString();
      if (written.includes("ready\n")) resolve();
    });
    child.stderr.on("data", (chunk: Buffer) => (written += chunk.toString()));
    child.once("exit", () => {
      reject(new Error(`the worker ended before it was ready:\n${written}`));
    });
  });
  // Whoever kills it early does not wait for it.
  ready.catch(() => undefined);
  return {
    output: () => written,
    ready,
    signal: (signal) => void child.kill(signal),
    async end() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
