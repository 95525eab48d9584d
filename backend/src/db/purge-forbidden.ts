/**
 * Removes what the sync logged and a new `never` rule forbids. In small transactions, as a domain may have a whole
 * timeline; what somebody laid a hand on stays, and so does what a mailbox has that the rule is not about.
 */
import type { Rule } from "../../../contract/rules.ts";
import { closestRule } from "../crm/rules.ts";
import type { ActivityId, ContactId, EmailAddress, WorkspaceId } from "../crm/ids.ts";
import type { NewRule } from "../sync/control-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import { writeAudit } from "./audit.ts";
import type { Database } from "./connect.ts";
import { detachMails } from "./detach-mails.ts";
import { lockContacts, recount } from "./recount.ts";
import { isUntouched } from "./release-activities.ts";
import { matches } from "./rule-pattern.ts";
import { integer, json, query, queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inWorkspace } from "./transaction.ts";

const AT_ONCE = 500;

/** Gives how many activities went. */
export async function purgeForbidden(
  pool: Database["pool"],
  account: AccountRef,
  rule: Rule,
  now: Date,
): Promise<number> {
  const { workspaceId } = account;
  let removed = 0;
  for (const owner of await ownersOf(pool, account, rule)) {
    const addresses = await forbiddenAddresses(pool, owner, rule);
    if (addresses.length === 0) continue;
    for (const purge of [purgeMails, purgeEvents]) {
      for (let more = true; more;) {
        const batch = await inWorkspace(pool, workspaceId, "reshaping", async (tx) => {
          const held = await purge(tx, owner, addresses, now);
          return { held: held.length, left: held.length - (await countThere(tx, workspaceId, held)) };
        });
        removed += batch.left;
        more = batch.held === AT_ONCE;
      }
    }
  }
  await writeAudit(pool, account, {
    action: "rule.purged",
    subjectType: "rule",
    subjectId: rule.id,
    details: { scope: rule.scope, activities: removed },
  });
  return removed;
}

/** How many would go. */
export async function countForbidden(db: Queryable, account: AccountRef, rule: NewRule): Promise<number> {
  const { workspaceId, userId } = account;
  const addresses = await forbiddenAddresses(db, account, rule);
  const isOthersToo =
    rule.scope === "workspace"
      ? sql`false`
      : sql`exists (
          select from ledger_entry l
          where l.workspace_id = ${workspaceId} and l.activity_id = a.id and l.user_id <> ${userId}
        ) or exists (
          select from event_ledger_entry l
          where l.workspace_id = ${workspaceId} and l.activity_id = a.id and l.user_id <> ${userId}
        )`;
  const row = await queryOne<{ forbidden: number }>(
    db,
    sql`
      select count(*)::int as forbidden from activity a
      where a.workspace_id = ${workspaceId} and ${isUntouched} and not (${isOthersToo}) and a.id = any(array(
        select p.activity_id from participant p
        where p.workspace_id = ${workspaceId} and p.address = any(${addresses}::text[])
      ))`,
  );
  return row?.forbidden ?? 0;
}

/** Whose ledgers the rule is about. */
async function ownersOf(db: Queryable, account: AccountRef, { scope }: Rule): Promise<readonly AccountRef[]> {
  if (scope === "personal") return [account];
  return await query<AccountRef>(
    db,
    sql`
      select workspace_id as "workspaceId", user_id as "userId" from google_account
      where workspace_id = ${account.workspaceId}
      order by user_id`,
  );
}

/** A closer rule may say that an address is always logged. */
async function forbiddenAddresses(
  db: Queryable,
  { workspaceId, userId }: AccountRef,
  rule: NewRule,
): Promise<readonly EmailAddress[]> {
  const addresses = await query<{ address: EmailAddress }>(
    db,
    sql`
      select distinct p.address from participant p
      where p.workspace_id = ${workspaceId} and ${matches(sql`p.address`, rule.pattern)}`,
  );
  const rules = await query<{ pattern: string; effect: Rule["effect"] }>(
    db,
    sql`
      select pattern, effect from rule
      where workspace_id = ${workspaceId} and coalesce(user_id, ${userId}) = ${userId}
        and ${matches(sql`pattern`, rule.pattern)}
      order by user_id is null desc`,
  );
  const known = rules.map(({ pattern, effect }) => [pattern, effect] as const);
  const asked = [rule.pattern, rule.effect] as const;
  // The rep's own word comes after the workspace's.
  const effects = new Map(rule.scope === "personal" ? [...known, asked] : [asked, ...known]);
  return addresses
    .map(({ address }) => address)
    .filter((address) => closestRule(address, effects) === "never");
}

