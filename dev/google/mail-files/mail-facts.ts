/** What can be told of a mail from its header: when it came, between whom, and what a Takeout archive adds. */
import { addressParser } from "postal-mime";
import { decodeFieldValue } from "../gmail/header-fields.ts";
import { readTopHeaders } from "../gmail/mime-tree.ts";
import type { HeaderField } from "../gmail/header-fields.ts";
import type { MailEntry } from "./open-mail-file.ts";

export interface MailFacts {
  readonly internalDate: number;
  readonly from: readonly Person[];
  readonly recipients: readonly Person[];
  readonly deliveredTo: readonly string[];
  /** Takeout's label names, in the language of the account; undefined for other mail. */
  readonly takeoutLabels: readonly string[] | undefined;
  /** Gmail's own ids, which only Takeout tells. */
  readonly messageId: string | undefined;
  readonly threadId: string | undefined;
}

interface Person {
  readonly name: string;
  /** Lower-cased. */
  readonly address: string;
}

/** Undefined for what has no header at all. */
export function readMailFacts(entry: MailEntry): MailFacts | undefined {
  const headers = readTopHeaders(entry.bytes);
  if (headers.length === 0) return undefined;
  const labels = valuesOf(headers, "X-Gmail-Labels")[0];
  const threadId = gmailId(valuesOf(headers, "X-GM-THRID")[0]);
  return {
    internalDate: arrivalOf(headers, entry),
    from: peopleIn(headers, ["From"]),
    recipients: peopleIn(headers, ["To", "Cc", "Bcc"]),
    deliveredTo: peopleIn(headers, ["Delivered-To", "X-Original-To"]).map(({ address }) => address),
    takeoutLabels: labels === undefined ? undefined : splitLabels(labels),
    messageId:
      threadId === undefined ? undefined : gmailId(/^From (\d{10,20})@/.exec(entry.fromLine ?? "")?.[1]),
    threadId,
  };
}

/** The first of: when Google received it, when it was written, when the mbox says it came, when the file was made. */
function arrivalOf(headers: readonly HeaderField[], { fromLine, modifiedAt }: MailEntry): number {
  const candidates = [
    valuesOf(headers, "Received")[0]?.split(";").at(-1),
    valuesOf(headers, "Date")[0],
    fromLine?.replace(/^From \S+\s*/, ""),
  ];
  for (const candidate of candidates) {
    const date = candidate === undefined ? undefined : parseMailDate(candidate);
    if (date !== undefined) return date;
  }
  return Math.floor(modifiedAt);
}

/** RFC 5322 dates and their usual misspellings; undefined for what is none or lies outside 1971–2100. */
export function parseMailDate(text: string): number | undefined {
  const bare = text
    .slice(0, 200)
    .replace(/\([^)]*\)/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const date = Date.parse(bare);
  return date >= earliest && date < latest ? date : undefined;
}

const earliest = Date.UTC(1971, 0);
const latest = Date.UTC(2100, 0);

function valuesOf(headers: readonly HeaderField[], name: string): string[] {
  return headers.filter((field) => field.name.toLowerCase() === name.toLowerCase()).map(decodeFieldValue);
}

function peopleIn(headers: readonly HeaderField[], names: readonly string[]): Person[] {
  return names
    .flatMap((name) => valuesOf(headers, name))
    .flatMap((value) => addressParser(value.slice(0, 64 * 1024), { flatten: true }))
    .flatMap(({ name, address }) =>
      address?.includes("@") === true ? [{ name, address: address.toLowerCase() }] : [],
    );
}

/** Takeout separates by commas and quotes names that hold one. */
function splitLabels(value: string): string[] {
  return (value.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? [])
    .map((label) =>
      label
        .trim()
        .replace(/^"(.*)"$/s, "$1")
        .replace(/\\(.)/g, "$1"),
    )
    .filter((label) => label !== "");
}

/** Takeout writes ids in decimal, the API in hexadecimal. */
function gmailId(decimal: string | undefined): string | undefined {
  if (decimal === undefined || !/^\d{1,20}$/.test(decimal.trim())) return undefined;
  return BigInt.asUintN(64, BigInt(decimal.trim())).toString(16).padStart(16, "0");
}
