/**
 * Reads Gmail's answer to `users.messages.get?format=full` into what we need of it. By hand, as it is done for every mail
 * of a mailbox; bounded in parts, depth and headers, so that a mail made to be a bomb is read up to a limit and no further.
 */

export interface GmailMessage {
  readonly id: string;
  readonly threadId: string;
  readonly labelIds: readonly string[];
  /** When Google accepted it, in epoch milliseconds. */
  readonly internalDate: number;
  /** A uint64 in decimal. */
  readonly historyId: string | null;
  readonly sizeEstimate: number | null;
  readonly payload: GmailPart;
  /** What there was too much of; empty for every mail a person wrote. */
  readonly cut: readonly PayloadCut[];
}

export type PayloadCut = "parts" | "depth" | "headers";

export interface GmailPart {
  readonly partId: string;
  /** Lower-cased; empty where Gmail says nothing. */
  readonly mimeType: string;
  /** Decoded by Gmail; empty for what is no file. */
  readonly filename: string;
  readonly headers: readonly GmailHeader[];
  readonly body: GmailBody;
  readonly parts: readonly GmailPart[];
}

export interface GmailHeader {
  readonly name: string;
  readonly value: string;
}

export interface GmailBody {
  /** Base64url. For text parts the text in UTF-8, whatever the part's charset says. */
  readonly data: string | null;
  /** Where the content has to be fetched from; any part may have it, text too. Differs from answer to answer. */
  readonly attachmentId: string | null;
  /** Bytes, decoded. */
  readonly size: number;
}

/** Where Gmail's answer is not what the API promises, and what it is instead. Quotes nothing of the mail. */
export interface MalformedMessage {
  readonly malformed: string;
}

export function parseGmailMessage(json: unknown): GmailMessage | MalformedMessage {
  try {
    return readMessage(json);
  } catch (error) {
    if (error instanceof Malformed) return { malformed: error.message };
    throw error;
  }
}

/** The value of the first header of that name, empty when there is none. `name` in lower case. */
export function headerOf(part: Pick<GmailPart, "headers">, name: string): string {
  return part.headers.find((header) => isNamed(header, name))?.value ?? "";
}

/** A parameter of a header such as Content-Type (RFC 2045 §5.1), empty when there is none. `name` in lower case. */
export function parameterOf(header: string, name: string): string {
  for (const piece of header.slice(0, MAX_PARAMETERS).split(";").slice(1)) {
    const equals = piece.indexOf("=");
    if (equals < 0 || piece.slice(0, equals).trim().toLowerCase() !== name) continue;
    return piece
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*)"$/s, "$1");
  }
  return "";
}

/** Depth first, the part itself included; not what is inside attached mails. */
export function* walkParts(part: GmailPart): Generator<GmailPart> {
  yield part;
  if (part.mimeType.startsWith("message/")) return;
  for (const child of part.parts) yield* walkParts(child);
}

const MAX_PARTS = 1_000;
const MAX_DEPTH = 50;
const MAX_HEADERS = 1_000;
const MAX_LABELS = 1_000;
const MAX_PARAMETERS = 4_000;
const ID = /^[0-9A-Za-z_-]{1,64}$/;
const DIGITS = /^\d{1,20}$/;
/** The last millisecond of the year 9999. */
const LAST_TIME = 253_402_300_799_999;

class Malformed extends Error {}

type Json = Readonly<Record<string, unknown>>;

interface Budget {
  parts: number;
  readonly cut: Set<PayloadCut>;
}

function readMessage(json: unknown): GmailMessage {
  const message = toObject(json, "the message");
  const budget: Budget = { parts: MAX_PARTS, cut: new Set() };
  const payload = readPart(toObject(message["payload"], "payload"), "payload", MAX_DEPTH, budget);
  return {
    id: toId(message["id"], "id"),
    threadId: toId(message["threadId"], "threadId"),
    labelIds: toList(message["labelIds"], "labelIds")
      .slice(0, MAX_LABELS)
      .map((label, index) => toText(label, `labelIds.${index}`)),
    internalDate: toTime(message["internalDate"]),
    historyId: message["historyId"] === undefined ? null : toDigits(message["historyId"], "historyId"),
    sizeEstimate:
      message["sizeEstimate"] === undefined ? null : toSize(message["sizeEstimate"], "sizeEstimate"),
    payload,
    cut: [...budget.cut],
  };
}

/** Recursive, and safely so: `depth` bounds it. */
function readPart(json: Json, path: string, depth: number, budget: Budget): GmailPart {
  budget.parts -= 1;
  return {
    partId: toText(json["partId"] ?? "", `${path}.partId`),
    mimeType: toText(json["mimeType"] ?? "", `${path}.mimeType`)
      .trim()
      .toLowerCase(),
    filename: toText(json["filename"] ?? "", `${path}.filename`),
    headers: readHeaders(json["headers"], `${path}.headers`, budget),
    body: readBody(json["body"], `${path}.body`),
    parts: readParts(json["parts"], `${path}.parts`, depth - 1, budget),
  };
}

function readParts(json: unknown, path: string, depth: number, budget: Budget): readonly GmailPart[] {
  const parts: GmailPart[] = [];
  for (const [index, part] of toList(json, path).entries()) {
    if (depth === 0 || budget.parts === 0) {
      budget.cut.add(depth === 0 ? "depth" : "parts");
      break;
    }
    const partPath = `${path}.${index}`;
    parts.push(readPart(toObject(part, partPath), partPath, depth, budget));
  }
  return parts;
}

function readHeaders(json: unknown, path: string, budget: Budget): readonly GmailHeader[] {
  const headers = toList(json, path);
  if (headers.length > MAX_HEADERS) budget.cut.add("headers");
  return headers.slice(0, MAX_HEADERS).map((header, index) => {
    const { name, value } = toObject(header, `${path}.${index}`);
    return {
      name: toText(name ?? "", `${path}.${index}.name`),
      value: toText(value ?? "", `${path}.${index}.value`),
    };
  });
}

function readBody(json: unknown, path: string): GmailBody {
  if (json === undefined) return { data: null, attachmentId: null, size: 0 };
  const { data, attachmentId, size } = toObject(json, path);
  return {
    data: data === undefined ? null : toText(data, `${path}.data`),
    attachmentId: attachmentId === undefined ? null : toText(attachmentId, `${path}.attachmentId`),
    size: toSize(size ?? 0, `${path}.size`),
  };
}

function toObject(value: unknown, path: string): Json {
  return isObject(value) ? value : fail(path, "an object", value);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Google leaves empty lists out. */
function toList(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : fail(path, "a list", value);
}

function toText(value: unknown, path: string): string {
  return typeof value === "string" ? value : fail(path, "text", value);
}

function toId(value: unknown, path: string): string {
  return typeof value === "string" && ID.test(value) ? value : fail(path, "a Gmail id", value);
}

function toDigits(value: unknown, path: string): string {
  return typeof value === "string" && DIGITS.test(value) ? value : fail(path, "digits", value);
}

function toTime(value: unknown): number {
  const time = Number(toDigits(value, "internalDate"));
  return time <= LAST_TIME ? time : fail("internalDate", "a time before the year 10000", value);
}

function toSize(value: unknown, path: string): number {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : fail(path, "a size", value);
}

function fail(path: string, expected: string, value: unknown): never {
  throw new Malformed(`${path} should be ${expected} and is ${nameOf(value)}`);
}

function nameOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function isNamed({ name }: GmailHeader, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted;
}
