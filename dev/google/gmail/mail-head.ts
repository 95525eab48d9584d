/** The header block of a raw mail, to be changed without touching a byte of anything else. */
import { readHeaderFields } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";

export class MailHead {
  /** Latin 1, so that every byte is one character; each line with its line end. */
  readonly #text: string;
  /** The blank line and what follows it. */
  readonly #rest: Buffer;

  private constructor(text: string, rest: Buffer) {
    this.#text = text;
    this.#rest = rest;
  }

  static of(raw: Uint8Array): MailHead {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    const text = bytes.toString("latin1", 0, maxHeadBytes);
    const end = /^\r?\n|(?<=\n)\r?\n/.exec(text)?.index ?? text.length;
    return new MailHead(text.slice(0, end), bytes.subarray(end));
  }

  fields(): readonly HeaderField[] {
    return readHeaderFields(Buffer.from(this.#text, "latin1"));
  }

  /** All fields of that name, with their folded lines, are gone. */
  without(name: string): MailHead {
    const start = new RegExp(`^${name}[ \\t]*:`, "i");
    let isOfField = false;
    const kept = this.#text.split(/(?<=\n)/).filter((line) => {
      if (!/^[ \t]/.test(line)) isOfField = start.test(line);
      return !isOfField;
    });
    return new MailHead(kept.join(""), this.#rest);
  }

  /** With a field more, above the others. The value is written as it is. */
  withFirst(name: string, value: string): MailHead {
    const field = Buffer.from(`${name}: ${value}\r\n`).toString("latin1");
    return new MailHead(`${field}${this.#text}`, this.#rest);
  }

  toMail(): Buffer {
    return Buffer.concat([Buffer.from(this.#text, "latin1"), this.#rest]);
  }
}

/** As much as is read as a head: https://support.google.com/a/answer/10039632 allows half of it. */
const maxHeadBytes = 1024 * 1024;
