/**
 * Reads from a mail who wrote it: name, title, company and phone of its signature. Precise rather than bold, because it
 * fills a form: what is not clearly there is null, and only name and company are guessed, from header and domain.
 */
import { domainOf, isPublicMailDomain } from "../crm/email-address.ts";
import type { Mailbox } from "../crm/email-address.ts";
import { foldText } from "../crm/search-text.ts";
import { toStorableLine } from "../crm/storable-text.ts";
import { findCompanyByDomain, findCompanyByForm, guessCompany } from "./company-name.ts";
import { isJobTitle } from "./job-title.ts";
import {
  guessNameFromLocalPart,
  isSameName,
  isShortFormOf,
  looksLikePersonName,
  readDisplayName,
} from "./person-name.ts";
import { findPhoneNumber } from "./phone-number.ts";
import { withoutHistory } from "./quoted-history.ts";
import { greetingOf, isDeviceLine, isFrame, signatureStart } from "./sign-off.ts";
import { isBlank, toTextLines } from "./text-lines.ts";

export interface Signature {
  readonly name: string;
  readonly title: string | null;
  readonly company: string | null;
  readonly phone: string | null;
}

export function readSignature({
  bodyText,
  mailbox,
}: {
  readonly bodyText: string;
  readonly mailbox: Mailbox;
}): Signature {
  const domain = companyDomainOf(mailbox);
  const header = readDisplayName(mailbox.name);
  const lines = signatureLines(bodyText, header.name);
  const pieces = lines.flatMap(toPieces);
  const name = chooseName(header.name, pieces, mailbox);
  const company = chooseCompany(
    pieces.filter((piece) => !isSameName(piece, name)),
    header.beside,
    domain,
  );
  return {
    name: toStorableLine(name, MAX_TEXT),
    title: toField(findTitle(pieces, name, company)),
    company: toField(company ?? (domain === null ? null : guessCompany(domain))),
    phone: toField(findFirst(lines, findPhoneNumber)),
  };
}

/** What the contract allows for these fields. */
const MAX_TEXT = 300;
const MAX_LINES = 25;
const MAX_LINE = 200;
/** Names and titles stand at the top of a signature; further down the same words are part of a legal notice. */
const MAX_PIECES_TO_TITLE = 8;
/** How far above the end a signature without a greeting may begin. */
const MAX_LINES_FROM_END = 12;

const LEGAL_NOTICE =
  /^(?:this (?:e-?mail|message|communication)|the (?:information|contents?) |confidential|disclaimer|privileged|diese (?:e-?mail|nachricht)|der inhalt dieser|vertraulich|wichtiger hinweis|datenschutz|ce (?:message|courriel|mail)|les informations|please consider|bitte (?:denken|prufen)|pensez a|本メール|このメール|important notice|unsubscribe|virus)/u;
const ADDRESS_OR_LINK = /\S*@\S+|(?:https?:\/\/|www\.)\S+|[<[](?:mailto:|tel:|https?:)[^>\]]*[>\]]/giu;
const BETWEEN_PIECES = /\s*[|｜•·●▪◆■║¦⋅]\s*|\s*\/\/\s*|\t+|\s{3,}|\s+[–—-]\s+|\s*\u3000{2,}/u;

function companyDomainOf(mailbox: Mailbox): string | null {
  const domain = domainOf(mailbox.address);
  return isPublicMailDomain(domain) ? null : domain;
}

function signatureLines(bodyText: string, headerName: string | null): readonly string[] {
  const own = withoutHistory(toTextLines(bodyText));
  const start = signatureStart(own);
  const greeted = usableLines(own.slice(start));
  if (greeted.length > 0) return greeted;
  const before = own
    .slice(0, start)
    .filter((line) => !isBlank(line))
    .slice(-MAX_LINES_FROM_END);
  const byName = before.findLastIndex(
    (line) => headerName !== null && isNameOf(firstPiece(line), headerName),
  );
  return byName >= 0 ? usableLines(before.slice(byName)) : [];
}

