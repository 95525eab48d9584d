/** A mail's plain text as lines of bounded number and length: everything that reads texts starts here. */
import { toStorableText } from "../crm/storable-text.ts";

/**
 * The first 32 kB and 4,000 lines; lines longer than 1,000 characters continue on the next. Trailing spaces are gone.
 */
export function toTextLines(text: string): readonly string[] {
  const head = text.slice(0, MAX_TEXT);
  const lines: string[] = [];
  for (const written of (isPlain(head) ? head : toSpacedText(head)).split("\n", MAX_LINES)) {
    const line = written.trimEnd();
    if (line.length <= MAX_LINE) lines.push(line);
    else lines.push(...toPieces(line));
  }
  return lines;
}

export function isBlank(line: string): boolean {
  return line.trim() === "";
}

/** Characters of a text that are looked at. */
export const MAX_TEXT = 32_768;
const MAX_LINES = 4_000;
const MAX_LINE = 1_000;

/** ASCII with the line ends of mails: what `trimEnd` leaves of it is as good as what `toSpacedText` does. */
function isPlain(text: string): boolean {
  return PLAIN.test(text) && !LONE_RETURN.test(text);
}

const PLAIN = /^[\t\n\r\x20-\x7e]*$/;
const LONE_RETURN = /\r(?!\n)/;

function toSpacedText(text: string): string {
  return toStorableText(text)
    .replace(/\u00A0/g, " ")
    .replace(/[\u200B\uFEFF]/g, "");
}

function toPieces(line: string): readonly string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > MAX_LINE) {
    const space = rest.lastIndexOf(" ", MAX_LINE);
    const halves = /[\uD800-\uDBFF]/.test(rest.charAt(MAX_LINE - 1)) ? MAX_LINE - 1 : MAX_LINE;
    const end = space > MAX_LINE / 2 ? space : halves;
    pieces.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...pieces, rest.trimEnd()];
}
