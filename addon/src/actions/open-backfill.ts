/** How much of a contact's past the user's mailbox has. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import type { Past } from "../cards/backfill-section.ts";
import { backfillCard } from "../cards/backfill-section.ts";
import { toFailure } from "../failure.ts";
import type { Request } from "../request.ts";

export function openBackfill(request: Request): ActionAnswer {
  const past = findPast(request, request.parameters.get("contactId"));
  return push(backfillCard(past, request));
}

/** Whatever is wrong with Google, the contact is there: so the fault is part of the answer. */
export function findPast({ crm }: Request, contactId: string): Past {
  try {
    return { contactId, found: crm.previewBackfill(contactId) };
  } catch (error) {
    return { contactId, found: toFailure(error) };
  }
}
