/** Calling a meeting off: asked first, then done; one that is gone already is as good. */
import type { ActionAnswer } from "../answer.ts";
import { done, push, update } from "../answer.ts";
import { cancelCard } from "../cards/meeting-card.ts";
import { notifyOf } from "../cards/schedule-form.ts";
import { attempt } from "../failure.ts";
import type { Request } from "../request.ts";

export function askCancelMeeting(request: Request): ActionAnswer {
  const meeting = request.crm.meeting(request.parameters.get("meetingId"));
  return meeting.canChange
    ? push(cancelCard(meeting, false, request))
    : { notice: request.texts.notYourMeeting };
}

export function cancelMeeting(request: Request): ActionAnswer {
  const { parameters, form, crm, texts } = request;
  const how = { notify: notifyOf(form.text("notify")), etag: parameters.find("etag") };
  const gone = (notice: string) => done(notice, { steps: [{ pop: "root" }] });
  const failure = attempt(() => {
    crm.cancelMeeting(parameters.get("meetingId"), how);
  });
  if (!failure) return gone(texts.cancelledNotice);
  if (failure.kind === "gone") return gone(texts.wasGoneNotice);
  if (failure.kind === "forbidden") return { notice: texts.notYourMeeting };
  const { meeting } = failure.details;
  if (!meeting) throw failure;
  return update(cancelCard(meeting, true, request));
}
