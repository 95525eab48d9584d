/**
 * Mails that were read and decided, written in one statement however many they are. Whose they are is found out here,
 * with the contacts locked: what was known when they were read may have changed.
 */
import { v7 as newId } from "uuid";
import type { Visibility } from "../../../contract/activities.ts";
import type { ContactId } from "../crm/ids.ts";
import type { AccountRef, DecidedMail } from "../sync/ports.ts";
import { roleRank } from "./activity-links.ts";
import { toDatabaseRole } from "./activity-row.ts";
import { addressOf, contactBy, entriesOfThread, entriesOf } from "./lookup.ts";
import { sleepersIn, wake } from "./mail-threads.ts";
import { prepareStatement } from "./prepared-statement.ts";
import { json, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

export interface Captured {
  /** Locked, and to be recounted. */
  readonly contactIds: readonly ContactId[];
  /** Whether mails of the same threads wait now that did not. */
  readonly woke: boolean;
}

export async function captureMails(
  tx: Queryable,
  { workspaceId, userId }: AccountRef,
  decided: readonly DecidedMail[],
  visibility: Visibility,
  now: Date,
): Promise<Captured> {
  // The last word on a message counts.
  const mails = [...new Map(decided.map((mail) => [mail.id, mail])).values()];
  const [row] = await capture(tx, {
    workspaceId,
    userId,
    visibility,
    now,
    mails: json(mails.map(toMail)),
    activities: json(mails.flatMap((mail, place) => toActivity(mail, place, now))),
    people: json(mails.flatMap(toPeople)),
  });
  return { contactIds: row?.contact_ids ?? [], woke: row?.woke ?? false };
}

interface Row {
  readonly contact_ids: readonly ContactId[];
  readonly woke: boolean;
}

function toMail({ id, threadId, receivedAt, outcome }: DecidedMail, place: number) {
  return {
    place,
    message_id: id,
    thread_id: threadId,
    received_at: receivedAt,
    ...(outcome.kind === "log"
      ? { given_key: outcome.activity.mergeKey, may_inherit: outcome.mayInherit }
      : { reason: outcome.reason, matched_address: outcome.matchedAddress }),
  };
}

function toActivity({ outcome }: DecidedMail, place: number, now: Date) {
  if (outcome.kind === "skip") return [];
  const { direction, subject, bodyText, occurredAt, threadKey, counts, attachments } = outcome.activity;
  return [
    {
      place,
      id: newId(),
      direction,
      subject,
      body_text: bodyText,
      // A mail from the future comes from a clock that runs fast.
      occurred_at: occurredAt > now ? now : occurredAt,
      thread_key: threadKey,
      counts,
      attachments,
    },
  ];
}

function toPeople({ outcome }: DecidedMail, place: number) {
  if (outcome.kind === "skip") return [];
  return outcome.activity.participants.map(({ address, name, role }, position) => ({
    place,
    address,
    name,
    role: toDatabaseRole(role),
    position,
  }));
}

/**
 * `own` is what of it was logged or undone before. `mail` what was decided; `is_open` unless it is skipped, or somebody undid it. `met` the contacts on the mails, as far
 * as their mails are wanted. `heir` mails without any, `inherited` whom earlier mails of their threads have. `locked` in
 * the order of their ids; everything that writes depends on it, and writes activities in the order of their merge keys:
 * so that two transactions never wait for each other. Inserting is what finds an activity that another transaction wrote
 * meanwhile, hence the update that changes little.
 */
const capture = prepareStatement<
  "workspaceId" | "userId" | "visibility" | "now" | "mails" | "activities" | "people",
  Row
>(
  "mail-capture",
  {
    workspaceId: "uuid",
    userId: "uuid",
    visibility: "visibility",
    now: "timestamptz",
    mails: "json",
    activities: "json",
    people: "json",
  },
  ({ workspaceId, userId, visibility, now, mails, activities, people }) => sql`
    with given as materialized (
      select * from json_to_recordset(${mails}) as m(place int, message_id text, thread_id text,
        received_at timestamptz, given_key text, may_inherit bool, reason text, matched_address text)
    ), own as materialized (
      select l.gmail_message_id, l.activity_id is null as is_undone, (
        select a.merge_key from activity a where a.workspace_id = ${workspaceId} and a.id = l.activity_id
      ) as merge_key
      from ${entriesOf(workspaceId, userId, sql`array(select message_id from given)`)} l
      where l.activity_id is not null or l.decision = 'skipped' and l.reason = 'undone'
    ), mail as materialized (
      select m.*, coalesce(own.merge_key, m.given_key) as merge_key,
        m.given_key is not null and not coalesce(own.is_undone, undone.elsewhere, false) as is_open
      from given m
      left join own on own.gmail_message_id = m.message_id
      left join lateral (
        select (
          select true from activity a where a.workspace_id = ${workspaceId} and a.merge_key = m.given_key
        ) is null as elsewhere
        from ledger_entry u
        where u.workspace_id = ${workspaceId} and u.undone_key = m.given_key
        limit 1
      ) undone on true
    ), part as materialized (
      select p.*, ca.contact_id
      from json_to_recordset(${people}) as p(place int, address text, name text, role participant_role, position int)
      left join lateral ${addressOf(workspaceId, sql`p.address`)} ca on true
    ), met as materialized (
      select distinct on (m.place, p.contact_id)
        m.place, m.thread_id, m.received_at, p.contact_id, p.role, p.address,
        c.backfill <> 'none' or m.received_at >= c.created_at as is_wanted,
        c.backfill = 'all' or m.received_at >= c.created_at as with_text
      from mail m
      join part p on p.place = m.place
      cross join lateral ${contactBy(workspaceId, sql`p.contact_id`)} c
      where m.is_open
      order by m.place, p.contact_id, ${roleRank}, p.position
    ), heir as materialized (
      select m.place, m.thread_id, m.received_at from mail m
      where m.is_open and m.may_inherit and not exists (select from met where met.place = m.place and met.is_wanted)
    ), inherited as materialized (
      select heir.place, heir.received_at, met.contact_id
      from heir join met on met.thread_id = heir.thread_id and met.received_at < heir.received_at
      where met.is_wanted
      union
      select heir.place, heir.received_at, link.contact_id
      from heir
      cross join lateral ${entriesOfThread(workspaceId, userId, sql`heir.thread_id`)} earlier
      cross join lateral (
        select k.contact_id from activity_contact k
        where k.workspace_id = ${workspaceId} and k.activity_id = earlier.activity_id and k.role is not null
        offset 0
      ) link
      where earlier.received_at < heir.received_at
    ), locked as materialized (
      select c.id, c.backfill, c.created_at from contact c
      where c.workspace_id = ${workspaceId} and c.id = any(array(
        select contact_id from met where is_wanted union select contact_id from inherited
      ))
      order by c.id
      for no key update
    ), link as materialized (
      select met.place, met.contact_id, met.role, met.address, met.with_text
      from met join locked on locked.id = met.contact_id
      where met.is_wanted
      union all
      select i.place, i.contact_id, null, null, c.backfill = 'all' or i.received_at >= c.created_at
      from inherited i join locked c on c.id = i.contact_id
      where c.backfill <> 'none' or i.received_at >= c.created_at
    ), wanted as materialized (
      select link.place, mail.merge_key, bool_or(link.with_text) as with_text
      from link join mail on mail.place = link.place
      group by link.place, mail.merge_key
    ), written as (
      insert into activity (workspace_id, id, type, direction, subject, body_text, occurred_at, source, visibility,
        merge_key, thread_key, counts, attachments, created_at, updated_at)
      select distinct on (wanted.merge_key) ${workspaceId}, a.id, 'EMAIL'::activity_type, a.direction, a.subject,
        case when wanted.with_text then a.body_text end, a.occurred_at, 'sync'::activity_source, ${visibility},
        wanted.merge_key, a.thread_key, a.counts, case when wanted.with_text then a.attachments else '[]' end,
        ${now}, ${now}
      from wanted
      join json_to_recordset(${activities}) as a(place int, id uuid, direction direction, subject text, body_text text,
        occurred_at timestamptz, thread_key text, counts bool, attachments jsonb) on a.place = wanted.place
      order by wanted.merge_key, wanted.with_text and a.body_text is not null desc, wanted.place
      on conflict (workspace_id, merge_key) do update
        set visibility = greatest(activity.visibility, excluded.visibility),
          body_text = coalesce(activity.body_text, excluded.body_text),
          attachments = case when activity.body_text is null and excluded.body_text is not null
            then excluded.attachments else activity.attachments end,
          updated_at = case when activity.visibility < excluded.visibility
              or activity.body_text is null and excluded.body_text is not null
            then excluded.updated_at else activity.updated_at end
      returning id, merge_key, occurred_at
    ), logged as materialized (
      select wanted.place, written.id, written.occurred_at
      from wanted join written on written.merge_key = wanted.merge_key
    ), participants as (
      insert into participant (workspace_id, activity_id, address, role, position, name, occurred_at)
      select ${workspaceId}, logged.id, part.address, part.role, part.position, part.name, logged.occurred_at
      from logged join part on part.place = logged.place
      on conflict do nothing
    ), linked as (
      insert into activity_contact (workspace_id, activity_id, contact_id, occurred_at, role, origin, matched_address)
      select distinct on (logged.id, link.contact_id) ${workspaceId}, logged.id, link.contact_id, logged.occurred_at,
        link.role, 'automatic'::link_origin, link.address
      from logged join link on link.place = logged.place
      order by logged.id, link.contact_id, link.role is null
      on conflict (workspace_id, activity_id, contact_id) do update
        set role = excluded.role, matched_address = excluded.matched_address
        where activity_contact.role is null and excluded.role is not null
      returning contact_id
    ), best as materialized (
      select distinct on (p.place) p.place, p.address, p.is_wanted from met p
      order by p.place, p.is_wanted desc, ${roleRank}
    ), entries as (
      insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason,
        matched_address, activity_id, received_at, decided_at)
      select ${workspaceId}, ${userId}, mail.message_id, mail.thread_id,
        (case when logged.id is null then 'skipped' else 'logged' end)::ledger_decision,
        case
          when mail.reason is not null then mail.reason
          when not mail.is_open then 'undone'
          when logged.id is null then case when best.place is null then 'no_contact' else 'backfill_none' end
          when best.is_wanted then 'contact_on_it'
          else 'thread' end,
        case
          when mail.reason is not null then mail.matched_address
          when logged.id is null or best.is_wanted then best.address end,
        logged.id, mail.received_at, ${now}
      from mail
      left join logged on logged.place = mail.place
      left join best on best.place = mail.place
      on conflict (workspace_id, user_id, gmail_message_id) do update
        -- What keeps its activity stays logged: somebody's hand outlasts a judgement.
        set decision = case when ledger_entry.activity_id is null then excluded.decision else 'logged' end,
          reason = case when ledger_entry.activity_id is null or excluded.activity_id is not null
              and ledger_entry.reason <> 'logged_by_hand' then excluded.reason else ledger_entry.reason end,
          matched_address = case when ledger_entry.activity_id is null or excluded.activity_id is not null
            then excluded.matched_address else ledger_entry.matched_address end,
          activity_id = coalesce(ledger_entry.activity_id, excluded.activity_id),
          received_at = excluded.received_at, attempts = 0, decided_at = excluded.decided_at
        where not (ledger_entry.decision = 'skipped' and ledger_entry.reason = 'undone')
    ), sleeper as materialized (
      ${sleepersIn(
        workspaceId,
        sql`(
          select ${userId} as user_id, thread_id, min(received_at) as since
          from met where is_wanted
          group by thread_id
        )`,
      )}
    ), woken as (
      ${wake(
        workspaceId,
        sql`(
        select * from sleeper where not exists (select from mail where mail.message_id = sleeper.gmail_message_id)
      )`,
        now,
      )}
    )
    select coalesce((select array_agg(distinct contact_id) from linked), '{}') as contact_ids,
      exists (select from woken) as woke`,
);
