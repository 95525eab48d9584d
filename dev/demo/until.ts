/** Waits for what happens in the background. */
import { setTimeout } from "node:timers/promises";

const pollMs = 150;

/**
 * Gives what `look` finds, once it finds something.
 * @throws Error naming what did not happen in time.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1_000} s`);
    await setTimeout(pollMs);
  }
}
