/**
 * Removing activities so that the ledgers stay complete: every message and event that brought one keeps its row, with the
 * reason why it has none now. The caller has the workspace for itself.
 */
import type { ActivityId, ContactId, UserId, WorkspaceId } from "../crm/ids.ts";
import { activityBy } from "./lookup.ts";
import { hasEarlierContact } from "./mail-threads.ts";
import { query, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";

/** Of `a`: the sync brought it, and nobody logged it himself, wrote a note or linked it by hand. */
export const isUntouched: Sql = sql`(
  a.source = 'sync' and a.logged_by_id is null and coalesce(a.note, '') = '' and not coalesce((
    select true from activity_contact link
    where link.workspace_id = a.workspace_id and link.activity_id = a.id and link.origin = 'manual'
    limit 1
  ), false)
)`;

/** As one rep's mailbox has it. */
export interface MailThread {
  readonly userId: UserId;
  readonly threadId: string;
}

/**
 * @param reason `undone`: also mailboxes that bring the mail later leave it undone. `no_contact`: but where an earlier mail
 * of the thread still has one, the message waits to be read again.
 */
export async function releaseActivities(
  tx: Queryable,
  workspaceId: WorkspaceId,
  ids: readonly ActivityId[],
  reason: "undone" | "no_contact",
  now: Date,
): Promise<readonly MailThread[]> {
  if (ids.length === 0) return [];
  const isUndone = sql`${reason === "undone"}::bool`;
  const isHeir = sql`(not ${isUndone} and ${hasEarlierContact(workspaceId, sql`true`)})`;
  return await query<MailThread>(
    tx,
    sql`
      with gone as materialized (
        select a.id, a.merge_key from unnest(${ids}::uuid[]) as given(id)
        cross join lateral ${activityBy(workspaceId, sql`given.id`)} a
      ), mail as (
        update ledger_entry l set activity_id = null, matched_address = null, attempts = 0, decided_at = ${now},
          decision = (case when ${isHeir} then 'waiting' else 'skipped' end)::ledger_decision,
          reason = case when ${isHeir} then 'thread' else ${reason} end,
          undone_key = case when ${isUndone} then (select merge_key from gone where gone.id = l.activity_id) end
        where l.workspace_id = ${workspaceId} and l.activity_id = any(array(select id from gone))
        returning l.user_id, l.gmail_thread_id
      ), event as (
        update event_ledger_entry set activity_id = null, matched_address = null, decided_at = ${now},
          decision = 'skipped', reason = ${reason}
        where workspace_id = ${workspaceId} and activity_id = any(array(select id from gone))
      ), removed as (
        delete from activity where workspace_id = ${workspaceId} and id = any(array(select id from gone))
      )
      select distinct user_id as "userId", gmail_thread_id as "threadId" from mail`,
  );
}

/** Those of the activities that no message holds any more and nobody laid a hand on. Gives the contacts they had. */
export async function removeOrphans(
  tx: Queryable,
  workspaceId: WorkspaceId,
  ids: readonly ActivityId[],
): Promise<readonly ContactId[]> {
  const rows = await query<{ contact_id: ContactId }>(
    tx,
    sql`
      with orphan as materialized (
        select a.id from (select distinct id from unnest(${ids}::uuid[]) as given(id)) given
        cross join lateral ${activityBy(workspaceId, sql`given.id`)} a
        where ${isUntouched} and not coalesce((
          select true from ledger_entry l where l.workspace_id = ${workspaceId} and l.activity_id = a.id limit 1
        ), false)
      ), removed as (
        delete from activity where workspace_id = ${workspaceId} and id = any(array(select id from orphan))
      )
      select distinct contact_id from activity_contact
      where workspace_id = ${workspaceId} and activity_id = any(array(select id from orphan))`,
  );
  return rows.map(({ contact_id }) => contact_id);
}
