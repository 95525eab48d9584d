/** Time and chance, given to what waits so that tests need not. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Timing {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
  /** At least 0, less than 1. */
  random(): number;
}

export const REAL_TIMING: Timing = {
  now: Date.now,
  sleep: (milliseconds) => sleep(milliseconds),
  random: Math.random,
};
