/** Remembers answers for a moment, and who asks while one is on its way waits for the same. */

export class ShortCache<T> {
  readonly #keepMs: number;
  readonly #size: number;
  readonly #kept = new Map<string, { readonly until: number; readonly value: Promise<T> }>();

  constructor({ keepMs, size }: { readonly keepMs: number; readonly size: number }) {
    this.#keepMs = keepMs;
    this.#size = size;
  }

  /** Failures are not remembered. */
  async get(key: string, now: Date, find: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > now.getTime()) return await kept.value;
    const value = find();
    const entry = { until: now.getTime() + this.#keepMs, value };
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#size) break;
      this.#kept.delete(oldest);
    }
    try {
      return await value;
    } catch (error) {
      if (this.#kept.get(key) === entry) this.#kept.delete(key);
      throw error;
    }
  }
}
