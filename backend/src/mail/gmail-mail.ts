/**
 * A message of the Gmail API as the mail it is: who wrote to whom, when, what sort of mail, and the activity it becomes.
 * The same mail logged from the sidebar has the same key, people and subject.
 */
import { domainOf, parseMailboxes } from "../crm/email-address.ts";
import { wrong } from "../crm/field-problems.ts";
import type { InvalidInput, LoggingRep } from "../crm/log-plan.ts";
import { toMailActivity } from "../crm/log-plan.ts";
import { mailMergeKey } from "../crm/merge-key.ts";
import { mailParticipants } from "../crm/participants.ts";
import { isSelf } from "../crm/people.ts";
import type { Participant } from "../crm/people.ts";
import type { NewActivity } from "../crm/ports.ts";
import { classifyMail, countsAsEngagement } from "./classify-mail.ts";
import type { MailClass } from "./classify-mail.ts";
import type { GmailHeader, GmailMessage } from "./gmail-payload.ts";
import type { MailText } from "./mail-text.ts";
import { OWN_MESSAGE_ID_HEADER } from "./own-message-id.ts";

export interface GmailMail {
  readonly gmailMessageId: string;
  readonly gmailThreadId: string;
  readonly place: MailPlace;
  /** It carries the SENT label: the rep sent it, from whatever device. */
  readonly isSent: boolean;
  /** When Google accepted it. */
  readonly receivedAt: Date;
  readonly header: MailHeaders;
  readonly mailClass: MailClass;
  /** Headers that were too long or too many, by name, and what was left out. */
  readonly cut: readonly string[];
}

/** Only what stands in the mailbox is logged. A draft in the trash is still a draft. */
export type MailPlace = "mailbox" | "draft" | "chat" | "spam" | "trash";

/** Raw values, the first of each name; empty where the mail has none. Encoded words may or may not be decoded. */
export interface MailHeaders {
  /** By which the mail is known in every mailbox: of a mail from here, ours. */
  readonly messageId: string;
  readonly subject: string;
  readonly from: string;
  readonly sender: string;
  readonly replyTo: string;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  /** All there are: each place the mail was delivered to on its way. */
  readonly deliveredTo: string;
  readonly date: string;
  readonly inReplyTo: string;
  readonly references: string;
  /** Who wrote to a Google group, where the group had to put itself into From. */
  readonly originalFrom: string;
}

export function readGmailMail(message: GmailMessage): GmailMail {
  const labels = new Set(message.labelIds);
  const reader = new HeaderReader(message.payload.headers);
  return {
    gmailMessageId: message.id,
    gmailThreadId: message.threadId,
    place: placeOf(labels),
    isSent: labels.has("SENT"),
    receivedAt: new Date(message.internalDate),
    header: {
      messageId: reader.text(OWN_MESSAGE_ID, MAX_MESSAGE_ID) || reader.text("message-id", MAX_MESSAGE_ID),
      subject: reader.text("subject", MAX_SUBJECT),
      from: reader.text("from", MAX_HEADER),
      sender: reader.addresses("sender"),
      replyTo: reader.addresses("reply-to"),
      to: reader.addresses("to"),
      cc: reader.addresses("cc"),
      bcc: reader.addresses("bcc"),
      deliveredTo: reader.all("delivered-to", MAX_DELIVERIES).join(", "),
      date: reader.text("date", MAX_DATE),
      inReplyTo: reader.text("in-reply-to", MAX_MESSAGE_ID),
      references: reader.text("references", MAX_REFERENCES),
      originalFrom: reader.addresses("x-original-from") || reader.addresses("x-original-sender"),
    },
    mailClass: classifyMail(message.payload),
    cut: [...message.cut, ...reader.cut],
  };
}

/**
 * Everybody on the mail as the activity will name them. Who got it without being named, because it was forwarded to him
 * on its way, is on it like somebody in Bcc.
 */
export function participantsOf(viewer: LoggingRep, { header, ...mail }: GmailMail): readonly Participant[] {
  const named = mailParticipants({ ...header, from: authorOf(viewer, { header, ...mail }) });
  const known = new Set(named.map((participant) => participant.address));
  const unnamed = parseMailboxes(header.deliveredTo).filter(
    ({ address }) => !known.has(address) && !isSelf(viewer, address),
  );
  return [...named, ...unnamed.map(({ address, name }) => ({ address, name, role: "bcc" as const }))];
}

