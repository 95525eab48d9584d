/** One line of a timeline, wherever it stands. */
import type { ActivitySummary, ActivityType } from "../../../contract/activities.ts";
import type { Language } from "../request.ts";
import type { Icon, Row } from "./card-spec.ts";
import { click, row } from "./widgets.ts";

export function activityRow(activity: ActivityLine, language: Language): Row {
  return row(subjectOf(activity, language), {
    top: `${whatHappened(activity, language)} · ${whenOf(activity, language)}`,
    bottom: activity.snippet,
    icon: activityIcon[activity.type],
    onClick: click("onOpenActivity", { activityId: activity.id }),
  });
}

export type ActivityLine = Pick<
  ActivitySummary,
  "id" | "type" | "direction" | "subject" | "snippet" | "occurredAt" | "status" | "delivery"
>;

const activityIcon: Readonly<Record<ActivityType, Icon>> = {
  EMAIL: "EMAIL",
  MEETING: "INVITE",
  NOTE: "DESCRIPTION",
  CALL: "PHONE",
};

/** Null is what the viewer may not see, empty is what nobody wrote. */
export function subjectOf(
  { subject, type }: Pick<ActivitySummary, "subject" | "type">,
  { texts }: Language,
): string {
  if (subject !== null && subject.trim() !== "") return subject;
  if (type === "NOTE" || type === "CALL") return texts.type[type];
  return subject === null ? texts.hiddenSubject : texts.noSubject;
}

/** `Received`, `Sent`, `On its way`, `Meeting, held`. */
export function whatHappened(
  { type, direction, status, delivery }: Pick<ActivitySummary, "type" | "direction" | "status" | "delivery">,
  { texts }: Language,
): string {
  if (delivery !== null) return texts.mailDelivery[delivery];
  if (type === "EMAIL" && direction !== null) return direction === "inbound" ? texts.received : texts.sent;
  return status === null ? texts.type[type] : `${texts.type[type]} · ${texts.meetingStatus[status]}`;
}

/** A meeting's hour matters, a mail's age does. */
function whenOf(
  { type, occurredAt }: Pick<ActivitySummary, "type" | "occurredAt">,
  { formats }: Language,
): string {
  return type === "MEETING" ? formats.dateTime(occurredAt) : formats.relative(occurredAt);
}
