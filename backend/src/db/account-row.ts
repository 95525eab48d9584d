/** A connected account as the engine decides by it, from the columns every claim selects of it. */
import type { Visibility } from "../../../contract/activities.ts";
import type { EmailAddress, UserId, WorkspaceId } from "../crm/ids.ts";
import type { Account } from "../sync/ports.ts";

export interface AccountRow {
  readonly workspace_id: WorkspaceId;
  readonly user_id: UserId;
  readonly email: EmailAddress;
  /** As Gmail lists them: the account's own address may be among them. */
  readonly aliases: readonly EmailAddress[];
  readonly domain: string | null;
  readonly share_level: Visibility;
  readonly contact_creation: Account["contactCreation"];
}

export function toAccount(row: AccountRow): Account {
  return {
    workspaceId: row.workspace_id,
    userId: row.user_id,
    email: row.email,
    aliases: row.aliases.filter((alias) => alias !== row.email),
    workspaceDomain: row.domain,
    shareLevel: row.share_level,
    contactCreation: row.contact_creation,
  };
}
