/** One person's mail as Gmail keeps it: messages, threads, labels, and the log of what changed. */
import type { Clock } from "../world.ts";
import { DateOrder } from "./date-order.ts";
import { Drafts } from "./drafts.ts";
import { HistoryLog } from "./history-log.ts";
import type { HistoryKind, HistoryRecord } from "./history-log.ts";
import { LabelBook } from "./labels.ts";
import { Message } from "./message.ts";
import type { MailSource } from "./message.ts";
import { MessageSet, noMessages } from "./message-set.ts";
import { readTopHeaders } from "./mime-tree.ts";
import { MailSearch } from "./mail-search.ts";
import { MultiMap } from "./multi-map.ts";
import { messageIdsIn, ThreadIndex } from "./threading.ts";
import { findField } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";

export interface SendAs {
  readonly sendAsEmail: string;
  readonly displayName: string;
  readonly replyToAddress?: string;
  /** HTML. */
  readonly signature: string;
  readonly isPrimary: boolean;
  readonly isDefault: boolean;
  readonly treatAsAlias?: boolean;
  readonly verificationStatus?: "accepted" | "pending";
}

interface Arrival {
  /** Epoch milliseconds: when Google accepted the mail. */
  readonly internalDate: number;
  readonly labelIds: readonly string[];
  /** Ids a Takeout archive tells; left out, they are given as Gmail would. */
  readonly id?: string;
  /** `"new"`: a thread of its own, whatever it answers. */
  readonly threadId?: string;
}

export interface NewMessage extends Arrival {
  readonly raw: Uint8Array;
  /** Where `raw` can be had again; without it the bytes stay in memory. */
  readonly reread?: () => Uint8Array;
}

/** A mail that is written only when somebody reads it. */
export interface DescribedMessage extends Arrival {
  readonly source: Required<MailSource>;
  readonly sizeEstimate: number;
}

export class Mailbox {
  readonly email: string;
  readonly labels = new LabelBook();
  readonly sendAs: SendAs[];
  readonly search: MailSearch;
  readonly drafts: Drafts;
  readonly log: HistoryLog;
  readonly #now: Clock;
  readonly #messages = new Map<string, Message>();
  readonly #byOrdinal: (Message | undefined)[] = [];
  readonly #threads = new MultiMap<string, Message>();
  readonly #byLabel = new Map<string, MessageSet>();
  readonly #byMessageIdHeader = new MultiMap<string, Message>();
  readonly #threadIndex = new ThreadIndex();
  readonly #listeners = new Set<(record: HistoryRecord) => void>();
  readonly #byDate = new DateOrder();
  #revision = 0;

