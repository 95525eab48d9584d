/** Takes a rule back; what it kept out is looked at again. */
import type { ActionAnswer } from "../answer.ts";
import type { Request } from "../request.ts";
import { showRoot } from "./show-root.ts";

export function removeRule(request: Request): ActionAnswer {
  request.crm.deleteRule(request.input.parameters.get("ruleId"));
  return {
    steps: [{ update: showRoot(request) }],
    notice: request.language.texts.ruleRemovedNotice,
    stateChanged: true,
  };
}
