/** Starts the local Google of `google-process.ts` and asks it what its mailboxes were charged. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

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
}

export interface BenchMailbox {
  readonly email: string;
  readonly subject: string;
  /** Reads the mailbox for an hour. */
  readonly accessToken: string;
  /** The mails a sync has to log. */
  readonly contactMailIds: readonly string[];
}

export interface GoogleProcessFacts {
  readonly url: string;
  readonly mailboxes: readonly BenchMailbox[];
}

export interface GoogleProcess extends GoogleProcessFacts {
  /** Gmail units and calls of a mailbox since the last time it was asked. */
  takeUsage(email: string): Promise<{
    readonly gmailUnits: number;
    readonly calls: Readonly<Record<string, number>>;
  }>;
  deliver(email: string, raw: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startGoogle(options: GoogleProcessOptions): Promise<GoogleProcess> {
  const script = path.join(import.meta.dirname, "google-process.ts");
  const child = spawn(process.execPath, ["--max-old-space-size=4096", script, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const facts = JSON.parse(line) as GoogleProcessFacts;
  const control = `${facts.url}/_control`;
  return {
    ...facts,
    async takeUsage(email) {
      const usage = (await (await fetch(`${control}/usage`)).json()) as Record<
        string,
        { gmailUnits: number; calls: Record<string, number> }
      >;
      await fetch(`${control}/usage`, { method: "DELETE" });
      return usage[email] ?? { gmailUnits: 0, calls: {} };
    },
    async deliver(email, raw) {
      await fetch(`${control}/accounts/${email}/messages?labelIds=INBOX`, { method: "POST", body: raw });
    },
    async stop() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}
