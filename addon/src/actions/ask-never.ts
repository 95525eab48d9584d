/** What "Never log" would do, before it is done. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { neverCard } from "../cards/never-card.ts";
import type { Request } from "../request.ts";

export function askNever(request: Request): ActionAnswer {
  const pattern = request.parameters.get("pattern");
  const { activities } = request.crm.createRule({ effect: "never", pattern, dryRun: true });
  return push(neverCard({ pattern, activities }, request));
}
