/**
 * Joins that are sure to go by key. `offset 0` keeps PostgreSQL from turning them round: while it has no statistics (a new
 * table, a plan made early) it takes every table for tiny and would read a whole workspace for one row.
 */
import type { UserId, WorkspaceId } from "../crm/ids.ts";
import { sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

/** For `cross join lateral … a`. */
export function activityBy(workspaceId: WorkspaceId | Sql, id: Sql): Sql {
  return sql`(select * from activity keyed where keyed.workspace_id = ${workspaceId} and keyed.id = ${id} offset 0)`;
}

export function contactBy(workspaceId: WorkspaceId | Sql, id: Sql): Sql {
  return sql`(select * from contact keyed where keyed.workspace_id = ${workspaceId} and keyed.id = ${id} offset 0)`;
}

/** The one row that says whose address it is, if it is a contact's. */
export function addressOf(workspaceId: WorkspaceId | Sql, address: Sql): Sql {
  return sql`(
    select * from contact_address keyed
    where keyed.workspace_id = ${workspaceId} and keyed.address = ${address} offset 0
  )`;
}

/** Users of the workspace with one of these addresses, as their own or as an alias: `address, id, name`. */
export function usersAmong(workspaceId: WorkspaceId | Sql, addresses: Sql): Sql {
  return sql`(
    select u.email as address, u.id, u.name from app_user u
    where u.workspace_id = ${workspaceId} and u.email = any(${addresses})
    union all
    select alias, u.id, u.name
    from google_account g
    join app_user u on u.workspace_id = g.workspace_id and u.id = g.user_id,
      unnest(g.aliases) as alias
    where g.workspace_id = ${workspaceId} and g.aliases && ${addresses} and alias = any(${addresses})
  )`;
}

/**
 * What became of these messages of a mailbox. Each by its whole key: for several at once, any index that begins with the
 * mailbox looks as good to the planner while the table is new, and all of the mailbox is read for a page of a listing.
 */
export function entriesOf(workspaceId: WorkspaceId | Sql, userId: UserId | Sql, messageIds: Sql): Sql {
  return sql`(
    select entry.* from (select distinct unnest(${messageIds}) as id) asked
    cross join lateral (
      select * from ledger_entry keyed
      where keyed.workspace_id = ${workspaceId} and keyed.user_id = ${userId} and keyed.gmail_message_id = asked.id
      offset 0
    ) entry
  )`;
}

/** What became of the messages of a thread. */
export function entriesOfThread(workspaceId: WorkspaceId | Sql, userId: UserId | Sql, threadId: Sql): Sql {
  return sql`(
    select * from ledger_entry keyed
    where keyed.workspace_id = ${workspaceId} and keyed.user_id = ${userId} and keyed.gmail_thread_id = ${threadId}
    offset 0
  )`;
}
