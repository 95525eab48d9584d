/** Sets of messages as bits by order of arrival: 25 kB for 200,000 of them, joined and cut a word at a time. */

/** A message's place in the order of arrival; never given twice. */
export interface Numbered {
  readonly ordinal: number;
}

export class MessageSet {
  #words: Uint32Array<ArrayBuffer>;

  constructor(capacity = 0) {
    this.#words = new Uint32Array((capacity + 31) >>> 5);
  }

  has({ ordinal }: Numbered): boolean {
    return (((this.#words[ordinal >>> 5] ?? 0) >>> (ordinal & 31)) & 1) === 1;
  }

  add({ ordinal }: Numbered): void {
    const word = ordinal >>> 5;
    if (word >= this.#words.length) this.#grow(word + 1);
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (ordinal & 31));
  }

  delete({ ordinal }: Numbered): void {
    const word = ordinal >>> 5;
    if (word < this.#words.length) this.#words[word] = (this.#words[word] ?? 0) & ~(1 << (ordinal & 31));
  }

  get size(): number {
    let size = 0;
    for (const word of this.#words) if (word !== 0) size += bitsIn(word);
    return size;
  }

  union(other: MessageSet): MessageSet {
    const [longer, shorter] = this.#words.length >= other.#words.length ? [this, other] : [other, this];
    const joined = new MessageSet();
    joined.#words = longer.#words.slice();
    for (const [index, word] of shorter.#words.entries())
      joined.#words[index] = (joined.#words[index] ?? 0) | word;
    return joined;
  }

  intersection(other: MessageSet): MessageSet {
    const common = new MessageSet();
    common.#words = this.#words.slice(0, other.#words.length);
    for (let index = 0; index < common.#words.length; index++)
      common.#words[index] = (common.#words[index] ?? 0) & (other.#words[index] ?? 0);
    return common;
  }

  /** Rising. */
  *ordinals(): Generator<number> {
    for (const [index, word] of this.#words.entries()) {
      for (let left = word; left !== 0; left &= left - 1) yield index * 32 + (31 - Math.clz32(left & -left));
    }
  }

  #grow(words: number): void {
    const grown = new Uint32Array(Math.max(words, this.#words.length * 2));
    grown.set(this.#words);
    this.#words = grown;
  }
}

export const noMessages: MessageSet = new MessageSet();

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
