/** Changes an activity's note; an empty one is removed. */
import type { ActionAnswer } from "../answer.ts";
import { activityCard } from "../cards/activity-card.ts";
import type { Request } from "../request.ts";

export function saveNote({ crm, input, language }: Request): ActionAnswer {
  const note = input.form.text("note");
  const activity = crm.updateActivity(input.parameters.get("activityId"), {
    note: note === "" ? null : note,
  });
  return {
    steps: [{ update: activityCard(activity, language) }],
    notice: language.texts.savedNotice,
    stateChanged: true,
  };
}
