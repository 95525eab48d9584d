/** A contact's card. */
import type { ActionAnswer } from "../answer.ts";
import { contactCard } from "../cards/contact-card.ts";
import type { Past } from "../cards/backfill-section.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import type { Request } from "../request.ts";

export function openContact(request: Request): ActionAnswer {
  return { steps: [{ push: freshContactCard(request, request.input.parameters.get("contactId")) }] };
}

export function freshContactCard(
  { crm, input, language }: Request,
  contactId: string,
  past?: Past,
): CardSpec {
  const isOpen = input.message !== undefined || input.event !== undefined;
  const canLogHere = isOpen && input.parameters.find("logged") === undefined;
  return contactCard(crm.contactCard(contactId), canLogHere, language, past);
}
