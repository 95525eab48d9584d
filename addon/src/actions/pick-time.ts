/** A free time was chosen: it goes into the form. */
import type { ActionAnswer } from "../answer.ts";
import { update } from "../answer.ts";
import { scheduleForm } from "../cards/schedule-form.ts";
import type { Request } from "../request.ts";
import { targetOf, typedMeeting } from "./meeting-input.ts";

export function pickTime(request: Request): ActionAnswer {
  const [day = "", time = ""] = request.parameters.get("at").split("T");
  const view = { target: targetOf(request), fields: { ...typedMeeting(request), day, time } };
  return update(scheduleForm(view, request));
}
