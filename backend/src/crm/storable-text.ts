/** The border for text from outside: what comes out of here can be stored, indexed and shown on one line. */

/**
 * Text PostgreSQL takes: no NUL and no other control characters but tab and newline, lone surrogates replaced, every
 * kind of line end one `\n`.
 */
export function toStorableText(text: string): string {
  const lines = text.replace(LINE_END, "\n");
  return PLAIN.test(lines) ? lines : lines.replace(CONTROL, "").toWellFormed();
}

/** The same on one line, for names and subjects: spaces collapsed, no characters that turn the reading direction. */
export function toStorableLine(text: string, maxLength: number): string {
  if (text.length <= maxLength && PLAIN_LINE.test(text)) return text;
  // Twice the length is looked at, so that a line full of spaces does not end early; the rest is never touched.
  const head = withoutHalfCharacter(text.trimStart().slice(0, 2 * maxLength));
  const line = toStorableText(head).replace(DIRECTION_CONTROL, "").replace(/\s+/g, " ").trim();
  return withoutHalfCharacter(line.slice(0, maxLength)).trimEnd();
}

/** What most texts and names are, found out in a fifth of the time that looking for anything else takes. */
const PLAIN = /^[\t\n\x20-\x7e]*$/;
const PLAIN_LINE = /^(?:[\x21-\x7e]+(?: [\x21-\x7e]+)*)?$/;
const LINE_END = /\r\n?|[\u0085\u2028\u2029]/g;
// eslint-disable-next-line no-control-regex -- these are the characters to remove
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]/g;
/** Embeddings, overrides and isolates: with them a name can be shown as another one. */
const DIRECTION_CONTROL = /[\u202A-\u202E\u2066-\u2069]/g;

function withoutHalfCharacter(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, "");
}
