/** Books what the form says, once. */
import type { ActionAnswer } from "../answer.ts";
import { done, update } from "../answer.ts";
import type { Meeting } from "../../../contract/meetings.ts";
import { meetingCard } from "../cards/meeting-card.ts";
import type { Problems } from "../cards/schedule-form.ts";
import { scheduleForm } from "../cards/schedule-form.ts";
import { attempt, Failure } from "../failure.ts";
import type { Language, Request } from "../request.ts";
import { meetingOf, missing, problemsOf, targetOf, typedMeeting } from "./meeting-input.ts";

export function bookMeeting(request: Request): ActionAnswer {
  const [target, fields] = [targetOf(request), typedMeeting(request)];
  const redraw = (problems: Problems): ActionAnswer =>
    update(scheduleForm({ target, fields, problems }, request));
  const problems = missing(fields, target, request);
  if (Object.keys(problems).length > 0) return redraw(problems);
  const key = request.parameters.get("key");
  const meeting = attempt(() => request.crm.createMeeting(meetingOf(fields), key));
  if (meeting instanceof Failure) return redraw(problemsOf(meeting, fields, request));
  return withMeeting(meeting, request.texts.bookedNotice, request);
}

/** In place of the form; the cards below were drawn before. */
export function withMeeting(meeting: Meeting, notice: string, language: Language): ActionAnswer {
  return done(notice, { steps: [{ pop: "root" }, { push: meetingCard(meeting, language) }] });
}
