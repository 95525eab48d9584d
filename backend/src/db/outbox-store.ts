/** The outbox as reps see it: asking for a mail to be sent, reading what became of it, cancelling. */
import { v7 as newId } from "uuid";
import type { ActivityId, ContactId, EmailAddress, EmailId } from "../crm/ids.ts";
import type { Viewer } from "../crm/ports.ts";
import type { EmailCreation, EmailStore, NewEmail } from "../outbox/ports.ts";
import { sentActivity } from "../outbox/sent-activity.ts";
import type { MessageRef } from "../sync/ports.ts";
import { isVisible } from "./activity-row.ts";
import { writeAudit } from "./audit.ts";
import type { Database } from "./connect.ts";
import { decodeTimeCursor, encodeCursor } from "./cursor.ts";
import { DUE_CHANNEL } from "./due-listener.ts";
import { writeActivity } from "./log-activity.ts";
import { addressOf } from "./lookup.ts";
import { emailColumns, joinActivity, toEmail } from "./outbox-row.ts";
import type { EmailRow } from "./outbox-row.ts";
import { lockContacts } from "./recount.ts";
import { allOf, integer, json, query, queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inWorkspace } from "./transaction.ts";
import { markSending, removeUnsent } from "./unsent-activity.ts";

export function createEmailStore({ pool }: Pick<Database, "pool">): EmailStore {
  return {
    async findRepeated(viewer, idempotencyKey) {
      return await findByKey(pool, viewer, idempotencyKey);
    },

    async findAnswered(viewer, id) {
      return await findAnswered(pool, viewer, id);
    },

    async findContacts({ workspaceId }, addresses) {
      const rows = await query<{ address: EmailAddress; contact_id: ContactId }>(
        pool,
        sql`
          select ca.address, ca.contact_id from unnest(${addresses}::text[]) as given(address)
          cross join lateral ${addressOf(workspaceId, sql`given.address`)} ca`,
      );
      return new Map(rows.map(({ address, contact_id }) => [address, contact_id]));
    },

    async create(viewer, email, now) {
      return await inWorkspace(
        pool,
        viewer.workspaceId,
        "logging",
        async (tx) => await create(tx, viewer, email, now),
      );
    },

    async list(viewer, { status, contactId, cursor, limit }) {
      const conditions = [sql`e.workspace_id = ${viewer.workspaceId} and e.user_id = ${viewer.userId}`];
      if (status !== undefined) conditions.push(sql`e.status = ${status}::email_status`);
      if (contactId !== undefined) conditions.push(sql`e.id in ${emailsOf(viewer, contactId)}`);
      if (cursor !== undefined) {
        const { at, id } = decodeTimeCursor(cursor, ORDER);
        conditions.push(sql`(e.created_at, e.id) < (${at}, ${id})`);
      }
      const rows = await query<EmailRow>(
        pool,
        sql`
          select ${emailColumns} from outbound_email e ${joinActivity}
          where ${allOf(conditions)}
          order by e.created_at desc, e.id desc
          limit ${integer(limit + 1)}`,
      );
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      const nextCursor =
        last === undefined
          ? null
          : encodeCursor({ order: ORDER, key: last.created_at.toISOString(), id: last.id });
      return { items: shown.map(toEmail), nextCursor };
    },

    async find(viewer, id) {
      return await findOwn(pool, viewer, id);
    },

    async cancel(viewer, id, now) {
      return await inWorkspace(pool, viewer.workspaceId, "reshaping", async (tx) => {
        const outcome = await cancel(tx, viewer, id, now);
        return outcome === "cancelled" ? ((await findOwn(tx, viewer, id)) ?? "not-found") : outcome;
      });
    },
  };
}

const ORDER = "outbox";

/** On the contact's timeline, or to be there. From the contact's side: a rep has many more mails than a contact. */
function emailsOf({ workspaceId, userId }: Viewer, contactId: ContactId): Sql {
  return sql`(
    select m.id from activity_contact k
    cross join lateral (
      select m.id from outbound_email m
      where m.workspace_id = ${workspaceId} and m.activity_id = k.activity_id
      offset 0
    ) m
    where k.workspace_id = ${workspaceId} and k.contact_id = ${contactId}
    union all
    select m.id from outbound_email m
    where m.workspace_id = ${workspaceId} and m.user_id = ${userId} and m.activity_id is null and (
      ${contactId} = any(m.contact_ids) or cardinality(m.contact_ids) = 0 and exists (
        select from contact_address ca
        where ca.workspace_id = ${workspaceId} and ca.contact_id = ${contactId}
          and (m."to" || m.cc || m.bcc) @> jsonb_build_array(jsonb_build_object('address', ca.address))
      )
    )
  )`;
}

