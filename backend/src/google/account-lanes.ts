/** The lanes of all users with calls under way or just made; idle ones are forgotten. */
import type { AccountRef } from "../sync/ports.ts";
import { AccountLane } from "./account-lane.ts";
import type { LaneLimits } from "./account-lane.ts";
import type { Timing } from "./timing.ts";

const FIRST_SWEEP_AT = 1_024;

export class AccountLanes {
  readonly #limits: LaneLimits;
  readonly #timing: Timing;
  readonly #lanes = new Map<string, AccountLane>();
  #sweepAt = FIRST_SWEEP_AT;

  constructor(limits: LaneLimits, timing: Timing) {
    this.#limits = limits;
    this.#timing = timing;
  }

  of({ workspaceId, userId }: AccountRef): AccountLane {
    const key = `${workspaceId}/${userId}`;
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    if (this.#lanes.size >= this.#sweepAt) this.#sweep();
    const lane = new AccountLane(this.#limits, this.#timing);
    this.#lanes.set(key, lane);
    return lane;
  }

  /** Rare enough to cost nothing a call. */
  #sweep(): void {
    for (const [key, lane] of this.#lanes) if (lane.isIdle) this.#lanes.delete(key);
    this.#sweepAt = Math.max(FIRST_SWEEP_AT, 2 * this.#lanes.size);
  }
}