function usableLines(lines: readonly string[]): readonly string[] {
  const notice = lines.findIndex((line) => LEGAL_NOTICE.test(foldText(line.replace(/^[\s*_-]+/, ""))));
  return lines
    .slice(0, notice < 0 ? undefined : notice)
    .map((line) => line.trim())
    .filter(
      (line) =>
        line !== "" && line.length <= MAX_LINE && !isFrame(line) && !isDeviceLine(line) && !isGreeting(line),
    )
    .filter((line) => !/^(?:--|—)$/.test(line))
    .slice(0, MAX_LINES);
}

/** "Best, John" greets too, but names John; a line that is a name alone is no greeting. */
function isGreeting(line: string): boolean {
  return greetingOf(line) !== undefined;
}

/** The name itself, or a fuller one: a line that says "Jane" is signed by Jane Doe only if she is called that in the header. */
function isNameOf(text: string, headerName: string): boolean {
  return isSameName(text, headerName) || (looksLikePersonName(text) && isShortFormOf(headerName, text));
}

function firstPiece(line: string): string {
  return toPieces(line)[0] ?? "";
}

function toPieces(line: string): readonly string[] {
  return line
    .replace(ADDRESS_OR_LINK, " ")
    .replace(/^\s*(?:i\. ?[AV]\.|ppa\.)\s+/u, "")
    .replace(/\*+|_{2,}/g, "")
    .split(BETWEEN_PIECES)
    .map((piece) => piece.replace(/^[\s,;<>]+|[\s,;<>]+$/g, ""))
    .filter((piece) => /\p{L}/u.test(piece));
}

function chooseName(headerName: string | null, pieces: readonly string[], mailbox: Mailbox): string {
  const candidates = pieces.slice(0, 4).flatMap((piece) => [piece.split(/,\s+/)[0] ?? "", piece]);
  const signed = candidates.filter(looksLikePersonName);
  if (headerName !== null) return signed.find((name) => isShortFormOf(headerName, name)) ?? headerName;
  const localPart = mailbox.address.slice(0, mailbox.address.lastIndexOf("@"));
  return signed[0] ?? guessNameFromLocalPart(localPart) ?? localPart;
}

function chooseCompany(
  pieces: readonly string[],
  besideName: string | null,
  domain: string | null,
): string | undefined {
  const byDomain = (text: string) =>
    domain === null || /[:：]/.test(text) ? undefined : findCompanyByDomain(text, domain);
  const candidates = besideName === null ? pieces : [...pieces, besideName];
  const withForm = candidates.filter((piece) => !/[:：]/.test(piece)).map(findCompanyByForm);
  const ownForm = withForm.find((company) => company !== undefined && byDomain(company) !== undefined);
  return ownForm ?? withForm.find((company) => company !== undefined) ?? findFirst(candidates, byDomain);
}

function findTitle(pieces: readonly string[], name: string, company: string | undefined): string | undefined {
  return findFirst(pieces.slice(0, MAX_PIECES_TO_TITLE), (piece) => {
    const title = withoutNameAndCompany(piece, name, company);
    return title !== "" && !isSameName(title, name) && isJobTitle(title) ? title : undefined;
  });
}

/** `John Smith, CEO` and `CEO, Acme` and `Head of Sales at Acme` name more than the title. */
function withoutNameAndCompany(piece: string, name: string, company: string | undefined): string {
  const parts = piece.split(/,\s+/);
  const withoutName =
    parts.length > 1 && isSameName(parts[0] ?? "", name) ? parts.slice(1).join(", ") : piece;
  const at = company === undefined ? -1 : withoutName.lastIndexOf(company);
  if (company === undefined || at < 0) return withoutName;
  const rest = withoutName.slice(0, at) + withoutName.slice(at + company.length);
  return rest
    .replace(/[\s,]+(?:at|@|of|bei(?: der)?|der|chez)?\s*$/u, "")
    .replace(/^[\s,\u3000]+/u, "")
    .trim();
}

function findFirst<T, Found>(items: readonly T[], find: (item: T) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function toField(text: string | null | undefined): string | null {
  const line = toStorableLine(text ?? "", MAX_TEXT);
  return line === "" ? null : line;
}
