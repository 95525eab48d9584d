/** Activities of mails that Gmail has not confirmed: marked as such, and taken back when nothing was sent. */
import type { ActivityId, ContactId, WorkspaceId } from "../crm/ids.ts";
import type { AccountRef } from "../sync/ports.ts";
import { lockContacts, recount } from "./recount.ts";
import { query, queryOne, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

/** Colleagues see of it what they will see once the sync has met it. */
export async function markSending(
  tx: Queryable,
  { workspaceId, userId }: AccountRef,
  id: ActivityId,
): Promise<void> {
  await query(
    tx,
    sql`
      update activity a set delivery = 'sending', visibility = greatest(a.visibility, coalesce((
        select s.share_level from mail_sync s where s.workspace_id = ${workspaceId} and s.user_id = ${userId}
      ), a.visibility))
      where a.workspace_id = ${workspaceId} and a.id = ${id}`,
  );
}

/**
 * A timeline must not claim a mail that was never sent: the activity goes. But if somebody wrote a note on it, the note
 * stays where it is, as a note. The caller has the workspace for itself.
 */
export async function removeUnsent(
  tx: Queryable,
  workspaceId: WorkspaceId,
  id: ActivityId,
  now: Date,
): Promise<void> {
  const row = await queryOne<{ has_note: boolean; contact_ids: readonly ContactId[] }>(
    tx,
    sql`
      select coalesce(a.note, '') <> '' as has_note, array(
        select k.contact_id from activity_contact k where k.workspace_id = ${workspaceId} and k.activity_id = a.id
      ) as contact_ids
      from activity a where a.workspace_id = ${workspaceId} and a.id = ${id}
      for update`,
  );
  if (row === undefined) return;
  const locked = await lockContacts(tx, workspaceId, sql`select unnest(${row.contact_ids}::uuid[])`);
  await query(
    tx,
    row.has_note
      ? sql`
          with people as (
            delete from participant where workspace_id = ${workspaceId} and activity_id = ${id}
          ), links as (
            update activity_contact set role = null, matched_address = null, origin = 'manual'
            where workspace_id = ${workspaceId} and activity_id = ${id}
          )
          update activity set type = 'NOTE', direction = null, body_text = null, delivery = null, thread_key = null,
            merge_key = ${`unsent:${id}`}, updated_at = ${now}
          where workspace_id = ${workspaceId} and id = ${id}`
      : sql`delete from activity where workspace_id = ${workspaceId} and id = ${id}`,
  );
  await recount(tx, workspaceId, locked, now);
}
