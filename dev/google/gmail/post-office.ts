/** Takes a mail as its sender's program wrote it and puts it into the mailboxes here that it concerns. */
import { addressParser } from "postal-mime";
import type { World } from "../world.ts";
import { decodeFieldValue } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";
import type { Message } from "./message.ts";
import { readTopHeaders } from "./mime-tree.ts";

/** Now. The sender's own copy is SENT; a recipient's does not tell who was copied blindly. */
export function deliverMail(world: World, raw: Uint8Array): Message[] {
  const headers = readTopHeaders(raw);
  const senders = addressesIn(headers, ["from"]);
  const recipients = addressesIn(headers, ["to", "cc", "bcc"]);
  const delivered: Message[] = [];
  for (const { mailbox } of world.accounts.values()) {
    const own = mailbox.sendAs.map(({ sendAsEmail }) => sendAsEmail.toLowerCase());
    const recipient = own.find((address) => recipients.has(address));
    if (own.some((address) => senders.has(address))) {
      delivered.push(mailbox.deliver(raw, { labelIds: ["SENT"] }));
    } else if (recipient !== undefined) {
      delivered.push(mailbox.deliver(asReceived(raw, recipient)));
    }
  }
  return delivered;
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

function asReceived(raw: Uint8Array, recipient: string): Buffer {
  const text = Buffer.from(raw).toString("latin1");
  const headEnd = /\r?\n\r?\n/.exec(text)?.index ?? text.length;
  const head = `\n${text.slice(0, headEnd)}`.replace(/\nBcc:[^\n]*(?:\n[ \t][^\n]*)*/gi, "").slice(1);
  return Buffer.from(`Delivered-To: ${recipient}\r\n${head}${text.slice(headEnd)}`, "latin1");
}
