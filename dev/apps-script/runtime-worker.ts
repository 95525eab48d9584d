/** The runtime in a thread of its own, so that the backend it talks to may live in the calling one. */
import { Worker } from "node:worker_threads";
import type { Execution, RunRequest, User } from "./execution.ts";
import type { Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import type { GoogleAccess, RuntimeOptions } from "./runtime.ts";

/** Executions queue up: a thread runs one at a time. */
export interface AsyncRuntime {
  readonly manifest: Manifest;
  readonly functions: readonly string[];
  run(request: RunRequest): Promise<Execution>;
  /** Empties the script's caches, as Google may at any time. */
  clearCache(): Promise<void>;
  close(): Promise<void>;
}

export interface WorkerRuntimeOptions extends Omit<RuntimeOptions, "project" | "google"> {
  /** The thread loads the project anew from its folder. */
  readonly project: Pick<Project, "dir">;
  readonly google: Omit<GoogleAccess, "accessToken"> & {
    readonly accessToken: (scopes: readonly string[], user: User) => string | Promise<string>;
  };
}

/** What the thread is started with. */
export interface ThreadOptions extends Omit<RuntimeOptions, "project" | "google"> {
  readonly projectDir: string;
  readonly google: Omit<GoogleAccess, "accessToken">;
}

export type ThreadQuestion =
  | { readonly kind: "run"; readonly request: RunRequest; readonly accessToken: string }
  | { readonly kind: "clearCache" };

export type ThreadRequest = ThreadQuestion & { readonly id: number };

export interface DoneAnswer {
  readonly kind: "done";
  readonly id: number;
  readonly execution?: Execution;
}

export type ThreadAnswer =
  | { readonly kind: "ready"; readonly manifest: Manifest; readonly functions: readonly string[] }
  | { readonly kind: "refused"; readonly message: string }
  | DoneAnswer;

/** Every execution leaves a realm behind; a small heap is swept sooner. A script that fills it ends its thread. */
const heapLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };

/** Rejects when the folder holds no project Apps Script would run. */
export async function createRuntimeInWorker(options: WorkerRuntimeOptions): Promise<AsyncRuntime> {
  const { project, google, network } = options;
  const { accessToken, ...addresses } = google;
  const threadOptions: ThreadOptions = {
    projectDir: project.dir,
    network,
    google: addresses,
    ...(options.timeLimitMs === undefined ? {} : { timeLimitMs: options.timeLimitMs }),
  };
  let thread = await startThread(threadOptions);
  const { manifest, functions } = thread;
  const living = async (): Promise<Thread> => {
    if (thread.hasEnded()) thread = await startThread(threadOptions);
    return thread;
  };

  return {
    manifest,
    functions,
    run: async (request) => {
      const { user } = request;
      const token = await accessToken(grantedScopes(manifest, user), user);
      const start = performance.now();
      const answer = await (await living()).ask({ kind: "run", request, accessToken: token });
      return answer?.execution ?? outOfMemory(performance.now() - start);
    },
    clearCache: async () => {
      await (await living()).ask({ kind: "clearCache" });
    },
    close: async () => {
      await thread.end();
    },
  };
}

/** Those of the manifest that the user consented to. */
export function grantedScopes(
  { oauthScopes }: Manifest,
  { grantedScopes: granted }: User,
): readonly string[] {
  return granted === undefined ? oauthScopes : oauthScopes.filter((scope) => granted.includes(scope));
}

interface Thread {
  readonly manifest: Manifest;
  readonly functions: readonly string[];
  /** Undefined when the thread died before it answered. */
  readonly ask: (question: ThreadQuestion) => Promise<DoneAnswer | undefined>;
  readonly hasEnded: () => boolean;
  readonly end: () => Promise<void>;
}

async function startThread(options: ThreadOptions): Promise<Thread> {
  const worker = new Worker(new URL("./runtime-thread.ts", import.meta.url), {
    workerData: options,
    resourceLimits: heapLimits,
  });
  const { manifest, functions } = await ready(worker);
  const waiting = new Map<number, (answer: DoneAnswer | undefined) => void>();
  const settle = (id: number, answer: DoneAnswer | undefined): void => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
    // Only a call in flight keeps the process alive.
    if (waiting.size === 0) worker.unref();
  };
  let ended = false;
  let lastId = 0;
  worker.on("message", (answer: ThreadAnswer) => {
    if (answer.kind === "done") settle(answer.id, answer);
  });
  // An error is always followed by the exit, which answers what was asked.
  worker.on("error", () => undefined);
  worker.on("exit", () => {
    ended = true;
    for (const id of waiting.keys()) settle(id, undefined);
  });
  worker.unref();

  return {
    manifest,
    functions,
    ask: async (question) =>
      await new Promise((resolve) => {
        lastId += 1;
        waiting.set(lastId, resolve);
        worker.ref();
        worker.postMessage({ ...question, id: lastId } satisfies ThreadRequest);
      }),
    hasEnded: () => ended,
    end: async () => {
      await worker.terminate();
    },
  };
}

function outOfMemory(ms: number): Execution {
  const message = "Out of memory error";
  return { result: null, logs: [], httpCalls: [], ms, error: { name: "Exception", message, stack: message } };
}

async function ready(worker: Worker): Promise<{ manifest: Manifest; functions: readonly string[] }> {
  return await new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (answer: ThreadAnswer) => {
      worker.off("error", reject);
      if (answer.kind === "ready") resolve(answer);
      else {
        void worker.terminate();
        reject(new Error(answer.kind === "refused" ? answer.message : "The thread answered out of turn."));
      }
    });
  });
}
