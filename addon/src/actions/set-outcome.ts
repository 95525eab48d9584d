/** How a meeting went. */
import type { ActionAnswer } from "../answer.ts";
import { activityCard, isOutcome } from "../cards/activity-card.ts";
import type { Request } from "../request.ts";

export function setOutcome({ crm, input, language }: Request): ActionAnswer {
  const outcome = input.parameters.get("outcome");
  if (!isOutcome(outcome)) throw new Error("no such outcome");
  const activity = crm.updateActivity(input.parameters.get("activityId"), { outcome });
  return {
    steps: [{ update: activityCard(activity, language) }],
    notice: language.texts.savedNotice,
    stateChanged: true,
  };
}
