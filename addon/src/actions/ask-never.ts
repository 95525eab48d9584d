/** What "Never log" would do, before it is done. */
import type { ActionAnswer } from "../answer.ts";
import { neverCard } from "../cards/never-card.ts";
import type { Request } from "../request.ts";

export function askNever({ crm, input, language }: Request): ActionAnswer {
  const pattern = input.parameters.get("pattern");
  const { activities } = crm.createRule({ effect: "never", pattern, dryRun: true });
  return { steps: [{ push: neverCard({ pattern, activities }, language) }] };
}
