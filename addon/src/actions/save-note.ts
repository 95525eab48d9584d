/** Changes an activity's note; an empty one is removed. */
import type { ActionAnswer } from "../answer.ts";
import { done, update } from "../answer.ts";
import { activityCard } from "../cards/activity-card.ts";
import type { Request } from "../request.ts";

export function saveNote(request: Request): ActionAnswer {
  const { parameters, form, crm, texts } = request;
  const note = form.text("note") || null;
  const activity = crm.updateActivity(parameters.get("activityId"), { note });
  return done(texts.savedNotice, update(activityCard(activity, request)));
}
