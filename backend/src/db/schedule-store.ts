/**
 * Making work due, in one statement each: pushes come in bursts. What is due already is left alone, and wakes nobody. A push
 * never waits for whoever holds the row just now: with some of them for one mailbox no connection would be left.
 */
import { createHash } from "node:crypto";
import type { AccountRef } from "../sync/ports.ts";
import type { Schedule, WatchStore } from "../sync/schedule-ports.ts";
import type { Database } from "./connect.ts";
import { DUE_CHANNEL } from "./due-listener.ts";
import { query, queryOne, sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

/** A burst of pushes starts one sync; what comes during it starts one more, this long after the first. */
const PUSH_SPACING_SECONDS = 5;
/** A watch that could not be renewed is tried again after this long. */
const WATCH_RETRY_MS = 60 * 60 * 1000;

export function createScheduleStore({ pool }: Pick<Database, "pool">): Schedule & WatchStore {
  return {
    async mailChanged(email, now) {
      const row = await queryOne<{ concerned: number; held: number }>(
        pool,
        sql`
          with concerned as materialized (
            select s.workspace_id, s.user_id, s.pushed_at is null or ${isLaterThan(soonest(now))} as is_asking
            from google_account g
            join mail_sync s on s.workspace_id = g.workspace_id and s.user_id = g.user_id
            where g.email = ${email} and g.status = 'connected' and s.enabled
          ), free as materialized (
            select s.workspace_id, s.user_id from mail_sync s
            join concerned c on s.workspace_id = c.workspace_id and s.user_id = c.user_id
            where c.is_asking
            for no key update of s skip locked
          ), queued as (
            update mail_sync s set due_at = least(s.due_at, ${soonest(now)}), pushed_at = ${now}
            from free f
            where s.workspace_id = f.workspace_id and s.user_id = f.user_id
            returning 1
          ), told as materialized (${notify(sql`queued`)})
          select (select count(*)::int from concerned) as concerned,
            (select count(*) filter (where is_asking)::int from concerned) - (select count(*)::int from free) as held,
            (select count(*)::int from told) as told`,
        "mail-changed",
      );
      return row === undefined ? 0 : row.held > 0 ? "held" : row.concerned;
    },

    async calendarChanged({ id, token }, now) {
      const row = await queryOne<{ known: boolean; held: number }>(
        pool,
        sql`
          with known as materialized (
            select s.workspace_id, s.user_id, s.calendar_id, s.enabled and ${isLaterThan(soonest(now))} as is_asking
            from calendar_sync s
            where s.channel_id = ${id} and s.channel_token_hash = ${hashChannelToken(token)}
          ), free as materialized (
            select s.workspace_id, s.user_id, s.calendar_id from calendar_sync s
            join known k on s.workspace_id = k.workspace_id and s.user_id = k.user_id
              and s.calendar_id = k.calendar_id
            where k.is_asking
            for no key update of s skip locked
          ), queued as (
            update calendar_sync s set due_at = ${soonest(now)}
            from free f
            where s.workspace_id = f.workspace_id and s.user_id = f.user_id and s.calendar_id = f.calendar_id
            returning 1
          ), told as materialized (${notify(sql`queued`)})
          select exists (select from known) as known,
            (select count(*) filter (where is_asking)::int from known) - (select count(*)::int from free) as held,
            (select count(*)::int from told) as told`,
        "calendar-changed",
      );
      return row !== undefined && row.held > 0 ? "held" : (row?.known ?? false);
    },

    async everything(now) {
      const row = await queryOne<{ total: number; queued: number }>(
        pool,
        sql`
          with mailbox as (
            select s.workspace_id, s.user_id from mail_sync s
            join google_account g on g.workspace_id = s.workspace_id and g.user_id = s.user_id
            where s.enabled and g.status = 'connected'
          ), calendar as (
            select s.workspace_id, s.user_id, s.calendar_id from calendar_sync s
            join google_account g on g.workspace_id = s.workspace_id and g.user_id = s.user_id
            where s.enabled and g.calendar_enabled and g.status = 'connected'
          ), free_mailbox as (
            -- Who holds one just now syncs it anyway; waiting for several of them could end in a deadlock.
            select s.workspace_id, s.user_id from mail_sync s
            join mailbox m on m.workspace_id = s.workspace_id and m.user_id = s.user_id
            for update of s skip locked
          ), free_calendar as (
            select s.workspace_id, s.user_id, s.calendar_id from calendar_sync s
            join calendar c on c.workspace_id = s.workspace_id and c.user_id = s.user_id
              and c.calendar_id = s.calendar_id
            for update of s skip locked
          ), mail_queued as (
            update mail_sync s set due_at = greatest(${now}::timestamptz, s.throttled_until) from free_mailbox m
            where s.workspace_id = m.workspace_id and s.user_id = m.user_id
              and ${isLaterThan(sql`greatest(${now}::timestamptz, s.throttled_until)`)}
            returning 1
          ), calendar_queued as (
            update calendar_sync s set due_at = greatest(${now}::timestamptz, s.throttled_until) from free_calendar c
            where s.workspace_id = c.workspace_id and s.user_id = c.user_id and s.calendar_id = c.calendar_id
              and ${isLaterThan(sql`greatest(${now}::timestamptz, s.throttled_until)`)}
            returning 1
          ), queued as materialized (select from mail_queued union all select from calendar_queued),
          told as materialized (${notify(sql`queued`)})
          select (select count(*)::int from mailbox) + (select count(*)::int from calendar) as total,
            (select count(*)::int from queued) as queued, (select count(*)::int from told) as told`,
      );
      return { total: row?.total ?? 0, queued: row?.queued ?? 0 };
    },

    async takeMailWatch(now) {
      const row = await queryOne<{ workspaceId: AccountRef["workspaceId"]; userId: AccountRef["userId"] }>(
        pool,
        sql`
          update mail_sync s set watch_due_at = ${new Date(now.getTime() + WATCH_RETRY_MS)}
          from (
            select due.workspace_id, due.user_id from mail_sync due
            join google_account g on g.workspace_id = due.workspace_id and g.user_id = due.user_id
            where (due.watch_due_at is null or due.watch_due_at <= ${now}) and due.enabled and g.status = 'connected'
            order by due.watch_due_at nulls first
            limit 1
            for update of due skip locked
          ) taken
          where s.workspace_id = taken.workspace_id and s.user_id = taken.user_id
          returning s.workspace_id as "workspaceId", s.user_id as "userId"`,
        "take-mail-watch",
      );
      return row;
    },

    async saveMailWatch({ workspaceId, userId }, expiresAt, renewAt) {
      await query(
        pool,
        sql`
          update mail_sync set watch_expires_at = ${expiresAt}, watch_due_at = ${renewAt}
          where workspace_id = ${workspaceId} and user_id = ${userId}`,
      );
    },
  };
}

/** What is kept of the value Google repeats with each notification of a channel. */
export function hashChannelToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function soonest(now: Date): Sql {
  return sql`greatest(${now}::timestamptz, s.started_at + interval '1 second' * ${PUSH_SPACING_SECONDS}::int,
    s.throttled_until)`;
}

function isLaterThan(time: Sql): Sql {
  return sql`(s.due_at is null or s.due_at > ${time})`;
}

/** One wake-up for whatever was queued; none when nothing was. */
function notify(queued: Sql): Sql {
  return sql`select pg_notify(${DUE_CHANNEL}, '') from (select from ${queued} limit 1) once`;
}
