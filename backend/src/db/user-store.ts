/** Who is who: the user behind a verified identity, and where somebody seen for the first time belongs. */
import { v7 as newId } from "uuid";
import type { Connection, Role } from "../../../contract/me.ts";
import { domainOf } from "../crm/email-address.ts";
import type { EmailAddress, UserId, WorkspaceId } from "../crm/ids.ts";
import type { Admission, Identity, UserStore, Viewer } from "../crm/ports.ts";
import type { Database } from "./connect.ts";
import { nameFromAddress } from "./name-from-address.ts";
import { query, queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inTransaction } from "./transaction.ts";

export function createUserStore({ pool }: Database): UserStore {
  return {
    async findViewer(issuer, subject) {
      return await findViewer(pool, issuer, subject);
    },

    async admit(identity, admission) {
      return await inTransaction(pool, async (tx) => {
        // The same person may arrive in several requests at once.
        await query(
          tx,
          sql`select pg_advisory_xact_lock(hashtextextended(${`${identity.issuer} ${identity.subject}`}, 1))`,
        );
        const known = await findViewer(tx, identity.issuer, identity.subject);
        if (known !== undefined) return known;
        const admitted =
          (await takeUpInvitation(tx, identity)) || (await joinWorkspace(tx, identity, admission));
        return admitted ? await findViewer(tx, identity.issuer, identity.subject) : undefined;
      });
    },

    async refresh(viewer, identity) {
      return await inTransaction(pool, async (tx) => {
        await releaseAddress(tx, viewer.workspaceId, identity.email, viewer.userId);
        await query(
          tx,
          sql`
            update app_user set email = ${identity.email}, name = coalesce(${identity.name}, name),
              locale = coalesce(${identity.locale}, locale)
            where workspace_id = ${viewer.workspaceId} and id = ${viewer.userId}`,
        );
        await query(
          tx,
          sql`
            update google_account set email = ${identity.email}
            where workspace_id = ${viewer.workspaceId} and user_id = ${viewer.userId}`,
        );
        return (await findViewer(tx, identity.issuer, identity.subject)) ?? viewer;
      });
    },

    async update({ workspaceId, userId }, { timeZone = null, workingHours: hours }) {
      await query(
        pool,
        sql`
          update app_user set time_zone = coalesce(${timeZone}, time_zone),
            work_days = coalesce(${hours?.days ?? null}::int[], work_days),
            work_from = coalesce(${hours?.from ?? null}::int, work_from),
            work_to = coalesce(${hours?.to ?? null}::int, work_to)
          where workspace_id = ${workspaceId} and id = ${userId}`,
      );
    },
  };
}

export interface ViewerRow {
  readonly workspace_id: WorkspaceId;
  readonly id: UserId;
  readonly email: EmailAddress;
  readonly name: string;
  readonly role: Role;
  readonly locale: string | null;
  readonly time_zone: string | null;
  readonly work_days: number[];
  readonly work_from: number;
  readonly work_to: number;
  readonly workspace_name: string;
  readonly domain: string | null;
  readonly aliases: readonly EmailAddress[] | null;
  readonly scopes: string[] | null;
  readonly status: Connection["status"] | null;
  readonly status_reason: Connection["reason"];
  readonly account_email: string | null;
}

/** For `select … from`: everything a `Viewer` is made of. */
export const viewerColumns = sql`
  u.workspace_id, u.id, u.email, u.name, u.role, u.locale, u.time_zone, u.work_days, u.work_from, u.work_to,
  w.name as workspace_name, w.domain,
  g.aliases, g.scopes, g.status, g.status_reason, g.email as account_email`;
export const viewerTables = sql`
  app_user u
  join workspace w on w.id = u.workspace_id
  left join google_account g on g.workspace_id = u.workspace_id and g.user_id = u.id`;

async function findViewer(db: Queryable, issuer: string, subject: string): Promise<Viewer | undefined> {
  const row = await queryOne<ViewerRow>(
    db,
    sql`
      select ${viewerColumns}
      from ${viewerTables}
      where u.issuer = ${issuer} and u.subject = ${subject}`,
    "find-viewer",
  );
  return row && toViewer(row);
}

