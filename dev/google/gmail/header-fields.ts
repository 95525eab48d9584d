/** Mail header fields as Gmail presents them: unfolded, decoded to Unicode, in the order of the mail. */
import { decodeWords } from "postal-mime";
import { decodeText } from "./text-encoding.ts";

export interface HeaderField {
  readonly name: string;
  /** Unfolded, but with encoded words and RFC 2231 parameters as they were sent. */
  readonly raw: string;
}

export interface ParameterizedValue {
  /** The part before the first semicolon, lower-cased. */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const fieldStart = /^([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:/;

/** The fields of a header block. Lines that are no field and continue none are skipped, as mail servers do. */
export function readHeaderFields(block: Buffer): HeaderField[] {
  const fields: { name: string; lines: string[] }[] = [];
  for (const line of block.toString("latin1").split("\n")) {
    const start = fieldStart.exec(line);
    if (start?.[1] !== undefined) fields.push({ name: start[1], lines: [line.slice(start[0].length)] });
    else if (/^[ \t]/.test(line)) fields.at(-1)?.lines.push(line);
  }
  return fields.map(({ name, lines }) => ({ name, raw: unfold(lines) }));
}

export function findField(fields: readonly HeaderField[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return fields.find((field) => field.name.toLowerCase() === wanted)?.raw;
}

const addressFields = new Set(["from", "to", "cc", "bcc", "reply-to", "sender", "delivered-to"]);

/**
 * The value as the Gmail API gives it: encoded words decoded (`raw` keeps them). In address fields a decoded name
 * with characters that separate addresses is quoted, so that the list can still be read.
 */
export function decodeFieldValue({ name, raw }: HeaderField): string {
  if (!raw.includes("=?")) return raw;
  if (!addressFields.has(name.toLowerCase())) return decodeWords(raw);
  return raw.replace(encodedRun, (run: string, offset: number) => {
    const decoded = decodeWords(run);
    const quoted = (raw.slice(0, offset).match(/"/g)?.length ?? 0) % 2 === 1;
    return !quoted && /[,;:<>@"()\\]/.test(decoded) ? `"${decoded.replace(/["\\]/g, "\\$&")}"` : decoded;
  });
}

const encodedRun = /=\?[^?\s]{1,100}\?[bq]\?[^?]*\?=(?:\s+=\?[^?\s]{1,100}\?[bq]\?[^?]*\?=)*/gi;

/** Reads `value; name=text; name*0*=…`: quoted strings, RFC 2231 and encoded words, and much that is wrong. */
export function parseParameters(raw: string): ParameterizedValue {
  const semicolon = raw.indexOf(";");
  const value = (semicolon < 0 ? raw : raw.slice(0, semicolon)).replace(/\(.*$/, "").trim().toLowerCase();
  const pieces = new Map<string, { index: number; text: string; extended: boolean }[]>();
  for (const [, key = "", quoted, bare = ""] of raw
    .slice(Math.max(semicolon, 0))
    .matchAll(parameterPattern)) {
    const [, name = "", index = "0", star = ""] =
      /^(.*?)(?:\*(\d{1,3}))?(\*?)$/.exec(key.toLowerCase()) ?? [];
    const text =
      quoted === undefined
        ? trimBare(name, bare)
        : quoted.includes("\\")
          ? quoted.replace(/\\(.)/g, "$1")
          : quoted;
    const list = pieces.get(name) ?? [];
    if (list.length < maxContinuations) list.push({ index: Number(index), text, extended: star === "*" });
    pieces.set(name, list);
  }
  const parameters = new Map<string, string>();
  for (const [name, list] of pieces) parameters.set(name, joinPieces(list));
  return { value, parameters };
}

const parameterPattern = /;\s*([^\s=;"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/gs;
const maxContinuations = 200;

/** Unquoted values end at a blank or a comment, but unquoted file names are sent with blanks in them. */
function trimBare(name: string, bare: string): string {
  if (name === "name" || name === "filename") return bare.trim();
  return /^[^\s(]*/.exec(bare)?.[0] ?? "";
}

function joinPieces(list: { index: number; text: string; extended: boolean }[]): string {
  list.sort((a, b) => a.index - b.index);
  const first = list[0];
  if (first?.extended !== true && !list.some((piece) => piece.extended)) {
    // Without RFC 2231 a repeated parameter is a mistake, and the first one counts.
    const text =
      list.length > 1 && list.every((piece) => piece.index === 0)
        ? (first?.text ?? "")
        : list.map((piece) => piece.text).join("");
    return text.includes("=?") ? decodeWords(text) : text;
  }
  let charset: string | undefined;
  const bytes: Buffer[] = [];
  for (const piece of list) {
    let text = piece.text;
    if (piece.extended && piece === first) {
      const marked = /^([^']*)'[^']*'(.*)$/s.exec(text);
      if (marked !== null) [, charset, text = ""] = marked;
    }
    bytes.push(piece.extended ? percentDecode(text) : Buffer.from(text, "utf8"));
  }
  return decodeText(Buffer.concat(bytes), charset);
}

function percentDecode(text: string): Buffer {
  const latin1 = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(latin1, "latin1");
}

/** Gmail drops the line break and keeps the blanks behind it; a single tab becomes a space (seen in its answers). */
function unfold(lines: readonly string[]): string {
  let text = "";
  for (const [index, line] of lines.entries()) {
    const bare = line.endsWith("\r") ? line.slice(0, -1) : line;
    text += index > 0 && /^\t[^ \t]/.test(bare) ? ` ${bare.slice(1)}` : bare;
  }
  const trimmed = text.trim();
  // eslint-disable-next-line no-control-regex -- the question is whether the field holds 8-bit bytes
  return /[^\x00-\x7f]/.test(trimmed) ? decodeText(Buffer.from(trimmed, "latin1"), undefined) : trimmed;
}
