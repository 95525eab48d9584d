/** A map of lists in which the most frequent list, that of one entry, costs no list. */

export class MultiMap<K, V extends object> {
  readonly #lists = new Map<K, V | readonly V[]>();

  get(key: K): readonly V[] {
    const found = this.#lists.get(key);
    return found === undefined ? [] : isList(found) ? found : [found];
  }

  add(key: K, value: V): void {
    const found = this.#lists.get(key);
    this.#lists.set(key, found === undefined ? value : isList(found) ? [...found, value] : [found, value]);
  }

  delete(key: K, value: V): void {
    const left = this.get(key).filter((entry) => entry !== value);
    if (left.length === 0) this.#lists.delete(key);
    else this.#lists.set(key, left);
  }

  get size(): number {
    return this.#lists.size;
  }
}

function isList<V extends object>(value: V | readonly V[]): value is readonly V[] {
  return Array.isArray(value);
}