export function toViewer(row: ViewerRow): Viewer {
  const status = row.status ?? "none";
  return {
    workspaceId: row.workspace_id,
    userId: row.id,
    email: row.email,
    aliases: (row.aliases ?? []).filter((alias) => alias !== row.email),
    name: row.name,
    role: row.role,
    locale: row.locale,
    timeZone: row.time_zone,
    workingHours: { days: row.work_days, from: row.work_from, to: row.work_to },
    workspaceDomain: row.domain,
    workspaceName: row.workspace_name,
    connection: {
      status,
      scopes: row.scopes ?? [],
      email: status === "none" ? null : row.account_email,
      reason: status === "reconnect" ? row.status_reason : null,
    },
  };
}

/** Of several invitations the one to the address's own domain, else the oldest. */
async function takeUpInvitation(tx: Queryable, identity: Identity): Promise<boolean> {
  const row = await queryOne<{ workspace_id: WorkspaceId; id: UserId }>(
    tx,
    sql`
      update app_user set issuer = ${identity.issuer}, subject = ${identity.subject},
        name = coalesce(${identity.name}, name), locale = ${identity.locale}
      where (workspace_id, id) = (
        select u.workspace_id, u.id
        from app_user u join workspace w on w.id = u.workspace_id
        where u.email = ${identity.email} and u.subject is null
        order by w.domain is not distinct from ${identity.hostedDomain ?? domainOf(identity.email)} desc, u.created_at
        limit 1
        for update of u
      )
      returning workspace_id, id`,
  );
  if (row === undefined) return false;
  await createAccount(tx, row.workspace_id, row.id, identity);
  return true;
}

async function joinWorkspace(tx: Queryable, identity: Identity, admission: Admission): Promise<boolean> {
  if (admission.kind === "invited-only") return false;
  const workspace =
    admission.kind === "domain"
      ? await domainWorkspace(tx, admission.domain)
      : await personalWorkspace(tx, identity);
  await releaseAddress(tx, workspace.id, identity.email, null);
  const user = await queryOne<{ id: UserId }>(
    tx,
    sql`
      insert into app_user (workspace_id, id, issuer, subject, email, name, locale, role)
      values (${workspace.id}, ${newId()}, ${identity.issuer}, ${identity.subject}, ${identity.email},
        ${identity.name ?? nameFromAddress(identity.email)}, ${identity.locale},
        case when exists (select from app_user where workspace_id = ${workspace.id} and role = 'admin')
          then 'rep'::role else 'admin'::role end)
      returning id`,
  );
  if (user === undefined) throw new Error("an insert gave no row");
  await createAccount(tx, workspace.id, user.id, identity);
  return true;
}

/** Locked until the transaction ends, so that of two first users one is the first. */
async function domainWorkspace(tx: Queryable, domain: string): Promise<{ readonly id: WorkspaceId }> {
  await query(
    tx,
    sql`
      insert into workspace (id, name, domain) values (${newId()}, ${domain}, ${domain}) on conflict (domain) do nothing`,
  );
  return await getWorkspace(tx, sql`select id from workspace where domain = ${domain} for no key update`);
}

async function personalWorkspace(tx: Queryable, identity: Identity): Promise<{ readonly id: WorkspaceId }> {
  const owner = `${identity.issuer} ${identity.subject}`;
  await query(
    tx,
    sql`
      insert into workspace (id, name, personal_of)
      values (${newId()}, ${identity.name ?? identity.email}, ${owner}) on conflict (personal_of) do nothing`,
  );
  return await getWorkspace(tx, sql`select id from workspace where personal_of = ${owner} for no key update`);
}

async function getWorkspace(tx: Queryable, statement: Sql): Promise<{ readonly id: WorkspaceId }> {
  const row = await queryOne<{ id: WorkspaceId }>(tx, statement);
  if (row === undefined) throw new Error("the workspace just written is not there");
  return row;
}

async function createAccount(
  tx: Queryable,
  workspaceId: WorkspaceId,
  userId: UserId,
  { subject, email }: Identity,
): Promise<void> {
  await query(
    tx,
    sql`
      insert into google_account (workspace_id, user_id, subject, email)
      values (${workspaceId}, ${userId}, ${subject}, ${email}) on conflict do nothing`,
  );
}

/**
 * An address belongs to whom Google says it belongs to now. Somebody who had it before (left, renamed, account deleted
 * and made anew) keeps his data, and nobody gets it with the address.
 */
async function releaseAddress(
  tx: Queryable,
  workspaceId: WorkspaceId,
  email: EmailAddress,
  except: UserId | null,
): Promise<void> {
  await query(
    tx,
    sql`
      update app_user set email = 'former:' || id
      where workspace_id = ${workspaceId} and email = ${email} and id is distinct from ${except}::uuid`,
  );
}
