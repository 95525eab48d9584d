/** A rule as the database has it and as the contract says it. */
import type { Rule } from "../../../contract/rules.ts";
import { toIso } from "./contact-row.ts";
import { sql } from "./sql.ts";

export interface RuleRow {
  readonly id: string;
  readonly effect: Rule["effect"];
  readonly pattern: string;
  readonly scope: Rule["scope"];
  readonly created_at: Date | string;
}

/** For `select … from rule r`. */
export const ruleColumns = sql`
  r.id, r.effect, r.pattern, case when r.user_id is null then 'workspace' else 'personal' end as scope,
  r.created_at`;

export function toRule({ created_at, ...rule }: RuleRow): Rule {
  return { ...rule, createdAt: toIso(created_at) };
}
