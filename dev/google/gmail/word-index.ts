/** Which words and addresses stand in which messages; an index is built when first asked and grows with the mailbox. */
import { addressParser } from "postal-mime";
import { decodeFieldValue, findField } from "./header-fields.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Message } from "./message.ts";
import { textOf, walkParts } from "./mime-tree.ts";
import { htmlToText } from "./snippet.ts";

export const noMessages: ReadonlySet<Message> = new Set();

/** Keys → messages, over every message ever inserted; deleted ones do no harm, since listings start from the living. */
export class WordIndex {
  readonly #keysOf: (message: Message) => Iterable<string>;
  readonly #byKey = new Map<string, Set<Message>>();
  readonly #seen = new WeakSet<Message>();
  #arrived = 0;

  constructor(keysOf: (message: Message) => Iterable<string>) {
    this.#keysOf = keysOf;
  }

  grow(mailbox: Mailbox): this {
    if (mailbox.arrived === this.#arrived) return this;
    this.#arrived = mailbox.arrived;
    for (const message of mailbox.messages()) {
      if (this.#seen.has(message)) continue;
      this.#seen.add(message);
      for (const key of this.#keysOf(message)) {
        const found = this.#byKey.get(key);
        if (found === undefined) this.#byKey.set(key, new Set([message]));
        else found.add(message);
      }
    }
    return this;
  }

  find(key: string): ReadonlySet<Message> {
    return this.#byKey.get(key) ?? noMessages;
  }
}

const addressFields = [
  ["From", "from"],
  ["To", "to"],
  ["Cc", "cc"],
  ["Bcc", "bcc"],
  ["Delivered-To", "deliveredto"],
] as const;

export function headerKeys(message: Message): Set<string> {
  const keys = new Set<string>();
  for (const [name, operator] of addressFields) {
    for (const field of message.headers()) {
      if (field.name.toLowerCase() !== name.toLowerCase()) continue;
      for (const key of addressKeys(decodeFieldValue(field))) {
        keys.add(`${operator} ${key}`);
        if (operator !== "deliveredto") keys.add(`any ${key}`);
      }
    }
  }
  for (const word of wordsOf((message.header("Subject") ?? "").toLowerCase())) {
    keys.add(`subject ${word}`);
    keys.add(`any ${word}`);
  }
  const listId = /<([^<>]{1,200})>/.exec(findField(message.headers(), "List-ID") ?? "")?.[1];
  if (listId !== undefined) keys.add(`list ${listId.toLowerCase()}`);
  return keys;
}

/** An address is found by itself, its domain, the domains above that, and every word of it and of the name. */
function* addressKeys(value: string): Generator<string> {
  for (const { name, address } of addressParser(value.slice(0, 64 * 1024), { flatten: true })) {
    yield* wordsOf(name.toLowerCase());
    if (address === undefined || address === "") continue;
    const lower = address.toLowerCase();
    yield lower;
    yield* wordsOf(lower);
    const at = lower.lastIndexOf("@");
    yield lower.slice(0, Math.max(at, 0));
    const labels = lower.slice(at + 1).split(".");
    for (let first = 0; first < labels.length - 1; first++) yield labels.slice(first).join(".");
  }
}

export function bodyKeys(message: Message): Set<string> {
  return new Set(searchedTexts(message).flatMap((text) => wordsOf(text.toLowerCase())));
}

/** Subject and bodies, as far as a search looks into them. */
export function searchedTexts(message: Message): string[] {
  const texts = [message.header("Subject") ?? ""];
  for (const part of walkParts(message.tree())) {
    if (part.parts.length > 0 || part.disposition === "attachment") continue;
    if (part.mimeType === "text/plain") texts.push(textOf(part).slice(0, maxSearched));
    if (part.mimeType === "text/html") texts.push(htmlToText(textOf(part).slice(0, maxSearched)));
  }
  return texts;
}

const maxSearched = 100_000;

export function wordsOf(text: string): string[] {
  return text.normalize("NFC").match(/[\p{L}\p{N}\p{M}_]+/gu) ?? [];
}
