/** A meeting as the user's calendar has it; one that is not in there, as the CRM knows it. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { activityCard } from "../cards/activity-card.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import { meetingCard } from "../cards/meeting-card.ts";
import { attempt, Failure } from "../failure.ts";
import type { Request } from "../request.ts";

export function openMeeting(request: Request): ActionAnswer {
  const { parameters } = request;
  const card = cardOf(request, parameters.get("meetingId"));
  return parameters.find("instead")
    ? { steps: [{ pop: "root" }, { push: card }], stateChanged: true }
    : push(card);
}

function cardOf(request: Request, meetingId: string): CardSpec {
  const { crm } = request;
  const meeting = attempt(() => crm.meeting(meetingId), "gone");
  return meeting instanceof Failure
    ? activityCard(crm.activity(meetingId), request)
    : meetingCard(meeting, request);
}
