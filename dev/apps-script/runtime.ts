/**
 * Apps Script for Node: runs one entry point of a built project in a fresh realm, as Gmail or Calendar would.
 * `createRuntime` blocks the calling thread while the script waits for HTTP; a backend in the same process would
 * never answer, so servers and tests use `createRuntimeInWorker`.
 */
import type { Execution, RunRequest, User } from "./execution.ts";
import type { Project } from "./project.ts";

export interface RuntimeOptions {
  readonly project: Project;
  readonly network: Network;
  readonly google: GoogleAccess;
  /** Default 30 s, Google's limit for add-ons. */
  readonly timeLimitMs?: number;
}

export interface Network {
  /**
   * Where a public https origin really listens: `{"https://crm.example.com": "http://127.0.0.1:3000"}`.
   * Any other origin does not resolve, whatever the manifest allows.
   */
  readonly origins: Readonly<Record<string, string>>;
}

/** Where Google's own APIs are, and tokens for them. */
export interface GoogleAccess {
  /** Root of `/gmail/v1`. */
  readonly gmailBaseUrl: string;
  /** Root of `/calendar/v3`. */
  readonly calendarBaseUrl: string;
  /** The access token of this user for these scopes: those of the manifest that the user granted. */
  readonly accessToken: (scopes: readonly string[], user: User) => string;
}

export interface Runtime {
  /** Never throws for what the script does: errors of the script are data. */
  run(request: RunRequest): Execution;
  /** Empties the script's caches, as Google may at any time. */
  clearCache(): void;
  /** Ends the thread that fetches. */
  close(): void;
}

/** The same in a thread of its own. Executions queue up: a thread runs one at a time. */
export interface AsyncRuntime {
  run(request: RunRequest): Promise<Execution>;
  clearCache(): Promise<void>;
  close(): Promise<void>;
}
