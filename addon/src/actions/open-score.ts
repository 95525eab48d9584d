/** Why the score is what it is. */
import type { ActionAnswer } from "../answer.ts";
import { scoreCard } from "../cards/score-card.ts";
import type { Request } from "../request.ts";

export function openScore({ crm, input, language }: Request): ActionAnswer {
  return { steps: [{ push: scoreCard(crm.contactScore(input.parameters.get("contactId")), language) }] };
}
