/** Whose mails and meetings are never, or always, logged. */
import { z } from "zod";
import { DateTime, Id } from "./primitives.ts";

/** `never` wins where anybody on a mail matches it. */
export const RuleEffect = z.enum(["never", "always"]);
export type RuleEffect = z.infer<typeof RuleEffect>;

export const RuleScope = z.enum(["personal", "workspace"]);
export type RuleScope = z.infer<typeof RuleScope>;

export const Rule = z
  .object({
    id: Id,
    effect: RuleEffect,
    pattern: z.string().meta({ description: "An address, or a domain without `@`" }),
    scope: RuleScope.meta({ description: "`workspace`: for everybody in it" }),
    createdAt: DateTime,
  })
  .meta({ id: "Rule" });
export type Rule = z.infer<typeof Rule>;

export const RuleCreate = z
  .object({
    effect: RuleEffect,
    pattern: z
      .string()
      .trim()
      .min(3)
      .max(1_000)
      .meta({ description: "An address (`ann@example.com`) or a domain (`example.com`)" }),
    scope: RuleScope.default("personal").meta({ description: "`workspace` is for admins" }),
    purge: z
      .boolean()
      .default(false)
      .meta({ description: "With `never`: also removes what the sync logged that the rule forbids" }),
    dryRun: z
      .boolean()
      .default(false)
      .meta({ description: "Changes nothing; tells what `purge` would remove" }),
  })
  .meta({ id: "RuleCreate" });
export type RuleCreate = z.input<typeof RuleCreate>;

export const RuleResult = z
  .object({
    rule: Rule.nullable().meta({ description: "Null in a dry run of a rule that is not there" }),
    activities: z
      .number()
      .int()
      .meta({ description: "How many `purge` removed, or in a dry run would remove" }),
  })
  .meta({ id: "RuleResult" });
export type RuleResult = z.infer<typeof RuleResult>;