/** The activity to be written, with source "sync". Invalid when nobody can be made out who wrote it. */
export function planMail(
  viewer: LoggingRep,
  mail: GmailMail,
  text: Pick<MailText, "bodyText" | "attachments">,
  now: Date,
): NewActivity | InvalidInput {
  const { header, gmailMessageId, gmailThreadId, receivedAt } = mail;
  const participants = participantsOf(viewer, mail);
  if (!participants.some(({ role }) => role === "from"))
    return { invalid: [{ path: "from", message: wrong.holdsNoAddress }] };
  const activity = toMailActivity(
    viewer,
    // Senders' clocks are wrong and can be set; Google's is not.
    { gmailMessageId, gmailThreadId, subject: header.subject, date: receivedAt, participants },
    now,
  );
  return {
    ...activity,
    source: "sync",
    direction: mail.isSent ? "outbound" : activity.direction,
    mergeKey: mailMergeKey({
      messageIdHeader: header.messageId,
      from: header.from,
      date: header.date || receivedAt.toISOString(),
      userId: viewer.userId,
      gmailMessageId,
    }),
    bodyText: text.bodyText === "" ? null : text.bodyText,
    attachments: text.attachments,
    counts: countsAsEngagement(mail.mailClass, viewer.workspaceDomain),
  };
}

const OWN_MESSAGE_ID = OWN_MESSAGE_ID_HEADER.toLowerCase();
/** What the sidebar sends at most; the same start of an endless header gives the same key. */
const MAX_HEADER = 100_000;
const MAX_SUBJECT = 10_000;
const MAX_MESSAGE_ID = 2_000;
const MAX_DATE = 1_000;
const MAX_REFERENCES = 20_000;
const MAX_DELIVERIES = 10;

function placeOf(labels: ReadonlySet<string>): MailPlace {
  // A mail to be sent later is kept under a label of its own until it goes.
  if (labels.has("DRAFT") || labels.has("SCHEDULED")) return "draft";
  if (labels.has("CHAT")) return "chat";
  if (labels.has("SPAM")) return "spam";
  return labels.has("TRASH") ? "trash" : "mailbox";
}

class HeaderReader {
  readonly cut: string[] = [];
  readonly #values = new Map<string, string[]>();

  constructor(headers: readonly GmailHeader[]) {
    for (const { name, value } of headers) {
      const key = name.toLowerCase();
      const values = this.#values.get(key);
      if (values === undefined) this.#values.set(key, [value]);
      else values.push(value);
    }
  }

  all(name: string, max: number): readonly string[] {
    const values = this.#values.get(name) ?? [];
    if (values.length > max) this.cut.push(`${name}: ${values.length} of them, ${max} read`);
    return values.slice(0, max).map((value) => value.slice(0, MAX_MESSAGE_ID));
  }

  text(name: string, maxLength: number): string {
    const value = this.#values.get(name)?.[0] ?? "";
    if (value.length > maxLength) this.cut.push(`${name}: ${value.length} characters, ${maxLength} read`);
    return value.slice(0, maxLength);
  }

  /** Cut between two addresses: half of one could be somebody else's. */
  addresses(name: string): string {
    const value = this.text(name, MAX_HEADER);
    const isCut = (this.#values.get(name)?.[0]?.length ?? 0) > MAX_HEADER;
    return isCut ? value.slice(0, Math.max(value.lastIndexOf(","), value.lastIndexOf(";"), 0)) : value;
  }
}

/**
 * From; where no address can be read in it, Sender. A group of the workspace's own domain puts itself into From where
 * the author's domain forbids it to send for him (DMARC): then the author it names. Only its own groups are believed.
 */
function authorOf(
  { workspaceDomain }: LoggingRep,
  { header, mailClass, isSent }: Omit<GmailMail, "cut">,
): string {
  const from = parseMailboxes(header.from)[0]?.address;
  if (from === undefined) return parseMailboxes(header.sender).length > 0 ? header.sender : header.from;
  const isOwnGroup =
    !isSent &&
    domainOf(from) === workspaceDomain &&
    mailClass.kind === "group" &&
    countsAsEngagement(mailClass, workspaceDomain);
  return isOwnGroup && parseMailboxes(header.originalFrom).length > 0 ? header.originalFrom : header.from;
}
