/** Deletes a contact, after the question. */
import type { ActionAnswer } from "../answer.ts";
import { done, updateRoot } from "../answer.ts";
import type { Request } from "../request.ts";
import { showRoot } from "./show-root.ts";

export function deleteContact(request: Request): ActionAnswer {
  request.crm.deleteContact(request.parameters.get("contactId"));
  return done(request.texts.deletedNotice, updateRoot(showRoot(request)));
}
