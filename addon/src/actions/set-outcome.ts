/** How a meeting went; an event that is not logged is logged by it. The card that asked then asks what comes next. */
import type { ActionAnswer } from "../answer.ts";
import { done, update } from "../answer.ts";
import { activityCard } from "../cards/activity-card.ts";
import { isOutcome } from "../cards/outcome-section.ts";
import { nextWorkingDay } from "../days.ts";
import type { Request } from "../request.ts";
import { logOpenEvent } from "./log-open-item.ts";
import { showEvent } from "./show-root.ts";

export function setOutcome(request: Request): ActionAnswer {
  const { parameters, event, crm, texts, formats } = request;
  const outcome = parameters.get("outcome");
  if (!isOutcome(outcome)) throw new Error("no such outcome");
  const activityId = parameters.find("activityId") ?? logOpenEvent(request).id;
  const activity = crm.updateActivity(activityId, { outcome });
  const nextDay = nextWorkingDay(formats.today());
  const onRoot = parameters.find("from") === "root" && event !== undefined;
  const card = onRoot ? showEvent(request, { nextDay }) : activityCard(activity, request, nextDay);
  return done(texts.outcomeSaved[outcome], update(card));
}