async function findOwn(db: Queryable, { workspaceId, userId }: Viewer, id: EmailId) {
  const row = await queryOne<EmailRow>(
    db,
    sql`
      select ${emailColumns}
      from (
        select * from outbound_email keyed
        where keyed.workspace_id = ${workspaceId} and keyed.id = ${id} offset 0
      ) e ${joinActivity}
      where e.user_id = ${userId}`,
  );
  return row && toEmail(row);
}

async function findByKey(db: Queryable, { workspaceId, userId }: Viewer, idempotencyKey: string) {
  const row = await queryOne<EmailRow & { readonly request_hash: string }>(
    db,
    sql`
      select ${emailColumns}, e.request_hash from outbound_email e ${joinActivity}
      where e.workspace_id = ${workspaceId} and e.user_id = ${userId} and e.idempotency_key = ${idempotencyKey}`,
  );
  return row && { email: toEmail(row), requestHash: row.request_hash };
}

async function findAnswered(
  db: Queryable,
  viewer: Viewer,
  id: ActivityId,
): ReturnType<EmailStore["findAnswered"]> {
  const { workspaceId, userId } = viewer;
  const row = await queryOne<{ is_mail: boolean; message: MessageRef | null }>(
    db,
    sql`
      select a.type = 'EMAIL' as is_mail, (
        select json_build_object('id', l.gmail_message_id, 'threadId', l.gmail_thread_id) from ledger_entry l
        where l.workspace_id = ${workspaceId} and l.activity_id = a.id and l.user_id = ${userId}
        limit 1
      ) as message
      from activity a
      where a.workspace_id = ${workspaceId} and a.id = ${id} and ${isVisible(viewer)}`,
  );
  if (row === undefined) return { kind: "unknown" };
  if (!row.is_mail) return { kind: "no-mail" };
  return row.message === null ? { kind: "elsewhere" } : { kind: "mail", ...row.message };
}

