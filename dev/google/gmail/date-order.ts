/** A mailbox's messages by date, kept in order while mail comes and goes. */
import type { Message } from "./message.ts";

export class DateOrder {
  readonly #oldestFirst: Message[] = [];
  #newestFirst: readonly Message[] | undefined;

  add(message: Message): void {
    this.#oldestFirst.splice(this.#indexOf(message), 0, message);
    this.#newestFirst = undefined;
  }

  delete(message: Message): void {
    this.#oldestFirst.splice(this.#indexOf(message), 1);
    this.#newestFirst = undefined;
  }

  newestFirst(): readonly Message[] {
    return (this.#newestFirst ??= this.#oldestFirst.toReversed());
  }

  /** Where a message stands, or is to stand. */
  #indexOf({ internalDate, id }: Message): number {
    let low = 0;
    let high = this.#oldestFirst.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#oldestFirst[middle];
      const isBefore =
        other !== undefined &&
        (other.internalDate < internalDate || (other.internalDate === internalDate && other.id < id));
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
