/** Takes a rule back; what it kept out is looked at again. */
import type { ActionAnswer } from "../answer.ts";
import { done, update } from "../answer.ts";
import type { Request } from "../request.ts";
import { showRoot } from "./show-root.ts";

export function removeRule(request: Request): ActionAnswer {
  request.crm.deleteRule(request.parameters.get("ruleId"));
  return done(request.texts.ruleRemovedNotice, update(showRoot(request)));
}
