/** A workspace's templates. */
import { v7 as newId } from "uuid";
import type { TemplateStore } from "../crm/desk-ports.ts";
import { foldText } from "../crm/search-text.ts";
import { writeAudit } from "./audit.ts";
import type { Database } from "./connect.ts";
import { codeOf } from "./error-code.ts";
import { integer, query, queryOne, sql } from "./sql.ts";
import { templateColumns, toTemplate } from "./template-row.ts";
import type { TemplateRow } from "./template-row.ts";
import { inTransaction } from "./transaction.ts";

export function createTemplateStore({ pool }: Pick<Database, "pool">): TemplateStore {
  return {
    async list(workspaceId) {
      const rows = await query<TemplateRow>(
        pool,
        sql`
          select ${templateColumns} from template t
          where t.workspace_id = ${workspaceId}
          order by t.sort_name
          limit ${integer(MAX_LISTED)}`,
      );
      return rows.map(toTemplate);
    },

    async find(workspaceId, id) {
      const row = await queryOne<TemplateRow>(
        pool,
        sql`select ${templateColumns} from template t where t.workspace_id = ${workspaceId} and t.id = ${id}`,
      );
      return row && toTemplate(row);
    },

    async create({ workspaceId, userId }, { name, subject, text }, now) {
      const row = await queryOne<TemplateRow>(
        pool,
        sql`
          insert into template as t
            (workspace_id, id, name, sort_name, subject, text, updated_by_id, created_at, updated_at)
          values (${workspaceId}, ${newId()}, ${name}, ${foldText(name)}, ${subject}, ${text}, ${userId}, ${now}, ${now})
          on conflict (workspace_id, sort_name) do nothing
          returning ${templateColumns}`,
      );
      return row === undefined ? "name-taken" : toTemplate(row);
    },

    async update({ workspaceId, userId }, id, { name = null, subject = null, text = null }, now) {
      const statement = sql`
        update template t set name = coalesce(${name}, t.name),
          sort_name = coalesce(${name === null ? null : foldText(name)}, t.sort_name),
          subject = coalesce(${subject}, t.subject), text = coalesce(${text}, t.text),
          updated_by_id = ${userId}, updated_at = ${now}
        where t.workspace_id = ${workspaceId} and t.id = ${id}
        returning ${templateColumns}`;
      try {
        const row = await queryOne<TemplateRow>(pool, statement);
        return row === undefined ? "not-found" : toTemplate(row);
      } catch (error) {
        if (codeOf(error) === UNIQUE_VIOLATION) return "name-taken";
        throw error;
      }
    },

    async remove(viewer, id) {
      const { workspaceId } = viewer;
      return await inTransaction(pool, async (tx) => {
        const row = await queryOne(
          tx,
          sql`delete from template where workspace_id = ${workspaceId} and id = ${id} returning id`,
        );
        if (row === undefined) return false;
        await writeAudit(tx, viewer, {
          action: "template.deleted",
          subjectType: "template",
          subjectId: id,
          details: {},
        });
        return true;
      });
    },
  };
}

/** More nobody finds his way through. */
const MAX_LISTED = 1_000;
/** https://www.postgresql.org/docs/18/errcodes-appendix.html */
const UNIQUE_VIOLATION = "23505";
