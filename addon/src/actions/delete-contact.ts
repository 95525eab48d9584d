/** Deletes a contact, after the question. */
import type { ActionAnswer } from "../answer.ts";
import type { Request } from "../request.ts";
import { showRoot } from "./show-root.ts";

export function deleteContact(request: Request): ActionAnswer {
  request.crm.deleteContact(request.input.parameters.get("contactId"));
  return {
    steps: [{ pop: "root" }, { update: showRoot(request) }],
    notice: request.language.texts.deletedNotice,
    stateChanged: true,
  };
}
