/** One activity. */
import type { ActionAnswer } from "../answer.ts";
import { activityCard } from "../cards/activity-card.ts";
import type { Request } from "../request.ts";

export function openActivity({ crm, input, language }: Request): ActionAnswer {
  return { steps: [{ push: activityCard(crm.activity(input.parameters.get("activityId")), language) }] };
}