/** One rep's requests come one after the other: so no two of them see the same count, or each miss the other's key. */
async function create(tx: Queryable, viewer: Viewer, email: NewEmail, now: Date): Promise<EmailCreation> {
  await query(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`send:${viewer.userId}`}, 0))`);
  const repeated = await findByKey(tx, viewer, email.idempotencyKey);
  if (repeated !== undefined)
    return repeated.requestHash === email.requestHash
      ? { outcome: "repeated", email: repeated.email }
      : { outcome: "other-request" };
  const allowance = await findAllowance(tx, viewer, email.date);
  if (allowance !== undefined) return { outcome: "too-many", ...allowance };

  const id = newId() as EmailId;
  const written =
    email.sendAt === null
      ? await writeActivity(tx, viewer, sentActivity(viewer, email), now)
      : await checkContacts(tx, viewer, email);
  if (written.outcome === "no-contact" || written.outcome === "unknown-contact") return written;
  const activityId = "id" in written ? written.id : null;
  if (activityId !== null) await markSending(tx, viewer, activityId);
  await insert(tx, viewer, { ...email, id, activityId }, now);
  const recipients = email.to.length + email.cc.length + email.bcc.length;
  await writeAudit(tx, viewer, {
    action: "email.queued",
    subjectType: "email",
    subjectId: id,
    details: { recipients, sendAt: email.sendAt, templateId: email.templateId },
  });
  await query(tx, sql`select pg_notify(${DUE_CHANNEL}, '')`);
  const created = await findOwn(tx, viewer, id);
  if (created === undefined) throw new Error("a mail just written is not there");
  return { outcome: "created", email: created };
}

async function insert(
  tx: Queryable,
  { workspaceId, userId }: Viewer,
  email: NewEmail & { readonly id: EmailId; readonly activityId: ActivityId | null },
  now: Date,
): Promise<void> {
  await query(
    tx,
    sql`
      insert into outbound_email (workspace_id, id, user_id, idempotency_key, request_hash, message_id, date,
        from_address, "to", cc, bcc, subject, text, html, reply_to_gmail_id, gmail_thread_id, contact_ids, template_id,
        send_at, due_at, activity_id, created_at)
      values (${workspaceId}, ${email.id}, ${userId}, ${email.idempotencyKey}, ${email.requestHash}, ${email.messageId},
        ${email.date}, ${email.from}, ${json(email.to)}::jsonb, ${json(email.cc)}::jsonb, ${json(email.bcc)}::jsonb,
        ${email.subject}, ${email.text}, ${email.html}, ${email.replyToGmailId}, ${email.gmailThreadId},
        ${email.contactIds}::uuid[], ${email.templateId}, ${email.sendAt}, ${email.date}, ${email.activityId}, ${now})`,
  );
}

/** A mail for later has no activity yet; but somebody's timeline has to be there for it. */
async function checkContacts(
  tx: Queryable,
  { workspaceId }: Viewer,
  { to, cc, bcc, contactIds }: NewEmail,
): Promise<
  | { readonly outcome: "checked" }
  | { readonly outcome: "no-contact" }
  | { readonly outcome: "unknown-contact"; readonly contactId: ContactId }
> {
  const addresses = [...to, ...cc, ...bcc].map(({ address }) => address);
  const wanted =
    contactIds.length > 0
      ? sql`select unnest(${contactIds}::uuid[])`
      : sql`
          select ca.contact_id from unnest(${addresses}::text[]) as given(address)
          cross join lateral ${addressOf(workspaceId, sql`given.address`)} ca`;
  const found = await lockContacts(tx, workspaceId, wanted);
  const missing = contactIds.find((id) => !found.includes(id));
  if (missing !== undefined) return { outcome: "unknown-contact", contactId: missing };
  return found.length === 0 ? { outcome: "no-contact" } : { outcome: "checked" };
}

/**
 * Whether a mail at that time would make any 24 hours hold more than the workspace allows a rep; then the limit, and
 * from when on there is room. What was cancelled or certainly not sent does not count.
 */
async function findAllowance(
  tx: Queryable,
  { workspaceId, userId }: Viewer,
  at: Date,
): Promise<{ readonly limit: number; readonly retryAt: Date } | undefined> {
  const row = await queryOne<{ limit: number; retry_at: Date }>(
    tx,
    sql`
      with near as materialized (
        select e.date from outbound_email e
        where e.workspace_id = ${workspaceId} and e.user_id = ${userId} and e.status not in ('CANCELLED', 'FAILED')
          and e.date > ${at}::timestamptz - interval '1 day' and e.date < ${at}::timestamptz + interval '1 day'
        union all select ${at}::timestamptz
      ), counted as (
        select date, count(*) over (order by date range between interval '1 day' preceding and current row) as mails
        from near
      )
      select w.sends_per_day as "limit", coalesce((
        select near.date from near where near.date <= ${at} order by near.date desc
        offset greatest(w.sends_per_day, 1) limit 1
      ), ${at}::timestamptz) + interval '1 day' as retry_at
      from workspace w
      where w.id = ${workspaceId}
        and w.sends_per_day < (select max(mails) from counted where date >= ${at})`,
  );
  return row && { limit: row.limit, retryAt: row.retry_at };
}

async function cancel(
  tx: Queryable,
  viewer: Viewer,
  id: EmailId,
  now: Date,
): Promise<"cancelled" | "not-found" | "too-late"> {
  const { workspaceId, userId } = viewer;
  const row = await queryOne<{ status: string; activity_id: ActivityId | null }>(
    tx,
    sql`
      select e.status, e.activity_id from outbound_email e
      where e.workspace_id = ${workspaceId} and e.id = ${id} and e.user_id = ${userId}
      for no key update`,
  );
  if (row === undefined) return "not-found";
  if (row.status === "CANCELLED") return "cancelled";
  if (row.status !== "QUEUED" && row.status !== "FAILED") return "too-late";
  await query(
    tx,
    sql`
      update outbound_email set status = 'CANCELLED', version = version + 1, due_at = null, lease_until = null,
        error_code = null, error_message = null, activity_id = null
      where workspace_id = ${workspaceId} and id = ${id}`,
  );
  if (row.activity_id !== null) await removeUnsent(tx, workspaceId, row.activity_id, now);
  await writeAudit(tx, viewer, {
    action: "email.cancelled",
    subjectType: "email",
    subjectId: id,
    details: {},
  });
  return "cancelled";
}
