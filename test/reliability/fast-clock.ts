/** Time that runs faster than the machine's, for Google and the backend alike: waits of minutes take seconds. */
import { setTimeout as sleep } from "node:timers/promises";
import type { GooglePace } from "../../backend/src/google-parts.ts";

/** Processes given the same facts share one time. */
export interface ClockFacts {
  /** Milliseconds since 1970; when it showed the machine's time. */
  readonly startedAt: number;
  /** A whole number. */
  readonly speed: number;
}

export class FastClock {
  readonly facts: ClockFacts;

  constructor(facts: ClockFacts) {
    this.facts = facts;
  }

  /** Milliseconds since 1970. */
  readonly now = (): number => this.facts.startedAt + (Date.now() - this.facts.startedAt) * this.facts.speed;

  readonly date = (): Date => new Date(this.now());

  /**
   * As the backend's own, at this clock's pace; but for how long an answer may take, which is the machine's time: the local
   * Google answers within milliseconds, but shares its cores with much else.
   */
  googlePace(timeoutMs = 10_000): Required<GooglePace> {
    const { speed } = this.facts;
    return {
      timing: {
        now: this.now,
        sleep: (milliseconds) => sleep(Math.ceil(milliseconds / speed)),
        random: Math.random,
      },
      limits: { timeoutMs, maxBytes: 10_000_000 },
    };
  }
}
