/** Addresses that mailboxes have still to be searched for, because somebody entered a contact. */
import type { EmailAddress, UserId, WorkspaceId } from "../crm/ids.ts";
import type { AccountRef } from "../sync/ports.ts";
import { DUE_CHANNEL } from "./due-listener.ts";
import { integer, query, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

/** In every mailbox of the workspace, also where the sync is switched off just now. Asked for again it is searched again. */
export async function requestSearches(
  tx: Queryable,
  workspaceId: WorkspaceId,
  addresses: readonly string[],
  now: Date,
): Promise<void> {
  await query(
    tx,
    sql`
      insert into mail_search (workspace_id, user_id, address, requested_at)
      select ${workspaceId}, s.user_id, asked.address, ${now}
      from mail_sync s cross join unnest(${addresses}::text[]) as asked(address)
      where s.workspace_id = ${workspaceId}
      order by s.user_id, asked.address
      on conflict (workspace_id, user_id, address) do update set requested_at = excluded.requested_at`,
  );
}

export async function cancelSearches(
  tx: Queryable,
  workspaceId: WorkspaceId,
  addresses: readonly string[],
): Promise<void> {
  await query(
    tx,
    sql`delete from mail_search where workspace_id = ${workspaceId} and address = any(${addresses}::text[])`,
  );
}

/** @param of null: of the whole workspace. */
export async function makeMailboxesDue(
  tx: Queryable,
  workspaceId: WorkspaceId,
  of: readonly UserId[] | null,
  now: Date,
): Promise<void> {
  await query(
    tx,
    sql`
      with asleep as materialized (
        select s.user_id from mail_sync s
        where s.workspace_id = ${workspaceId} and s.enabled
          and (${of}::uuid[] is null or s.user_id = any(${of}::uuid[]))
          and (s.due_at is null or s.due_at > greatest(${now}::timestamptz, s.throttled_until))
        order by s.user_id
        for no key update
      ), queued as (
        update mail_sync s set due_at = greatest(${now}::timestamptz, s.throttled_until)
        from asleep
        where s.workspace_id = ${workspaceId} and s.user_id = asleep.user_id
        returning 1
      )
      select pg_notify(${DUE_CHANNEL}, '') from (select from queued limit 1) once`,
  );
}

export async function listSearches(
  db: Queryable,
  { workspaceId, userId }: AccountRef,
  limit: number,
): Promise<readonly EmailAddress[]> {
  const rows = await query<{ address: EmailAddress }>(
    db,
    sql`
      select address from mail_search
      where workspace_id = ${workspaceId} and user_id = ${userId}
      order by requested_at, address
      limit ${integer(limit)}`,
  );
  return rows.map(({ address }) => address);
}

/** What was asked for again since the search began is searched for again. */
export async function endSearches(
  tx: Queryable,
  { workspaceId, userId }: AccountRef,
  addresses: readonly EmailAddress[],
  begunAt: Date,
): Promise<void> {
  await query(
    tx,
    sql`
      delete from mail_search
      where workspace_id = ${workspaceId} and user_id = ${userId} and address = any(${addresses}::text[])
        and requested_at <= ${begunAt}`,
  );
}

/**
 * What came while Gmail's search did not know it yet and had nobody by the contacts of then: waits to be looked at again.
 * Ids grow with time, so the newest mails of a mailbox are the last of its key. Whether something waits now.
 */
export async function recheckNewest(
  tx: Queryable,
  { workspaceId, userId }: AccountRef,
  now: Date,
): Promise<boolean> {
  const since = new Date(now.getTime() - SEARCH_LAG_MS);
  const rows = await query(
    tx,
    sql`
      update ledger_entry l set decision = 'waiting', reason = 'search', attempts = 0, decided_at = ${now}
      where l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.gmail_message_id = any(array(
        select newest.gmail_message_id from (
          select * from ledger_entry
          where workspace_id = ${workspaceId} and user_id = ${userId}
          order by gmail_message_id desc
          limit ${NEWEST}
        ) newest
        where newest.decision = 'skipped' and newest.reason = 'no_contact' and newest.received_at > ${since}
      ))
      returning 1`,
  );
  return rows.length > 0;
}

/** Far more than come in the time a search may lag behind. */
const NEWEST = integer(100);
const SEARCH_LAG_MS = 10 * 60_000;
