/** The backend as `npm start` runs it, in a process of its own, on a bench's database and the local Google. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import type { BenchDatabase } from "./bench-database.ts";

export interface BackendProcess {
  readonly url: string;
  /** From its start until it listens. */
  readonly startedInMs: number;
  /** Resident memory, in bytes. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

export const BENCH_TOKEN_KEY = randomBytes(32).toString("base64");

export async function startBackendProcess(
  bench: Pick<BenchDatabase, "url" | "dataDir">,
  googleUrl: string,
  more: Readonly<Record<string, string>> = {},
): Promise<BackendProcess> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...startFlags(), MAIN], {
    cwd: ROOT,
    // Nothing of ours: what it needs stands here.
    env: {
      HOST: "127.0.0.1",
      PORT: "0",
      DATA_DIR: bench.dataDir,
      ...(bench.url === undefined ? {} : { DATABASE_URL: bench.url }),
      TOKEN_KEYS: `bench:${BENCH_TOKEN_KEY}`,
      SESSION_SECRET: "a session secret of a bench, long enough",
      CRON_SECRET: "a cron secret of a bench, long enough too",
      GOOGLE_CLIENT_ID: "bench",
      GOOGLE_CLIENT_SECRET: "bench",
      GOOGLE_ISSUER: googleUrl,
      GMAIL_BASE_URL: googleUrl,
      CALENDAR_BASE_URL: googleUrl,
      ADDON_CLIENT_IDS: "bench-addon",
      ...more,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await whenListening(child);
  return {
    url,
    startedInMs: performance.now() - startedAt,
    async memory() {
      const status = await readFile(`/proc/${child.pid ?? 0}/status`, "utf8");
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    },
    async stop() {
      child.kill();
      await once(child, "exit");
    },
  };
}

const MAIN = "backend/src/main.ts";

const ROOT = path.join(import.meta.dirname, "../..");

/** What stands between `node` and the backend's main file in the script. */
export function startFlags(): readonly string[] {
  const script = readFileSync(path.join(ROOT, "package.json"), "utf8");
  const [, flags = ""] = /node ((?:--\S+ )*)backend\/src\/main\.ts/.exec(script) ?? [];
  return flags.split(" ").filter((flag) => flag !== "");
}

async function whenListening(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("what the backend logs cannot be read");
  const lines = createInterface(child.stdout);
  return await new Promise((resolve, reject) => {
    child.once("exit", (code) => {
      reject(new Error(`the backend ended with ${code ?? "a signal"} before it listened`));
    });
    lines.on("line", (line) => {
      const entry = JSON.parse(line) as { readonly msg?: string; readonly url?: string };
      if (entry.msg === "listening") resolve(entry.url ?? "");
    });
  });
}
