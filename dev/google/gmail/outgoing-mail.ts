/**
 * What Gmail makes of a mail that its API is given to send: whom it is for, whom it is from, and the header fields it
 * sets itself. https://developers.google.com/workspace/gmail/api/guides/sending
 */
import { addressParser } from "postal-mime";
import type { Address } from "postal-mime";
import { invalidArgument, requestTooLarge } from "../google-errors.ts";
import { decodeFieldValue } from "./header-fields.ts";
import type { HeaderField } from "./header-fields.ts";
import { MailHead } from "./mail-head.ts";
import type { SendAs } from "./mailbox.ts";

export interface OutgoingMail {
  /** As the sender keeps it, blind copies told. */
  readonly raw: Buffer;
  /** Lower-cased, each once. */
  readonly recipients: readonly string[];
}

export interface Sender {
  readonly sendAs: readonly SendAs[];
  readonly now: number;
  /** Of Gmail's own making; left out, the mail keeps its own if it has one. */
  readonly messageIdHeader: string;
  readonly keepsMessageIds: boolean;
}

/** Throws Google's 400 for a mail that cannot go to anybody, and its 413 for one that is too large. */
export function readOutgoingMail(raw: Uint8Array, sender: Sender): OutgoingMail {
  if (raw.byteLength > maxMailBytes) throw requestTooLarge();
  const given = MailHead.of(raw);
  const recipients = readRecipients(given.fields());
  if (recipients.length === 0) throw invalidArgument("Recipient address required");
  if (recipients.length > maxRecipients) {
    throw invalidArgument(`Too many recipients: ${recipients.length}. Limit: ${maxRecipients}`);
  }
  return { raw: asSent(given, sender).toMail(), recipients };
}

/** Throws Google's 400 for a To, Cc or Bcc with something in it that is no address; drafts are checked as well. */
export function readRecipients(fields: readonly HeaderField[]): string[] {
  return [...new Set(["To", "Cc", "Bcc"].flatMap((name) => readAddresses(fields, name)))];
}

/** https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send: `maxSize` */
const maxMailBytes = 36_700_160;
const maxRecipients = 500;

function asSent(given: MailHead, sender: Sender): MailHead {
  const fields = given.fields();
  const has = (name: string): boolean => fields.some((field) => field.name.toLowerCase() === name);
  let head = given;
  const from = fromOf(fields, sender.sendAs);
  if (from !== undefined) head = head.without("From").withFirst("From", from);
  if (!has("message-id") || !sender.keepsMessageIds)
    head = head.without("Message-ID").withFirst("Message-ID", sender.messageIdHeader);
  if (!has("date")) head = head.withFirst("Date", mailDate(sender.now));
  return head.withFirst(
    "Received",
    `from 100000000001 named unknown by gmailapi.google.com with HTTPREST; ${mailDate(sender.now)}`,
  );
}

/** What has to stand in From instead of what is given; undefined when that is one of the sender's own addresses. */
function fromOf(fields: readonly HeaderField[], sendAs: readonly SendAs[]): string | undefined {
  const [given] = addressesIn(fields, "from");
  const address = given?.address?.toLowerCase() ?? "";
  const isOwn = sendAs.some(
    ({ sendAsEmail, isPrimary, verificationStatus }) =>
      sendAsEmail.toLowerCase() === address && (isPrimary || verificationStatus === "accepted"),
  );
  if (isOwn) return undefined;
  const primary = sendAs.find(({ isPrimary }) => isPrimary);
  const name = address === "" ? primary?.displayName : given?.name;
  const email = primary?.sendAsEmail ?? "";
  return name === undefined || name === "" ? email : `${asPhrase(name)} <${email}>`;
}

function readAddresses(fields: readonly HeaderField[], name: string): string[] {
  const addresses = addressesIn(fields, name.toLowerCase());
  if (!addresses.every(({ address }) => isMailAddress(address ?? ""))) {
    throw invalidArgument(`Invalid ${name} header`);
  }
  return addresses.map(({ address }) => (address ?? "").toLowerCase());
}

function addressesIn(fields: readonly HeaderField[], name: string): Address[] {
  return fields
    .filter((field) => field.name.toLowerCase() === name)
    .flatMap((field) => addressParser(decodeFieldValue(field), { flatten: true }));
}

/** A domain without a dot is refused: https://github.com/FlowCrypt/flowcrypt-browser/issues/1370 */
function isMailAddress(address: string): boolean {
  return (
    address.length <= 320 && /^[^@<>\p{Cc}]+@[^\s@<>()[\]"\\,;:]+\.[^\s@<>()[\]"\\,;:.]+$/u.test(address)
  );
}

function mailDate(now: number): string {
  return `${new Date(now).toUTCString().slice(0, -3)}+0000`;
}

function asPhrase(name: string): string {
  if (/[^\x20-\x7e]/.test(name)) return `=?UTF-8?B?${Buffer.from(name).toString("base64")}?=`;
  return /^[\w .'-]+$/.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
}
