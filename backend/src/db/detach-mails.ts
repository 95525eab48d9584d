/** Messages that are not to have an activity any more: out of sight, or judged anew. */
import type { ActivityId, ContactId } from "../crm/ids.ts";
import type { AccountRef } from "../sync/ports.ts";
import { cutThreads, listThreadsOf } from "./follow-links.ts";
import { activityBy, entriesOf } from "./lookup.ts";
import { isUntouched, removeOrphans } from "./release-activities.ts";
import { query, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

export interface LeavingMail {
  readonly id: string;
  /** It is there as before, but would not be logged today: what somebody laid a hand on stays logged. */
  readonly isJudged: boolean;
}

/**
 * Takes their activities from them; what becomes of their rows is for the caller to write. An activity goes with the last
 * message that holds it, unless somebody laid a hand on it. The caller has the workspace for itself. Gives the contacts
 * that lost something.
 */
export async function detachMails(
  tx: Queryable,
  { workspaceId, userId }: AccountRef,
  leaving: readonly LeavingMail[],
  now: Date,
): Promise<readonly ContactId[]> {
  const ids = leaving.map(({ id }) => id);
  const judged = leaving.filter(({ isJudged }) => isJudged).map(({ id }) => id);
  const held = await query<{ activity_id: ActivityId; gmail_thread_id: string }>(
    tx,
    sql`
      with held as materialized (
        select l.gmail_message_id, l.gmail_thread_id, l.activity_id
        from ${entriesOf(workspaceId, userId, sql`${ids}::text[]`)} l
        cross join lateral ${activityBy(workspaceId, sql`l.activity_id`)} a
        where l.gmail_message_id <> all(${judged}::text[]) or ${isUntouched}
      ), freed as (
        update ledger_entry l set decision = 'waiting', activity_id = null, matched_address = null
        where l.workspace_id = ${workspaceId} and l.user_id = ${userId}
          and l.gmail_message_id = any(array(select gmail_message_id from held))
      )
      select activity_id, gmail_thread_id from held`,
  );
  if (held.length === 0) return [];
  const activityIds = held.map(({ activity_id }) => activity_id);
  const threads = held.map(({ gmail_thread_id }) => ({ userId, threadId: gmail_thread_id }));
  const touched = await removeOrphans(tx, workspaceId, activityIds);
  // Other mailboxes may still have it, and only this one's thread spoke for its being logged.
  const others = await listThreadsOf(tx, workspaceId, activityIds);
  return [...touched, ...(await cutThreads(tx, workspaceId, [...threads, ...others], [], now))];
}
