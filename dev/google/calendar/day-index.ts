/** Which events, by their numbers, may touch a stretch of time: found by the days they lie on. */

const DAY_MS = 86_400_000;
/** Events longer than this are few; they are looked at every time. */
const MAX_DAYS = 40;
/** Over a longer range looking at every event is no slower. */
const MAX_RANGE_DAYS = 400;

export class DayIndex {
  readonly #byDay = new Map<number, Set<number>>();
  readonly #days = new Map<number, readonly [first: number, last: number]>();
  /** What has no days of its own: long events and series. */
  readonly #always = new Set<number>();

  /** Without a span the event is always looked at. */
  put(event: number, span: readonly [start: number, end: number] | undefined): void {
    this.#remove(event);
    const [first, last] = span === undefined ? [0, MAX_DAYS] : [dayOf(span[0]), dayOf(span[1])];
    if (last - first >= MAX_DAYS) {
      this.#always.add(event);
      return;
    }
    this.#days.set(event, [first, last]);
    for (let day = first; day <= last; day += 1) {
      const events = this.#byDay.get(day);
      if (events === undefined) this.#byDay.set(day, new Set([event]));
      else events.add(event);
    }
  }

  /** Ascending; undefined: everything may. */
  candidates(from: number, to: number): readonly number[] | undefined {
    const first = dayOf(from);
    const last = dayOf(to);
    if (!(last - first < MAX_RANGE_DAYS)) return undefined;
    const events = new Set(this.#always);
    for (let day = first; day <= last; day += 1)
      for (const event of this.#byDay.get(day) ?? []) events.add(event);
    return [...events].sort((a, b) => a - b);
  }

  #remove(event: number): void {
    this.#always.delete(event);
    const [first, last] = this.#days.get(event) ?? [0, -1];
    for (let day = first; day <= last; day += 1) this.#byDay.get(day)?.delete(event);
    this.#days.delete(event);
  }
}

function dayOf(instant: number): number {
  return Math.floor(instant / DAY_MS);
}
