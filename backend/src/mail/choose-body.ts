/**
 * Finds the text of a mail in its tree of parts, whatever the tree. Of several forms of the same text the one that says
 * something is taken, not the one that should be better.
 */
import { decodeBytes, decodeData } from "./decode-text.ts";
import { unflow } from "./flowed-text.ts";
import { headerOf, parameterOf } from "./gmail-payload.ts";
import type { GmailPart } from "./gmail-payload.ts";
import { htmlToText } from "./html-to-text.ts";
import { MAX_TEXT } from "./text-lines.ts";

/** A text that Gmail keeps apart from the message; reading it is one call more. */
export interface TextBehindId {
  readonly attachmentId: string;
  /** Bytes. */
  readonly size: number;
}

/** By attachment id, of the same answer of Gmail: the ids of another one differ. */
export type FetchedTexts = ReadonlyMap<string, Uint8Array>;

export interface ChosenBody {
  /** Not yet cleaned of history and signature; empty when there is no text. */
  readonly text: string;
  /** There is more text than was read. */
  readonly truncated: boolean;
  /** With this the text would be better; `text` is the best there is without. */
  readonly needs: TextBehindId | null;
}

export function chooseBody(payload: GmailPart, fetched: FetchedTexts = NONE_FETCHED): ChosenBody {
  const { text, truncated, needs } = readPart(payload, { fetched, isWhole: true });
  const mayNeed = fetched.size < MAX_FETCHES;
  return { text, truncated: truncated || (needs !== null && !mayNeed), needs: mayNeed ? needs : null };
}

/** Whether a part is read for the mail's text; every other part without parts is a file. */
export function isBodyText(part: GmailPart, isWhole: boolean): boolean {
  if (!isPlain(part) && part.mimeType !== "text/html") return false;
  if (dispositionOf(part) === "attachment") return false;
  // A mail that is nothing but one named text is that text; beside others it is a file.
  return part.filename === "" || isWhole;
}

/** The first word of Content-Disposition, in lower case. */
export function dispositionOf(part: GmailPart): string {
  return (/^\s*([\w-]+)/.exec(headerOf(part, "content-disposition"))?.[1] ?? "").toLowerCase();
}

const NONE_FETCHED: FetchedTexts = new Map();
const MAX_FETCHES = 3;
/** A larger text is not worth the megabytes: 32 kB of it would stay. */
const MAX_FETCH_BYTES = 5_000_000;
const MAX_HTML_BYTES = 1_000_000;
/** As many characters as are kept, should each take four bytes. */
const MAX_PLAIN_BYTES = 4 * MAX_TEXT;
/** "Please view this mail in a browser" and the like are shorter. A text of this length is the mail's text. */
const SURELY_NO_STUB = 500;

interface Context {
  readonly fetched: FetchedTexts;
  /** The part is the whole mail. */
  readonly isWhole: boolean;
}

interface Reading extends ChosenBody {
  readonly isPlain: boolean;
}

const NOTHING: Reading = { text: "", truncated: false, needs: null, isPlain: false };

/** Recursive, and safely so: the payload's depth is bounded. */
function readPart(part: GmailPart, context: Context): Reading {
  if (part.parts.length === 0)
    return isBodyText(part, context.isWhole) ? readText(part, context.fetched) : NOTHING;
  const inside: Context = { ...context, isWhole: false };
  switch (part.mimeType) {
    case "multipart/alternative":
      return readBest(part.parts, inside);
    case "multipart/related":
    case "multipart/signed":
    case "multipart/report":
      // What follows the text here are its pictures, its signature, or a report for programs.
      return readFirst(part.parts, inside);
    default:
      // What was passed on as an attachment is not the mail's own text.
      if (!part.mimeType.startsWith("multipart/")) return NOTHING;
      return joined(part.parts.map((child) => readPart(child, inside)));
  }
}

function readFirst(parts: readonly GmailPart[], context: Context): Reading {
  for (const part of parts) {
    const reading = readPart(part, context);
    if (reading.text.trim() !== "" || reading.needs !== null) return reading;
  }
  return NOTHING;
}

function readBest(parts: readonly GmailPart[], context: Context): Reading {
  const readings: Reading[] = [];
  // Plain text first: where it is no stub, nobody has to take the HTML apart.
  const plainFirst = [...parts].sort((a, b) => Number(isPlain(b)) - Number(isPlain(a)));
  for (const part of plainFirst) {
    const reading = readPart(part, context);
    if (reading.needs === null && isSurelyNoStub(reading.text)) return reading;
    readings.push(reading);
  }
  const withText = readings.filter(({ text }) => text.trim() !== "");
  const best = withText.length === 0 ? NOTHING : withText.reduce(better);
  const needs = readings.map((reading) => reading.needs).filter((need) => need !== null);
  const smallest = needs.sort((a, b) => a.size - b.size)[0];
  const truncated = best.truncated || (best === NOTHING && readings.some((reading) => reading.truncated));
  return { ...best, truncated, needs: smallest ?? null };
}

