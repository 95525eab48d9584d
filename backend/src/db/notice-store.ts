/** Mails to reps about their own connection: taken one by one, with growing distance until they are sent or given up. */
import type { DueNotice, NoticeStore } from "../sync/schedule-ports.ts";
import type { Database } from "./connect.ts";
import { query, queryOne, sql } from "./sql.ts";

const MAX_ATTEMPTS = 5;

export function createNoticeStore({ pool }: Pick<Database, "pool">): NoticeStore {
  return {
    async takeNotice(now) {
      return await queryOne<DueNotice>(
        pool,
        sql`
          with taken as (
            update notice n set attempts = n.attempts + 1,
              due_at = case when n.attempts + 1 >= ${MAX_ATTEMPTS}::int then null
                else ${now}::timestamptz + interval '1 minute' * power(5, n.attempts) end
            from (
              select workspace_id, id from notice
              where due_at <= ${now}
              order by due_at
              limit 1
              for update skip locked
            ) due
            where n.workspace_id = due.workspace_id and n.id = due.id
            returning n.workspace_id, n.id, n.user_id, n.kind, n.attempts
          )
          select taken.id, taken.workspace_id as "workspaceId", taken.kind, taken.attempts,
            u.email as to, u.name, u.locale
          from taken
          join app_user u on u.workspace_id = taken.workspace_id and u.id = taken.user_id`,
        "take-notice",
      );
    },

    async noticeSent({ workspaceId, id }, now) {
      await query(
        pool,
        sql`
          update notice set sent_at = ${now}, due_at = null
          where workspace_id = ${workspaceId} and id = ${id}`,
      );
    },
  };
}
