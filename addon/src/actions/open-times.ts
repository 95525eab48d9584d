/** The free times that the form found, as text for a mail. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { timesCard } from "../cards/times-card.ts";
import type { Request } from "../request.ts";
import { offersFrom } from "./find-times.ts";
import { typedMeeting } from "./meeting-input.ts";

export function openTimes(request: Request): ActionAnswer {
  const fields = typedMeeting(request);
  const { text } = offersFrom(request, fields, fields.day);
  return push(timesCard(text, fields.required, request));
}
