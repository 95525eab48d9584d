/**
 * One user's share of Google's quota: units flow in at a steady rate and are handed out in the order they were asked for,
 * to what a person waits for first. In any minute no more goes out than the quota allows, even when that minute begins
 * with a full bucket.
 */
import type { Timing } from "./timing.ts";
import { TurnQueue } from "./turn-queue.ts";

/** Together less than one: what is left is for calls that reach Google closer together than they were made. */
const STEADY_SHARE = 0.96;
const BURST_SHARE = 0.02;

interface Waiting {
  readonly units: number;
  readonly resolve: (pausedUntil: Date | undefined) => void;
}

export class UnitBucket {
  readonly #timing: Pick<Timing, "now" | "sleep">;
  readonly #patienceMs: number;
  readonly #unitsPerMs: number;
  readonly #capacity: number;
  readonly #queue = new TurnQueue<Waiting>();
  #units: number;
  #countedAt: number;
  #pausedUntil = 0;
  #isServing = false;

  /** @param patienceMs a longer pause is not waited for */
  constructor(unitsPerMinute: number, patienceMs: number, timing: Pick<Timing, "now" | "sleep">) {
    this.#timing = timing;
    this.#patienceMs = patienceMs;
    this.#unitsPerMs = (unitsPerMinute * STEADY_SHARE) / 60_000;
    this.#capacity = unitsPerMinute * BURST_SHARE;
    this.#units = this.#capacity;
    this.#countedAt = timing.now();
  }

  /** Resolves once the units may be spent; or, with a date, to say that nothing may be spent for long. */
  async take(units: number, isUrgent = false): Promise<Date | undefined> {
    const wait = this.#pauseTooLong();
    if (wait !== undefined) return wait;
    if (!this.#isServing && this.#msUntil(units) <= 0) {
      this.#units -= units;
      return undefined;
    }
    return await new Promise((resolve) => {
      this.#queue.push({ units, resolve }, isUrgent);
      if (!this.#isServing) void this.#serve();
    });
  }

  /** Google said so. */
  pauseUntil(time: Date): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, time.getTime());
  }

  /** Nothing would be lost with it. */
  get isFull(): boolean {
    this.#refill();
    return !this.#isServing && this.#units >= this.#capacity && this.#pausedUntil <= this.#timing.now();
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    for (let { head } = this.#queue; head !== undefined; { head } = this.#queue) {
      const tooLong = this.#pauseTooLong();
      const wait = tooLong === undefined ? this.#msUntil(head.units) : 0;
      if (wait > 0) {
        await this.#timing.sleep(wait);
        continue;
      }
      this.#queue.shift();
      if (tooLong === undefined) this.#units -= head.units;
      head.resolve(tooLong);
    }
    this.#isServing = false;
  }

  #pauseTooLong(): Date | undefined {
    const isLong = this.#pausedUntil > this.#timing.now() + this.#patienceMs;
    return isLong ? new Date(this.#pausedUntil) : undefined;
  }

  /** A call that costs more than the bucket holds goes out when it is full, and is paid for afterwards. */
  #msUntil(units: number): number {
    this.#refill();
    const missing = Math.min(units, this.#capacity) - this.#units;
    const pause = this.#pausedUntil - this.#timing.now();
    return Math.max(pause, missing <= 0 ? 0 : Math.ceil(missing / this.#unitsPerMs));
  }

  #refill(): void {
    const now = this.#timing.now();
    // A clock that was set back gives nothing, and takes nothing.
    const elapsed = Math.max(0, now - this.#countedAt);
    this.#units = Math.min(this.#capacity, this.#units + elapsed * this.#unitsPerMs);
    this.#countedAt = now;
  }
}
