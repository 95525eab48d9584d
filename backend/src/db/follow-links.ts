/**
 * What follows when contacts come to or go from activities. An inherited link (automatic, without a role) is there as long
 * as nobody on the mail is a contact and, in some mailbox, an earlier mail of its thread has that contact on it; and what
 * the sync brought stays as long as it has a contact. The caller has the workspace for itself.
 */
import type { ActivityId, ContactId, WorkspaceId } from "../crm/ids.ts";
import { activityBy, entriesOfThread } from "./lookup.ts";
import { hasContactOn, hasEarlierContact, wakeThreadsOf } from "./mail-threads.ts";
import { isUntouched, releaseActivities } from "./release-activities.ts";
import type { MailThread } from "./release-activities.ts";
import { json, query, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

/** Gives the contacts that lost something by it, for a recount. */
export async function followLinks(
  tx: Queryable,
  workspaceId: WorkspaceId,
  changed: { readonly gained: readonly ActivityId[]; readonly lost: readonly ActivityId[] },
  now: Date,
): Promise<readonly ContactId[]> {
  const ids = [...changed.gained, ...changed.lost];
  if (ids.length === 0) return [];
  await wakeThreadsOf(tx, workspaceId, changed.gained, null, now);
  const threads = await listThreadsOf(tx, workspaceId, ids);
  return await cutThreads(tx, workspaceId, threads, changed.lost, now);
}

/** In all mailboxes that have one of these activities. */
export async function listThreadsOf(
  tx: Queryable,
  workspaceId: WorkspaceId,
  activityIds: readonly ActivityId[],
): Promise<readonly MailThread[]> {
  return await query<MailThread>(
    tx,
    sql`
      select distinct l.user_id as "userId", l.gmail_thread_id as "threadId"
      from unnest(${activityIds}::uuid[]) as given(id)
      cross join lateral (
        select * from ledger_entry l where l.workspace_id = ${workspaceId} and l.activity_id = given.id offset 0
      ) l`,
  );
}

/**
 * Takes inherited links from the mails of these threads where nothing speaks for them any more. Gives the contacts.
 * @param lost are further activities that may have no contact left.
 */
export async function cutThreads(
  tx: Queryable,
  workspaceId: WorkspaceId,
  threads: readonly MailThread[],
  lost: readonly ActivityId[],
  now: Date,
): Promise<readonly ContactId[]> {
  const isHeir = sql`coalesce((
    select true from ledger_entry l
    where l.workspace_id = ${workspaceId} and l.activity_id = link.activity_id
      and ${hasEarlierContact(workspaceId, sql`onit.contact_id = link.contact_id`)}
    limit 1
  ), false)`;
  const cut = await query<{ activity_id: ActivityId; contact_id: ContactId }>(
    tx,
    sql`
      with inherited as materialized (
        select distinct link.activity_id, link.contact_id
        from json_to_recordset(${json(threads)}::json) as thread("userId" uuid, "threadId" text)
        cross join lateral ${entriesOfThread(workspaceId, sql`thread."userId"`, sql`thread."threadId"`)} mail
        cross join lateral (
          select k.activity_id, k.contact_id from activity_contact k
          where k.workspace_id = ${workspaceId} and k.activity_id = mail.activity_id
            and k.role is null and k.origin = 'automatic'
          offset 0
        ) link
      ), unfounded as materialized (
        select activity_id, contact_id from inherited link
        where ${hasContactOn(workspaceId, sql`link.activity_id`)} or not ${isHeir}
      )
      delete from activity_contact k using unfounded
      where k.workspace_id = ${workspaceId} and k.activity_id = unfounded.activity_id
        and k.contact_id = unfounded.contact_id
      returning k.activity_id, k.contact_id`,
  );
  await dropLeftOver(tx, workspaceId, [...lost, ...cut.map(({ activity_id }) => activity_id)], now);
  return cut.map(({ contact_id }) => contact_id);
}

/** What has no contact any more and nobody laid a hand on. */
async function dropLeftOver(
  tx: Queryable,
  workspaceId: WorkspaceId,
  ids: readonly ActivityId[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const left = await query<{ id: ActivityId }>(
    tx,
    sql`
      select a.id from (select distinct id from unnest(${ids}::uuid[]) as given(id)) given
      cross join lateral ${activityBy(workspaceId, sql`given.id`)} a
      where ${isUntouched} and not coalesce((
        select true from activity_contact link
        where link.workspace_id = ${workspaceId} and link.activity_id = a.id
        limit 1
      ), false)`,
  );
  const leftIds = left.map(({ id }) => id);
  await releaseActivities(tx, workspaceId, leftIds, "no_contact", now);
}
