/** Gives a meeting another time, unless it was changed in Google since the user looked: then the user chooses. */
import type { ActionAnswer } from "../answer.ts";
import { update } from "../answer.ts";
import type { Meeting } from "../../../contract/meetings.ts";
import { clashCard } from "../cards/meeting-card.ts";
import type { MeetingFields, Problems } from "../cards/schedule-form.ts";
import { notifyOf, scheduleForm } from "../cards/schedule-form.ts";
import type { EventInput } from "../events.ts";
import { attempt, Failure } from "../failure.ts";
import type { Request } from "../request.ts";
import { withMeeting } from "./book-meeting.ts";
import { missing, problemsOf, targetOf, timeOf, typedMeeting } from "./meeting-input.ts";

export function moveMeeting(request: Request): ActionAnswer {
  const { parameters, crm } = request;
  const [target, fields] = [targetOf(request), wantedTime(request)];
  const redraw = (problems: Problems): ActionAnswer =>
    update(scheduleForm({ target, fields, problems }, request));
  const problems = missing(fields, target, request);
  if (Object.keys(problems).length > 0) return redraw(problems);
  const patch = { ...timeOf(fields), notify: fields.notify, etag: parameters.find("etag") };
  const moved = attempt(() => crm.updateMeeting(parameters.get("meetingId"), patch));
  if (moved instanceof Failure) {
    const current = moved.details.meeting;
    if (current) return clash(request, current, fields);
    return redraw(problemsOf(moved, fields, request));
  }
  return withMeeting(moved, request.texts.movedNotice, request);
}

/** From the form, or from the card that asked what to do about a change in Google. */
function wantedTime(input: EventInput): MeetingFields {
  const { parameters } = input;
  const typed = typedMeeting(input);
  const at = parameters.find("at");
  if (!at) return typed;
  const [day = "", time = ""] = at.split("T");
  return {
    ...typed,
    day,
    time,
    minutes: Number(parameters.get("minutes")),
    zone: parameters.get("zone"),
    notify: notifyOf(parameters.find("notify")),
  };
}

function clash(request: Request, current: Meeting, fields: MeetingFields): ActionAnswer {
  const { day, time, minutes, zone, notify } = fields;
  const wanted = { meetingId: current.id, at: `${day}T${time}`, minutes: String(minutes), zone, notify };
  // The wall's own time is shown as it was typed: read as UTC, so that no zone moves it.
  const asTyped = request.formats.inZone("UTC").dateTime(`${day}T${time}:00Z`);
  const wantedText = request.texts.timeThere(asTyped, zone);
  return update(clashCard({ current, wanted, wantedText }, request));
}
