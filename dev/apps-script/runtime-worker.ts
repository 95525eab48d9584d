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

export type ThreadRequest =
  | { readonly id: number; readonly kind: "run"; readonly request: RunRequest; readonly accessToken: string }
  | { readonly id: number; readonly kind: "clearCache" };

export type ThreadAnswer =
  | { readonly kind: "ready"; readonly manifest: Manifest; readonly functions: readonly string[] }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "done"; readonly id: number; readonly execution?: Execution };

/** Rejects when the folder holds no project Apps Script would run. */
export async function createRuntimeInWorker(options: WorkerRuntimeOptions): Promise<AsyncRuntime> {
  const { project, google, network } = options;
  const { accessToken, ...addresses } = google;
  const worker = new Worker(new URL("./runtime-thread.ts", import.meta.url), {
    workerData: {
      projectDir: project.dir,
      network,
      google: addresses,
      ...(options.timeLimitMs === undefined ? {} : { timeLimitMs: options.timeLimitMs }),
    } satisfies ThreadOptions,
  });
  const waiting = new Map<
    number,
    { resolve: (answer: Execution | undefined) => void; reject: (error: Error) => void }
  >();
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const { manifest, functions } = await ready(worker);
  worker.on("message", (answer: ThreadAnswer) => {
    if (answer.kind !== "done") return;
    waiting.get(answer.id)?.resolve(answer.execution);
    waiting.delete(answer.id);
  });
  worker.on("error", fail);
  worker.on("exit", () => {
    fail(new Error("The thread that runs Apps Script has ended."));
  });
  // Only a call in flight keeps the process alive.
  worker.unref();

  let lastId = 0;
  const ask = async (request: Omit<ThreadRequest, "id">): Promise<Execution | undefined> => {
    const id = ++lastId;
    worker.ref();
    try {
      return await new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ ...request, id });
      });
    } finally {
      if (waiting.size === 0) worker.unref();
    }
  };

  return {
    manifest,
    functions,
    run: async (request) => {
      const { user } = request;
      const token = await accessToken(grantedScopes(manifest, user), user);
      const execution = await ask({ kind: "run", request, accessToken: token } as Omit<ThreadRequest, "id">);
      if (execution === undefined) throw new Error("The thread that runs Apps Script answered nothing.");
      return execution;
    },
    clearCache: async () => {
      await ask({ kind: "clearCache" });
    },
    close: async () => {
      await worker.terminate();
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
