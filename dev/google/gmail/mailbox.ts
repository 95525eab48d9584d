/** One person's mail as Gmail keeps it: messages, threads, labels, and the log of what changed. */
import { LabelBook } from "./labels.ts";
import { Message } from "./message.ts";
import { readTopHeaders } from "./mime-tree.ts";
import { MailSearch } from "./mail-search.ts";
import { messageIdsIn, ThreadIndex } from "./threading.ts";
import { findField } from "./header-fields.ts";

export interface SendAs {
  readonly sendAsEmail: string;
  readonly displayName: string;
  readonly replyToAddress?: string;
  /** HTML. */
  readonly signature: string;
  readonly isPrimary: boolean;
  readonly isDefault: boolean;
  readonly verificationStatus?: "accepted" | "pending";
}

export interface NewMessage {
  readonly raw: Uint8Array;
  /** Epoch milliseconds: when Google accepted the mail. */
  readonly internalDate: number;
  readonly labelIds: readonly string[];
  /** Ids a Takeout archive tells; left out, they are given as Gmail would. */
  readonly id?: string;
  readonly threadId?: string;
  /** Where `raw` can be had again; without it the bytes stay in memory. */
  readonly reread?: () => Uint8Array;
}

/** One step of the mailbox's life, as `history.list` tells it. */
export interface HistoryRecord {
  readonly id: string;
  readonly kind: "messageAdded" | "messageDeleted" | "labelsAdded" | "labelsRemoved";
  readonly messageId: string;
  readonly threadId: string;
  /** All labels of the message after the step. */
  readonly labelIds: readonly string[];
  /** The labels added or removed; empty for the other kinds. */
  readonly changedLabelIds: readonly string[];
}

export class Mailbox {
  readonly email: string;
  readonly labels = new LabelBook();
  readonly sendAs: SendAs[];
  readonly search: MailSearch;
  readonly #messages = new Map<string, Message>();
  readonly #threads = new Map<string, Message[]>();
  readonly #byLabel = new Map<string, Set<Message>>();
  readonly #byMessageIdHeader = new Map<string, Message[]>();
  readonly #threadIndex = new ThreadIndex();
  readonly #history: HistoryRecord[] = [];
  /** Newest first, rebuilt when a listing follows a change. */
  #sorted: readonly Message[] | undefined;
  #historyId: bigint;
  #arrived = 0;

  constructor(owner: { email: string; name?: string; sendAs?: readonly SendAs[]; startHistoryId?: bigint }) {
    this.email = owner.email;
    const primary: SendAs = {
      sendAsEmail: owner.email,
      displayName: owner.name ?? "",
      signature: "",
      isPrimary: true,
      isDefault: true,
    };
    this.sendAs = [...(owner.sendAs ?? [primary])];
    this.#historyId = owner.startHistoryId ?? 1_032_113n;
    this.search = new MailSearch(this);
  }

