/**
 * Removes what only one rep's mailbox and calendars brought. In small transactions, as there may be a whole mailbox of it;
 * stopped half-way, it goes on where it stopped when asked again.
 */
import type { ActivityId } from "../crm/ids.ts";
import type { AccountRef } from "../sync/ports.ts";
import { writeAudit } from "./audit.ts";
import type { Database } from "./connect.ts";
import { isOf } from "./grant-row.ts";
import { lockContacts, recount } from "./recount.ts";
import { isUntouched } from "./release-activities.ts";
import { integer, query, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inTransaction, inWorkspace } from "./transaction.ts";

const ACTIVITIES_AT_ONCE = 500;
const ROWS_AT_ONCE = 5_000;

/** Gives how many activities went. */
export async function purgeGoogleData(
  pool: Database["pool"],
  account: AccountRef,
  now: Date,
): Promise<number> {
  let removed = 0;
  for (let after: ActivityId | undefined = FIRST; after !== undefined;) {
    const from: ActivityId = after;
    const batch = await inWorkspace(
      pool,
      account.workspaceId,
      "reshaping",
      async (tx) => await removeActivities(tx, account, from, now),
    );
    removed += batch.removed;
    after = batch.last;
  }
  for (const ledger of ["ledger_entry", "event_ledger_entry"] as const) {
    while (
      await inWorkspace(
        pool,
        account.workspaceId,
        "reshaping",
        async (tx) => await removeRows(tx, account, ledger),
      )
    );
  }
  await inTransaction(pool, async (tx) => {
    await forgetProgress(tx, account);
    await writeAudit(tx, account, {
      action: "google.purged",
      subjectType: "google_account",
      subjectId: account.userId,
      details: { activities: removed },
    });
  });
  return removed;
}

const FIRST = "00000000-0000-0000-0000-000000000000" as ActivityId;

/** Those that the account's ledgers alone hold and that nobody laid a hand on. Their ledger rows go with them. */
async function removeActivities(
  tx: Queryable,
  account: AccountRef,
  after: ActivityId,
  now: Date,
): Promise<{ readonly removed: number; readonly last: ActivityId | undefined }> {
  const { workspaceId } = account;
  const page = (ledger: Sql): Sql => sql`(
    select activity_id from ${ledger} where ${isOf(account)} and activity_id > ${after}
    order by activity_id limit ${integer(ACTIVITIES_AT_ONCE)}
  )`;
  const held = await query<{ id: ActivityId; alone: boolean }>(
    tx,
    sql`
      select a.id, ${isNobodys} and not ${isHeldByOthers(account)} as alone
      from (
        select activity_id from (${page(MAIL_LEDGER)} union ${page(EVENT_LEDGER)}) page
        order by activity_id limit ${integer(ACTIVITIES_AT_ONCE)}
      ) held
      join activity a on a.workspace_id = ${workspaceId} and a.id = held.activity_id
      order by a.id`,
  );
  const doomed = held.filter(({ alone }) => alone).map(({ id }) => id);
  if (doomed.length > 0) {
    const locked = await lockContacts(
      tx,
      workspaceId,
      sql`
        select contact_id from activity_contact
        where workspace_id = ${workspaceId} and activity_id = any(${doomed}::uuid[])`,
    );
    await query(
      tx,
      sql`delete from activity where workspace_id = ${workspaceId} and id = any(${doomed}::uuid[])`,
    );
    await recount(tx, workspaceId, locked, now);
  }
  return { removed: doomed.length, last: held.at(-1)?.id };
}

/** A meeting nobody came to was marked so by a person. */
const isNobodys = sql`(${isUntouched} and a.status is distinct from 'NO_SHOW')`;
const MAIL_LEDGER = sql`ledger_entry`;
const EVENT_LEDGER = sql`event_ledger_entry`;

function isHeldByOthers({ workspaceId, userId }: AccountRef): Sql {
  const held = (ledger: Sql): Sql => sql`coalesce((
    select true from ${ledger} l
    where l.workspace_id = ${workspaceId} and l.activity_id = a.id and l.user_id <> ${userId}
    limit 1
  ), false)`;
  return sql`(${held(MAIL_LEDGER)} or ${held(EVENT_LEDGER)})`;
}

/**
 * Rows of activities that stay because somebody laid a hand on them stay too: they say whose the activity is. Gives
 * whether there may be more.
 */
async function removeRows(
  tx: Queryable,
  account: AccountRef,
  name: "ledger_entry" | "event_ledger_entry",
): Promise<boolean> {
  const ledger = name === "ledger_entry" ? MAIL_LEDGER : EVENT_LEDGER;
  const [row] = await query<{ removed: number }>(
    tx,
    sql`
      with leaving as materialized (
        select l.ctid from ${ledger} l
        where l.workspace_id = ${account.workspaceId} and l.user_id = ${account.userId}
          and coalesce((
            select ${isNobodys} from activity a
            where a.workspace_id = l.workspace_id and a.id = l.activity_id
          ), true)
        limit ${integer(ROWS_AT_ONCE)}
      ), removed as (
        delete from ${ledger} where ctid = any(array(select ctid from leaving)) returning 1
      )
      select count(*)::int as removed from removed`,
  );
  return row?.removed === ROWS_AT_ONCE;
}

/** Connected again, everything begins anew; what the rep had chosen in words stays. */
async function forgetProgress(tx: Queryable, account: AccountRef): Promise<void> {
  await query(tx, sql`delete from mail_search where ${isOf(account)}`);
  await query(tx, sql`delete from calendar_sync where ${isOf(account)}`);
  await query(
    tx,
    sql`
      update mail_sync set cursor = null, version = version + 1, started_at = null, last_synced_at = null,
        last_checked_at = null, last_check_found = null
      where ${isOf(account)}`,
  );
  await query(tx, sql`update google_account set aliases = '{}' where ${isOf(account)}`);
}
