/** Changing and undoing what was logged. Rare and made by people, so each has the workspace for itself for a moment. */
import type { MeetingStatus, Visibility } from "../../../contract/activities.ts";
import type { ActivityId, ContactId, UserId } from "../crm/ids.ts";
import type { ActivityChanges, ActivityRefusal, Viewer } from "../crm/ports.ts";
import { insertLinks } from "./activity-links.ts";
import { isMine, isVisible } from "./activity-row.ts";
import { writeAudit } from "./audit.ts";
import type { Database } from "./connect.ts";
import { cutThreads, followLinks } from "./follow-links.ts";
import { lockContacts, recount } from "./recount.ts";
import { releaseActivities } from "./release-activities.ts";
import { integer, query, queryOne, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";
import { inWorkspace } from "./transaction.ts";

type Pool = Pick<Database, "pool">;

export async function editActivity(
  { pool }: Pool,
  viewer: Viewer,
  id: ActivityId,
  changes: ActivityChanges,
  now: Date,
): Promise<"changed" | ActivityRefusal> {
  const { workspaceId } = viewer;
  return await inWorkspace(
    pool,
    workspaceId,
    "reshaping",
    async (tx): Promise<"changed" | ActivityRefusal> => {
      const before = await findForChange(tx, viewer, id);
      if (before === undefined) return { refused: "not-found" };
      if (!mayChange(viewer, before, changes)) return { refused: "forbidden" };
      if (changes.status !== undefined && !before.is_meeting) return { refused: "not-a-meeting" };
      const chosen = changes.contactIds ?? before.contact_ids;
      const touched = [...new Set([...before.contact_ids, ...chosen])];
      const locked = await lockContacts(tx, workspaceId, sql`select unnest(${touched}::uuid[])`);
      const missing = chosen.find((contactId) => !locked.includes(contactId));
      if (missing !== undefined) return { refused: "unknown-contact", contactId: missing };

      await query(
        tx,
        sql`
        update activity set
          note = case when ${changes.note !== undefined} then ${changes.note ?? null} else note end,
          status = coalesce(${changes.status ?? null}::meeting_status, status),
          visibility = coalesce(${changes.visibility ?? null}::visibility, visibility),
          updated_at = ${now}
        where workspace_id = ${workspaceId} and id = ${id}`,
      );
      if (changes.contactIds !== undefined) await replaceLinks(tx, viewer, id, changes.contactIds);
      const gained = changes.contactIds === undefined ? [] : [id];
      const heirs = await followLinks(tx, workspaceId, { gained, lost: [] }, now);
      await recount(tx, workspaceId, [...new Set([...locked, ...heirs])], now);
      return "changed";
    },
  );
}

export async function undoActivity(
  { pool }: Pool,
  viewer: Viewer,
  id: ActivityId,
  now: Date,
): Promise<"undone" | "not-found" | "forbidden"> {
  const { workspaceId } = viewer;
  return await inWorkspace(pool, workspaceId, "reshaping", async (tx) => {
    const before = await findForChange(tx, viewer, id);
    if (before === undefined) return "not-found";
    if (!isInCharge(viewer, before)) return "forbidden";
    const locked = await lockContacts(tx, workspaceId, sql`select unnest(${before.contact_ids}::uuid[])`);
    // Links, participants and meeting details go with it. What was in the mailboxes stays undone: no sync logs it again.
    const threads = await releaseActivities(tx, workspaceId, [id], "undone", now);
    const touched = await cutThreads(tx, workspaceId, threads, [], now);
    await recount(tx, workspaceId, [...new Set([...locked, ...touched])], now);
    await writeAudit(tx, viewer, {
      action: "activity.undone",
      subjectType: "activity",
      subjectId: id,
      details: { type: before.type, loggedBy: before.logged_by_id, contactIds: before.contact_ids },
    });
    return "undone";
  });
}

/** Meetings settled in one transaction at most. */
const BATCH = 500;

/** Makes held what is over, and the contacts' scores right. Gives how many meetings it was. */
export async function settleMeetings({ pool }: Pool, now: Date): Promise<number> {
  for (let settled = 0; ;) {
    const due = await query<{ workspace_id: Viewer["workspaceId"]; ids: readonly ActivityId[] }>(
      pool,
      sql`
        select workspace_id, array_agg(id) as ids from (
          select workspace_id, id from activity where status = 'SCHEDULED' and ends_at <= ${now}
          union all
          select workspace_id, id from activity
          where status = 'HELD' and updated_at < occurred_at and occurred_at <= ${now}
          limit ${integer(BATCH)}
        ) due
        group by workspace_id`,
    );
    if (due.length === 0) return settled;
    for (const { workspace_id: workspaceId, ids } of due)
      settled += await inWorkspace(pool, workspaceId, "logging", async (tx) => {
        const locked = await lockContacts(
          tx,
          workspaceId,
          sql`
            select contact_id from activity_contact
            where workspace_id = ${workspaceId} and activity_id = any(${ids}::uuid[])`,
        );
        const changed = await query(
          tx,
          sql`
            update activity set status = 'HELD', updated_at = ${now}
            where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])
              and (status = 'SCHEDULED' and ends_at <= ${now} or status = 'HELD' and updated_at < occurred_at)
            returning id`,
        );
        await recount(tx, workspaceId, locked, now);
        return changed.length;
      });
  }
}

interface Before {
  readonly type: string;
  readonly is_meeting: boolean;
  readonly status: MeetingStatus | null;
  readonly visibility: Visibility;
  readonly logged_by_id: UserId | null;
  readonly mine: boolean;
  readonly contact_ids: readonly ContactId[];
}

async function findForChange(tx: Queryable, viewer: Viewer, id: ActivityId): Promise<Before | undefined> {
  return await queryOne<Before>(
    tx,
    sql`
      select a.type, a.type = 'MEETING' as is_meeting, a.status, a.visibility, a.logged_by_id,
        ${isMine(viewer)} as mine,
        array(
          select link.contact_id from activity_contact link
          where link.workspace_id = ${viewer.workspaceId} and link.activity_id = a.id
        ) as contact_ids
      from activity a
      where a.workspace_id = ${viewer.workspaceId} and a.id = ${id} and ${isVisible(viewer)}
      for update`,
  );
}

/** What the sync logged is in the charge of those who have it in their mailbox. */
function isInCharge(viewer: Viewer, before: Before): boolean {
  if (viewer.role === "admin") return true;
  return before.logged_by_id === null ? before.mine : before.logged_by_id === viewer.userId;
}

/** Who sees what is the business of the rep who logged it; and nobody writes over a note he may not read. */
function mayChange(viewer: Viewer, before: Before, changes: ActivityChanges): boolean {
  if (isInCharge(viewer, before)) return true;
  if (changes.visibility !== undefined) return false;
  return changes.note === undefined || before.mine || before.visibility === "everything";
}

async function replaceLinks(
  tx: Queryable,
  { workspaceId }: Viewer,
  id: ActivityId,
  contactIds: readonly ContactId[],
): Promise<void> {
  await query(
    tx,
    sql`
      delete from activity_contact
      where workspace_id = ${workspaceId} and activity_id = ${id} and contact_id <> all(${contactIds}::uuid[])`,
  );
  const people = sql`(
    select address, role from participant where workspace_id = ${workspaceId} and activity_id = ${id}
  ) p`;
  const activity = sql`(
    select id, occurred_at from activity where workspace_id = ${workspaceId} and id = ${id}
  )`;
  await query(tx, insertLinks({ workspaceId, contactIds, activity, people, origin: "manual" }));
}