/** HTML must say twice as much to be preferred: its links and tables make it longer at the same words. */
function better(one: Reading, other: Reading): Reading {
  const [first, second] = one.isPlain || !other.isPlain ? [one, other] : [other, one];
  const factor = first.isPlain && !second.isPlain ? 2 : 1;
  return ownLength(second.text) > factor * ownLength(first.text) ? second : first;
}

/** Texts that follow each other, as around an attachment; a form of the same text that follows is no second text. */
function joined(readings: readonly Reading[]): Reading {
  const texts: string[] = [];
  const letters: string[] = [];
  let length = 0;
  for (const { text } of readings) {
    const own = lettersOf(text);
    if (text.trim() === "" || length > MAX_TEXT) continue;
    const same = letters.findIndex((known) => own !== "" && (known.startsWith(own) || own.startsWith(known)));
    if (same < 0) {
      texts.push(text);
      letters.push(own);
      length += text.length;
    } else if (own.length > (letters[same] ?? "").length) {
      texts[same] = text;
      letters[same] = own;
    }
  }
  return {
    text: texts.join("\n\n"),
    truncated: readings.some((reading) => reading.truncated) || length > MAX_TEXT,
    needs: length > MAX_TEXT ? null : (readings.find((reading) => reading.needs !== null)?.needs ?? null),
    isPlain: readings.find((reading) => reading.text !== "")?.isPlain ?? false,
  };
}

function readText(part: GmailPart, fetched: FetchedTexts): Reading {
  const { data, attachmentId, size } = part.body;
  const isHtml = part.mimeType === "text/html";
  const maxBytes = isHtml ? MAX_HTML_BYTES : MAX_PLAIN_BYTES;
  if (data !== null && data !== "") {
    const { text, truncated } = decodeData(data, maxBytes);
    return toReading(part, text, truncated);
  }
  if (attachmentId === null) return NOTHING;
  const bytes = fetched.get(attachmentId);
  if (bytes === undefined) {
    if (size > MAX_FETCH_BYTES) return { ...NOTHING, truncated: true };
    return { ...NOTHING, needs: { attachmentId, size }, isPlain: !isHtml };
  }
  const charset = parameterOf(headerOf(part, "content-type"), "charset");
  const { text, truncated } = decodeBytes(bytes, charset, maxBytes);
  return toReading(part, text, truncated);
}

/** Some programs send HTML as plain text, and plain text as HTML. */
function toReading(part: GmailPart, text: string, truncated: boolean): Reading {
  const isHtml = part.mimeType === "text/html" ? /<[a-z!/]/i.test(text) : DOCUMENT.test(text);
  if (isHtml) {
    const read = htmlToText(text);
    return { text: read.text, truncated: truncated || read.truncated, needs: null, isPlain: false };
  }
  const contentType = headerOf(part, "content-type");
  const isFlowed = parameterOf(contentType, "format").toLowerCase() === "flowed";
  const isDelSp = parameterOf(contentType, "delsp").toLowerCase() === "yes";
  return {
    text: isFlowed ? unflow(text, isDelSp) : text,
    truncated: truncated || text.length > MAX_TEXT,
    needs: null,
    isPlain: true,
  };
}

const DOCUMENT = /^\s{0,100}(?:<!doctype html|<html[\s>])/i;

/** Without content type it is text (RFC 2045 §5.2); a multipart without parts is text whose boundary never came. */
function isPlain({ mimeType, parts }: GmailPart): boolean {
  if (mimeType === "" || (mimeType.startsWith("multipart/") && parts.length === 0)) return true;
  return ["text/plain", "text/markdown", "text/enriched", "text/richtext"].includes(mimeType);
}

/** As a rule its beginning is enough to tell. */
function isSurelyNoStub(text: string): boolean {
  return ownLength(text.slice(0, 2 * SURELY_NO_STUB)) >= SURELY_NO_STUB || ownLength(text) >= SURELY_NO_STUB;
}

/** Letters and digits of what is neither quoted nor an address of a page. */
function ownLength(text: string): number {
  return lettersOf(text).length;
}

function lettersOf(text: string): string {
  return text
    .slice(0, MAX_TEXT)
    .replace(/^>.*$/gm, "")
    .replace(/https?:\/\/\S+/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
