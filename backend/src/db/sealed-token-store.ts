/** Sealed tokens of all workspaces, a batch at a time. */
import type { SealedTokenRow, SealedTokenStore } from "../sync/grant-ports.ts";
import type { Database } from "./connect.ts";
import { integer, json, query, sql } from "./sql.ts";

export function createSealedTokenStore({ pool }: Pick<Database, "pool">): SealedTokenStore {
  return {
    async listOthers(prefix, after, limit) {
      const behind =
        after === undefined
          ? sql`true`
          : sql`(workspace_id, user_id) > (${after.workspaceId}::uuid, ${after.userId}::uuid)`;
      return await query<SealedTokenRow>(
        pool,
        sql`
          select workspace_id as "workspaceId", user_id as "userId", refresh_token as "refreshToken",
            access_token as "accessToken"
          from google_account
          where ${behind}
            and (not starts_with(refresh_token, ${prefix}) or not starts_with(access_token, ${prefix}))
          order by workspace_id, user_id
          limit ${integer(limit)}`,
      );
    },

    async replace(tokens) {
      const rows = await query<{ replaced: number }>(
        pool,
        sql`
          with sealed as (
            select * from json_to_recordset(${json(tokens)}::json)
              as t("workspaceId" uuid, "userId" uuid, "column" text, before text, after text)
          )
          update google_account g
          set refresh_token = coalesce(r.after, g.refresh_token), access_token = coalesce(a.after, g.access_token)
          from (select distinct "workspaceId", "userId" from sealed) row
          left join sealed r
            on r."workspaceId" = row."workspaceId" and r."userId" = row."userId" and r."column" = 'refresh_token'
          left join sealed a
            on a."workspaceId" = row."workspaceId" and a."userId" = row."userId" and a."column" = 'access_token'
          where g.workspace_id = row."workspaceId" and g.user_id = row."userId"
            and (r.before is null or g.refresh_token = r.before)
            and (a.before is null or g.access_token = a.before)
          returning (r.after is not null)::int + (a.after is not null)::int as replaced`,
      );
      return rows.reduce((sum, { replaced }) => sum + replaced, 0);
    },
  };
}
