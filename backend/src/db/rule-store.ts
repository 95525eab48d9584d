/** Never and always rules, and what follows from making and removing one. */
import { v7 as newId } from "uuid";
import type { Rule } from "../../../contract/rules.ts";
import type { WorkspaceId } from "../crm/ids.ts";
import type { NewRule, RuleStore } from "../sync/control-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import type { Database } from "./connect.ts";
import { DUE_CHANNEL } from "./due-listener.ts";
import { countForbidden, purgeForbidden } from "./purge-forbidden.ts";
import { ruleColumns, toRule } from "./rule-row.ts";
import type { RuleRow } from "./rule-row.ts";
import { matches } from "./rule-pattern.ts";
import { query, queryOne, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";
import { inWorkspace } from "./transaction.ts";

export function createRuleStore({ pool }: Pick<Database, "pool">): RuleStore {
  return {
    async list({ workspaceId, userId }) {
      const rows = await query<RuleRow>(
        pool,
        sql`
          select ${ruleColumns} from rule r
          where r.workspace_id = ${workspaceId} and coalesce(r.user_id, ${userId}) = ${userId}
          order by r.created_at desc, r.id desc`,
      );
      return rows.map(toRule);
    },

    async find(account, rule) {
      return await findRule(pool, account, rule);
    },

    async countForbidden(account, rule) {
      return rule.effect === "never" ? await countForbidden(pool, account, rule) : 0;
    },

    async create(viewer, rule, { purge }, now) {
      const { workspaceId } = viewer;
      const written = await inWorkspace(pool, workspaceId, "reshaping", async (tx) => {
        const before = await findRule(tx, viewer, rule);
        if (before?.effect === rule.effect) return { rule: before, isNew: false };
        const made = await writeRule(tx, viewer, rule, before, now);
        const owner = ownerOf(viewer, rule);
        await refuseUnderWay(tx, workspaceId, owner, now);
        if (rule.effect === "always") await recheck(tx, workspaceId, owner, rule.pattern, now);
        return { rule: made, isNew: before === undefined };
      });
      const activities =
        purge && rule.effect === "never" ? await purgeForbidden(pool, viewer, written.rule, now) : 0;
      return { ...written, activities };
    },

    async remove(viewer, id, now) {
      const { workspaceId, userId } = viewer;
      return await inWorkspace(pool, workspaceId, "reshaping", async (tx) => {
        const row = await queryOne<RuleRow>(
          tx,
          sql`
            select ${ruleColumns} from rule r
            where r.workspace_id = ${workspaceId} and r.id = ${id} and coalesce(r.user_id, ${userId}) = ${userId}`,
        );
        if (row === undefined) return "not-found";
        if (row.scope === "workspace" && viewer.role !== "admin") return "forbidden";
        await query(tx, sql`delete from rule where workspace_id = ${workspaceId} and id = ${id}`);
        const owner = ownerOf(viewer, row);
        await refuseUnderWay(tx, workspaceId, owner, now);
        if (row.effect === "never") await recheck(tx, workspaceId, owner, row.pattern, now);
        return "removed";
      });
    },
  };
}

/** Null: everybody's. */
function ownerOf({ userId }: AccountRef, { scope }: Pick<Rule, "scope">): AccountRef["userId"] | null {
  return scope === "personal" ? userId : null;
}

async function findRule(
  db: Queryable,
  account: AccountRef,
  rule: Pick<NewRule, "pattern" | "scope">,
): Promise<Rule | undefined> {
  const row = await queryOne<RuleRow>(
    db,
    sql`
      select ${ruleColumns} from rule r
      where r.workspace_id = ${account.workspaceId} and r.pattern = ${rule.pattern}
        and r.user_id is not distinct from ${ownerOf(account, rule)}::uuid`,
  );
  return row && toRule(row);
}

async function writeRule(
  tx: Queryable,
  account: AccountRef,
  rule: NewRule,
  before: Rule | undefined,
  now: Date,
): Promise<Rule> {
  const row = await queryOne<RuleRow>(
    tx,
    before === undefined
      ? sql`
          insert into rule as r (workspace_id, id, user_id, effect, pattern, created_at)
          values (${account.workspaceId}, ${newId()}, ${ownerOf(account, rule)}, ${rule.effect}, ${rule.pattern}, ${now})
          returning ${ruleColumns}`
      : sql`
          update rule r set effect = ${rule.effect}, created_at = ${now}
          where r.workspace_id = ${account.workspaceId} and r.id = ${before.id}
          returning ${ruleColumns}`,
  );
  if (row === undefined) throw new Error("the rule just found is not there");
  return toRule(row);
}

/**
 * What workers are deciding just now by the rules of a moment ago is not written any more: they have lost what they took.
 * Mailboxes nobody has are touched too: who is just taking one cannot be seen yet, but is waited for; and who comes next
 * finds it locked until the rule is there to be read.
 */
async function refuseUnderWay(
  tx: Queryable,
  workspaceId: WorkspaceId,
  userId: AccountRef["userId"] | null,
  now: Date,
): Promise<void> {
  const moved = sql`
    set version = s.version + 1, lease_until = null,
      due_at = case
        when s.lease_until is null then s.due_at
        else greatest(least(s.due_at, ${now}::timestamptz), s.throttled_until) end
    where s.workspace_id = ${workspaceId} and s.user_id = coalesce(${userId}::uuid, s.user_id)
    returning 1`;
  await query(
    tx,
    sql`
      with mailbox as (update mail_sync s ${moved}), calendar as (update calendar_sync s ${moved})
      select pg_notify(${DUE_CHANNEL}, '')
      from (select from mailbox union all select from calendar limit 1) once`,
  );
}

/** What a `never` rule kept out of the ledgers is decided anew, as the rules are now. */
async function recheck(
  tx: Queryable,
  workspaceId: WorkspaceId,
  userId: AccountRef["userId"] | null,
  pattern: string,
  now: Date,
): Promise<void> {
  const isKeptOut = sql`
    l.workspace_id = ${workspaceId} and l.user_id = coalesce(${userId}::uuid, l.user_id)
    and l.decision = 'skipped' and l.reason = 'never_rule' and ${matches(sql`l.matched_address`, pattern)}`;
  const waits = sql`decision = 'waiting', reason = 'recheck', matched_address = null, attempts = 0, decided_at = ${now}`;
  await query(
    tx,
    sql`
      with mail as (
        update ledger_entry l set ${waits} where ${isKeptOut} returning l.user_id
      ), event as (
        update event_ledger_entry l set ${waits} where ${isKeptOut} returning l.user_id, l.calendar_id
      ), mailbox as (
        update mail_sync s set due_at = greatest(least(s.due_at, ${now}::timestamptz), s.throttled_until)
        from (select distinct user_id from mail) m
        where s.workspace_id = ${workspaceId} and s.user_id = m.user_id and s.enabled
        returning 1
      ), calendar as (
        update calendar_sync s set due_at = greatest(least(s.due_at, ${now}::timestamptz), s.throttled_until)
        from (select distinct user_id, calendar_id from event) e
        where s.workspace_id = ${workspaceId} and s.user_id = e.user_id and s.calendar_id = e.calendar_id and s.enabled
        returning 1
      )
      select pg_notify(${DUE_CHANNEL}, '')
      from (select from mailbox union all select from calendar limit 1) once`,
  );
}
