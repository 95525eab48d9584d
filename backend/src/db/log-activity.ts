/**
 * Writing down that something happened. The unique merge key decides who of many was first: everybody else finds the
 * activity that is there. A handful of statements, whatever the number of people on it.
 */
import { v7 as newId } from "uuid";
import type { ActivityId, ContactId } from "../crm/ids.ts";
import type { NewActivity, Viewer } from "../crm/ports.ts";
import { toDatabaseRole } from "./activity-row.ts";
import { insertLinks } from "./activity-links.ts";
import { wakeThreadsOf } from "./mail-threads.ts";
import { lockContacts, recount } from "./recount.ts";
import { json, query, queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inWorkspace, LostRace } from "./transaction.ts";
import type { Database } from "./connect.ts";

export type Logging =
  | { readonly outcome: "created" | "already-logged"; readonly id: ActivityId }
  | { readonly outcome: "no-contact" }
  | { readonly outcome: "unknown-contact"; readonly contactId: ContactId };

export async function logActivity(
  { pool }: Pick<Database, "pool">,
  viewer: Rep,
  activity: NewActivity,
  now: Date,
): Promise<Logging> {
  return await inWorkspace(
    pool,
    viewer.workspaceId,
    "logging",
    async (tx) => await writeActivity(tx, viewer, activity, now),
  );
}

/** In a transaction that is in the workspace for logging; rejects with LostRace where it has to start over. */
export async function writeActivity(
  tx: Queryable,
  viewer: Rep,
  given: NewActivity,
  now: Date,
): Promise<Logging> {
  const activity = asOf(now, given);
  const isSynced = activity.gmail !== null && (await lockMailbox(tx, viewer));
  const contactIds = await lockContacts(tx, viewer.workspaceId, contactsOf(viewer, activity));
  if (activity.link.kind === "chosen") {
    const missing = activity.link.contactIds.find((id) => !contactIds.includes(id));
    if (missing !== undefined) return { outcome: "unknown-contact", contactId: missing };
  }
  const created = contactIds.length === 0 ? undefined : await insert(tx, viewer, activity, contactIds, now);
  const id = created ?? (await findLogged(tx, viewer, activity));
  if (id === undefined) {
    if (contactIds.length === 0) return { outcome: "no-contact" };
    throw new LostRace(); // It was there a moment ago and was undone meanwhile.
  }
  if (created === undefined) await complete(tx, viewer, id, activity, contactIds, now);
  await recount(tx, viewer.workspaceId, contactIds, now);
  if (isSynced) await wakeThreadsOf(tx, viewer.workspaceId, [id], viewer.userId, now);
  return { outcome: created === undefined ? "already-logged" : "created", id };
}

/** In whose name it is written down. */
type Rep = Pick<Viewer, "workspaceId" | "userId">;

/** Only a meeting can lie ahead. A mail from the future comes from a clock that runs fast. */
function asOf(now: Date, activity: NewActivity): NewActivity {
  const { type, status, occurredAt, endsAt } = activity;
  if (type === "MEETING")
    return status === "SCHEDULED" && endsAt !== null && endsAt <= now
      ? { ...activity, status: "HELD" }
      : activity;
  const ahead = occurredAt.getTime() - now.getTime();
  if (ahead <= 0) return activity;
  return { ...activity, occurredAt: now, endsAt: endsAt && new Date(endsAt.getTime() - ahead) };
}

/** The sync of the same mailbox waits: what it finds in a thread is not changed under its hands. False: there is none. */
export async function lockMailbox(tx: Queryable, { workspaceId, userId }: Rep): Promise<boolean> {
  const rows = await query(
    tx,
    sql`select from mail_sync where workspace_id = ${workspaceId} and user_id = ${userId} for no key update`,
  );
  return rows.length > 0;
}

function contactsOf({ workspaceId }: Rep, { link, participants }: NewActivity): Sql {
  if (link.kind === "chosen") return sql`select unnest(${link.contactIds}::uuid[])`;
  const addresses = participants.map(({ address }) => address);
  return sql`
    select ca.contact_id from contact_address ca
    where ca.workspace_id = ${workspaceId} and ca.address = any(${addresses}::text[])`;
}

/** The id of what this call created; undefined when it was there already, in this mailbox or by its merge key. */
async function insert(
  tx: Queryable,
  viewer: Rep,
  activity: NewActivity,
  contactIds: readonly ContactId[],
  now: Date,
): Promise<ActivityId | undefined> {
  const { workspaceId, userId } = viewer;
  const { gmail, meeting } = activity;
  const row = await queryOne<{ created: ActivityId | null; in_mailbox: boolean }>(
    tx,
    sql`
      with known as materialized (
        select l.activity_id from ledger_entry l
        where l.workspace_id = ${workspaceId} and l.user_id = ${userId}
          and l.gmail_message_id = ${gmail?.messageId ?? null} and l.activity_id is not null
      ), created as (
        insert into activity (workspace_id, id, type, direction, subject, body_text, occurred_at, ends_at, status,
          source, merge_key, thread_key, counts, attachments, note, logged_by_id, created_at, updated_at)
        select ${workspaceId}, ${newId()}, ${activity.type}::activity_type, ${directionOf(viewer, activity)},
          ${activity.subject}, ${activity.bodyText}, ${activity.occurredAt}, ${activity.endsAt},
          ${activity.status}::meeting_status, ${activity.source}::activity_source, ${activity.mergeKey},
          ${activity.threadKey}, ${activity.counts}, ${json(activity.attachments)}::jsonb, ${activity.note},
          ${userId}, ${now}, ${now}
        where not exists (select from known)
        on conflict (workspace_id, merge_key) do nothing
        returning id, occurred_at
      ), people as (
        insert into participant (workspace_id, activity_id, address, role, position, name, occurred_at)
        select ${workspaceId}, created.id, p.address, p.role, p.position, p.name, created.occurred_at
        from created, ${participantRows(activity)}
        on conflict do nothing
      ), details as (
        insert into meeting_details (workspace_id, activity_id, calendar_id, event_id, ical_uid, original_start, location)
        select ${workspaceId}, created.id, ${meeting?.calendarId ?? null}, ${meeting?.eventId ?? null},
          ${meeting?.iCalUID ?? null}, ${meeting?.originalStart ?? null}, ${meeting?.location ?? null}
        from created where ${meeting !== null}
      ), entry as (
        ${insertLedger(viewer, activity, sql`(select id, ${gmail !== null}::bool as in_gmail from created)`, now)}
      ), link as (
        ${insertLinks({ workspaceId, contactIds, activity: sql`created`, people: participantRows(activity), origin: originOf(activity) })}
      )
      select (select id from created) as created, exists (select from entry) as in_mailbox`,
    "log-activity",
  );
  if (row?.created === null || row === undefined) return undefined;
  // The same message, logged in parallel under another merge key: one of the two has to start over.
  if (gmail !== null && !row.in_mailbox) throw new LostRace();
  return row.created;
}

