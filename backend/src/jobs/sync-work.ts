/** A sync as the worker sees it: something to claim, and what to do with it. */
import type { WorkSource } from "./worker.ts";

export function syncWork<Claim>(
  name: string,
  {
    claim,
    sync,
  }: {
    readonly claim: () => Promise<Claim | undefined>;
    readonly sync: (claim: Claim) => Promise<void>;
  },
): WorkSource {
  return {
    name,
    async take() {
      const taken = await claim();
      return taken === undefined ? undefined : () => sync(taken);
    },
  };
}
