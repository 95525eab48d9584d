/** Takes a logged entry out of the CRM again. */
import type { ActionAnswer } from "../answer.ts";
import { done, updateRoot } from "../answer.ts";
import type { Request } from "../request.ts";
import { showRoot } from "./show-root.ts";

export function undo(request: Request): ActionAnswer {
  request.crm.deleteActivity(request.parameters.get("activityId"));
  return done(request.texts.undoneNotice, updateRoot(showRoot(request)));
}
