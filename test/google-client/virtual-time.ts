/** Time that passes only when everybody sleeps: hours go by in milliseconds, in their order. */
import type { Timing } from "../../backend/src/google/timing.ts";

export interface VirtualTime extends Timing {
  /** Lets time pass without anybody having slept. */
  advance(milliseconds: number): void;
}

export function createVirtualTime(start = Date.UTC(2026, 10, 20, 12), random = () => 0.5): VirtualTime {
  let time = start;
  let sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  let isPumping = false;

  function pump(): void {
    const next = sleepers.reduce<(typeof sleepers)[number] | undefined>(
      (first, other) => (first === undefined || other.until < first.until ? other : first),
      undefined,
    );
    isPumping = next !== undefined;
    if (next === undefined) return;
    sleepers = sleepers.filter((other) => other !== next);
    time = Math.max(time, next.until);
    next.wake();
    // Whoever is woken does what he does at this time before it goes on.
    setImmediate(pump);
  }

  return {
    now: () => time,
    random,
    advance(milliseconds) {
      time += milliseconds;
    },
    async sleep(milliseconds) {
      await new Promise<void>((wake) => {
        sleepers.push({ until: time + milliseconds, wake });
        if (isPumping) return;
        isPumping = true;
        setImmediate(pump);
      });
    },
  };
}
