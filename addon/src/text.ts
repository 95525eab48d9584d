/**
 * Text from outside on its way to a card: cleaned when it is read, escaped where Google reads markup, cut, and kept
 * from disturbing what stands beside it.
 */

/** Markup that Google's text widgets understand. Only `markup` makes it, so it holds no unescaped data. */
class SafeMarkup {
  private readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
  toString(): string {
    return this.source;
  }
}
export type Markup = SafeMarkup;

/** The literal parts are ours and stay; every value is escaped, and line breaks become `<br>`. */
export function markup(
  literals: TemplateStringsArray,
  ...values: readonly (string | number | Markup)[]
): Markup {
  return new SafeMarkup(String.raw({ raw: literals }, ...values.map(markupOf)));
}

export function joinMarkup(parts: readonly Markup[], separator: Markup): Markup {
  return new SafeMarkup(parts.map(String).join(separator.toString()));
}

/** A sentence with values in it: each value keeps its own writing direction. The catalogue's texts are made with it. */
export function say(literals: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: literals }, ...values.map((value) => isolate(String(value))));
}

/** `1 mail`, `3 mails` */
export function count(n: number, one: string, many: string): string {
  return say`${n} ${n === 1 ? one : many}`;
}

/** Several values in one plain label; empty ones are left out. */
export function list(values: readonly (string | false | null | undefined)[], separator: string): string {
  return values.flatMap((value) => (value ? [isolate(value)] : [])).join(separator);
}

/** One line of at most `max` code points: for labels, headers and buttons, where Google shows plain text. */
export function oneLine(text: string, max: number): string {
  return truncate(text.replace(/\s+/g, " ").trim(), max);
}

/** Cuts between code points, so that no emoji is torn apart; the ellipsis counts. What was isolated stays so. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  // A code point has at most two units: no need to spread a megabyte to keep a line of it.
  const points = Array.from(text.slice(0, 2 * max + 2));
  if (points.length <= max) return text;
  const kept = points.slice(0, max - 1);
  const open = kept.filter((point) => point === FSI).length - kept.filter((point) => point === PDI).length;
  return `${kept.join("").trimEnd()}…${PDI.repeat(open)}`;
}

/** `tel:` takes digits and a few signs; without a digit there is nothing to call. */
export function phoneLink(phone: string): Markup {
  const shown = oneLine(phone, 60);
  const dialled = shown.replace(/[^\d+*,;]/g, "").slice(0, 40);
  return /\d/.test(dialled) ? markup`<a href="tel:${dialled}">${shown}</a>` : markup`${shown}`;
}

/** 320 characters are the longest address there is. Unusual signs are percent-encoded: no `?` opens a header of its own. */
export function mailLink(address: string): Markup {
  const shown = oneLine(address, 320);
  const encoded = shown.replace(/[^\w.+@-]/gu, (sign) => (isSurrogate(sign) ? "" : percentEncode(sign)));
  return markup`<a href="mailto:${encoded}">${shown}</a>`;
}

/**
 * What came from outside, without what only does harm on a card: control characters, directional overrides and
 * isolates (they reorder the text around them), halves of surrogate pairs, towers of combining marks.
 */
export function scrub<T>(value: T): T;
export function scrub(value: unknown): unknown {
  if (typeof value === "string") return scrubText(value);
  if (Array.isArray(value)) return value.map((item: unknown) => scrub(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [key, scrub(item)]),
  );
}

function scrubText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(HARMFUL, "")
    .replace(/\p{Surrogate}/gu, "\uFFFD")
    .replace(/(\p{M}{4})\p{M}+/gu, "$1");
}

function markupOf(value: string | number | Markup): string {
  if (value instanceof SafeMarkup) return value.toString();
  return isolate(String(value))
    .replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/\n/g, "<br>");
}

/** Also the signs that encodeURIComponent lets through (RFC 3986 §2.2). */
function percentEncode(sign: string): string {
  return encodeURIComponent(sign).replace(
    /[!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Half of a character: nothing can encode it. */
function isSurrogate(sign: string): boolean {
  return /^\p{Surrogate}$/u.test(sign);
}

/** Right-to-left text between FSI and PDI: the signs and words around it keep their places (UAX #9 §2.4.2). */
function isolate(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? FSI + text + PDI : text;
}

/** First strong isolate, and the end of one. */
const FSI = "\u2068";
const PDI = "\u2069";

/** Controls except tab and newline; embeddings, overrides and isolates; byte order and annotation marks. */
const HARMFUL =
  // eslint-disable-next-line no-control-regex -- they are what is to be removed
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/g;

const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
