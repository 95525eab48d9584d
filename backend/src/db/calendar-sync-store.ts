/** The calendars' sync in the database: each commit is one transaction, guarded by the version it started from. */
import type { WorkspaceId } from "../crm/ids.ts";
import type { CalendarSyncStore } from "../sync/calendar-ports.ts";
import { claimCalendar, isRelisting, moveCalendarOn, releaseCalendar } from "./calendar-claim.ts";
import { forgetSeries, listWaitingEvents, writeWaits } from "./calendar-ledger.ts";
import { captureEvents, whileCapturing } from "./capture-events.ts";
import type { Database } from "./connect.ts";
import { DUE_CHANNEL } from "./due-listener.ts";
import { findMailMatches } from "./mail-matches.ts";
import { query, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

export function createCalendarSyncStore({ pool }: Pick<Database, "pool">): CalendarSyncStore {
  return {
    async claim(now, leaseMs, only) {
      return await claimCalendar(pool, now, leaseMs, only);
    },

    async listWaiting(claim, limit) {
      return await listWaitingEvents(pool, claim, limit);
    },

    async findMatches(account, addresses) {
      return await findMailMatches(pool, account, { addresses, threadIds: [] });
    },

    async apply(claim, change, now, leaseMs) {
      return await whileCapturing(pool, claim.account.workspaceId, async (tx, isAlone) => {
        const next = await moveCalendarOn(tx, claim, change, now, leaseMs);
        if (next === undefined) return "stale";
        if (change.decided !== undefined) await captureEvents(tx, claim, change, isAlone, now);
        if (isRelisting(claim, change)) await forgetSeries(tx, claim);
        await writeWaits(tx, claim, change, now);
        return next;
      });
    },

    async release(claim, release, now) {
      await releaseCalendar(pool, claim, release, now);
    },
  };
}

/**
 * Contacts came or got addresses: the calendars of the workspace list their events anew at `at`, all of them at once and
 * once for however many contacts. Part of the transaction that changes the contacts.
 */
export async function requestCalendarRematch(
  tx: Queryable,
  workspaceId: WorkspaceId,
  at: Date,
): Promise<void> {
  await query(
    tx,
    sql`
      with asked as materialized (
        select s.user_id, s.calendar_id from calendar_sync s
        where s.workspace_id = ${workspaceId} and s.cursor is not null
          and (s.relist_at is null or s.relist_at > ${at})
        order by s.user_id, s.calendar_id
        for no key update
      ), queued as (
        update calendar_sync s set relist_at = ${at},
          due_at = case when s.enabled then least(s.due_at, greatest(${at}::timestamptz, s.throttled_until)) else s.due_at end
        from asked
        where s.workspace_id = ${workspaceId} and s.user_id = asked.user_id and s.calendar_id = asked.calendar_id
        returning 1
      )
      select pg_notify(${DUE_CHANNEL}, '') from (select from queued limit 1) once`,
  );
}
