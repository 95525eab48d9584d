/** The form for a follow-up: from the open mail, a contact, or a meeting that is over. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { subjectOf } from "../cards/activity-row.ts";
import { followUpForm } from "../cards/follow-up-form.ts";
import type { Request } from "../request.ts";
import { topicOf } from "../subject-line.ts";
import { oneLine } from "../text.ts";

/** What the form's buttons carry on. */
const CARRIED = ["contactId", "activityId", "from"] as const;

export function openFollowUp(request: Request): ActionAnswer {
  const { parameters } = request;
  const view = { parameters: carried(request), text: proposal(request), day: parameters.find("day") ?? "" };
  return push(followUpForm(view, request));
}

export function carried({ parameters }: Request): Readonly<Record<string, string>> {
  return Object.fromEntries(
    CARRIED.flatMap((name) => {
      const value = parameters.find(name);
      return value ? [[name, value]] : [];
    }),
  );
}

const MAX_SUBJECT = 200;

/** `Reply: Offer for 200 chairs`, `New date: Demo`, `Get back to Anna Schmidt`. */
function proposal(request: Request): string {
  const { texts } = request;
  const { parameters, message } = request;
  const activityId = parameters.find("activityId");
  const contactId = parameters.find("contactId");
  if (message && parameters.find("from") === "root") {
    const subject = topicOf(request.mail.header(message).subject ?? "");
    return texts.followUpMail(oneLine(subject === "" ? texts.noSubject : subject, MAX_SUBJECT));
  }
  if (activityId) {
    const activity = request.crm.activity(activityId);
    const subject = oneLine(topicOf(subjectOf(activity, request)), MAX_SUBJECT);
    if (activity.type === "EMAIL") return texts.followUpMail(subject);
    const isOff = activity.status === "NO_SHOW" || activity.status === "CANCELLED";
    return isOff ? texts.followUpMissed(subject) : texts.followUpMeeting(subject);
  }
  return contactId ? texts.followUpContact(oneLine(request.crm.contact(contactId).name, MAX_SUBJECT)) : "";
}