async function findLogged(
  tx: Queryable,
  { workspaceId, userId }: Rep,
  { gmail, mergeKey }: NewActivity,
): Promise<ActivityId | undefined> {
  const row = await queryOne<{ id: ActivityId }>(
    tx,
    sql`
      select found.id from (
        select l.activity_id as id, 1 as rank from ledger_entry l
        where l.workspace_id = ${workspaceId} and l.user_id = ${userId}
          and l.gmail_message_id = ${gmail?.messageId ?? null} and l.activity_id is not null
        union all
        select a.id, 2 from activity a where a.workspace_id = ${workspaceId} and a.merge_key = ${mergeKey}
      ) found
      order by found.rank limit 1`,
  );
  return row?.id;
}

/**
 * What this mailbox knows of it and the activity does not yet: people only it sees (Bcc), contacts, a note; and of what
 * the sync logged, that somebody did so too.
 */
async function complete(
  tx: Queryable,
  viewer: Rep,
  id: ActivityId,
  activity: NewActivity,
  contactIds: readonly ContactId[],
  now: Date,
): Promise<void> {
  const { workspaceId, userId } = viewer;
  await query(
    tx,
    sql`
      with known as materialized (
        select id, occurred_at from activity where workspace_id = ${workspaceId} and id = ${id}
      ), people as (
        insert into participant (workspace_id, activity_id, address, role, position, name, occurred_at)
        select ${workspaceId}, known.id, p.address, p.role, p.position, p.name, known.occurred_at
        from known, ${participantRows(activity)}
        on conflict do nothing
      ), noted as (
        update activity set note = coalesce(note, ${activity.note}), logged_by_id = coalesce(logged_by_id, ${userId}),
          updated_at = ${now}
        where workspace_id = ${workspaceId} and id = ${id}
          and (note is null and ${activity.note}::text is not null or logged_by_id is null)
      ), entry as (
        ${insertLedger(viewer, activity, sql`(select id, ${activity.gmail !== null}::bool as in_gmail from known)`, now)}
      )
      ${insertLinks({ workspaceId, contactIds, activity: sql`known`, people: participantRows(activity), origin: originOf(activity) })}`,
    "log-again",
  );
}

/**
 * Takes over what the sync skipped or still has to read; also what was undone.
 * @param activity is a table with `id`, and `in_gmail` where there is a message to enter.
 */
function insertLedger(
  { workspaceId, userId }: Rep,
  { gmail, link, occurredAt }: NewActivity,
  activity: Sql,
  now: Date,
): Sql {
  return sql`
    insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason, activity_id,
      received_at, decided_at)
    select ${workspaceId}, ${userId}, ${gmail?.messageId ?? null}, ${gmail?.threadId ?? null}, 'logged',
      ${link.kind === "matched" ? "contact_on_it" : "logged_by_hand"}, logged.id, ${occurredAt}, ${now}
    from ${activity} logged
    where logged.in_gmail
    on conflict (workspace_id, user_id, gmail_message_id) do update
      set decision = excluded.decision, reason = excluded.reason, activity_id = excluded.activity_id,
        matched_address = null, received_at = coalesce(ledger_entry.received_at, excluded.received_at), attempts = 0,
        undone_key = null, decided_at = excluded.decided_at
      where ledger_entry.activity_id is null
    returning 1`;
}

/** Colleagues are known by their domain already; here those with other addresses are found. */
function directionOf({ workspaceId }: Rep, { type, direction, participants }: NewActivity): Sql {
  const senders = participants.filter(({ role }) => role === "from").map(({ address }) => address);
  return sql`
    case when ${type === "EMAIL" && direction === "inbound"}::bool and (
      exists (select from app_user u where u.workspace_id = ${workspaceId} and u.email = any(${senders}::text[]))
      or exists (
        select from google_account g where g.workspace_id = ${workspaceId} and g.aliases && ${senders}::text[]
      )
    ) then 'outbound' else ${direction}::direction end`;
}

function originOf({ link }: NewActivity): "automatic" | "manual" {
  return link.kind === "matched" ? "automatic" : "manual";
}

/** A table `p`. */
function participantRows({ participants }: NewActivity): Sql {
  const rows = participants.map(({ address, name, role }, position) => ({
    address,
    name,
    role: toDatabaseRole(role),
    position,
  }));
  return sql`jsonb_to_recordset(${json(rows)}::jsonb)
    as p(address text, name text, role participant_role, position int)`;
}
