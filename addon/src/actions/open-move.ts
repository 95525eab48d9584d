/** The form that gives a meeting another time, filled with the one it has. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { scheduleForm } from "../cards/schedule-form.ts";
import { attempt, Failure } from "../failure.ts";
import type { Request } from "../request.ts";
import type { Meeting } from "../../../contract/meetings.ts";
import { EMPTY_MEETING } from "./meeting-input.ts";
import { openSchedule } from "./open-schedule.ts";

export function openMove(request: Request): ActionAnswer {
  const meeting = movable(request, request.parameters.get("meetingId"));
  // Somebody else's, or gone: another one with the same people can be booked.
  if (!meeting) return { ...openSchedule(request), notice: request.texts.notYourMeeting };
  const zone = meeting.timezone ?? request.timeZone;
  const fields = {
    ...EMPTY_MEETING,
    title: meeting.title,
    minutes: meeting.durationMinutes,
    ...request.formats.inZone(zone).wall(meeting.start),
    zone,
  };
  const target = { kind: "move", meetingId: meeting.id, etag: meeting.etag ?? "" } as const;
  return push(scheduleForm({ target, fields, movedTitle: meeting.title }, request));
}

function movable({ crm }: Request, meetingId: string): Meeting | undefined {
  const meeting = attempt(() => crm.meeting(meetingId), "gone");
  if (meeting instanceof Failure) return undefined;
  return meeting.canChange && meeting.status !== "CANCELLED" ? meeting : undefined;
}
