/** Ledger rows written without their messages being read: what waits, what is out of sight, what could not be read. */
import type { AccountRef, MailChange, MessageRef } from "../sync/ports.ts";
import { entriesOfThread, entriesOf } from "./lookup.ts";
import { prepareStatement } from "./prepared-statement.ts";
import { integer, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

/** Reads that may fail before a message is given up. */
const MAX_ATTEMPTS = integer(3);

/** Whether something waits now that did not. */
export async function enqueueMails(
  tx: Queryable,
  account: AccountRef,
  { messages, reason, force }: NonNullable<MailChange["enqueue"]>,
  now: Date,
): Promise<boolean> {
  const rows = await enqueue(tx, { ...keysOf(account), ...columnsOf(messages), reason, force, now });
  return rows.length > 0;
}

/** As `enqueueMails`. */
export async function listMails(
  tx: Queryable,
  account: AccountRef,
  { messages, readAll, listing }: NonNullable<MailChange["list"]>,
  now: Date,
): Promise<boolean> {
  const [row] = await list(tx, { ...keysOf(account), ...columnsOf(messages), readAll, listing, now });
  return row?.waits ?? false;
}

/** Out of sight: in the trash, marked as spam, gone. What has its activity still is left alone. */
export async function hideMails(
  tx: Queryable,
  account: AccountRef,
  messages: readonly (MessageRef & { readonly reason: string })[],
  now: Date,
): Promise<void> {
  await hide(tx, {
    ...keysOf(account),
    ...columnsOf(messages),
    reasons: messages.map(({ reason }) => reason),
    now,
  });
}

/** As `enqueueMails`. */
export async function countFailedReads(
  tx: Queryable,
  account: AccountRef,
  messages: NonNullable<MailChange["unreadable"]>,
  now: Date,
): Promise<boolean> {
  const reasons = messages.map(({ reason }) => reason);
  const rows = await failedReads(tx, { ...keysOf(account), ...columnsOf(messages), reasons, now });
  return rows.some(({ waits }) => waits);
}

/** As `enqueueMails`. */
export async function recheckUnlisted(
  tx: Queryable,
  account: AccountRef,
  { listing, after }: NonNullable<MailChange["recheckUnlisted"]>,
  now: Date,
): Promise<boolean> {
  return (await recheck(tx, { ...keysOf(account), listing, after, now })).length > 0;
}

function keysOf({ workspaceId, userId }: AccountRef) {
  return { workspaceId, userId };
}

function columnsOf(messages: readonly MessageRef[]) {
  return { ids: messages.map(({ id }) => id), threadIds: messages.map(({ threadId }) => threadId) };
}

const KEYS = { workspaceId: "uuid", userId: "uuid", now: "timestamptz" } as const;
const MESSAGES = { ...KEYS, ids: "text[]", threadIds: "text[]" } as const;

const enqueue = prepareStatement<keyof typeof MESSAGES | "reason" | "force", object>(
  "mail-enqueue",
  { ...MESSAGES, reason: "text", force: "bool" },
  ({ workspaceId, userId, ids, threadIds, reason, force, now }) => sql`
    insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason, decided_at)
    select distinct on (given.id) ${workspaceId}, ${userId}, given.id, given.thread_id, 'waiting'::ledger_decision,
      ${reason}, ${now}
    from unnest(${ids}, ${threadIds}) as given(id, thread_id)
    on conflict (workspace_id, user_id, gmail_message_id) do update
      set decision = 'waiting', attempts = 0, decided_at = excluded.decided_at,
        -- What is logged keeps the reason why.
        reason = case when ledger_entry.activity_id is null then excluded.reason else ledger_entry.reason end
      where ${force} and ledger_entry.decision in ('skipped', 'quarantined') and ledger_entry.reason <> 'undone'
        or ${reason} = 'recheck' and ledger_entry.decision = 'logged'
    returning 1`,
);

const list = prepareStatement<keyof typeof MESSAGES | "readAll" | "listing", { readonly waits: boolean }>(
  "mail-list",
  { ...MESSAGES, readAll: "bool", listing: "int" },
  ({ workspaceId, userId, ids, threadIds, readAll, listing, now }) => sql`
    with known as materialized (
      select * from ${entriesOf(workspaceId, userId, ids)} l
    ), unknown as materialized (
      select distinct on (given.id) given.id, given.thread_id
      from unnest(${ids}, ${threadIds}) as given(id, thread_id)
      where given.id not in (select gmail_message_id from known)
    ), lively as materialized (
      select thread.id from (select distinct thread_id as id from unknown) thread
      where not ${readAll} and (
        select true from ${entriesOfThread(workspaceId, userId, sql`thread.id`)} l
        where l.decision = 'waiting' or l.activity_id is not null
        limit 1
      )
    ), added as (
      insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason, decided_at)
      select ${workspaceId}, ${userId}, unknown.id, unknown.thread_id,
        (case when wanted then 'waiting' else 'skipped' end)::ledger_decision,
        case when wanted then 'list' else 'no_contact' end, ${now}
      from unknown
      cross join lateral (select ${readAll} or unknown.thread_id in (select id from lively) as wanted offset 0) judged
      on conflict do nothing
      returning decision
    ), back as (
      update ledger_entry l set decision = 'waiting', reason = 'list', attempts = 0, decided_at = ${now}
      where l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.gmail_message_id = any(array(
        select gmail_message_id from known
        where decision = 'skipped' and reason in ('in_trash', 'in_spam', 'draft', 'deleted')
      ))
      returning 1
    ), marked as (
      update ledger_entry l set listing = ${listing}
      where l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.gmail_message_id = any(array(
        select gmail_message_id from known
        where ${listing} is not null and activity_id is not null and listing is distinct from ${listing}
      ))
    ), counted as (
      update mail_sync s set check_found = s.check_found + (select count(*) from added)
      where s.workspace_id = ${workspaceId} and s.user_id = ${userId} and ${listing} is not null
        and exists (select from added)
    )
    select exists (select from added where decision = 'waiting') or exists (select from back) as waits`,
);

const hide = prepareStatement<keyof typeof MESSAGES | "reasons", object>(
  "mail-hide",
  { ...MESSAGES, reasons: "text[]" },
  ({ workspaceId, userId, ids, threadIds, reasons, now }) => sql`
    insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason, decided_at)
    select distinct on (given.id) ${workspaceId}, ${userId}, given.id, given.thread_id, 'skipped'::ledger_decision,
      given.reason, ${now}
    from unnest(${ids}, ${threadIds}, ${reasons}) with ordinality as given(id, thread_id, reason, place)
    order by given.id, given.place desc
    on conflict (workspace_id, user_id, gmail_message_id) do update
      set decision = 'skipped', reason = excluded.reason, attempts = 0, decided_at = excluded.decided_at
      where ledger_entry.activity_id is null and ledger_entry.reason <> 'undone'`,
);

const failedReads = prepareStatement<keyof typeof MESSAGES | "reasons", { readonly waits: boolean }>(
  "mail-failed-reads",
  { ...MESSAGES, reasons: "text[]" },
  ({ workspaceId, userId, ids, threadIds, reasons, now }) => sql`
    insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason, attempts,
      decided_at)
    select distinct on (given.id) ${workspaceId}, ${userId}, given.id, given.thread_id, 'waiting'::ledger_decision,
      'retry', 1, ${now}
    from unnest(${ids}, ${threadIds}) as given(id, thread_id)
    on conflict (workspace_id, user_id, gmail_message_id) do update
      set attempts = ledger_entry.attempts + 1, decided_at = excluded.decided_at,
        decision = case
          when ledger_entry.attempts + 1 < ${MAX_ATTEMPTS} then 'waiting'
          when ledger_entry.activity_id is null then 'quarantined'
          else 'logged' end::ledger_decision,
        reason = case
          when ledger_entry.activity_id is not null then ledger_entry.reason
          when ledger_entry.attempts + 1 < ${MAX_ATTEMPTS} then 'retry'
          else (${reasons})[array_position(${ids}, ledger_entry.gmail_message_id)] end
      where ledger_entry.decision = 'waiting'
    returning decision = 'waiting' as waits`,
);

const recheck = prepareStatement<keyof typeof KEYS | "listing" | "after", object>(
  "mail-recheck-unlisted",
  { ...KEYS, listing: "int", after: "timestamptz" },
  ({ workspaceId, userId, listing, after, now }) => sql`
    with ended as (
      update mail_sync set check_found = 0
      where workspace_id = ${workspaceId} and user_id = ${userId} and check_found <> 0
    )
    update ledger_entry l set decision = 'waiting', attempts = 0, decided_at = ${now}
    where l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.decision = 'logged'
      and l.listing is distinct from ${listing} and l.received_at >= coalesce(${after}, '-infinity')
    returning 1`,
);
