/** Scores and last engagements counted from the activities in the plainest way, to be held against what contacts say. */
import type { WrongScore } from "../sync/verify-ports.ts";
import { query, queryOne, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

/** A meeting that ended just now is held, and may not be written down as such yet. */
const SETTLING_MS = 15 * 60_000;

interface Row {
  readonly id: string;
  readonly score: number;
  readonly counted_score: number;
  readonly last: Date | null;
  readonly counted_last: Date | null;
}

/** Contacts with a meeting that ended a moment ago are left out. */
export async function countWrongScores(
  db: Queryable,
  now: Date,
): Promise<{ readonly contacts: number; readonly wrong: readonly WrongScore[] }> {
  const settled = new Date(now.getTime() - SETTLING_MS);
  const counted = await queryOne<{ contacts: number }>(
    db,
    sql`select count(*)::int as contacts from contact`,
  );
  const rows = await query<Row>(
    db,
    sql`
      with engaged as (
        select distinct k.workspace_id, k.contact_id, a.id, a.type, a.counts, a.occurred_at,
          a.status = 'SCHEDULED' and a.ends_at > ${settled} and a.ends_at <= ${now} as is_settling
        from activity_contact k
        join activity a on a.workspace_id = k.workspace_id and a.id = k.activity_id
        where a.type = 'CALL' or a.counts and (a.type = 'EMAIL'
          or a.type = 'MEETING' and (a.status = 'HELD' or a.status = 'SCHEDULED' and a.ends_at <= ${now}))
      ), total as (
        select e.workspace_id, e.contact_id,
          sum(case when not e.counts then 0 when e.type = 'EMAIL' then w.email_points
            when e.type = 'MEETING' then w.meeting_points else 0 end)::int as score,
          max(e.occurred_at) filter (where e.occurred_at <= ${now}) as last,
          bool_or(e.is_settling) as is_settling
        from engaged e
        join workspace w on w.id = e.workspace_id
        group by e.workspace_id, e.contact_id
      )
      select c.id, c.engagement_score as score, coalesce(t.score, 0) as counted_score, c.last_engagement_at as last,
        t.last as counted_last
      from contact c
      left join total t on t.workspace_id = c.workspace_id and t.contact_id = c.id
      where not coalesce(t.is_settling, false)
        and (c.engagement_score <> coalesce(t.score, 0) or c.last_engagement_at is distinct from t.last)
      order by c.id`,
  );
  return { contacts: counted?.contacts ?? 0, wrong: rows.flatMap(toWrong) };
}

function toWrong(row: Row): readonly WrongScore[] {
  const wrong: WrongScore[] = [];
  const { id: contactId } = row;
  if (row.score !== row.counted_score)
    wrong.push({ contactId, field: "score", stored: `${row.score}`, counted: `${row.counted_score}` });
  const [stored, counted] = [row.last, row.counted_last].map((time) => time?.toISOString() ?? "never");
  if (stored !== undefined && counted !== undefined && stored !== counted)
    wrong.push({ contactId, field: "last engagement", stored, counted });
  return wrong;
}
