import { expect, test } from "@jest/globals";
import { pino } from "pino";
import { startWorker } from "../../backend/src/jobs/worker.ts";
import type { WorkerOptions, WorkSource } from "../../backend/src/jobs/worker.ts";

const log = pino({ level: "silent" });

/** Work given from outside, one piece a call. */
class Queue implements WorkSource {
  readonly name = "queue";
  readonly pieces: (() => Promise<void>)[] = [];

  take(): Promise<(() => Promise<void>) | undefined> {
    return Promise.resolve(this.pieces.shift());
  }
}

function telling(told: PromiseWithResolvers<undefined>): () => Promise<void> {
  return () => {
    told.resolve(undefined);
    return Promise.resolve();
  };
}

/** A poll interval no test waits for: what is done is done because of a wake-up. */
const NEVER_MS = 60_000;

async function start(sources: readonly WorkSource[], options: Partial<WorkerOptions> = {}) {
  const due: { wake: () => void } = { wake: () => undefined };
  const worker = await startWorker({
    sources,
    slots: 2,
    pollMs: NEVER_MS,
    listen: (onDue) => {
      due.wake = onDue;
      return Promise.resolve(() => Promise.resolve());
    },
    log,
    ...options,
  });
  return {
    worker,
    wake: () => {
      due.wake();
    },
  };
}

test("does what is due at the start, and what becomes due when it is told", async () => {
  const queue = new Queue();
  const first = Promise.withResolvers<undefined>();
  const second = Promise.withResolvers<undefined>();
  queue.pieces.push(telling(first));
  const { worker, wake } = await start([queue]);
  await first.promise;
  queue.pieces.push(telling(second));
  wake();
  await second.promise;
  await worker.stop();
});

test("has no more pieces under way than it has slots", async () => {
  const queue = new Queue();
  let running = 0;
  let most = 0;
  const done = Promise.withResolvers<undefined>();
  for (let number = 1; number <= 9; number++) {
    queue.pieces.push(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      if (number === 9) done.resolve(undefined);
    });
  }
  const { worker } = await start([queue], { slots: 3 });
  await done.promise;
  await worker.stop();
  expect(most).toBe(3);
});

test("lets sources take turns, however much one of them has", async () => {
  const order: string[] = [];
  const done = Promise.withResolvers<undefined>();
  const [many, few] = [new Queue(), new Queue()];
  const piece = (name: string) => () => {
    order.push(name);
    if (order.length === 12) done.resolve(undefined);
    return Promise.resolve();
  };
  for (let count = 0; count < 10; count++) many.pieces.push(piece("many"));
  few.pieces.push(piece("few"), piece("few"));
  const { worker } = await start([many, few], { slots: 1 });
  await done.promise;
  await worker.stop();
  expect(order.slice(0, 4)).toEqual(["many", "few", "many", "few"]);
});

test("goes on after a piece of work threw", async () => {
  const queue = new Queue();
  const done = Promise.withResolvers<undefined>();
  queue.pieces.push(() => Promise.reject(new Error("boom")), telling(done));
  const { worker } = await start([queue], { slots: 1 });
  await done.promise;
  await worker.stop();
});

test("stopping waits for what is under way and takes nothing more", async () => {
  const queue = new Queue();
  const gate = Promise.withResolvers<undefined>();
  const started = Promise.withResolvers<undefined>();
  let ended = false;
  queue.pieces.push(async () => {
    started.resolve(undefined);
    await gate.promise;
    ended = true;
  });
  const { worker } = await start([queue], { slots: 1 });
  await started.promise;
  queue.pieces.push(() => Promise.reject(new Error("taken after the stop")));
  const stopped = worker.stop();
  gate.resolve(undefined);
  await stopped;
  expect(ended).toBe(true);
  expect(queue.pieces).toHaveLength(1);
});
