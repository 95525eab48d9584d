/** Reads a raw mail into its tree of MIME parts, best effort: no input makes it throw or run away. */
import { findField, parseParameters, readHeaderFields } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";
import { decodeText, decodeTransfer } from "./text-encoding.ts";

export interface MimePart {
  readonly headers: readonly HeaderField[];
  /** Lower-cased, `text/plain` where the mail says nothing usable. */
  readonly mimeType: string;
  readonly charset: string | undefined;
  readonly disposition: string;
  readonly filename: string;
  /** Parts of a multipart, or the one message inside a `message/rfc822`. */
  readonly parts: readonly MimePart[];
  /** The content with its transfer encoding undone; what stands around the parts, for a multipart. */
  content(): Buffer;
}

/** Attacks these answer: bombs of parts, of nesting, and of one endless header. */
export interface MimeLimits {
  readonly parts: number;
  readonly depth: number;
  readonly headerBytes: number;
}

const defaultLimits: MimeLimits = { parts: 1_000, depth: 100, headerBytes: 512 * 1024 };

export function readMimeTree(raw: Uint8Array, limits: MimeLimits = defaultLimits): MimePart {
  const source = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  return readPart(source, { start: skipMboxLine(source), end: source.length }, "text/plain", {
    limits,
    depth: 0,
    budget: { parts: limits.parts - 1 },
  });
}

/** The header block of a raw mail alone, for callers that need not look further. */
export function readTopHeaders(raw: Uint8Array): HeaderField[] {
  const source = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const start = skipMboxLine(source);
  return readHeaderFields(
    source.subarray(start, findBody(source, start, source.length, defaultLimits).headerEnd),
  );
}

/** Text of a part in Unicode, whatever its charset was. */
export function textOf(part: MimePart): string {
  const bytes = part.content();
  if (part.charset === undefined && part.mimeType === "text/html") {
    const declared = /<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?([\w-]{2,40})/i.exec(
      bytes.toString("latin1", 0, 2048),
    );
    return decodeText(bytes, declared?.[1]);
  }
  return decodeText(bytes, part.charset);
}

