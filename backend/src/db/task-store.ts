/** Follow-ups. */
import { v7 as newId } from "uuid";
import type { Task } from "../../../contract/tasks.ts";
import type { NewTask, TaskFilter, TaskStore, UnknownTaskPart } from "../crm/desk-ports.ts";
import type { ActivityId, ContactId, TaskId, UserId } from "../crm/ids.ts";
import type { Viewer } from "../crm/ports.ts";
import { isVisible } from "./activity-row.ts";
import type { Database } from "./connect.ts";
import { toIso } from "./contact-row.ts";
import { decodeTimeCursor, encodeCursor } from "./cursor.ts";
import { contactBy } from "./lookup.ts";
import { allOf, integer, query, queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inTransaction } from "./transaction.ts";

export function createTaskStore({ pool }: Pick<Database, "pool">): TaskStore {
  return {
    async list(viewer, filter) {
      const unknown = await findUnknown(pool, viewer, filter);
      if (unknown !== undefined) return unknown;
      const rows = await query<TaskRow & { page_key: Date }>(pool, listStatement(viewer, filter));
      const shown = rows.slice(0, filter.limit);
      const last = shown.at(-1);
      return {
        items: shown.map(toTask),
        nextCursor:
          last === undefined || rows.length === shown.length
            ? null
            : encodeCursor({ order: orderOf(filter), key: last.page_key.toISOString(), id: last.id }),
      };
    },

    async create(viewer, task, now) {
      return await inTransaction(pool, async (tx) => {
        const unknown = await findUnknown(tx, viewer, task);
        return unknown ?? toTask(await insertTask(tx, viewer, task, now));
      });
    },

    async update(viewer, id, { text = null, dueAt = null, isDone = null, assigneeId = null }, now) {
      const unknown = await findUnknown(pool, viewer, { assigneeId });
      if (unknown !== undefined) return unknown;
      const row = await queryOne<TaskRow>(
        pool,
        sql`
          update task t set text = coalesce(${text}, t.text), due_at = coalesce(${dueAt}::timestamptz, t.due_at),
            assignee_id = coalesce(${assigneeId}::uuid, t.assignee_id), updated_at = ${now},
            done_at = case ${isDone}::boolean when true then coalesce(t.done_at, ${now}) when false then null else t.done_at end
          where t.workspace_id = ${viewer.workspaceId} and t.id = ${id} and ${isOpenTo(viewer)}
          returning ${taskColumns}`,
      );
      return row === undefined ? "not-found" : toTask(row);
    },

    async remove(viewer, id) {
      const row = await queryOne(
        pool,
        sql`
          delete from task t
          where t.workspace_id = ${viewer.workspaceId} and t.id = ${id} and ${isOpenTo(viewer)}
          returning t.id`,
      );
      return row !== undefined;
    },
  };
}

interface TaskRow {
  readonly id: TaskId;
  readonly text: string;
  readonly due_at: Date;
  readonly done_at: Date | null;
  readonly contact: { readonly id: ContactId; readonly name: string; readonly company: string | null } | null;
  readonly activity_id: ActivityId | null;
  readonly assignee: { readonly id: UserId; readonly name: string };
  readonly created_at: Date;
}

const taskColumns = sql`
  t.id, t.text, t.due_at, t.done_at, t.activity_id, t.created_at,
  (
    select json_build_object('id', c.id, 'name', c.name, 'company', c.company)
    from ${contactBy(sql`t.workspace_id`, sql`t.contact_id`)} c
  ) as contact,
  (
    select json_build_object('id', u.id, 'name', u.name)
    from app_user u where u.workspace_id = t.workspace_id and u.id = t.assignee_id
  ) as assignee`;

function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    text: row.text,
    dueAt: toIso(row.due_at),
    doneAt: row.done_at === null ? null : toIso(row.done_at),
    contact: row.contact,
    activityId: row.activity_id,
    assignee: row.assignee,
    createdAt: toIso(row.created_at),
  };
}

function isOpenTo({ userId }: Viewer): Sql {
  return sql`(t.contact_id is not null or t.assignee_id = ${userId} or t.created_by_id = ${userId})`;
}

function orderOf({ status }: TaskFilter): string {
  return `tasks ${status}`;
}

function listStatement(viewer: Viewer, filter: TaskFilter): Sql {
  const { workspaceId } = viewer;
  const { status, contactId, assigneeId, cursor, limit } = filter;
  const isOpen = status === "open";
  const key = isOpen ? sql`t.due_at` : sql`t.done_at`;
  const conditions = [
    sql`t.workspace_id = ${workspaceId}`,
    isOpen ? sql`t.done_at is null` : sql`t.done_at is not null`,
    isOpenTo(viewer),
  ];
  if (contactId !== undefined) conditions.push(sql`t.contact_id = ${contactId}`);
  if (assigneeId !== undefined) conditions.push(sql`t.assignee_id = ${assigneeId}`);
  if (cursor !== undefined) {
    const { at, id } = decodeTimeCursor(cursor, orderOf(filter));
    conditions.push(
      isOpen ? sql`(${key}, t.id) > (${at}, ${id}::uuid)` : sql`(${key}, t.id) < (${at}, ${id}::uuid)`,
    );
  }
  return sql`
    select ${taskColumns}, ${key} as page_key
    from task t
    where ${allOf(conditions)}
    order by ${isOpen ? sql`t.due_at, t.id` : sql`t.done_at desc, t.id desc`}
    limit ${integer(limit + 1)}`;
}

async function insertTask(tx: Queryable, viewer: Viewer, task: NewTask, now: Date): Promise<TaskRow> {
  const row = await queryOne<TaskRow>(
    tx,
    sql`
      insert into task as t
        (workspace_id, id, text, due_at, assignee_id, created_by_id, contact_id, activity_id, created_at, updated_at)
      values (${viewer.workspaceId}, ${newId()}, ${task.text}, ${task.dueAt}, ${task.assigneeId}, ${viewer.userId},
        ${task.contactId}, ${task.activityId}, ${now}, ${now})
      returning ${taskColumns}`,
  );
  if (row === undefined) throw new Error("an insert gave no row");
  return row;
}

/** What a task, or the question for tasks, names. */
interface Named {
  readonly contactId?: ContactId | null | undefined;
  readonly activityId?: ActivityId | null | undefined;
  readonly assigneeId?: UserId | null | undefined;
}

/** The contact found stays until the transaction ends. */
async function findUnknown(
  db: Queryable,
  viewer: Viewer,
  { contactId = null, activityId = null, assigneeId = null }: Named,
): Promise<UnknownTaskPart | undefined> {
  const { workspaceId, userId } = viewer;
  const isThere = async (statement: Sql) => (await queryOne(db, statement)) !== undefined;
  const contact = sql`
    select c.id from contact c where c.workspace_id = ${workspaceId} and c.id = ${contactId} for key share`;
  if (contactId !== null && !(await isThere(contact))) return { unknown: "contactId" };
  const activity = sql`
    select a.id from activity a
    where a.workspace_id = ${workspaceId} and a.id = ${activityId} and ${isVisible(viewer)}`;
  if (activityId !== null && !(await isThere(activity))) return { unknown: "activityId" };
  const user = sql`select u.id from app_user u where u.workspace_id = ${workspaceId} and u.id = ${assigneeId}`;
  const isOther = assigneeId !== null && assigneeId !== userId;
  return isOther && !(await isThere(user)) ? { unknown: "assigneeId" } : undefined;
}
