/**
 * The log of what happened to a mailbox, as history.list tells it, until Google forgets.
 * https://developers.google.com/workspace/gmail/api/guides/sync
 */
import type { LabelSet } from "./label-sets.ts";

export type HistoryKind = "messageAdded" | "messageDeleted" | "labelsAdded" | "labelsRemoved" | "touched";

/** One step of the mailbox's life. */
export interface HistoryRecord {
  /** A uint64 in decimal. */
  readonly id: string;
  readonly kind: HistoryKind;
  readonly messageId: string;
  readonly threadId: string;
  /** All labels of the message after the step. */
  readonly labelIds: readonly string[];
  /** The labels added or removed; empty for the other kinds. */
  readonly changedLabelIds: readonly string[];
}

export class HistoryLog {
  #records: HistoryRecord[] = [];
  #current: bigint;
  #oldest: bigint;

  constructor(startHistoryId: bigint) {
    this.#current = startHistoryId;
    this.#oldest = startHistoryId;
  }

  get current(): string {
    return this.#current.toString();
  }

  /** Oldest first. */
  get records(): readonly HistoryRecord[] {
    return this.#records;
  }

  /** Rising, with gaps: ids are shared with records the API does not show. */
  nextId(): string {
    this.#current += 1n + ((this.#current * 7n) % 23n);
    return this.#current.toString();
  }

  append(
    kind: HistoryKind,
    message: { id: string; threadId: string; historyId: string; labelIds: LabelSet },
    changedLabelIds: readonly string[],
  ): HistoryRecord {
    const { id: messageId, threadId, historyId: id, labelIds } = message;
    const record = { id, kind, messageId, threadId, labelIds: listOf(labelIds), changedLabelIds };
    this.#records.push(record);
    return record;
  }

  /** Whether Google still knows, or ever knew, this point of the mailbox's life. */
  reaches(historyId: bigint): boolean {
    return historyId >= this.#oldest && historyId <= this.#current;
  }

  /** The index of the first record behind a point. */
  indexBehind(historyId: bigint): number {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (BigInt(this.#records[middle]?.id ?? 0) <= historyId) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Everything so far is forgotten: no id given out until now is known any more. */
  forget(): void {
    this.nextId();
    this.#oldest = this.#current;
    this.#records = [];
  }
}

/** Lists of the few sets there are, so that a record costs none of its own. */
function listOf(labels: LabelSet): readonly string[] {
  let list = lists.get(labels);
  if (list === undefined) lists.set(labels, (list = [...labels]));
  return list;
}

const lists = new WeakMap<LabelSet, readonly string[]>();
