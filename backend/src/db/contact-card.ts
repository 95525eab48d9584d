/** What the lead card shows of a contact, as parts of one statement. Each part reads a handful of rows by index. */
import type { ContactCard, ScoreReason } from "../../../contract/contacts.ts";
import type { ActivityType, Direction } from "../../../contract/activities.ts";
import type { ActivityId } from "../crm/ids.ts";
import type { Viewer } from "../crm/ports.ts";
import { reasonText } from "../crm/scoring.ts";
import { turnFor } from "../crm/turn.ts";
import { activitySeenBy, isVisible, seen, summaryColumns, toSummary } from "./activity-row.ts";
import type { SummaryRow, ViewerKeys } from "./activity-row.ts";
import { contactColumns, toContact, toIso } from "./contact-row.ts";
import type { ContactRow } from "./contact-row.ts";
import { momentumAt } from "./recount.ts";
import { integer, sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

export interface CardRow extends ContactRow {
  readonly momentum_sum: number;
  readonly turn: { readonly who: "us" | "them"; readonly since: string } | null;
  /** One more than are shown, to know whether there are more. Null: not asked for. */
  readonly recent: readonly SummaryRow[] | null;
  readonly reasons: readonly ReasonRow[] | null;
  readonly follow_ups:
    readonly { readonly id: string; readonly text: string; readonly due_at: string }[] | null;
  readonly next_meeting: { readonly id: ActivityId; readonly subject: string; readonly at: string } | null;
}

export interface ReasonRow {
  readonly id: ActivityId;
  readonly type: ActivityType;
  readonly direction: Direction | null;
  readonly subject: string | null;
  readonly occurred_at: Date | string;
  readonly points: number;
}

const RECENT = 5;
const REASONS = 3;
const FOLLOW_UPS = 3;

/**
 * For `select … from contact c` beside its `workspace w`.
 * @param full is a condition: without it there are only the contact's own fields.
 */
export function cardColumns(viewer: ViewerKeys, now: Date | Sql, full: Sql): Sql {
  const { workspaceId } = viewer;
  return sql`${contactColumns}, c.momentum_sum,
    case when ${full} then (
      select json_build_object('who', c.turn, 'since', c.turn_since)
      from activity a
      where a.workspace_id = ${workspaceId} and a.id = c.turn_activity_id and ${isVisible(viewer)}
    ) end as turn,
    case when ${full} then (
      select coalesce(json_agg(line), '[]') from (
        select ${summaryColumns(viewer, now)}
        from activity_contact link
        cross join lateral ${activitySeenBy(viewer, sql`link.activity_id`)} a
        where link.workspace_id = ${workspaceId} and link.contact_id = c.id and link.occurred_at <= ${now}
          and ${seen}
        order by link.occurred_at desc, link.activity_id desc
        limit ${integer(RECENT + 1)}
      ) line
    ) end as recent,
    case when ${full} then (
      select coalesce(json_agg(reason), '[]') from (${reasonsOf(viewer, sql`c.id`, REASONS)}) reason
    ) end as reasons,
    case when ${full} then (
      select coalesce(json_agg(task), '[]') from (
        select t.id, t.text, t.due_at from task t
        where t.workspace_id = ${workspaceId} and t.contact_id = c.id and t.done_at is null
        order by t.due_at, t.id
        limit ${integer(FOLLOW_UPS)}
      ) task
    ) end as follow_ups,
    case when ${full} then (
      select json_build_object('id', a.id, 'at', a.occurred_at,
        'subject', case when a.visibility = 'subject' or a.mine then a.subject else '' end)
      from activity_contact link
      cross join lateral ${activitySeenBy(viewer, sql`link.activity_id`)} a
      where link.workspace_id = ${workspaceId} and link.contact_id = c.id and link.occurred_at > ${now}
        and a.status = 'SCHEDULED' and ${seen}
      order by link.occurred_at, link.activity_id
      limit 1
    ) end as next_meeting`;
}

/**
 * The newest activities that gave points: what the stored score is the sum of, as far as the viewer may see them. `w` is the
 * workspace, which has the points.
 */
export function reasonsOf(viewer: ViewerKeys, contactId: Sql, limit: number): Sql {
  return sql`
    select a.id, a.type, a.direction, a.occurred_at,
      case when a.visibility = 'subject' or a.mine then a.subject end as subject,
      case a.type when 'EMAIL' then w.email_points else w.meeting_points end as points
    from activity_contact link
    cross join lateral ${activitySeenBy(viewer, sql`link.activity_id`)} a
    where link.workspace_id = ${viewer.workspaceId} and link.contact_id = ${contactId}
      and a.counts and (a.type = 'EMAIL' or a.type = 'MEETING' and a.status = 'HELD')
      and case a.type when 'EMAIL' then w.email_points else w.meeting_points end <> 0
      and ${seen}
    order by link.occurred_at desc, link.activity_id desc
    limit ${integer(limit)}`;
}

export function toReason(viewer: Viewer, row: ReasonRow): ScoreReason {
  return {
    points: row.points,
    at: toIso(row.occurred_at),
    activityId: row.id,
    type: row.type,
    direction: row.direction,
    subject: row.subject,
    text: reasonText(row, viewer.locale),
  };
}

export function toCard(viewer: Viewer, row: CardRow, now: Date): ContactCard {
  const recent = row.recent ?? [];
  const next = row.next_meeting;
  return {
    ...toContact(row),
    momentum: momentumAt(row.momentum_sum, now),
    scoreReasons: (row.reasons ?? []).map((reason) => toReason(viewer, reason)),
    nextMeeting: next === null ? null : { activityId: next.id, subject: next.subject, at: toIso(next.at) },
    turn:
      row.turn === null ? null : turnFor(viewer, { who: row.turn.who, since: toIso(row.turn.since) }, now),
    followUps: (row.follow_ups ?? []).map(({ due_at, ...task }) => ({ ...task, dueAt: toIso(due_at) })),
    recent: recent.slice(0, RECENT).map(toSummary),
    hasMore: recent.length > RECENT,
  };
}
