/** E-mail addresses: the form they are compared in, and the lists of them that headers carry. */
import { domainToASCII } from "node:url";
import { decodeWords } from "postal-mime";
import type { EmailAddress } from "./ids.ts";
import { splitMailboxList } from "./mailbox-list.ts";
import { toStorableLine } from "./storable-text.ts";

export { isPublicMailDomain } from "./public-mail-domains.ts";

export interface Mailbox {
  readonly address: EmailAddress;
  /** The address as it was written, without name and brackets. */
  readonly original: string;
  readonly name: string | null;
}

/**
 * Lower-cased, the domain in ASCII (IDN), without `mailto:` and `<>`. Dots and plus parts stay: only the provider knows
 * whether they matter. Undefined for what no mail from the internet can have: no dot in the domain, an IP address.
 */
export function parseEmailAddress(text: string): EmailAddress | undefined {
  if (isPlainAddress(text)) return text.toLowerCase() as EmailAddress;
  if (text.length > MAX_WRITTEN) return undefined;
  const bare = unwrap(text);
  const at = bare.lastIndexOf("@");
  if (at < 1) return undefined;
  const local = toLocalPart(bare.slice(0, at));
  const domain = toDomain(bare.slice(at + 1));
  if (local === undefined || domain === undefined) return undefined;
  const address = `${local}@${domain}`;
  return address.length > MAX_ADDRESS ? undefined : (address as EmailAddress);
}

/**
 * The mailboxes of a From, To, Cc … header: RFC 5322 with groups, comments, quoted names, RFC 2047 words and the ways
 * real mailers get these wrong. What is no address is skipped. Each address once, with the first name given for it.
 */
export function parseMailboxes(header: string): readonly Mailbox[] {
  const known = recent.get(header);
  if (known !== undefined) return known;
  const mailboxes = readMailboxes(header);
  if (header.length <= MAX_REMEMBERED) {
    if (recent.size === REMEMBERED) recent.clear();
    recent.set(header, mailboxes);
  }
  return mailboxes;
}

/** The entries of such a header that are no address, as they were written, as far as a person would read them. */
export function findNoAddresses(header: string): readonly string[] {
  return splitMailboxList(withinLimit(header)).flatMap(({ address, phrase }) => {
    if (parseEmailAddress(address) !== undefined) return [];
    const name = decodeWords(phrase.slice(0, 4 * MAX_NAME));
    const isBoth = name !== "" && address !== "";
    const written = toStorableLine(isBoth ? `${name} <${address}>` : `${name}${address}`, MAX_NAME);
    return written === "" ? [] : [written];
  });
}

export function domainOf(address: EmailAddress): string {
  return address.slice(address.lastIndexOf("@") + 1);
}

/** Whom reports of mails that could not be delivered come from. */
export function isMailSystem(address: string): boolean {
  return /^(?:mailer-daemon|postmaster)@/.test(address);
}

/**
 * A mail's From is asked for by everything that judges it, ten times in all, and the rep's own address stands on each of
 * a mailbox's mails: reading each header once takes a third of the CPU that planning an activity takes otherwise.
 */
const recent = new Map<string, readonly Mailbox[]>();
const REMEMBERED = 500;
const MAX_REMEMBERED = 500;

function readMailboxes(header: string): readonly Mailbox[] {
  const mailboxes = new Map<EmailAddress, Mailbox>();
  for (const entry of splitMailboxList(withinLimit(header))) {
    const address = parseEmailAddress(entry.address);
    if (address === undefined) continue;
    const known = mailboxes.get(address);
    if (known === undefined && mailboxes.size === MAX_MAILBOXES) break;
    const name = known?.name ?? toDisplayName(entry.phrase, address);
    mailboxes.set(address, { address, original: known?.original ?? toOriginal(entry.address), name });
  }
  return [...mailboxes.values()];
}

/** The contract takes headers of this length; a longer one is read up to its last whole entry. */
const MAX_HEADER = 100_000;
const MAX_MAILBOXES = 1_000;
const MAX_NAME = 300;
/** 64 + 1 + 255, RFC 5321 §4.5.3.1. */
const MAX_ADDRESS = 320;
/** What may stand around or behind an address: `<mailto:…?subject=…>`, spaces. */
const MAX_WRITTEN = 1_000;

/** Whitespace and the invisible marks that come along when an address is copied from a document. */
const AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
const ATOM_TEXT = /^[^\s\p{C}"(),:;<>@[\\\]]+$/u;
const DOMAIN_TEXT = /^(?:[a-z0-9._-]|[^\p{ASCII}\p{C}\s])+$/iu;
const DOMAIN_LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/**
 * What nearly all addresses look like: with nothing to unwrap, to decode or to check, for a fifth of the time. Two hyphens
 * in a row may be punycode, and no part of so short an address is longer than it may be.
 */
const PLAIN_ADDRESS = /^[\w.+-]+@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}$/i;

function isPlainAddress(text: string): boolean {
  return text.length <= 64 && PLAIN_ADDRESS.test(text);
}

function unwrap(text: string): string {
  const inner = text
    .replace(AROUND, "")
    .replace(/^<(.*)>$/s, "$1")
    .replace(AROUND, "");
  return /^mailto:/i.test(inner)
    ? inner.slice("mailto:".length).replace(/\?.*$/s, "").replace(AROUND, "")
    : inner;
}

function toLocalPart(written: string): string | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/su.exec(written)?.[1];
  const text = (quoted?.replace(/\\(.)/gsu, "$1") ?? written).normalize("NFC").toLowerCase().normalize("NFC");
  if (ATOM_TEXT.test(text)) return text;
  if (quoted === undefined || text === "" || /\p{C}/u.test(text)) return undefined;
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

function toDomain(written: string): string | undefined {
  if (!DOMAIN_TEXT.test(written)) return undefined;
  const domain = domainToASCII(written.replace(/\.$/, "")).toLowerCase();
  const labels = domain.split(".");
  const valid = labels.every((label) => label.length <= 63 && DOMAIN_LABEL.test(label));
  const topLevel = labels.at(-1) ?? "";
  return valid && labels.length > 1 && domain.length <= 253 && /[a-z]/.test(topLevel) ? domain : undefined;
}

/** Half an address could be somebody else's: what is cut is cut between two entries. */
function withinLimit(header: string): string {
  if (header.length <= MAX_HEADER) return header;
  const head = header.slice(0, MAX_HEADER);
  return head.slice(0, Math.max(head.lastIndexOf(","), head.lastIndexOf(";"), 0));
}

function toDisplayName(phrase: string, address: EmailAddress): string | null {
  if (phrase === "") return null;
  const decoded = toStorableLine(decodeWords(phrase.slice(0, 4 * MAX_NAME)), MAX_NAME);
  const name = decoded.replace(/^(['"])(.*)\1$/u, "$2").trim();
  return name === "" || name.toLowerCase() === address || parseEmailAddress(name) === address ? null : name;
}

function toOriginal(written: string): string {
  return isPlainAddress(written) ? written : toStorableLine(unwrap(written), MAX_ADDRESS);
}
