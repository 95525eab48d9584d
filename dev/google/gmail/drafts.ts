/**
 * A mailbox's drafts. The draft keeps its id, the message inside is another one after every save, as in Gmail:
 * https://developers.google.com/workspace/gmail/api/guides/drafts
 */
import type { Clock } from "../world.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Message } from "./message.ts";

export interface Draft {
  readonly id: string;
  readonly message: Message;
}

export class Drafts {
  readonly #mailbox: Mailbox;
  readonly #now: Clock;
  readonly #drafts = new Map<string, Message>();
  #created = 0;

  constructor(mailbox: Mailbox, now: Clock) {
    this.#mailbox = mailbox;
    this.#now = now;
  }

  /** `threadId` is where it answers; left out, where Gmail puts it by its header. */
  create(raw: Uint8Array, threadId?: string): Draft {
    this.#created += 1;
    return this.#keep(`r${this.#created * 7_919 + 1_000_000_007}`, raw, threadId);
  }

  find(id: string): Draft | undefined {
    const message = this.#drafts.get(id);
    return message === undefined ? undefined : { id, message };
  }

  list(): Draft[] {
    return [...this.#drafts].map(([id, message]) => ({ id, message }));
  }

  /** As every few seconds while somebody types: the message inside is deleted and a new one put in its place. */
  update(id: string, raw: Uint8Array, threadId = this.#get(id).threadId): Draft {
    this.#mailbox.delete(this.#get(id).id);
    return this.#keep(id, raw, threadId);
  }

  /** The draft is gone, and what was sent is a new message with the label SENT. */
  send(id: string): Message {
    const draft = this.#get(id);
    const raw = draft.raw();
    this.delete(id);
    const { threadId } = draft;
    return this.#mailbox.insert({ raw, internalDate: this.#now(), labelIds: ["SENT"], threadId });
  }

  delete(id: string): void {
    this.#mailbox.delete(this.#get(id).id);
    this.#drafts.delete(id);
  }

  #keep(id: string, raw: Uint8Array, threadId: string | undefined): Draft {
    const message = this.#mailbox.insert({
      raw,
      internalDate: this.#now(),
      labelIds: ["DRAFT"],
      ...(threadId === undefined ? {} : { threadId }),
    });
    this.#drafts.set(id, message);
    return { id, message };
  }

  #get(id: string): Message {
    const message = this.#drafts.get(id);
    if (message === undefined) throw new Error(`No draft ${id} in the mailbox of ${this.#mailbox.email}`);
    return message;
  }
}
