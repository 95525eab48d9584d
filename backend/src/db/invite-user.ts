/** Lets somebody in whom ALLOWED_DOMAINS does not: a user row that waits for its person to sign in. */
import { v7 as newId } from "uuid";
import type { Role } from "../../../contract/me.ts";
import type { EmailAddress } from "../crm/ids.ts";
import type { Database } from "./connect.ts";
import { nameFromAddress } from "./name-from-address.ts";

export interface Invitation {
  readonly address: EmailAddress;
  readonly role: Role;
  /** The domain whose workspace it is to; made if there is none yet. */
  readonly workspaceDomain: string;
}

/** Somebody who is there already only changes roles. */
export async function inviteUser(
  database: Database,
  { address, role, workspaceDomain }: Invitation,
): Promise<"invited" | "role-changed" | "already-there"> {
  const prisma = await database.prisma();
  const workspace = await prisma.workspace.upsert({
    where: { domain: workspaceDomain },
    create: { id: newId(), name: workspaceDomain, domain: workspaceDomain },
    update: {},
  });
  const where = { workspaceId_email: { workspaceId: workspace.id, email: address } };
  const before = await prisma.user.findUnique({ where });
  if (before?.role === role) return "already-there";
  await prisma.user.upsert({
    where,
    create: { workspaceId: workspace.id, id: newId(), email: address, name: nameFromAddress(address), role },
    update: { role },
  });
  return before === null ? "invited" : "role-changed";
}
