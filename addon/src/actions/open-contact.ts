/** A contact's card. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { contactCard } from "../cards/contact-card.ts";
import type { Past } from "../cards/backfill-section.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { Request } from "../request.ts";

export function openContact(request: Request): ActionAnswer {
  return push(freshContactCard(request, request.parameters.get("contactId")));
}

export function freshContactCard(request: Request, contactId: string, past?: Past): CardSpec {
  const isOpen = request.message !== undefined || request.event !== undefined;
  const canLogHere = isOpen && !request.parameters.find("logged");
  return contactCard(request.crm.contactCard(contactId), canLogHere, request, past);
}
