/** Signed-in browsers. A session ends with its time, with its user, and when its user's address went to somebody else. */
import type { SessionStore } from "../crm/ports.ts";
import type { Database } from "./connect.ts";
import { query, queryOne, sql } from "./sql.ts";
import { toViewer, viewerColumns, viewerTables } from "./user-store.ts";
import type { ViewerRow } from "./user-store.ts";

export function createSessionStore({ pool }: Pick<Database, "pool">): SessionStore {
  return {
    async open({ workspaceId, tokenHash }, userId, { now, expiresAt }) {
      await query(
        pool,
        sql`
          with expired as (
            delete from session where workspace_id = ${workspaceId} and user_id = ${userId} and expires_at <= ${now}
          )
          insert into session (workspace_id, token_hash, user_id, created_at, expires_at)
          values (${workspaceId}, ${tokenHash}, ${userId}, ${now}, ${expiresAt})`,
      );
    },

    async find({ workspaceId, tokenHash }, now) {
      const row = await queryOne<ViewerRow & { readonly created_at: Date; readonly expires_at: Date }>(
        pool,
        sql`
          select ${viewerColumns}, s.created_at, s.expires_at
          from session s
          join (${viewerTables}) on u.workspace_id = s.workspace_id and u.id = s.user_id
          where s.workspace_id = ${workspaceId} and s.token_hash = ${tokenHash} and s.expires_at > ${now}
            and u.subject is not null and u.email not like 'former:%'`,
        "find-session",
      );
      return row && { viewer: toViewer(row), createdAt: row.created_at, expiresAt: row.expires_at };
    },

    async extend({ workspaceId, tokenHash }, expiresAt) {
      await query(
        pool,
        sql`
          update session set expires_at = ${expiresAt}
          where workspace_id = ${workspaceId} and token_hash = ${tokenHash}`,
      );
    },

    async close({ workspaceId, tokenHash }) {
      await query(
        pool,
        sql`delete from session where workspace_id = ${workspaceId} and token_hash = ${tokenHash}`,
      );
    },
  };
}
