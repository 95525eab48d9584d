/** Why the score is what it is. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { scoreCard } from "../cards/score-card.ts";
import type { Request } from "../request.ts";

export function openScore(request: Request): ActionAnswer {
  return push(scoreCard(request.crm.contactScore(request.parameters.get("contactId")), request));
}
