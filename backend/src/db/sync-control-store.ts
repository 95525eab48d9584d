/** The switches of the sync. Switching on and asking for a run only makes due; the workers hear of it at once. */
import type { SyncControlStore } from "../sync/control-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import type { Database } from "./connect.ts";
import { DUE_CHANNEL } from "./due-listener.ts";
import { query, queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inTransaction } from "./transaction.ts";

export function createSyncControlStore({ pool }: Pick<Database, "pool">): SyncControlStore {
  return {
    async start(account, features, now) {
      await inTransaction(pool, async (tx) => {
        if (features.mail) {
          const { workspaceId, userId } = account;
          await query(
            tx,
            sql`
              insert into mail_sync (workspace_id, user_id) values (${workspaceId}, ${userId})
              on conflict (workspace_id, user_id) do update set enabled = true`,
          );
        }
        if (features.calendar) await setCalendarEnabled(tx, account, true);
        // What was switched on before waits since the grant was lost.
        await wakeMail(tx, account, now);
        await wakeCalendars(tx, account, now);
      });
    },

    async setEmail(account, { enabled, shareLevel = null }, now) {
      const { workspaceId, userId } = account;
      await inTransaction(pool, async (tx) => {
        const before = await queryOne<{ was_enabled: boolean }>(
          tx,
          sql`
            insert into mail_sync (workspace_id, user_id, enabled, share_level)
            values (${workspaceId}, ${userId}, ${enabled}, coalesce(${shareLevel}::visibility, 'everything'))
            on conflict (workspace_id, user_id) do update set enabled = excluded.enabled,
              share_level = coalesce(${shareLevel}::visibility, mail_sync.share_level)
            returning (select s.enabled from mail_sync s where ${isOf(account, sql`s`)}) as was_enabled`,
        );
        if (enabled && before?.was_enabled !== true) await wakeMail(tx, account, now);
      });
    },

    async setCalendar(account, { enabled, shareLevel, calendars }, now) {
      return await inTransaction(pool, async (tx) => {
        if (calendars !== undefined) {
          const unknown = await findUnknownCalendar(tx, account, calendars);
          if (unknown !== undefined) return { unknownCalendar: unknown };
          await query(
            tx,
            sql`
              update calendar_sync s set enabled = s.calendar_id = any(${calendars}::text[])
              where ${isOf(account, sql`s`)}`,
          );
        }
        if (shareLevel !== undefined) {
          await query(
            tx,
            sql`update google_account s set calendar_share_level = ${shareLevel} where ${isOf(account, sql`s`)}`,
          );
        }
        await setCalendarEnabled(tx, account, enabled);
        if (enabled) await wakeCalendars(tx, account, now);
        return { unknownCalendar: undefined };
      });
    },

    async runEmail(account, now) {
      const woken = await wakeMail(pool, account, now);
      return woken === 0 ? undefined : woken;
    },
    async runCalendar(account, now) {
      return await wakeCalendars(pool, account, now);
    },
  };
}

function isOf({ workspaceId, userId }: AccountRef, row: Sql): Sql {
  return sql`${row}.workspace_id = ${workspaceId} and ${row}.user_id = ${userId}`;
}

/** Not before Google's time, if Google named one. A fault of before is forgotten: somebody did something about it. */
const DUE: (now: Date) => Sql = (now) => sql`
  due_at = greatest(least(s.due_at, ${now}::timestamptz), s.throttled_until), failures = 0, error_code = null,
  error_message = null`;

async function wakeMail(db: Queryable, account: AccountRef, now: Date): Promise<number> {
  return await countWoken(
    db,
    sql`
      update mail_sync s set ${DUE(now)}, watch_due_at = coalesce(s.watch_due_at, ${now})
      where ${isOf(account, sql`s`)} and s.enabled
      returning 1`,
  );
}

/** The calendars, and the list of them, which is how they are found in the first place. */
async function wakeCalendars(db: Queryable, account: AccountRef, now: Date): Promise<number | undefined> {
  const enabled = await query(
    db,
    sql`
      update google_account s set calendars_due_at = least(s.calendars_due_at, ${now})
      where ${isOf(account, sql`s`)} and s.calendar_enabled
      returning 1`,
  );
  if (enabled.length === 0) return undefined;
  return await countWoken(
    db,
    sql`
      update calendar_sync s set ${DUE(now)}
      from google_account g
      where ${isOf(account, sql`s`)} and s.enabled and ${isOf(account, sql`g`)} and g.calendar_enabled
      returning 1`,
  );
}

async function countWoken(db: Queryable, update: Sql): Promise<number> {
  const row = await queryOne<{ woken: number }>(
    db,
    sql`
      with woken as (${update}), told as materialized (select pg_notify(${DUE_CHANNEL}, ''))
      select (select count(*)::int from woken) as woken from told`,
  );
  return row?.woken ?? 0;
}

async function setCalendarEnabled(tx: Queryable, account: AccountRef, enabled: boolean): Promise<void> {
  await query(
    tx,
    sql`update google_account s set calendar_enabled = ${enabled} where ${isOf(account, sql`s`)}`,
  );
}

async function findUnknownCalendar(
  tx: Queryable,
  account: AccountRef,
  calendars: readonly string[],
): Promise<string | undefined> {
  const row = await queryOne<{ id: string }>(
    tx,
    sql`
      select asked.id from unnest(${calendars}::text[]) with ordinality as asked(id, place)
      where not exists (
        select from calendar_sync s where ${isOf(account, sql`s`)} and s.calendar_id = asked.id
      )
      order by asked.place
      limit 1`,
  );
  return row?.id;
}