  constructor(owner: {
    email: string;
    name?: string;
    sendAs?: readonly SendAs[];
    startHistoryId?: bigint;
    now?: Clock;
  }) {
    this.email = owner.email;
    const primary: SendAs = {
      sendAsEmail: owner.email,
      displayName: owner.name ?? "",
      signature: "",
      isPrimary: true,
      isDefault: true,
    };
    this.sendAs = [...(owner.sendAs ?? [primary])];
    this.#now = owner.now ?? Date.now;
    this.log = new HistoryLog(owner.startHistoryId ?? 1_032_113n);
    this.search = new MailSearch(this);
    this.drafts = new Drafts(this, this.#now);
  }

  /** A mail comes in now, unread, and whoever watches hears of it. */
  deliver(raw: Uint8Array, options: { labelIds?: readonly string[] } = {}): Message {
    const { labelIds = ["UNREAD", "CATEGORY_PERSONAL", "INBOX"] } = options;
    return this.insert({ raw, internalDate: this.#now(), labelIds });
  }

  insert({ raw, reread, ...arrival }: NewMessage): Message {
    return this.#add(arrival, readTopHeaders(raw), raw.byteLength, { raw: reread ?? (() => raw) });
  }

  insertDescribed({ source, sizeEstimate, ...arrival }: DescribedMessage): Message {
    return this.#add(arrival, source.headers(), sizeEstimate, source);
  }

  find(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  findByOrdinal(ordinal: number): Message | undefined {
    return this.#byOrdinal[ordinal];
  }

  /** Oldest first; empty when there is no such thread. */
  thread(threadId: string): readonly Message[] {
    return [...this.#threads.get(threadId)].sort((a, b) => a.internalDate - b.internalDate);
  }

  /** With its angle brackets, as in the header. */
  findByMessageIdHeader(messageIdHeader: string): readonly Message[] {
    return this.#byMessageIdHeader.get(messageIdHeader);
  }

  labelled(labelId: string): MessageSet {
    return this.#byLabel.get(labelId) ?? noMessages;
  }

  withLabel(labelId: string): ReadonlySet<Message> {
    const messages = new Set<Message>();
    for (const ordinal of this.labelled(labelId).ordinals()) {
      const message = this.#byOrdinal[ordinal];
      if (message !== undefined) messages.add(message);
    }
    return messages;
  }

  newestFirst(): readonly Message[] {
    return this.#byDate.newestFirst();
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
    message.labelIds = [...message.labelIds, ...added].filter((labelId) => !removed.includes(labelId));
    for (const labelId of added) this.#labelled(labelId).add(message);
    for (const labelId of removed) this.#labelled(labelId).delete(message);
    if (added.length > 0) this.#change("labelsAdded", message, added);
    if (removed.length > 0) this.#change("labelsRemoved", message, removed);
    return message;
  }

  trash(id: string): Message | undefined {
    return this.changeLabels(id, { add: ["TRASH"], remove: ["INBOX"] });
  }

  /** Back from the trash, into the archive and not the inbox. */
  untrash(id: string): Message | undefined {
    return this.changeLabels(id, { remove: ["TRASH"] });
  }

  markSpam(id: string): Message | undefined {
    return this.changeLabels(id, { add: ["SPAM"], remove: ["INBOX"] });
  }

  unmarkSpam(id: string): Message | undefined {
    return this.changeLabels(id, { add: ["INBOX"], remove: ["SPAM"] });
  }

  /** Something happened to a message that the API has no name for: a record with the message and no more. */
  touch(id: string): void {
    const message = this.#messages.get(id);
    if (message !== undefined) this.#change("touched", message, []);
  }

  /** For good, not to the trash. */
  delete(id: string): boolean {
    const message = this.#messages.get(id);
    if (message === undefined) return false;
    this.#messages.delete(id);
    this.#byOrdinal[message.ordinal] = undefined;
    this.#threads.delete(message.threadId, message);
    for (const header of messageIdsIn(findField(message.headers(), "Message-ID")))
      this.#byMessageIdHeader.delete(header, message);
    for (const labelId of message.labelIds) this.#labelled(labelId).delete(message);
    this.#byDate.delete(message);
    this.#change("messageDeleted", message, []);
    return true;
  }

  /** How many messages ever came, for indexes that grow with them. */
  get arrived(): number {
    return this.#byOrdinal.length;
  }

  /** Counts what happened, for whatever is true only until the next change. */
  get revision(): number {
    return this.#revision;
  }

  get historyId(): string {
    return this.log.current;
  }

  get history(): readonly HistoryRecord[] {
    return this.log.records;
  }

  get size(): { readonly messages: number; readonly threads: number } {
    return { messages: this.#messages.size, threads: this.#threads.size };
  }

  /** Calls back for every change from now on; gives the way to stop it. */
  onChange(listener: (record: HistoryRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #add(
    { internalDate, labelIds, id, threadId }: Arrival,
    headers: readonly HeaderField[],
    sizeEstimate: number,
    source: MailSource,
  ): Message {
    for (const labelId of labelIds) this.#requireLabel(labelId);
    const messageId = id !== undefined && !this.#messages.has(id) ? id : this.#freeId(internalDate);
    const message = new Message({
      ordinal: this.#byOrdinal.length,
      id: messageId,
      threadId: threadId === "new" ? messageId : (threadId ?? this.#threadIndex.find(headers) ?? messageId),
      internalDate,
      historyId: this.log.nextId(),
      labelIds,
      sizeEstimate,
      source,
    });
    this.#messages.set(message.id, message);
    this.#byOrdinal.push(message);
    this.#threads.add(message.threadId, message);
    this.#threadIndex.add(headers, message.threadId);
    for (const labelId of message.labelIds) this.#labelled(labelId).add(message);
    for (const header of messageIdsIn(findField(headers, "Message-ID")))
      this.#byMessageIdHeader.add(header, message);
    this.#byDate.add(message);
    this.#record("messageAdded", message, []);
    return message;
  }

  #change(kind: HistoryKind, message: Message, changedLabelIds: readonly string[]): void {
    message.historyId = this.log.nextId();
    this.#record(kind, message, changedLabelIds);
  }

  #record(kind: HistoryKind, message: Message, changedLabelIds: readonly string[]): void {
    this.#revision += 1;
    const record = this.log.append(kind, message, changedLabelIds);
    for (const listener of this.#listeners) listener(record);
  }

  #freeId(internalDate: number): string {
    let id =
      BigInt(Math.max(0, Math.floor(internalDate))) * 0x100000n +
      ((BigInt(this.#byOrdinal.length) * 0x9e37n) % 0x100000n);
    while (this.#messages.has(hexId(id))) id += 1n;
    return hexId(id);
  }

  #labelled(labelId: string): MessageSet {
    let labelled = this.#byLabel.get(labelId);
    if (labelled === undefined) this.#byLabel.set(labelId, (labelled = new MessageSet()));
    return labelled;
  }

  #requireLabel(labelId: string): void {
    if (this.labels.find(labelId) === undefined)
      throw new Error(`No label ${labelId} in the mailbox of ${this.email}`);
  }
}

function hexId(id: bigint): string {
  return BigInt.asUintN(64, id).toString(16).padStart(16, "0");
}
