/** Which words and addresses stand in which messages; an index is built when first asked and grows with the mailbox. */
import { addressParser } from "postal-mime";
import { decodeFieldValue, findField } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Message } from "./message.ts";
import { MessageSet } from "./message-set.ts";
import { textOf, walkParts } from "./mime-tree.ts";
import { htmlToText } from "./snippet.ts";

/** Keys → messages, over every message ever inserted; deleted ones do no harm, since listings show the living. */
export class WordIndex {
  readonly #keysOf: (message: Message) => Iterable<string>;
  readonly #byKey = new Map<string, number[]>();
  #arrived = 0;

  constructor(keysOf: (message: Message) => Iterable<string>) {
    this.#keysOf = keysOf;
  }

  grow(mailbox: Mailbox): this {
    for (; this.#arrived < mailbox.arrived; this.#arrived++) {
      const message = mailbox.findByOrdinal(this.#arrived);
      if (message === undefined) continue;
      for (const key of this.#keysOf(message)) {
        const found = this.#byKey.get(key);
        if (found === undefined) this.#byKey.set(key, [message.ordinal]);
        else found.push(message.ordinal);
      }
    }
    return this;
  }

  find(key: string): MessageSet {
    const found = this.#byKey.get(key) ?? [];
    const set = new MessageSet((found.at(-1) ?? -1) + 1);
    for (const ordinal of found) set.add({ ordinal });
    return set;
  }
}

/** Addresses, their domains and the domains above those: what a search for people asks for. */
export function addressKeys(message: Message): Set<string> {
  const keys = new Set<string>();
  for (const { name, raw } of message.headers()) {
    const operator = operators.get(name.toLowerCase());
    if (operator === undefined) continue;
    for (const { address } of peopleIn({ name, raw })) {
      const at = address.lastIndexOf("@");
      keys.add(`${operator} ${address}`);
      const labels = address.slice(at + 1).split(".");
      for (let first = 0; first < labels.length - 1; first++)
        keys.add(`${operator} ${labels.slice(first).join(".")}`);
    }
  }
  const listId = /<([^<>]{1,200})>/.exec(findField(message.headers(), "List-ID") ?? "")?.[1];
  if (listId !== undefined) keys.add(`list ${listId.toLowerCase()}`);
  return keys;
}

/** Words of names, of addresses and of the subject. */
export function headerWordKeys(message: Message): Set<string> {
  const keys = new Set<string>();
  for (const field of message.headers()) {
    const operator = operators.get(field.name.toLowerCase());
    if (operator === undefined) continue;
    for (const { name, address } of peopleIn(field)) {
      const localPart = address.slice(0, Math.max(address.lastIndexOf("@"), 0));
      for (const word of [...wordsOf(name.toLowerCase()), ...wordsOf(address), localPart]) {
        keys.add(`${operator} ${word}`);
        if (operator !== "deliveredto") keys.add(`any ${word}`);
      }
    }
  }
  for (const word of wordsOf((message.header("Subject") ?? "").toLowerCase())) {
    keys.add(`subject ${word}`);
    keys.add(`any ${word}`);
  }
  return keys;
}

const operators: ReadonlyMap<string, string> = new Map([
  ["from", "from"],
  ["to", "to"],
  ["cc", "cc"],
  ["bcc", "bcc"],
  ["delivered-to", "deliveredto"],
]);

/** Lower-cased addresses. Nearly every field is one plain address, which needs no parser. */
function peopleIn(field: HeaderField): { name: string; address: string }[] {
  const [, name, address] = onePerson.exec(field.raw) ?? [];
  if (address !== undefined) return [{ name: name ?? "", address: address.toLowerCase() }];
  return addressParser(decodeFieldValue(field).slice(0, 64 * 1024), { flatten: true }).map((person) => ({
    name: person.name,
    address: (person.address ?? "").toLowerCase(),
  }));
}

const onePerson = /^(?:([\w .'-]{1,100}) <(?=[^<>]+>$))?([\w.+-]{1,100}@[\w.-]{1,200})>?$/;

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
