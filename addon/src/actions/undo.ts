/** Takes a logged entry out of the CRM again. */
import type { ActionAnswer } from "../answer.ts";
import type { Request } from "../request.ts";
import { showRoot } from "./show-root.ts";

export function undo(request: Request): ActionAnswer {
  request.crm.deleteActivity(request.input.parameters.get("activityId"));
  return {
    steps: [{ pop: "root" }, { update: showRoot(request) }],
    notice: request.language.texts.undoneNotice,
    stateChanged: true,
  };
}
