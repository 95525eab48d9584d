/** Activities: reading them, as far as the viewer may see them. Writing has files of its own. */
import type { Activity, ActivityType } from "../../../contract/activities.ts";
import type { List } from "../../../contract/primitives.ts";
import type { ActivityId } from "../crm/ids.ts";
import type { ActivityFilter, ActivityStore, LogOutcome, NewActivity, Viewer } from "../crm/ports.ts";
import { activityColumns, isVisible, toActivity } from "./activity-row.ts";
import type { ActivityRow } from "./activity-row.ts";
import type { Database } from "./connect.ts";
import { decodeTimeCursor, encodeCursor } from "./cursor.ts";
import { editActivity, settleMeetings, undoActivity } from "./edit-activity.ts";
import { logActivity } from "./log-activity.ts";
import { activityBy } from "./lookup.ts";
import { allOf, integer, query, queryOne, sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

export function createActivityStore(database: Database): ActivityStore {
  const { pool } = database;

  async function read(
    viewer: Viewer,
    id: ActivityId,
    condition: Sql,
    now: Date,
  ): Promise<Activity | undefined> {
    const row = await queryOne<ActivityRow>(
      pool,
      sql`
        select ${activityColumns(viewer, now)} from activity a
        where a.workspace_id = ${viewer.workspaceId} and a.id = ${id} and ${condition}`,
    );
    return row === undefined ? undefined : toActivity(viewer, row);
  }

  async function log(viewer: Viewer, activity: NewActivity, now: Date): Promise<LogOutcome> {
    const result = await logActivity(database, viewer, activity, now);
    if (!("id" in result)) return result;
    // Whoever logs it has it himself: of a colleague's private meeting he is told who and when.
    const logged = await read(viewer, result.id, sql`true`, now);
    // A colleague undid it in the same instant: logged once more.
    return logged === undefined
      ? await log(viewer, activity, now)
      : { outcome: result.outcome, activity: logged };
  }

  return {
    log,

    async list(viewer, filter, now) {
      const rows = await query<ActivityRow & { page_key: Date }>(pool, listStatement(viewer, filter, now));
      return toList(viewer, rows, filter.limit);
    },

    async find(viewer, id, now) {
      return await read(viewer, id, isVisible(viewer), now);
    },

    async update(viewer, id, changes, now) {
      const result = await editActivity(database, viewer, id, changes, now);
      if (result !== "changed") return result;
      return (await read(viewer, id, sql`true`, now)) ?? { refused: "not-found" };
    },

    async undo(viewer, id, now) {
      return await undoActivity(database, viewer, id, now);
    },

    async settleMeetings(now) {
      return await settleMeetings(database, now);
    },
  };
}

const ORDER = "timeline";

/** Spelled out, for the index of what is not a mail. */
const TYPES: Readonly<Record<ActivityType, Sql>> = {
  EMAIL: sql`a.type = 'EMAIL'`,
  MEETING: sql`a.type = 'MEETING'`,
  NOTE: sql`a.type = 'NOTE'`,
  CALL: sql`a.type = 'CALL'`,
};

/** The page is chosen on the index of whatever narrows it most; only its rows are then read in full. */
function listStatement(viewer: Viewer, filter: ActivityFilter, now: Date): Sql {
  const { workspaceId } = viewer;
  const { table, narrowed, occurredAt, id } = sourceOf(viewer, filter);
  const conditions: Sql[] = [narrowed, isVisible(viewer)];
  if (filter.type !== undefined) conditions.push(TYPES[filter.type]);
  if (filter.threadKey !== undefined) conditions.push(sql`a.thread_key = ${filter.threadKey}`);
  if (filter.contactId !== undefined && filter.person !== undefined)
    conditions.push(sql`exists (
      select from participant p
      where p.workspace_id = ${workspaceId} and p.activity_id = a.id and p.address = ${filter.person}
    )`);
  if (filter.cursor !== undefined) {
    const after = decodeTimeCursor(filter.cursor, ORDER);
    conditions.push(sql`(${occurredAt}, ${id}) < (${after.at}, ${after.id}::uuid)`);
  }
  return sql`
    with page as materialized (
      select ${filter.person === undefined || filter.contactId !== undefined ? sql`` : sql`distinct`}
        ${occurredAt} as page_key, ${id} as page_id
      from ${table}
      where ${allOf(conditions)}
      order by page_key desc, page_id desc
      limit ${integer(filter.limit + 1)}
    )
    select page.page_key, ${activityColumns(viewer, now)}
    from page
    cross join lateral ${activityBy(workspaceId, sql`page.page_id`)} a
    order by page.page_key desc, page.page_id desc`;
}

function sourceOf({ workspaceId }: Viewer, { contactId, person }: ActivityFilter) {
  if (contactId !== undefined)
    return {
      table: sql`activity_contact link
        cross join lateral ${activityBy(workspaceId, sql`link.activity_id`)} a`,
      narrowed: sql`link.workspace_id = ${workspaceId} and link.contact_id = ${contactId}`,
      occurredAt: sql`link.occurred_at`,
      id: sql`link.activity_id`,
    };
  if (person !== undefined)
    return {
      table: sql`participant part
        cross join lateral ${activityBy(workspaceId, sql`part.activity_id`)} a`,
      narrowed: sql`part.workspace_id = ${workspaceId} and part.address = ${person}`,
      occurredAt: sql`part.occurred_at`,
      id: sql`part.activity_id`,
    };
  return {
    table: sql`activity a`,
    narrowed: sql`a.workspace_id = ${workspaceId}`,
    occurredAt: sql`a.occurred_at`,
    id: sql`a.id`,
  };
}

function toList(
  viewer: Viewer,
  rows: readonly (ActivityRow & { page_key: Date })[],
  limit: number,
): List<Activity> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => toActivity(viewer, row)),
    nextCursor:
      rows.length > limit && last !== undefined
        ? encodeCursor({ order: ORDER, key: last.page_key.toISOString(), id: last.id })
        : null,
  };
}
