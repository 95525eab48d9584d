/**
 * The worker: takes whatever is due, from several sources in turn, a few at a time. Which work is due, and who may have
 * it, is decided by the sources' claims in the database; so any number of processes may do this, and a job lost here is
 * taken up again when its lease is over.
 */
import type { Logger } from "pino";
import type { RunningJob } from "./settle-meetings.ts";

/** Work of one kind. */
export interface WorkSource {
  readonly name: string;
  /** Claims one piece and gives what does it; undefined: nothing is due. */
  take(): Promise<(() => Promise<void>) | undefined>;
}

export interface WorkerOptions {
  readonly sources: readonly WorkSource[];
  /** How many pieces are under way at once. */
  readonly slots: number;
  /** Without a wake-up the sources are asked this often. */
  readonly pollMs: number;
  /** Calls back whenever something may have become due; gives how to stop that. */
  readonly listen: (onDue: () => void) => Promise<() => Promise<void>>;
  readonly log: Logger;
}

/** After a fault of ours or of the database: not at once again. */
const FAULT_PAUSE_MS = 1_000;

export async function startWorker(options: WorkerOptions): Promise<RunningJob> {
  const { sources, slots, pollMs, log } = options;
  const running = new Set<Promise<void>>();
  let stopping = false;
  let isDue = true;
  let wake: () => void = () => undefined;

  function onDue(): void {
    isDue = true;
    wake();
  }

  const stopListening = await options.listen(onDue);
  const loop = dispatch();

  async function dispatch(): Promise<void> {
    // Sources take turns, so that a thousand mailboxes do not keep a calendar waiting.
    let next = 0;
    while (!stopping) {
      if (running.size >= slots) {
        await Promise.race(running);
        continue;
      }
      isDue = false;
      const taken = await takeFrom(next);
      if (taken === "fault") await pause(FAULT_PAUSE_MS);
      else if (taken === undefined) await pause(pollMs);
      else next = (taken + 1) % sources.length;
    }
  }

  /** Gives which source had something. */
  async function takeFrom(first: number): Promise<number | "fault" | undefined> {
    for (let offset = 0; offset < sources.length; offset++) {
      const index = (first + offset) % sources.length;
      const source = sources[index];
      if (source === undefined) continue;
      try {
        const work = await source.take();
        if (work === undefined) continue;
        start(source.name, work);
        return index;
      } catch (error) {
        log.warn({ error, source: source.name }, "no work could be taken");
        return "fault";
      }
    }
    return undefined;
  }

  function start(name: string, work: () => Promise<void>): void {
    const piece = work()
      .catch((error: unknown) => {
        log.error({ error, source: name }, "work failed; it is taken up again when its lease is over");
      })
      .finally(() => {
        running.delete(piece);
      });
    running.add(piece);
  }

  async function pause(ms: number): Promise<void> {
    if (isDue || stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wake = () => undefined;
  }

  return {
    async stop() {
      stopping = true;
      wake();
      await loop;
      await stopListening();
      await Promise.all(running);
    },
  };
}
