/** Who waits for his turn: first come, first served, but what a person waits for before what nobody does. */

export class TurnQueue<Waiting> {
  readonly #urgent: Waiting[] = [];
  readonly #others: Waiting[] = [];

  push(waiting: Waiting, isUrgent: boolean): void {
    (isUrgent ? this.#urgent : this.#others).push(waiting);
  }

  /** Whose turn it is. */
  get head(): Waiting | undefined {
    return this.#urgent[0] ?? this.#others[0];
  }

  shift(): Waiting | undefined {
    return this.#urgent.shift() ?? this.#others.shift();
  }
}
