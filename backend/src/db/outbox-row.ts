/** Mails of the outbox as the table has them: as the contract shows them, and as the worker sends them. */
import type { Email, EmailStatus } from "../../../contract/emails.ts";
import type { ActivityId, ContactId, EmailAddress, EmailId } from "../crm/ids.ts";
import type { EmailContent, Recipient } from "../outbox/ports.ts";
import { toIso } from "./contact-row.ts";
import { activityBy, addressOf, contactBy } from "./lookup.ts";
import { sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

/** For `outbound_email e`. */
export const contentColumns = sql`
  e.message_id, e.date, e.from_address, e."to", e.cc, e.bcc, e.subject, e.text, e.html, e.reply_to_gmail_id,
  e.gmail_thread_id, e.contact_ids`;

export interface ContentRow {
  readonly message_id: string;
  readonly date: Date;
  readonly from_address: EmailAddress;
  readonly to: readonly Recipient[];
  readonly cc: readonly Recipient[];
  readonly bcc: readonly Recipient[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly reply_to_gmail_id: string | null;
  readonly gmail_thread_id: string | null;
  readonly contact_ids: readonly ContactId[];
}

export function toContent(row: ContentRow): EmailContent {
  const { date, to, cc, bcc, subject, text, html } = row;
  return {
    messageId: row.message_id,
    from: row.from_address,
    replyToGmailId: row.reply_to_gmail_id,
    gmailThreadId: row.gmail_thread_id,
    contactIds: row.contact_ids,
    ...{ date, to, cc, bcc, subject, text, html },
  };
}

/** Whose timelines `e` is on, or will be. */
const contactsOf: Sql = sql`(
  select k.contact_id from activity_contact k
  where k.workspace_id = e.workspace_id and k.activity_id = a.id
  union
  select chosen.contact_id from unnest(e.contact_ids) as chosen(contact_id) where a.id is null
  union
  select ca.contact_id
  from jsonb_array_elements(e."to" || e.cc || e.bcc) recipient
  cross join lateral ${addressOf(sql`e.workspace_id`, sql`recipient ->> 'address'`)} ca
  where a.id is null and cardinality(e.contact_ids) = 0
)`;

/** For `from outbound_email e` and `joinActivity`. */
export const emailColumns = sql`
  e.id, e.status, a.id as activity_id, e.error_code, e.error_message, e.from_address, e."to", e.cc, e.bcc, e.subject,
  e.text, e.send_at, e.sent_at, e.gmail_message_id, e.gmail_thread_id, e.created_at,
  (
    select l.activity_id from ledger_entry l
    where l.workspace_id = e.workspace_id and l.user_id = e.user_id and l.gmail_message_id = e.reply_to_gmail_id
  ) as reply_to_activity_id,
  (
    select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name) order by c.sort_name, c.id), '[]')
    from ${contactsOf} whose
    cross join lateral ${contactBy(sql`e.workspace_id`, sql`whose.contact_id`)} c
  ) as contacts`;

/** The activity may have been deleted meanwhile. */
export const joinActivity = sql`left join lateral ${activityBy(sql`e.workspace_id`, sql`e.activity_id`)} a on true`;

export interface EmailRow {
  readonly id: EmailId;
  readonly status: EmailStatus;
  readonly activity_id: ActivityId | null;
  readonly reply_to_activity_id: ActivityId | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly from_address: string;
  readonly to: readonly Recipient[];
  readonly cc: readonly Recipient[];
  readonly bcc: readonly Recipient[];
  readonly subject: string;
  readonly text: string;
  readonly send_at: Date | null;
  readonly sent_at: Date | null;
  readonly gmail_message_id: string | null;
  readonly gmail_thread_id: string | null;
  readonly created_at: Date;
  readonly contacts: Email["contacts"];
}

export function toEmail(row: EmailRow): Email {
  const { id, status, subject, text, contacts } = row;
  const { error_code: code, error_message: message, gmail_message_id: messageId } = row;
  return {
    id,
    status,
    activityId: row.activity_id,
    error: code === null || message === null ? null : { code, message },
    from: row.from_address,
    to: row.to.map(toText),
    cc: row.cc.map(toText),
    bcc: row.bcc.map(toText),
    subject,
    text,
    contacts,
    replyToActivityId: row.reply_to_activity_id,
    gmailThreadId: row.gmail_thread_id,
    sendAt: row.send_at && toIso(row.send_at),
    sentAt: row.sent_at && toIso(row.sent_at),
    gmail: messageId === null ? null : { messageId, threadId: row.gmail_thread_id ?? messageId },
    createdAt: toIso(row.created_at),
  };
}

/** As it may be sent again. */
function toText({ address, name }: Recipient): string {
  if (name === null) return address;
  const phrase = /^[\w \p{L}\p{M}.'-]+$/u.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
  return `${phrase} <${address}>`;
}
