/**
 * What a contact says of its activities: score, last engagement, momentum, turn. Always counted anew from the activities,
 * in the transaction that changed them and after it locked the contacts; so it is always what a recount gives.
 * Says the same as crm/scoring.ts and crm/turn.ts; the tests hold the two against each other.
 */
import type { ContactId, WorkspaceId } from "../crm/ids.ts";
import { query, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";

/** In the order of their ids, so that two transactions never wait for each other. Gives those that exist. */
export async function lockContacts(
  tx: Queryable,
  workspaceId: WorkspaceId,
  contacts: Sql,
): Promise<readonly ContactId[]> {
  const rows = await query<{ id: ContactId }>(
    tx,
    sql`
      select id from contact
      where workspace_id = ${workspaceId} and id = any(array(${contacts}))
      order by id
      for no key update`,
  );
  return rows.map(({ id }) => id);
}

/** The contacts are locked already. */
export async function recount(
  tx: Queryable,
  workspaceId: WorkspaceId,
  contactIds: readonly ContactId[],
  now: Date,
): Promise<void> {
  if (contactIds.length === 0) return;
  await query(
    tx,
    sql`
      with mark as materialized (
        select counted.contact_id, a.id, a.type, a.direction, a.counts, a.occurred_at,
          case
            when not a.counts then 0
            when a.type = 'EMAIL' then w.email_points
            when a.type = 'MEETING' and ${isHeld(now)} then w.meeting_points
            else 0
          end as points,
          a.occurred_at <= ${now}
            and (a.type = 'CALL' or a.counts and (a.type = 'EMAIL' or a.type = 'MEETING' and ${isHeld(now)})) as engaged
        from unnest(${contactIds}::uuid[]) as counted(contact_id)
        cross join lateral (
          select * from activity
          where workspace_id = ${workspaceId} and id = any(array(
            select link.activity_id from activity_contact link
            where link.workspace_id = ${workspaceId} and link.contact_id = counted.contact_id
          ))
          offset 0
        ) a
        join workspace w on w.id = ${workspaceId}
      ), total as (
        select contact_id,
          sum(points)::int as score,
          max(occurred_at) filter (where engaged) as last_engagement_at,
          sum(points * ${momentumFactor(now)}) filter (where points <> 0) as momentum_sum
        from mark
        group by contact_id
      ), mail as (
        select contact_id, id, direction, occurred_at,
          first_value(direction) over (partition by contact_id order by occurred_at desc, id desc) as newest
        from mark
        where type = 'EMAIL' and counts and direction is not null
      ), run as (
        select contact_id, id, direction, occurred_at,
          count(*) filter (where direction <> newest)
            over (partition by contact_id order by occurred_at desc, id desc) as answers
        from mail
      ), turn as (
        select distinct on (contact_id) contact_id, id, occurred_at,
          (case direction when 'inbound' then 'us' else 'them' end)::turn as who
        from run
        where answers = 0
        order by contact_id, occurred_at, id
      )
      update contact c set
        engagement_score = coalesce(total.score, 0),
        last_engagement_at = total.last_engagement_at,
        momentum_sum = coalesce(total.momentum_sum, 0),
        turn = turn.who,
        turn_since = turn.occurred_at,
        turn_activity_id = turn.id
      from unnest(${contactIds}::uuid[]) as counted(id)
      left join total on total.contact_id = counted.id
      left join turn on turn.contact_id = counted.id
      where c.workspace_id = ${workspaceId} and c.id = counted.id`,
    "recount",
  );
}

/** A meeting is held once its end has passed, also before `settleMeetings` wrote that down. */
export function isHeld(now: Date): Sql {
  return sql`(a.status = 'HELD' or a.status = 'SCHEDULED' and a.ends_at <= ${now})`;
}

/** Momentum at a time, from the stored sum; to one decimal, like `momentumOf`. */
export function momentumAt(sum: number, now: Date): number {
  return Math.round(sum * 2 ** -((now.getTime() - MOMENTUM_ORIGIN_MS) / HALF_LIFE_MS) * 10) / 10 + 0;
}

const MOMENTUM_ORIGIN_MS = Date.UTC(2026, 0, 1);
const HALF_LIFE_MS = 30 * 86_400_000;

/** Doubles for every half-life after the origin; what lies 30,000 days off is as good as never. */
function momentumFactor(now: Date): Sql {
  const origin = new Date(MOMENTUM_ORIGIN_MS);
  return sql`power(2::float8, greatest(-1000, least(1000,
    extract(epoch from least(occurred_at, ${now}::timestamptz) - ${origin}::timestamptz)::float8 / ${HALF_LIFE_MS / 1000}
  )))`;
}
