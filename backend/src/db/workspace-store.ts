/** A workspace's settings. */
import type { Workspace } from "../../../contract/workspace.ts";
import type { ContactId, WorkspaceId } from "../crm/ids.ts";
import type { WorkspaceStore } from "../sync/control-ports.ts";
import type { Database } from "./connect.ts";
import { recount } from "./recount.ts";
import { integer, query, queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inWorkspace } from "./transaction.ts";

/** Contacts recounted in one statement. */
const BATCH = 2_000;

export function createWorkspaceStore({ pool }: Pick<Database, "pool">): WorkspaceStore {
  return {
    async find({ workspaceId }) {
      return await getWorkspace(pool, sql`select ${columns} from workspace w where w.id = ${workspaceId}`);
    },

    async update(
      { workspaceId },
      { name = null, weights = {}, contactCreation = null, sendsPerDay = null },
      now,
    ) {
      // Alone: whoever logs meanwhile would count by the weights of before.
      return await inWorkspace(pool, workspaceId, "reshaping", async (tx) => {
        const before = await getWorkspace(
          tx,
          sql`select ${columns} from workspace w where w.id = ${workspaceId}`,
        );
        const after = await getWorkspace(
          tx,
          sql`
            update workspace w set name = coalesce(${name}, name),
              email_points = coalesce(${weights.email ?? null}::int, email_points),
              meeting_points = coalesce(${weights.meeting ?? null}::int, meeting_points),
              contact_creation = coalesce(${contactCreation}::contact_creation, contact_creation),
              sends_per_day = coalesce(${sendsPerDay}::int, sends_per_day)
            where w.id = ${workspaceId}
            returning ${columns}`,
        );
        const isSame =
          before.weights.email === after.weights.email && before.weights.meeting === after.weights.meeting;
        if (!isSame) await recountAll(tx, workspaceId, now);
        return after;
      });
    },
  };
}

const columns = sql`
  w.id, w.name, w.domain, json_build_object('email', w.email_points, 'meeting', w.meeting_points) as weights,
  w.contact_creation as "contactCreation", w.sends_per_day as "sendsPerDay"`;

async function getWorkspace(db: Queryable, statement: Sql): Promise<Workspace> {
  const row = await queryOne<Workspace>(db, statement);
  if (row === undefined) throw new Error("the viewer's workspace is not there");
  return row;
}

async function recountAll(tx: Queryable, workspaceId: WorkspaceId, now: Date): Promise<void> {
  for (let after: ContactId | null = null; ;) {
    const rows: readonly { readonly id: ContactId }[] = await query(
      tx,
      sql`
        select id from contact
        where workspace_id = ${workspaceId} and (${after}::uuid is null or id > ${after})
        order by id
        limit ${integer(BATCH)}
        for no key update`,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    await recount(
      tx,
      workspaceId,
      rows.map(({ id }) => id),
      now,
    );
    after = last.id;
  }
}
