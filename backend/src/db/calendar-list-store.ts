/** The list of a rep's calendars and their notifications: rows of `calendar_sync`, and when Google is asked again. */
import type { UserId, WorkspaceId } from "../crm/ids.ts";
import type { CalendarChannelStore, CalendarListStore } from "../sync/calendar-ports.ts";
import type { Database } from "./connect.ts";
import { DUE_CHANNEL } from "./due-listener.ts";
import { json, query, queryOne, sql } from "./sql.ts";
import { inTransaction } from "./transaction.ts";

export function createCalendarListStore({
  pool,
}: Pick<Database, "pool">): CalendarListStore & CalendarChannelStore {
  return {
    async claimList(now, leaseMs, only) {
      const wanted =
        only === undefined
          ? sql`g.calendars_due_at <= ${now}`
          : sql`g.workspace_id = ${only.workspaceId} and g.user_id = ${only.userId}`;
      return await queryOne<{ workspaceId: WorkspaceId; userId: UserId }>(
        pool,
        sql`
          update google_account g set calendars_lease_until = ${new Date(now.getTime() + leaseMs)}
          from (
            select g.workspace_id, g.user_id from google_account g
            where ${wanted} and (g.calendars_lease_until is null or g.calendars_lease_until < ${now})
              and g.calendar_enabled and g.status = 'connected'
            order by g.calendars_due_at
            limit 1
            for no key update skip locked
          ) taken
          where g.workspace_id = taken.workspace_id and g.user_id = taken.user_id
          returning g.workspace_id as "workspaceId", g.user_id as "userId"`,
      );
    },

    async saveList({ workspaceId, userId }, calendars, dueAt, now) {
      await inTransaction(pool, async (tx) => {
        await query(
          tx,
          sql`
            with listed as materialized (
              select * from jsonb_to_recordset(${json(calendars)}::jsonb) as listed(id text, summary text,
                "isPrimary" bool, "timeZone" text, "accessRole" text)
            ), written as (
              insert into calendar_sync as s (workspace_id, user_id, calendar_id, summary, "primary", time_zone,
                access_role, enabled, due_at, watch_due_at)
              select ${workspaceId}, ${userId}, id, summary, "isPrimary", "timeZone", "accessRole", "isPrimary",
                case when "isPrimary" then ${now}::timestamptz end, case when "isPrimary" then ${now}::timestamptz end
              from listed
              on conflict (workspace_id, user_id, calendar_id) do update set summary = excluded.summary,
                "primary" = excluded."primary", time_zone = excluded.time_zone, access_role = excluded.access_role,
                -- Whole days begin elsewhere now.
                relist_at = case when s.cursor is not null and s.time_zone is distinct from excluded.time_zone
                  then ${now} else s.relist_at end,
                due_at = case when s.enabled and s.cursor is not null and s.time_zone is distinct from excluded.time_zone
                  then least(s.due_at, ${now}) else s.due_at end
                where (s.summary, s."primary", s.time_zone, s.access_role)
                  is distinct from (excluded.summary, excluded."primary", excluded.time_zone, excluded.access_role)
              returning 1
            ), gone as (
              delete from calendar_sync s
              where s.workspace_id = ${workspaceId} and s.user_id = ${userId}
                and s.calendar_id <> all(array(select id from listed))
            ), read as (
              update google_account g set calendars_lease_until = null, calendars_due_at = ${dueAt}
              where g.workspace_id = ${workspaceId} and g.user_id = ${userId}
            )
            select pg_notify(${DUE_CHANNEL}, '') from (select from written limit 1) once`,
        );
        // By itself, to see also what a commit wrote that the deletion had to wait for.
        await query(
          tx,
          sql`
            delete from event_ledger_entry l
            where l.workspace_id = ${workspaceId} and l.user_id = ${userId}
              and l.calendar_id <> all(${calendars.map(({ id }) => id)}::text[])`,
        );
      });
    },

    async releaseList({ workspaceId, userId }, dueAt) {
      await query(
        pool,
        sql`
          update google_account set calendars_lease_until = null, calendars_due_at = ${dueAt}
          where workspace_id = ${workspaceId} and user_id = ${userId}`,
      );
    },

    async takeChannel(now) {
      const row = await queryOne<ChannelRow>(
        pool,
        sql`
          update calendar_sync s set watch_due_at = ${new Date(now.getTime() + CHANNEL_RETRY_MS)}
          from (
            select due.workspace_id, due.user_id, due.calendar_id from calendar_sync due
            join google_account g on g.workspace_id = due.workspace_id and g.user_id = due.user_id
            where due.watch_due_at <= ${now} and due.enabled and due.access_role <> 'freeBusyReader'
              and g.calendar_enabled and g.status = 'connected'
            order by due.watch_due_at
            limit 1
            for no key update of due skip locked
          ) taken
          where s.workspace_id = taken.workspace_id and s.user_id = taken.user_id and s.calendar_id = taken.calendar_id
          returning s.workspace_id, s.user_id, s.calendar_id, s.channel_id, s.channel_resource_id`,
      );
      if (row === undefined) return undefined;
      const { channel_id: id, channel_resource_id: resourceId } = row;
      return {
        workspaceId: row.workspace_id,
        userId: row.user_id,
        calendarId: row.calendar_id,
        channel: id === null || resourceId === null ? null : { id, resourceId },
      };
    },

    async saveChannel({ workspaceId, userId, calendarId }, channel, renewAt) {
      await query(
        pool,
        sql`
          update calendar_sync set channel_id = ${channel.id}, channel_resource_id = ${channel.resourceId},
            channel_token_hash = ${channel.tokenHash}, channel_expires_at = ${channel.expiresAt},
            watch_due_at = ${renewAt}
          where workspace_id = ${workspaceId} and user_id = ${userId} and calendar_id = ${calendarId}`,
      );
    },

    async saveUnwatched({ workspaceId, userId, calendarId }, retryAt) {
      await query(
        pool,
        sql`
          update calendar_sync set watch_due_at = ${retryAt}
          where workspace_id = ${workspaceId} and user_id = ${userId} and calendar_id = ${calendarId}`,
      );
    },
  };
}

/** A channel that could not be renewed is tried again after this long. */
const CHANNEL_RETRY_MS = 60 * 60 * 1000;

interface ChannelRow {
  readonly workspace_id: WorkspaceId;
  readonly user_id: UserId;
  readonly calendar_id: string;
  readonly channel_id: string | null;
  readonly channel_resource_id: string | null;
}
