/** Whose mails and meetings are never, or always, logged. */
import { domainToASCII } from "node:url";
import { parseEmailAddress } from "../../crm/email-address.ts";
import { wrong } from "../../crm/field-problems.ts";
import { parseRuleId } from "../../crm/ids.ts";
import type { RuleStore } from "../../sync/control-ports.ts";
import type { Handlers } from "../operation.ts";
import { invalidInput, notFound, Refusal } from "../problem.ts";

type RuleOperation = "listRules" | "createRule" | "deleteRule";

export function ruleHandlers(rules: RuleStore): Pick<Handlers, RuleOperation> {
  return {
    async listRules({ caller: { viewer } }) {
      return { status: 200, body: { items: [...(await rules.list(viewer))], nextCursor: null } };
    },

    async createRule({ caller: { viewer }, body, now }) {
      const rule = { effect: body.effect, scope: body.scope, pattern: patternOf(body.pattern) };
      if (rule.scope === "workspace" && viewer.role !== "admin") throw forAdmins();
      if (body.dryRun) {
        const [known, activities] = await Promise.all([
          rules.find(viewer, rule),
          rules.countForbidden(viewer, rule),
        ]);
        return { status: 200, body: { rule: known ?? null, activities } };
      }
      const { isNew, ...result } = await rules.create(viewer, rule, { purge: body.purge }, now);
      return { status: isNew ? 201 : 200, body: result };
    },

    async deleteRule({ caller: { viewer }, params, now }) {
      const id = parseRuleId(params.id);
      if (id === undefined) throw notFound("rule");
      switch (await rules.remove(viewer, id, now)) {
        case "removed":
          return { status: 204, body: null };
        case "not-found":
          throw notFound("rule");
        case "forbidden":
          throw forAdmins();
      }
    },
  };
}

/** An address as addresses are compared, or the domain behind the `@`. */
function patternOf(text: string): string {
  const address = parseEmailAddress(text);
  if (address !== undefined) return address;
  const domain = domainToASCII(text.replace(/^@/, "").replace(/\.$/, "")).toLowerCase();
  // Judged by the same parser as the domain of an address.
  if (!text.slice(1).includes("@") && parseEmailAddress(`somebody@${domain}`) !== undefined) return domain;
  throw invalidInput([{ path: "pattern", message: wrong.neitherAddressNorDomain }]);
}

function forAdmins(): Refusal {
  return new Refusal("forbidden", "Rules for the whole workspace are for its admins.");
}
