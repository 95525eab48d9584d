/** A follow-up is done. */
import type { ActionAnswer } from "../answer.ts";
import { done, update } from "../answer.ts";
import type { Request } from "../request.ts";
import { freshContactCard } from "./open-contact.ts";
import { showRoot } from "./show-root.ts";

export function completeTask(request: Request): ActionAnswer {
  const { parameters, crm, texts } = request;
  const contactId = parameters.find("contactId");
  crm.updateTask(parameters.get("taskId"), { done: true });
  const card = contactId ? freshContactCard(request, contactId) : showRoot(request);
  return done(texts.done, update(card));
}
