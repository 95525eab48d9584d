/** Puts mails into the mailboxes here that they concern: those of the world outside, and those sent through the API. */
import { createHash } from "node:crypto";
import { addressParser } from "postal-mime";
import { rateLimitError } from "../google-errors.ts";
import type { Account, World } from "../world.ts";
import type { GmailPolicy } from "./gmail-policy.ts";
import { decodeFieldValue } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";
import type { Mailbox } from "./mailbox.ts";
import { MailHead } from "./mail-head.ts";
import type { Message } from "./message.ts";
import { readTopHeaders } from "./mime-tree.ts";
import { readOutgoingMail } from "./outgoing-mail.ts";

/** A mail that the API took, whatever its caller heard of it. */
export interface AcceptedMail {
  /** The sender's own copy. */
  readonly message: Message;
  /** Lower-cased addresses, the blind ones too. */
  readonly recipients: readonly string[];
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Sending {
  readonly raw: Uint8Array;
  /** Of the sender's; `"new"`: a thread of its own. */
  readonly threadId: string;
  /** What is sent was this draft, which is gone with it. */
  readonly draftId?: string;
}

export class PostOffice {
  readonly #world: World;
  readonly #policy: GmailPolicy;
  readonly #accepted = new Map<string, AcceptedMail[]>();

  constructor(world: World, policy: GmailPolicy) {
    this.#world = world;
    this.#policy = policy;
  }

  /**
   * Now, as its sender's program wrote it. The sender's own copy is SENT; a recipient's does not tell who was copied
   * blindly.
   */
  deliver(raw: Uint8Array): Message[] {
    const headers = readTopHeaders(raw);
    const senders = addressesIn(headers, ["from"]);
    const delivered: Message[] = [];
    for (const { mailbox } of this.#world.accounts.values()) {
      if (addressesOf(mailbox).some((address) => senders.has(address)))
        delivered.push(mailbox.deliver(raw, { labelIds: ["SENT"] }));
    }
    return [...delivered, ...this.#handOut(raw, addressesIn(headers, ["to", "cc", "bcc"]), senders)];
  }

  /** As messages.send and drafts.send do. Throws Google's refusals, and then nothing was sent. */
  send(account: Account, { raw, threadId, draftId }: Sending): Message {
    const { mailbox } = account;
    const now = this.#world.now();
    const accepted = this.#acceptedOf(account.email);
    const outgoing = readOutgoingMail(raw, {
      sendAs: mailbox.sendAs,
      now,
      messageIdHeader: newMessageIdHeader(`${account.sub} ${accepted.length} ${now}`),
      keepsMessageIds: this.#policy.rules.keepsMessageIds,
    });
    this.#requireAllowance(accepted, now);
    if (draftId !== undefined) mailbox.drafts.delete(draftId);
    const own = addressesOf(mailbox);
    const isToSelf = outgoing.recipients.some((address) => own.includes(address));
    const message = mailbox.insert({
      raw: outgoing.raw,
      internalDate: now,
      labelIds: isToSelf ? ["UNREAD", "SENT", "INBOX"] : ["SENT"],
      threadId,
    });
    accepted.push({ message, recipients: outgoing.recipients, at: now });
    this.#handOut(outgoing.raw, new Set(outgoing.recipients), new Set(own));
    return message;
  }

  /** What an account sent through the API, oldest first. */
  accepted(email: string): readonly AcceptedMail[] {
    return this.#acceptedOf(email);
  }

  #handOut(raw: Uint8Array, recipients: ReadonlySet<string>, except: ReadonlySet<string>): Message[] {
    const delivered: Message[] = [];
    for (const { mailbox } of this.#world.accounts.values()) {
      const own = addressesOf(mailbox);
      const recipient = own.find((address) => recipients.has(address));
      if (recipient === undefined || own.some((address) => except.has(address))) continue;
      const received = MailHead.of(raw).without("Bcc").withFirst("Delivered-To", recipient);
      delivered.push(mailbox.deliver(received.toMail()));
    }
    return delivered;
  }

  #requireAllowance(accepted: readonly AcceptedMail[], now: number): void {
    const { sendsPerDay } = this.#policy.rules;
    if (sendsPerDay === undefined) return;
    const counted = accepted.at(-sendsPerDay);
    if (counted !== undefined && counted.at > now - dayMs && accepted.length >= sendsPerDay)
      throw rateLimitError(counted.at + dayMs, 429, " (Mail sending)");
  }

  #acceptedOf(email: string): AcceptedMail[] {
    const key = email.toLowerCase();
    let accepted = this.#accepted.get(key);
    if (accepted === undefined) this.#accepted.set(key, (accepted = []));
    return accepted;
  }
}

const dayMs = 86_400_000;

function addressesOf({ sendAs }: Mailbox): string[] {
  return sendAs.map(({ sendAsEmail }) => sendAsEmail.toLowerCase());
}

function addressesIn(headers: readonly HeaderField[], names: readonly string[]): ReadonlySet<string> {
  const fields = headers.filter(({ name }) => names.includes(name.toLowerCase()));
  return new Set(
    fields.flatMap((field) =>
      addressParser(decodeFieldValue(field), { flatten: true }).map(({ address }) =>
        (address ?? "").toLowerCase(),
      ),
    ),
  );
}

/** `<CA…@mail.gmail.com>`, the same for the same mail of the same moment. */
function newMessageIdHeader(mail: string): string {
  const digest = createHash("sha256").update(mail).digest("base64url");
  return `<CA${digest}@mail.gmail.com>`;
}
