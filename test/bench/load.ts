/**
 * Sends requests from a thread of its own, so that the client's work is not the server's; by node:http, since fetch takes
 * longer for a request with a body than for one without.
 */
import { Agent, request as startRequest } from "node:http";
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

/**
 * Milliseconds of each request in the order they were given, the answer read; each client has a connection of its own and
 * waits for its answer before it asks again.
 */
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
  const times: number[] = [];
  await Promise.all(Array.from({ length: clients }, (_, c) => oneClient(requests, c, clients, times)));
  parentPort?.postMessage(times);
}

async function oneClient(
  requests: readonly LoadRequest[],
  first: number,
  step: number,
  times: number[],
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = first; i < requests.length; i += step) {
    const request = requests[i];
    if (request === undefined) break;
    const startedAt = performance.now();
    const status = await send(request, agent);
    times[i] = performance.now() - startedAt;
    if (status !== 200) throw new Error(`${request.url} answered ${status}`);
  }
  agent.destroy();
}

async function send({ url, method, headers, body }: LoadRequest, agent: Agent): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const request = startRequest(
      url,
      {
        agent,
        method,
        headers: { ...headers, ...(body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) }) },
      },
      (response) => {
        response.on("end", () => {
          resolve(response.statusCode);
        });
        response.on("error", reject);
        response.resume();
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}
