/** A lead becomes a client. */
import type { ActionAnswer } from "../answer.ts";
import type { Request } from "../request.ts";
import { freshContactCard } from "./open-contact.ts";

export function convertContact(request: Request): ActionAnswer {
  const contactId = request.input.parameters.get("contactId");
  request.crm.convertContact(contactId);
  return {
    steps: [{ update: freshContactCard(request, contactId) }],
    notice: request.language.texts.convertedNotice,
    stateChanged: true,
  };
}