/** Depth first, the part itself included. */
export function* walkParts(part: MimePart): Generator<MimePart> {
  yield part;
  for (const child of part.parts) yield* walkParts(child);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Walk {
  readonly limits: MimeLimits;
  readonly depth: number;
  readonly budget: { parts: number };
}

function readPart(source: Buffer, range: Range, defaultType: string, walk: Walk): MimePart {
  const { headerEnd, bodyStart } = findBody(source, range.start, range.end, walk.limits);
  const headers = readHeaderFields(source.subarray(range.start, headerEnd));
  const contentType = parseParameters(findField(headers, "Content-Type") ?? "");
  const disposition = parseParameters(findField(headers, "Content-Disposition") ?? "");
  const encoding =
    (findField(headers, "Content-Transfer-Encoding") ?? "").split(/[\s;(]/, 1)[0]?.toLowerCase() ?? "";
  const body = { start: bodyStart, end: range.end };
  const declared = typePattern.test(contentType.value) ? contentType.value : defaultType;
  const boundary = contentType.parameters.get("boundary");
  const parts =
    walk.depth >= walk.limits.depth ? [] : readChildren(source, body, { declared, boundary, encoding }, walk);
  // A multipart in which no boundary ever comes is shown as the text it is.
  const mimeType =
    declared.startsWith("multipart/") && parts.length === 0 && walk.depth < walk.limits.depth
      ? "text/plain"
      : declared;
  const isContainer = mimeType.startsWith("multipart/");
  return {
    headers,
    mimeType,
    charset: contentType.parameters.get("charset"),
    disposition: disposition.value,
    filename: disposition.parameters.get("filename") ?? contentType.parameters.get("name") ?? "",
    parts,
    content: () => {
      const bytes = source.subarray(body.start, body.end);
      return isContainer ? bytes : decodeTransfer(bytes, encoding);
    },
  };
}

const typePattern = /^[a-z0-9!#$&^_.+-]{1,100}\/[a-z0-9!#$&^_.+-]{1,100}$/;

function readChildren(
  source: Buffer,
  body: Range,
  type: { declared: string; boundary: string | undefined; encoding: string },
  walk: Walk,
): MimePart[] {
  const deeper = { ...walk, depth: walk.depth + 1 };
  if (type.declared === "message/rfc822" || type.declared === "message/global") {
    if (body.end <= body.start || walk.budget.parts <= 0) return [];
    walk.budget.parts--;
    const inner = decodeTransfer(source.subarray(body.start, body.end), type.encoding);
    return [readPart(inner, { start: skipMboxLine(inner), end: inner.length }, "text/plain", deeper)];
  }
  if (!type.declared.startsWith("multipart/")) return [];
  const boundary = type.boundary ?? guessBoundary(source, body);
  if (boundary === undefined || boundary === "") return [];
  const childType = type.declared === "multipart/digest" ? "message/rfc822" : "text/plain";
  const children: MimePart[] = [];
  for (const range of splitAtBoundary(source, body, boundary)) {
    if (walk.budget.parts <= 0) break;
    walk.budget.parts--;
    children.push(readPart(source, range, childType, deeper));
  }
  return children;
}

/** Ranges between delimiter lines; a missing last delimiter means the part reaches to the end. */
function* splitAtBoundary(source: Buffer, body: Range, boundary: string): Generator<Range> {
  const delimiter = Buffer.from(`--${boundary}`, "latin1");
  // Bounded, so that a boundary that never comes costs one look at this part and not at the whole mail.
  const view = source.subarray(0, body.end);
  let partStart = -1;
  let position = body.start;
  for (;;) {
    const found = view.indexOf(delimiter, position);
    if (found < 0) break;
    position = found + delimiter.length;
    if (found > body.start && source[found - 1] !== 0x0a) continue;
    const lineEnd = endOfLine(source, position, body.end);
    const rest = source.toString("latin1", position, Math.min(lineEnd, position + 80)).trim();
    if (rest !== "" && rest !== "--") continue;
    if (partStart >= 0) yield { start: partStart, end: Math.max(partStart, stripLineEnd(source, found)) };
    if (rest === "--") return;
    partStart = lineEnd;
    position = lineEnd;
  }
  if (partStart >= 0) yield { start: partStart, end: body.end };
}

/** Some senders lose the boundary parameter; the first line that starts with two dashes then tells it. */
function guessBoundary(source: Buffer, body: Range): string | undefined {
  const start = source.toString("latin1", body.start, Math.min(body.end, body.start + 4096));
  return /^--(\S.{0,70}?)\s*$/m.exec(start)?.[1];
}

/** Where the header block ends and the body begins. Text that starts with no header field is all body. */
function findBody(
  source: Buffer,
  start: number,
  end: number,
  limits: MimeLimits,
): { headerEnd: number; bodyStart: number } {
  const limit = Math.min(end, start + limits.headerBytes);
  let line = start;
  while (line < limit) {
    const next = endOfLine(source, line, end);
    const isBlank = source[line] === 0x0a || (source[line] === 0x0d && source[line + 1] === 0x0a);
    if (isBlank) return { headerEnd: line, bodyStart: Math.min(next, end) };
    if (
      line === start &&
      !/^[\x21-\x39\x3b-\x7e]+[ \t]*:/.test(source.toString("latin1", line, Math.min(next, line + 200)))
    ) {
      return { headerEnd: start, bodyStart: start };
    }
    line = next;
  }
  const headerEnd = Math.min(line, end);
  return { headerEnd, bodyStart: headerEnd };
}

/** Index behind the line feed, or `end`. */
function endOfLine(source: Buffer, from: number, end: number): number {
  const feed = source.subarray(0, end).indexOf(0x0a, from);
  return feed < 0 ? end : feed + 1;
}

/** The line end before a delimiter belongs to the delimiter. */
function stripLineEnd(source: Buffer, at: number): number {
  if (source[at - 1] !== 0x0a) return at;
  return source[at - 2] === 0x0d ? at - 2 : at - 1;
}

/** Saved mails sometimes keep the `From ` line of the mbox they came from. */
function skipMboxLine(source: Buffer): number {
  return source.toString("latin1", 0, 5) === "From " ? endOfLine(source, 0, source.length) : 0;
}