  insert({ raw, internalDate, labelIds, id, threadId, reread }: NewMessage): Message {
    for (const labelId of labelIds) this.#requireLabel(labelId);
    const headers = readTopHeaders(raw);
    const messageId = id !== undefined && !this.#messages.has(id) ? id : this.#freeId(internalDate);
    const message = new Message({
      id: messageId,
      threadId: threadId ?? this.#threadIndex.find(headers) ?? messageId,
      internalDate,
      historyId: this.#nextHistoryId(),
      labelIds,
      sizeEstimate: raw.byteLength,
      read: reread ?? (() => raw),
    });
    this.#messages.set(message.id, message);
    this.#arrived += 1;
    append(this.#threads, message.threadId, message);
    this.#threadIndex.add(headers, message.threadId);
    for (const labelId of message.labelIds) this.#labelled(labelId).add(message);
    for (const header of messageIdsIn(findField(headers, "Message-ID")))
      append(this.#byMessageIdHeader, header, message);
    this.#sorted = undefined;
    this.#record("messageAdded", message, []);
    return message;
  }

  find(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  /** Oldest first; empty when there is no such thread. */
  thread(threadId: string): readonly Message[] {
    return [...(this.#threads.get(threadId) ?? [])].sort((a, b) => a.internalDate - b.internalDate);
  }

  /** With its angle brackets, as in the header. */
  findByMessageIdHeader(messageIdHeader: string): readonly Message[] {
    return this.#byMessageIdHeader.get(messageIdHeader) ?? [];
  }

  withLabel(labelId: string): ReadonlySet<Message> {
    return this.#byLabel.get(labelId) ?? noMessages;
  }

  newestFirst(): readonly Message[] {
    this.#sorted ??= [...this.#messages.values()].sort(
      (a, b) => b.internalDate - a.internalDate || (a.id < b.id ? 1 : -1),
    );
    return this.#sorted;
  }

  messages(): IterableIterator<Message> {
    return this.#messages.values();
  }

  changeLabels(
    id: string,
    change: { add?: readonly string[]; remove?: readonly string[] },
  ): Message | undefined {
    const message = this.#messages.get(id);
    if (message === undefined) return undefined;
    for (const labelId of [...(change.add ?? []), ...(change.remove ?? [])]) this.#requireLabel(labelId);
    const added = (change.add ?? []).filter((labelId) => !message.labelIds.has(labelId));
    const removed = (change.remove ?? []).filter((labelId) => message.labelIds.has(labelId));
    for (const labelId of added) {
      message.labelIds.add(labelId);
      this.#labelled(labelId).add(message);
    }
    for (const labelId of removed) {
      message.labelIds.delete(labelId);
      this.#labelled(labelId).delete(message);
    }
    if (added.length > 0) this.#change("labelsAdded", message, added);
    if (removed.length > 0) this.#change("labelsRemoved", message, removed);
    return message;
  }

  /** For good, not to the trash. */
  delete(id: string): boolean {
    const message = this.#messages.get(id);
    if (message === undefined) return false;
    this.#messages.delete(id);
    removeFrom(this.#threads, message.threadId, message);
    for (const header of messageIdsIn(findField(message.headers(), "Message-ID")))
      removeFrom(this.#byMessageIdHeader, header, message);
    for (const labelId of message.labelIds) this.#labelled(labelId).delete(message);
    this.#sorted = undefined;
    this.#change("messageDeleted", message, []);
    return true;
  }

  /** How many messages ever came, for indexes that grow with them. */
  get arrived(): number {
    return this.#arrived;
  }

  get historyId(): string {
    return this.#historyId.toString();
  }

  get history(): readonly HistoryRecord[] {
    return this.#history;
  }

  get size(): { readonly messages: number; readonly threads: number } {
    return { messages: this.#messages.size, threads: this.#threads.size };
  }

  #change(kind: HistoryRecord["kind"], message: Message, changedLabelIds: readonly string[]): void {
    message.historyId = this.#nextHistoryId();
    this.#record(kind, message, changedLabelIds);
  }

  #record(kind: HistoryRecord["kind"], message: Message, changedLabelIds: readonly string[]): void {
    const { id: messageId, threadId, historyId: id } = message;
    this.#history.push({ id, kind, messageId, threadId, labelIds: [...message.labelIds], changedLabelIds });
  }

  /** Rising, with gaps: ids are shared with records the API does not show. */
  #nextHistoryId(): string {
    this.#historyId += 1n + ((this.#historyId * 7n) % 23n);
    return this.#historyId.toString();
  }

  #freeId(internalDate: number): string {
    let id =
      BigInt(Math.max(0, Math.floor(internalDate))) * 0x100000n +
      ((BigInt(this.#arrived) * 0x9e37n) % 0x100000n);
    while (this.#messages.has(hexId(id))) id += 1n;
    return hexId(id);
  }

  #labelled(labelId: string): Set<Message> {
    const known = this.#byLabel.get(labelId);
    if (known !== undefined) return known;
    const made = new Set<Message>();
    this.#byLabel.set(labelId, made);
    return made;
  }

  #requireLabel(labelId: string): void {
    if (this.labels.find(labelId) === undefined)
      throw new Error(`No label ${labelId} in the mailbox of ${this.email}`);
  }
}

const noMessages: ReadonlySet<Message> = new Set();

function hexId(id: bigint): string {
  return BigInt.asUintN(64, id).toString(16).padStart(16, "0");
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function removeFrom<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const left = (lists.get(key) ?? []).filter((entry) => entry !== value);
  if (left.length === 0) lists.delete(key);
  else lists.set(key, left);
}
