/** One activity. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { activityCard } from "../cards/activity-card.ts";
import type { Request } from "../request.ts";

export function openActivity(request: Request): ActionAnswer {
  return push(activityCard(request.crm.activity(request.parameters.get("activityId")), request));
}
