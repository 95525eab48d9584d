/** Activities as the tables have them, and as the contract shows them to a viewer. */
import type {
  Activity,
  ActivitySource,
  ActivitySummary,
  ActivityType,
  Attachment,
  Direction,
  MeetingStatus,
  ParticipantRole,
  Visibility,
} from "../../../contract/activities.ts";
import type { ActivityId, UserId, WorkspaceId } from "../crm/ids.ts";
import type { Viewer } from "../crm/ports.ts";
import { redactFor, redactSummaryFor } from "../crm/visibility.ts";
import { toIso } from "./contact-row.ts";
import { contactBy } from "./lookup.ts";
import { sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

/** Who is looking: his ids, or the places in a prepared statement where they come. */
export interface ViewerKeys {
  readonly workspaceId: WorkspaceId | Sql;
  readonly userId: UserId | Sql;
}

/**
 * Whether the viewer logged `a` or has it in his own mailbox or calendars. Not by `exists`, for which PostgreSQL may read
 * the whole mailbox into a hash table first.
 */
export function isMine(viewer: ViewerKeys): Sql {
  const { workspaceId, userId } = viewer;
  return sql`(a.logged_by_id is not distinct from ${userId} or case when a.type = 'MEETING' then ${isInCalendar(viewer)}
    else coalesce((
      select true from ledger_entry own
      where own.workspace_id = ${workspaceId} and own.activity_id = a.id and own.user_id = ${userId}
      limit 1
    ), false) end)`;
}

function isInCalendar({ workspaceId, userId }: ViewerKeys): Sql {
  return sql`coalesce((
    select true from event_ledger_entry own
    where own.workspace_id = ${workspaceId} and own.activity_id = a.id and own.user_id = ${userId}
    limit 1
  ), false)`;
}

/** Private activities of others do not exist for a viewer: every reading statement has this condition on `a`. */
export function isVisible(viewer: ViewerKeys): Sql {
  return sql`(a.visibility <> 'private' or ${isMine(viewer)})`;
}

/**
 * For `cross join lateral … a`: the activity by its key and whether it is the viewer's, found out once a row and only where
 * that makes a difference. Whether he may see it is `seen`.
 */
export function activitySeenBy(viewer: ViewerKeys, id: Sql): Sql {
  return sql`(
    select a.*, case when a.visibility = 'everything' then true else ${isMine(viewer)} end as mine
    from activity a where a.workspace_id = ${viewer.workspaceId} and a.id = ${id} offset 0
  )`;
}

export const seen = sql`(a.visibility <> 'private' or a.mine)`;

/** As `status`; a meeting whose end has passed is held, whether that is written down yet or not. */
function statusAt(now: Date | Sql): Sql {
  return sql`case when a.status = 'SCHEDULED' and a.ends_at <= ${now} then 'HELD' else a.status end as status`;
}

export interface ActivityRow {
  readonly id: ActivityId;
  readonly type: ActivityType;
  readonly direction: Direction | null;
  readonly subject: string;
  readonly body_text: string | null;
  /** A Date, or its text when it comes out of JSON; so are the others. */
  readonly occurred_at: Date | string;
  readonly ends_at: Date | string | null;
  readonly status: MeetingStatus | null;
  readonly source: ActivitySource;
  readonly visibility: Visibility;
  readonly thread_key: string | null;
  readonly attachments: Attachment[];
  readonly note: string | null;
  readonly logged_by_id: UserId | null;
  readonly logged_by_name: string | null;
  readonly delivery: Activity["delivery"];
  readonly created_at: Date | string;
  readonly contacts: Activity["contacts"];
  readonly participants: { email: string; name: string | null; role: DatabaseRole }[];
  readonly gmail: { messageId: string; threadId: string } | null;
  readonly event: { calendarId: string; eventId: string } | null;
  /** One of the viewer's calendars has it. */
  readonly in_calendar: boolean;
}

/** For `select … from activity a`. */
export function activityColumns({ workspaceId, userId }: ViewerKeys, now: Date | Sql): Sql {
  return sql`
    a.id, a.type, a.direction, a.subject, a.body_text, a.occurred_at, a.ends_at, ${statusAt(now)}, a.source,
    a.visibility, a.thread_key, a.attachments, a.note, a.logged_by_id, a.delivery, a.created_at,
    (select u.name from app_user u where u.workspace_id = ${workspaceId} and u.id = a.logged_by_id) as logged_by_name,
    (
      select coalesce(json_agg(json_build_object(
        'id', c.id, 'name', c.name, 'kind', c.kind,
        'role', case link.role when 'reply_to' then 'replyTo' else link.role::text end
      ) order by c.sort_name, c.id), '[]')
      from activity_contact link
      cross join lateral ${contactBy(workspaceId, sql`link.contact_id`)} c
      where link.workspace_id = ${workspaceId} and link.activity_id = a.id
    ) as contacts,
    (
      select coalesce(json_agg(json_build_object('email', p.address, 'name', p.name, 'role', p.role)
        order by p.position), '[]')
      from participant p
      where p.workspace_id = ${workspaceId} and p.activity_id = a.id
    ) as participants,
    (
      select json_build_object('messageId', l.gmail_message_id, 'threadId', l.gmail_thread_id)
      from ledger_entry l
      where l.workspace_id = ${workspaceId} and l.activity_id = a.id and l.user_id = ${userId}
      limit 1
    ) as gmail,
    (
      select json_build_object('calendarId', m.calendar_id, 'eventId', m.event_id)
      from meeting_details m
      where m.workspace_id = ${workspaceId} and m.activity_id = a.id
    ) as event,
    case when a.type = 'MEETING' then ${isInCalendar({ workspaceId, userId })} else false end as in_calendar`;
}

export function toActivity(viewer: Viewer, row: ActivityRow): Activity {
  const minutes =
    row.ends_at === null
      ? null
      : Math.round((new Date(row.ends_at).getTime() - new Date(row.occurred_at).getTime()) / 60_000);
  const isOwn = row.gmail !== null || row.in_calendar;
  const activity: Activity = {
    id: row.id,
    type: row.type,
    direction: row.direction,
    subject: row.subject,
    bodyText: row.body_text,
    occurredAt: toIso(row.occurred_at),
    durationMinutes: minutes,
    status: row.status,
    source: row.source,
    visibility: row.visibility,
    contacts: row.contacts,
    participants: row.participants.map(({ role, ...person }) => ({ ...person, role: toRole(role) })),
    threadKey: row.thread_key,
    gmail: row.gmail,
    event: row.event,
    attachments: row.attachments,
    note: row.note,
    analysis: null,
    loggedBy: row.logged_by_id === null ? null : { id: row.logged_by_id, name: row.logged_by_name ?? "" },
    canUndo:
      viewer.role === "admin" || (row.logged_by_id === null ? isOwn : row.logged_by_id === viewer.userId),
    delivery: row.delivery,
    createdAt: toIso(row.created_at),
  };
  return redactFor(viewer, activity, isOwn);
}

export interface SummaryRow {
  readonly id: ActivityId;
  readonly type: ActivityType;
  readonly direction: Direction | null;
  readonly subject: string;
  readonly text: string | null;
  readonly occurred_at: Date | string;
  readonly status: MeetingStatus | null;
  readonly visibility: Visibility;
  readonly mine: boolean;
  readonly logged_by_name: string | null;
  readonly delivery: ActivitySummary["delivery"];
}

/** For `select … from` an `activitySeenBy` the viewer. */
export function summaryColumns({ workspaceId }: ViewerKeys, now: Date | Sql): Sql {
  return sql`
    a.id, a.type, a.direction, a.subject, left(coalesce(nullif(a.note, ''), a.body_text), 300) as text,
    a.occurred_at, ${statusAt(now)}, a.visibility, a.mine, a.delivery,
    (select u.name from app_user u where u.workspace_id = ${workspaceId} and u.id = a.logged_by_id)
      as logged_by_name`;
}

export function toSummary(row: SummaryRow): ActivitySummary {
  const summary: ActivitySummary = {
    id: row.id,
    type: row.type,
    direction: row.direction,
    subject: row.subject,
    snippet: row.text === null ? null : toSnippet(row.text),
    occurredAt: toIso(row.occurred_at),
    status: row.status,
    loggedByName: row.logged_by_name,
    delivery: row.delivery,
  };
  return redactSummaryFor(summary, row);
}

/** Roles as the database spells them. */
export type DatabaseRole = Exclude<ParticipantRole, "replyTo"> | "reply_to";

export function toRole(role: DatabaseRole): ParticipantRole {
  return role === "reply_to" ? "replyTo" : role;
}

export function toDatabaseRole(role: ParticipantRole): DatabaseRole {
  return role === "replyTo" ? "reply_to" : role;
}

const SNIPPET_LENGTH = 140;

function toSnippet(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= SNIPPET_LENGTH ? line : `${line.slice(0, SNIPPET_LENGTH - 1).toWellFormed()}…`;
}
