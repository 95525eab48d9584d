/** Saves a follow-up, by one of the days offered or by the day that was picked. */
import type { ActionAnswer } from "../answer.ts";
import { done, update } from "../answer.ts";
import { followUpForm } from "../cards/follow-up-form.ts";
import { addDays } from "../days.ts";
import { attempt, Failure } from "../failure.ts";
import type { Request } from "../request.ts";
import { carried } from "./open-follow-up.ts";
import { stepsBack } from "./steps-back.ts";

export function saveFollowUp(request: Request): ActionAnswer {
  const { parameters, form, timeZone, crm, texts, formats } = request;
  const days = parameters.find("days");
  const day = form.date("day");
  const text = form.text("text");
  const dueOn = days ? addDays(formats.today(), Number(days)) : day;
  const saved = attempt(() => {
    if (dueOn === "") throw new Failure("invalid", { errors: [{ path: "dueOn", message: texts.isMissing }] });
    const [contactId, activityId] = [parameters.find("contactId"), parameters.find("activityId")];
    return crm.createTask({ text, dueOn, timeZone, contactId, activityId });
  }, "invalid");
  if (saved instanceof Failure) {
    const view = { parameters: carried(request), text, day, failure: saved };
    return update(followUpForm(view, request));
  }
  const notice = texts.followUpNotice(formats.wholeDay(`${dueOn}T00:00:00Z`));
  return done(notice, { steps: stepsBack(request) });
}
