/**
 * Keys by which the same mail or occurrence is one activity for the whole team, whoever has it in his mailbox or calendar.
 * Every key is short, whatever the ids it is made of look like.
 */
import { hash as digest } from "node:crypto";
import { parseMailDate } from "./mail-date.ts";
import { parseMailboxes } from "./email-address.ts";
import type { UserId } from "./ids.ts";

export interface MailIdentity {
  /** Raw; undefined or empty where the mail has none. */
  readonly messageIdHeader: string | undefined;
  /** Raw From header. */
  readonly from: string;
  /** Raw Date header or ISO 8601. */
  readonly date: string;
  readonly userId: UserId;
  readonly gmailMessageId: string;
}

export interface OccurrenceIdentity {
  readonly iCalUID?: string | undefined;
  readonly calendarId: string;
  readonly eventId: string;
  /** When the series had it, which is its identity even after it was moved; null for a single event or if unknown. */
  readonly originalStart: Date | null;
}

/**
 * Sender and time belong to the key, so that a mail carrying somebody else's Message-ID does not pass for that mail.
 * Without a Message-ID there is no telling in another mailbox: the key holds in this one only.
 */
export function mailMergeKey({ messageIdHeader, from, date, userId, gmailMessageId }: MailIdentity): string {
  const messageId = toMessageId(messageIdHeader ?? "");
  if (messageId === "") return `gmail:${userId}:${gmailMessageId}`;
  const sender = parseMailboxes(from)[0]?.address ?? toPlain(from);
  const time = parseMailDate(date);
  const sentAt = time === undefined ? toPlain(date) : Math.floor(time.getTime() / 1000);
  return `mail:${hash([messageId, sender, sentAt])}`;
}

export function meetingMergeKey({ iCalUID, calendarId, eventId, originalStart }: OccurrenceIdentity): string {
  const start = (originalStart ?? originalStartOf(eventId))?.getTime() ?? null;
  const uid = iCalUID?.trim() ?? "";
  if (uid !== "") return `meeting:${hash([uid, start])}`;
  return `event:${hash([calendarId, eventId.replace(INSTANCE, ""), start])}`;
}

/** An instance's id is its series' id and original start: `base_20261123T090000Z`, for a whole day `base_20261123`. */
export function originalStartOf(eventId: string): Date | undefined {
  const [, day, time = "000000"] = INSTANCE.exec(eventId) ?? [];
  if (day === undefined) return undefined;
  const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`;
  return parseMailDate(iso);
}

/** For notes and calls, which have no id of their own: repeating the same request finds the first one. */
export function entryMergeKey(entry: {
  readonly type: "NOTE" | "CALL";
  readonly userId: UserId;
  readonly contactIds: readonly string[];
  readonly occurredAt: Date;
  readonly text: string;
}): string {
  const contacts = [...entry.contactIds].sort();
  return `${entry.type.toLowerCase()}:${hash([entry.userId, contacts, entry.occurredAt.getTime(), entry.text])}`;
}

const INSTANCE = /_(\d{8})(?:T(\d{6})Z)?$/;

/** Between its brackets, unfolded, lower-case: the domain part is changed in case by some relays. */
function toMessageId(header: string): string {
  const plain = header.replace(/\s+/g, "");
  return (/<([^<>]*)>/.exec(plain)?.[1] ?? plain).toLowerCase();
}

function toPlain(text: string): string {
  return text.replace(/\s+/g, " ").trim().toLowerCase();
}

/** JSON keeps the parts apart: no text can pass for two. */
function hash(parts: readonly unknown[]): string {
  return digest("sha256", JSON.stringify(parts), "base64url");
}
