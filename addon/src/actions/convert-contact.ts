/** A lead becomes a client. */
import type { ActionAnswer } from "../answer.ts";
import { done, update } from "../answer.ts";
import type { Request } from "../request.ts";
import { freshContactCard } from "./open-contact.ts";

export function convertContact(request: Request): ActionAnswer {
  const contactId = request.parameters.get("contactId");
  request.crm.convertContact(contactId);
  return done(request.texts.convertedNotice, update(freshContactCard(request, contactId)));
}
