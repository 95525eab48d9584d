/**
 * A reply from somebody unknown belongs to the contact who is on an earlier mail of its thread, as one rep's mailbox has
 * it. So when a contact turns up on a mail, later ones of the thread that were skipped for want of one are read again.
 */
import type { ActivityId, UserId, WorkspaceId } from "../crm/ids.ts";
import { entriesOfThread } from "./lookup.ts";
import { makeMailboxesDue } from "./mail-searches.ts";
import { query, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";

/** Whether somebody is on the activity, not only linked to it. */
export function hasContactOn(workspaceId: WorkspaceId, activityId: Sql): Sql {
  return sql`coalesce((
    select true from activity_contact k
    where k.workspace_id = ${workspaceId} and k.activity_id = ${activityId} and k.role is not null
    limit 1
  ), false)`;
}

/** Of the ledger row `l`: whether an earlier mail of its thread has a contact `onit` it. */
export function hasEarlierContact(workspaceId: WorkspaceId, whom: Sql): Sql {
  return sql`coalesce((
    select true from ${entriesOfThread(workspaceId, sql`l.user_id`, sql`l.gmail_thread_id`)} earlier
    cross join lateral (
      select k.contact_id from activity_contact k
      where k.workspace_id = ${workspaceId} and k.activity_id = earlier.activity_id and k.role is not null
      offset 0
    ) onit
    where earlier.received_at < l.received_at and ${whom}
    limit 1
  ), false)`;
}

/** @param threads is a table with `user_id`, `thread_id`, and `since` when a contact is on them. */
export function sleepersIn(workspaceId: WorkspaceId | Sql, threads: Sql): Sql {
  return sql`
    select l.user_id, l.gmail_message_id
    from ${threads} thread
    cross join lateral ${entriesOfThread(workspaceId, sql`thread.user_id`, sql`thread.thread_id`)} l
    where l.decision = 'skipped' and l.reason = 'no_contact'
      -- Without a time it was never read.
      and (l.received_at is null or l.received_at > thread.since)`;
}

/** @param sleepers is a table with `user_id` and `gmail_message_id`. */
export function wake(workspaceId: WorkspaceId | Sql, sleepers: Sql, now: Date | Sql): Sql {
  return sql`
    update ledger_entry l set decision = 'waiting', reason = 'thread', attempts = 0, decided_at = ${now}
    from ${sleepers} sleeper
    where l.workspace_id = ${workspaceId} and l.user_id = sleeper.user_id
      and l.gmail_message_id = sleeper.gmail_message_id
    returning l.user_id`;
}

/**
 * In mailboxes that have one of these activities, as far as a contact is on it.
 * @param owner whose mailbox; null: in all of them, for which the caller has to have the workspace for itself.
 */
export async function wakeThreadsOf(
  tx: Queryable,
  workspaceId: WorkspaceId,
  activityIds: readonly ActivityId[],
  owner: UserId | null,
  now: Date,
): Promise<void> {
  const threads = sql`(
    select l.user_id, l.gmail_thread_id as thread_id, min(l.received_at) as since
    from unnest(${activityIds}::uuid[]) as given(id)
    cross join lateral (
      select * from ledger_entry l where l.workspace_id = ${workspaceId} and l.activity_id = given.id offset 0
    ) l
    where l.user_id = coalesce(${owner}, l.user_id) and ${hasContactOn(workspaceId, sql`given.id`)}
    group by l.user_id, l.gmail_thread_id
  )`;
  const woken = await query<{ user_id: UserId }>(
    tx,
    sql`
      with sleeper as materialized (${sleepersIn(workspaceId, threads)})
      ${wake(workspaceId, sql`sleeper`, now)}`,
    "wake-threads",
  );
  if (woken.length > 0)
    await makeMailboxesDue(
      tx,
      workspaceId,
      woken.map(({ user_id }) => user_id),
      now,
    );
}
