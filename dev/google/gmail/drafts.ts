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

  create(raw: Uint8Array): Draft {
    this.#created += 1;
    return this.#keep(`r${this.#created * 7_919 + 1_000_000_007}`, raw, {});
  }

  /** As every few seconds while somebody types: the message inside is deleted and a new one put in its place. */
  update(id: string, raw: Uint8Array): Draft {
    const before = this.#get(id);
    this.#mailbox.delete(before.id);
    return this.#keep(id, raw, { threadId: before.threadId });
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

  #keep(id: string, raw: Uint8Array, place: { threadId?: string }): Draft {
    const message = this.#mailbox.insert({ raw, internalDate: this.#now(), labelIds: ["DRAFT"], ...place });
    this.#drafts.set(id, message);
    return { id, message };
  }

  #get(id: string): Message {
    const message = this.#drafts.get(id);
    if (message === undefined) throw new Error(`No draft ${id} in the mailbox of ${this.#mailbox.email}`);
    return message;
  }
}
