/** Starts the local Google of `google-process.ts`, asks it what its mailboxes were charged, and brings it mail. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { REAL_TIMING } from "../../../backend/src/google/timing.ts";
import type { Timing } from "../../../backend/src/google/timing.ts";
import type { GoogleProcessFacts } from "./google-process.ts";

export interface GoogleProcessOptions {
  readonly mailboxes: readonly {
    readonly email: string;
    readonly count: number;
    readonly contactShare: number;
    readonly seed: number;
  }[];
  readonly contacts: readonly string[];
  /** Of every Gmail call. */
  readonly latencyMs: number;
  /** Whether Google's quota is in force. */
  readonly isLimited: boolean;
  /** So many times as fast as ours Google's time runs, and with it the minutes of its quota; 1 when left out. */
  readonly pace?: number;
  /** There is a Pub/Sub topic; where its messages go is said by `pushTo`. */
  readonly push?: PushFacts;
}

export interface PushFacts {
  readonly topic: string;
  readonly audience: string;
  readonly serviceAccount: string;
}

export interface BenchMailbox {
  readonly email: string;
  readonly subject: string;
  /** Reads the mailbox for an hour. */
  readonly accessToken: string;
  /** The mails a sync has to log. */
  readonly contactMailIds: readonly string[];
}

export interface GoogleProcess extends GoogleProcessFacts {
  /** Google's time. */
  readonly timing: Timing;
  /** Gmail units and calls of a mailbox since the last time it was asked. */
  takeUsage(email: string): Promise<Usage>;
  /** Calls of all mailboxes since then, by name. */
  countCalls(name: string): Promise<number>;
  pushTo(push: PushFacts, url: string): Promise<void>;
  /** Gives the message's id. */
  deliver(email: string, raw: Buffer): Promise<string>;
  stop(): Promise<void>;
}

export async function startGoogle(options: GoogleProcessOptions): Promise<GoogleProcess> {
  const { pace = 1 } = options;
  const script = path.join(import.meta.dirname, "google-process.ts");
  const child = spawn(process.execPath, ["--max-old-space-size=4096", script, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const facts = JSON.parse(line) as GoogleProcessFacts;
  const control = `${facts.url}/_control`;
  const usage = async () => (await (await fetch(`${control}/usage`)).json()) as Record<string, Usage>;
  return {
    ...facts,
    timing: {
      ...REAL_TIMING,
      now: () => facts.startedAt + (Date.now() - facts.startedAt) * pace,
      sleep: async (ms) => await REAL_TIMING.sleep(ms / pace),
    },
    async takeUsage(email) {
      const { [email]: own = { gmailUnits: 0, calls: {} } } = await usage();
      await fetch(`${control}/usage`, { method: "DELETE" });
      return own;
    },
    async countCalls(name) {
      return Object.values(await usage()).reduce((sum, { calls }) => sum + (calls[name] ?? 0), 0);
    },
    async pushTo({ topic: name, ...topic }, pushEndpoint) {
      await fetch(`${control}/topics`, {
        method: "PUT",
        body: JSON.stringify({ name, ...topic, pushEndpoint }),
      });
    },
    async deliver(email, raw) {
      const answer = await fetch(`${control}/accounts/${email}/messages`, {
        method: "POST",
        body: new Uint8Array(raw),
      });
      return ((await answer.json()) as { id: string }).id;
    },
    async stop() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

interface Usage {
  readonly gmailUnits: number;
  readonly calls: Readonly<Record<string, number>>;
}
