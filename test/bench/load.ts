/** Sends requests from a thread of its own, so that the client's work is not the server's. */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

export interface LoadRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Load {
  readonly requests: readonly LoadRequest[];
  readonly clients: number;
}

/** Milliseconds of each request, the body read; each client waits for its answer before it asks again. */
export async function measureLoad(requests: readonly LoadRequest[], clients: number): Promise<number[]> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { requests, clients } satisfies Load });
  return await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

if (!isMainThread) {
  // Nobody else starts this file as a thread.
  const { requests, clients } = workerData as Load;
  const times = await Promise.all(Array.from({ length: clients }, (_, c) => oneClient(requests, c, clients)));
  parentPort?.postMessage(times.flat());
}

async function oneClient(requests: readonly LoadRequest[], first: number, step: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = first; i < requests.length; i += step) {
    const request = requests[i];
    if (request === undefined) break;
    const { url, ...init } = request;
    const startedAt = performance.now();
    const response = await fetch(url, init);
    await response.arrayBuffer();
    times.push(performance.now() - startedAt);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  }
  return times;
}
