/** One user's way to one of Google's services: so many calls at once, so many units a minute. */
import type { Timing } from "./timing.ts";
import { TurnQueue } from "./turn-queue.ts";
import { UnitBucket } from "./unit-bucket.ts";

export interface LaneLimits {
  readonly unitsPerMinute: number;
  /** Calls under way at once. */
  readonly concurrency: number;
  /** A pause longer than this is not waited for, in milliseconds. */
  readonly patienceMs: number;
}

/** So many good answers make up for one "too many at once". */
const ANSWERS_TO_WIDEN = 50;

export class AccountLane {
  readonly #concurrency: number;
  readonly #bucket: UnitBucket;
  readonly #waiting = new TurnQueue<() => void>();
  #width: number;
  #underWay = 0;
  #answers = 0;

  constructor({ unitsPerMinute, concurrency, patienceMs }: LaneLimits, timing: Timing) {
    this.#concurrency = concurrency;
    this.#width = concurrency;
    this.#bucket = new UnitBucket(unitsPerMinute, patienceMs, timing);
  }

  /** In the order of asking, what is urgent first. Who entered must leave. */
  async enter(isUrgent = false): Promise<void> {
    if (this.#underWay < this.#width) this.#underWay += 1;
    else
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve, isUrgent);
      });
  }

  leave(): void {
    this.#underWay -= 1;
    while (this.#underWay < this.#width) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#underWay += 1;
      next();
    }
  }

  /** See UnitBucket. */
  async take(units: number, isUrgent = false): Promise<Date | undefined> {
    return await this.#bucket.take(units, isUrgent);
  }

  pauseUntil(time: Date): void {
    this.#bucket.pauseUntil(time);
  }

  /** Google answered that too many calls came at once. */
  narrow(): void {
    this.#width = Math.max(1, Math.floor(this.#width / 2));
    this.#answers = 0;
  }

  countAnswer(): void {
    if (this.#width === this.#concurrency) return;
    this.#answers += 1;
    if (this.#answers % ANSWERS_TO_WIDEN === 0) this.#width += 1;
  }

  /** A new lane would do the same. */
  get isIdle(): boolean {
    return this.#underWay === 0 && this.#width === this.#concurrency && this.#bucket.isFull;
  }
}
