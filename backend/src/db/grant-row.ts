/** A grant as it lies in the row of the rep's Google account. */
import type { SealedTokens, StoredGrant } from "../sync/grant-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import { queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";

export const GRANT_COLUMNS = sql`
  subject, email, scopes, status, status_reason as reason, refresh_token as "refreshToken",
  access_token as "accessToken", access_token_expires_at as "accessTokenExpiresAt"`;

export async function findGrant(db: Queryable, account: AccountRef): Promise<StoredGrant | undefined> {
  return await queryOne<StoredGrant>(
    db,
    sql`select ${GRANT_COLUMNS} from google_account where ${isOf(account)}`,
    "find-grant",
  );
}

/** Of a table whose rows belong to reps. */
export function isOf({ workspaceId, userId }: AccountRef): Sql {
  return sql`workspace_id = ${workspaceId} and user_id = ${userId}`;
}

/** For `update google_account set`. */
export function tokenColumns(tokens: SealedTokens): readonly Sql[] {
  const { refreshToken, accessToken, accessTokenExpiresAt, scopes } = tokens;
  return [
    sql`access_token = ${accessToken}`,
    sql`access_token_expires_at = ${accessTokenExpiresAt}`,
    ...(refreshToken === undefined ? [] : [sql`refresh_token = ${refreshToken}`]),
    ...(scopes === undefined ? [] : [sql`scopes = ${scopes}::text[]`]),
  ];
}

export const NO_TOKENS: readonly Sql[] = [
  sql`refresh_token = null`,
  sql`access_token = null`,
  sql`access_token_expires_at = null`,
  sql`connected_at = null`,
];

export function listOf(parts: readonly Sql[]): Sql {
  return parts.reduce((list, part) => sql`${list}, ${part}`);
}
