/**
 * Splits an address list header (RFC 5322 §3.4) into its entries. Forgiving and linear in the length of the header:
 * every step either moves on or is bounded, whatever stands there.
 */

export interface MailboxListEntry {
  /** What stands where an address belongs; not checked. Empty: a name alone. */
  readonly address: string;
  /** The name as written: quotes resolved, encoded words (RFC 2047) not yet. */
  readonly phrase: string;
}

export function splitMailboxList(header: string): readonly MailboxListEntry[] {
  const entries: MailboxListEntry[] = [];
  let entry = emptyEntry();
  const finish = () => {
    entries.push(...toEntries(entry));
    entry = emptyEntry();
  };
  for (const token of tokens(header)) {
    switch (token.kind) {
      case "separator":
        finish();
        break;
      case "colon":
        // `Group name: a@x, b@y;`: the members count, the group's name is nobody's.
        entries.push(...toEntries(entry).filter(({ address }) => address !== ""));
        entry = emptyEntry();
        break;
      case "angle":
        if (entry.angle !== undefined) {
          // A comma is missing between two mailboxes; what stood between them is the name of the second.
          const between = entry.after;
          finish();
          entry.words.push(...between);
        }
        entry.angle = token.text;
        break;
      case "comment":
        entry.comments.push(token.text);
        break;
      case "word":
        (entry.angle === undefined ? entry.words : entry.after).push(token);
        break;
    }
  }
  finish();
  return entries;
}

interface Word {
  readonly kind: "word";
  /** As written, with quotes: what an address is read from. */
  readonly raw: string;
  /** Quotes resolved: what a name is read from. */
  readonly text: string;
  /** An `@` outside quotes. An address inside quotes is a name, never an address: `"boss@bank.com" <x@evil.example>`. */
  readonly hasAt: boolean;
}

type Token =
  | Word
  | { readonly kind: "separator" | "colon" }
  | { readonly kind: "angle" | "comment"; readonly text: string };

interface OpenEntry {
  words: Word[];
  angle: string | undefined;
  after: Word[];
  comments: string[];
}

/** No real comment or bracket is longer; the bound keeps unclosed ones from being searched to the end again and again. */
const MAX_COMMENT = 256;
const MAX_ANGLE = 1_000;
/** A comma inside an encoded word is none of the list's: `=?iso-8859-1?Q?M=FCller,_Hans?= <…>` is common. */
const ENCODED_WORD = /=\?[^?\s]{1,60}\?[bq]\?[^?\s]{0,900}\?=/iy;
const PLAIN = /[^\s"(),:;<>]+/y;

function emptyEntry(): OpenEntry {
  return { words: [], angle: undefined, after: [], comments: [] };
}

function toEntries({ words, angle, after, comments }: OpenEntry): readonly MailboxListEntry[] {
  const join = (some: readonly Word[]) => some.map((word) => word.text).join(" ");
  if (angle !== undefined) {
    const phrase = join(words) || join(after) || comments.join(" ");
    return [{ address: toAddressText(angle), phrase }];
  }
  const addresses = words.filter((word) => word.hasAt);
  const names = join(words.filter((word) => !word.hasAt)) || comments.join(" ");
  if (addresses.length === 0) return names === "" ? [] : [{ address: "", phrase: names }];
  // A name beside several addresses belongs to none of them in particular.
  return addresses.map((word) => ({ address: word.raw, phrase: addresses.length === 1 ? names : "" }));
}

/** Folding around dots and `@` (RFC 5322 §4.4), comments and the obsolete route `<@relay,@relay:a@x>` are dropped. */
function toAddressText(angle: string): string {
  const text = angle
    .slice(angle.lastIndexOf("<") + 1)
    .replace(/\([^()]*\)/g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([.@]) ?/g, "$1")
    .trim();
  return text.startsWith("@") ? text.slice(text.indexOf(":") + 1).trim() : text;
}

function* tokens(header: string): Generator<Token> {
  let at = 0;
  let word: { raw: string; text: string; hasAt: boolean } | undefined;
  let quotesClose = true;
  while (at < header.length) {
    const chunk = readWordPart(header, at, quotesClose);
    if (chunk !== undefined) {
      if (chunk === "unclosed-quote") {
        quotesClose = false;
        at += 1;
        continue;
      }
      word ??= { raw: "", text: "", hasAt: false };
      word.raw += chunk.raw;
      word.text += chunk.text;
      word.hasAt ||= chunk.hasAt;
      at = chunk.end;
      continue;
    }
    const char = header.charAt(at);
    if (char === ":" && word?.raw.toLowerCase() === "mailto") {
      word.raw += char;
      at += 1;
      continue;
    }
    if (word !== undefined) yield { kind: "word", ...word };
    word = undefined;
    if (char === "," || char === ";") {
      yield { kind: "separator" };
    } else if (char === ":") {
      yield { kind: "colon" };
    } else if (char === "(") {
      const end = endOfComment(header, at);
      if (end !== undefined) {
        yield { kind: "comment", text: header.slice(at + 1, end).replace(/[()]/g, " ") };
        at = end;
      }
    } else if (char === "<") {
      const end = endOfAngle(header, at);
      yield { kind: "angle", text: header.slice(at + 1, end) };
      at = header.charAt(end) === ">" ? end : end - 1;
    }
    at += 1;
  }
  if (word !== undefined) yield { kind: "word", ...word };
}

function readWordPart(
  header: string,
  at: number,
  quotesClose: boolean,
): { raw: string; text: string; hasAt: boolean; end: number } | "unclosed-quote" | undefined {
  ENCODED_WORD.lastIndex = at;
  const encoded = ENCODED_WORD.exec(header)?.[0];
  if (encoded !== undefined) return { raw: encoded, text: encoded, hasAt: false, end: at + encoded.length };
  if (header.charAt(at) === '"') {
    const end = quotesClose ? endOfQuote(header, at) : undefined;
    if (end === undefined) return "unclosed-quote";
    const raw = header.slice(at, end + 1);
    return { raw, text: raw.slice(1, -1).replace(/\\(.)/gs, "$1"), hasAt: false, end: end + 1 };
  }
  PLAIN.lastIndex = at;
  const plain = PLAIN.exec(header)?.[0];
  if (plain === undefined) return undefined;
  // An encoded word may begin in the middle of what looks like one word.
  const encodedAt = plain.indexOf("=?", 1);
  const raw = encodedAt > 0 ? plain.slice(0, encodedAt) : plain;
  return { raw, text: raw, hasAt: raw.includes("@"), end: at + raw.length };
}

function endOfQuote(header: string, open: number): number | undefined {
  for (let at = open + 1; at < header.length; at += 1) {
    const char = header.charAt(at);
    if (char === "\\") at += 1;
    else if (char === '"') return at;
  }
  return undefined;
}

function endOfComment(header: string, open: number): number | undefined {
  const limit = Math.min(header.length, open + MAX_COMMENT);
  let depth = 0;
  for (let at = open; at < limit; at += 1) {
    const char = header.charAt(at);
    if (char === "\\") at += 1;
    else if (char === "(") depth += 1;
    else if (char === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return undefined;
}

/** Where the bracket ends: at its `>`, else where the entry ends. */
function endOfAngle(header: string, open: number): number {
  const text = header.slice(open, open + MAX_ANGLE);
  const close = text.indexOf(">");
  if (close > 0) return open + close;
  const separator = text.search(/[,;]/);
  return open + (separator > 0 ? separator : text.length);
}