/** For `from …`: activities of these addresses, with one of them. */
function activitiesOf(workspaceId: WorkspaceId, addresses: readonly EmailAddress[]): Sql {
  return sql`(
    select p.activity_id, min(p.address) as address from participant p
    where p.workspace_id = ${workspaceId} and p.address = any(${addresses}::text[])
    group by p.activity_id
  )`;
}

async function purgeMails(
  tx: Queryable,
  owner: AccountRef,
  addresses: readonly EmailAddress[],
  now: Date,
): Promise<readonly ActivityId[]> {
  const { workspaceId, userId } = owner;
  const held = await query<{ id: string; activity_id: ActivityId; address: string }>(
    tx,
    sql`
      select l.gmail_message_id as id, l.activity_id, doomed.address
      from ${activitiesOf(workspaceId, addresses)} doomed
      join ledger_entry l
        on l.workspace_id = ${workspaceId} and l.activity_id = doomed.activity_id and l.user_id = ${userId}
      join activity a on a.workspace_id = ${workspaceId} and a.id = l.activity_id
      where ${isUntouched}
      limit ${integer(AT_ONCE)}`,
  );
  if (held.length === 0) return [];
  const ids = held.map(({ activity_id }) => activity_id);
  const contacts = await lockContactsOf(tx, workspaceId, ids);
  const touched = await detachMails(
    tx,
    owner,
    held.map(({ id }) => ({ id, isJudged: true })),
    now,
  );
  await query(
    tx,
    sql`
      update ledger_entry l set decision = 'skipped', reason = 'never_rule', matched_address = held.address,
        decided_at = ${now}
      from json_to_recordset(${json(held)}::json) as held(id text, address text)
      where l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.gmail_message_id = held.id`,
  );
  await recount(tx, workspaceId, [...new Set([...contacts, ...touched])], now);
  return ids;
}

async function purgeEvents(
  tx: Queryable,
  owner: AccountRef,
  addresses: readonly EmailAddress[],
  now: Date,
): Promise<readonly ActivityId[]> {
  const { workspaceId, userId } = owner;
  const held = await query<{ activity_id: ActivityId; address: string }>(
    tx,
    sql`
      select distinct on (l.activity_id) l.activity_id, doomed.address
      from ${activitiesOf(workspaceId, addresses)} doomed
      join event_ledger_entry l
        on l.workspace_id = ${workspaceId} and l.activity_id = doomed.activity_id and l.user_id = ${userId}
      join activity a on a.workspace_id = ${workspaceId} and a.id = l.activity_id
      where ${isUntouched}
      limit ${integer(AT_ONCE)}`,
  );
  if (held.length === 0) return [];
  const ids = held.map(({ activity_id }) => activity_id);
  const contacts = await lockContactsOf(tx, workspaceId, ids);
  await query(
    tx,
    sql`
      update event_ledger_entry l set decision = 'skipped', reason = 'never_rule', activity_id = null,
        matched_address = held.address, decided_at = ${now}
      from json_to_recordset(${json(held)}::json) as held(activity_id uuid, address text)
      where l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.activity_id = held.activity_id`,
  );
  await query(
    tx,
    sql`
      delete from activity a
      where a.workspace_id = ${workspaceId} and a.id = any(${ids}::uuid[]) and not exists (
        select from event_ledger_entry l where l.workspace_id = ${workspaceId} and l.activity_id = a.id
      )`,
  );
  await recount(tx, workspaceId, contacts, now);
  return ids;
}

async function lockContactsOf(
  tx: Queryable,
  workspaceId: WorkspaceId,
  ids: readonly ActivityId[],
): Promise<readonly ContactId[]> {
  return await lockContacts(
    tx,
    workspaceId,
    sql`
      select contact_id from activity_contact
      where workspace_id = ${workspaceId} and activity_id = any(${ids}::uuid[])`,
  );
}

async function countThere(
  tx: Queryable,
  workspaceId: WorkspaceId,
  ids: readonly ActivityId[],
): Promise<number> {
  const row = await queryOne<{ there: number }>(
    tx,
    sql`
      select count(*)::int as there from activity
      where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`,
  );
  return row?.there ?? 0;
}
