/** A mail's plain text as lines of bounded number and length: everything that reads texts starts here. */
import { toStorableText } from "../crm/storable-text.ts";

/**
 * The first 32 kB and 4,000 lines; lines longer than 1,000 characters continue on the next. Trailing spaces are gone.
 */
export function toTextLines(text: string): readonly string[] {
  return toStorableText(text.slice(0, MAX_TEXT))
    .replace(/\u00A0/g, " ")
    .replace(/[\u200B\uFEFF]/g, "")
    .split("\n", MAX_LINES)
    .flatMap((line) => (line.length <= MAX_LINE ? line.trimEnd() : toPieces(line)));
}

export function isBlank(line: string): boolean {
  return !/\S/.test(line);
}

/** Characters of a text that are looked at. */
export const MAX_TEXT = 32_768;
const MAX_LINES = 4_000;
const MAX_LINE = 1_000;

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
