/** HTTP that blocks: Apps Script's fetch returns the answer, so the calling thread waits while another one talks. */
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";

export interface WireRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly timeoutMs: number;
  /** Of the answer's body. */
  readonly mostBytes: number;
}

export type WireAnswer = { readonly ms: number } & (
  | {
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: Uint8Array;
    }
  | { readonly failure: "timeout" | "dns" | "tls" | "too-large" | "unavailable" }
);

/** What crosses between the threads, either way. */
export interface Batch<T> {
  readonly id: number;
  readonly requests: readonly T[];
}

export interface SyncHttp {
  /** All at once; returns when the last one ended or timed out. */
  readonly sendAll: (requests: readonly WireRequest[]) => readonly WireAnswer[];
  readonly close: () => void;
}

/** The other thread gets this much longer than its own deadline before it is taken for dead. */
const graceMs = 2_000;

export function createSyncHttp(): SyncHttp {
  const { port1, port2 } = new MessageChannel();
  const doneFlag = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./http-thread.ts", import.meta.url), {
    workerData: { port: port2, doneFlag },
    transferList: [port2],
  });
  worker.unref();
  port1.unref();
  let lastId = 0;

  return {
    sendAll: (requests) => {
      if (requests.length === 0) return [];
      const id = ++lastId;
      port1.postMessage({ id, requests } satisfies Batch<WireRequest>);
      const deadline = performance.now() + Math.max(...requests.map(({ timeoutMs }) => timeoutMs)) + graceMs;
      return waitFor(id, deadline) ?? requests.map(() => ({ failure: "timeout", ms: 0 }));
    },
    close: () => {
      port1.close();
      void worker.terminate();
    },
  };

  function waitFor(id: number, deadline: number): readonly WireAnswer[] | undefined {
    for (;;) {
      const seen = Atomics.load(doneFlag, 0);
      if (seen === id) break;
      if (Atomics.wait(doneFlag, 0, seen, deadline - performance.now()) === "timed-out") return undefined;
    }
    // Answers that came too late for an earlier call are still in the queue.
    for (;;) {
      const received = receiveMessageOnPort(port1) as { message: Batch<WireAnswer> } | undefined;
      if (received === undefined) return undefined;
      if (received.message.id === id) return received.message.requests;
    }
  }
}
