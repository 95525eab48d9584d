/** The thread behind runtime-worker.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { loadProject } from "./project.ts";
import type { ThreadAnswer, ThreadOptions, ThreadRequest } from "./runtime-worker.ts";
import { createRuntime } from "./runtime.ts";

// A promise that a script leaves rejected is that script's affair, and must not end the thread.
process.on("unhandledRejection", () => undefined);
start(workerData as ThreadOptions);

function start({ projectDir, google, ...options }: ThreadOptions): void {
  try {
    const project = loadProject(projectDir);
    let accessToken = "";
    const runtime = createRuntime({
      ...options,
      project,
      google: { ...google, accessToken: () => accessToken },
    });
    parentPort?.on("message", (request: ThreadRequest) => {
      if (request.kind === "clearCache") {
        runtime.clearCache();
        send({ kind: "done", id: request.id });
        return;
      }
      ({ accessToken } = request);
      send({ kind: "done", id: request.id, execution: runtime.run(request.request) });
    });
    send({ kind: "ready", manifest: project.manifest, functions: project.functions });
  } catch (error) {
    send({ kind: "refused", message: error instanceof Error ? error.message : String(error) });
  }
}

function send(answer: ThreadAnswer): void {
  parentPort?.postMessage(answer);
}
