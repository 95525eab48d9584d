/**
 * Google's limits per user: Gmail's units and Calendar's requests in any minute, and how many calls of one moment it
 * takes. https://developers.google.com/workspace/gmail/api/reference/quota
 */
import { concurrencyError, rateLimitError, usageLimitError } from "../google-errors.ts";
import type { ApiMethod } from "../http/method-table.ts";
import type { Clock } from "../world.ts";

/** A limit left out is none. */
export interface QuotaLimits {
  readonly gmailUnitsPerMinute?: number | undefined;
  readonly calendarRequestsPerMinute?: number | undefined;
  /** Calls of one user in flight; the calls of a batch are in flight together. */
  readonly concurrentRequests?: number | undefined;
}

/** What a Cloud project made after 1 May 2026 is given. The last one is not documented; others counted it. */
export const googlesLimits: QuotaLimits = {
  gmailUnitsPerMinute: 6000,
  calendarRequestsPerMinute: 600,
  concurrentRequests: 50,
};

export class Quota {
  limits: QuotaLimits;
  readonly #now: Clock;
  readonly #gmail = new Map<string, MinuteWindow>();
  readonly #calendar = new Map<string, MinuteWindow>();
  readonly #inFlight = new Map<string, number>();

  constructor(limits: QuotaLimits, now: Clock) {
    this.limits = limits;
    this.#now = now;
  }

  /** Throws what Google answers when the user has asked for too much. */
  charge(user: string, method: ApiMethod): void {
    const { gmailUnitsPerMinute, calendarRequestsPerMinute } = this.limits;
    if (method.name.startsWith("gmail.")) {
      if (gmailUnitsPerMinute === undefined) return;
      const freeAt = this.#window(this.#gmail, user).take(method.units, gmailUnitsPerMinute, this.#now());
      if (freeAt !== undefined) throw rateLimitError(freeAt);
    } else if (method.name.startsWith("calendar.") && calendarRequestsPerMinute !== undefined) {
      const freeAt = this.#window(this.#calendar, user).take(
        method.units,
        calendarRequestsPerMinute,
        this.#now(),
      );
      if (freeAt !== undefined) throw usageLimitError();
    }
  }

  /** Runs from the first byte of a request to the last of its answer; throws Google's 429 when there are too many. */
  enter(user: string): () => void {
    const count = this.#inFlight.get(user) ?? 0;
    if (count >= (this.limits.concurrentRequests ?? Infinity)) throw concurrencyError();
    this.#inFlight.set(user, count + 1);
    return () => {
      const left = (this.#inFlight.get(user) ?? 1) - 1;
      if (left === 0) this.#inFlight.delete(user);
      else this.#inFlight.set(user, left);
    };
  }

  #window(windows: Map<string, MinuteWindow>, user: string): MinuteWindow {
    let window = windows.get(user);
    if (window === undefined) windows.set(user, (window = new MinuteWindow()));
    return window;
  }
}

/** Units spent in the last minute, counted by the tenth of a second. */
class MinuteWindow {
  readonly #spent: { readonly tick: number; units: number }[] = [];
  #total = 0;

  /** Undefined when the units were taken, else when there will be enough of them, in epoch milliseconds. */
  take(units: number, limit: number, now: number): number | undefined {
    const tick = Math.floor(now / tickMs);
    for (let oldest = this.#spent[0]; oldest !== undefined && oldest.tick <= tick - ticks;) {
      this.#total -= oldest.units;
      this.#spent.shift();
      oldest = this.#spent[0];
    }
    if (this.#total + units > limit) return this.#freeAt(this.#total + units - limit);
    this.#total += units;
    const last = this.#spent.at(-1);
    if (last?.tick === tick) last.units += units;
    else this.#spent.push({ tick, units });
    return undefined;
  }

  #freeAt(missing: number): number {
    let freed = 0;
    for (const { tick, units } of this.#spent) {
      freed += units;
      if (freed >= missing) return (tick + ticks) * tickMs;
    }
    return ((this.#spent.at(-1)?.tick ?? 0) + ticks) * tickMs;
  }
}

const tickMs = 100;
const ticks = 600;
