/** How a meeting went, and what comes next. */
import type { MeetingStatus } from "../../../contract/activities.ts";
import type { Language } from "../request.ts";
import type { SectionSpec, WidgetSpec } from "./card-spec.ts";
import { button, buttons, click, primaryButton, section } from "./widgets.ts";
import type { Parts } from "./widgets.ts";

export interface OutcomeView {
  /** Unset: the open event is not logged yet; saying how it went logs it. */
  readonly activityId?: string | undefined;
  readonly status: MeetingStatus | undefined;
  /** The first of those it was with. */
  readonly contactId: string | undefined;
  /** Where the buttons stand: on the root of the stack, or on the activity's own card. */
  readonly from: "root" | "card";
  /** It was just said: a day is proposed for the follow-up, `2026-11-30`. */
  readonly nextDay?: string | undefined;
}

export function outcomeSection(view: OutcomeView, { texts }: Language): Parts<SectionSpec> {
  const { activityId, status, from } = view;
  return [
    section(nextStep(view, texts), texts.nextStepHeader),
    section(
      [
        buttons(
          OUTCOMES.filter((outcome) => outcome !== status).map((outcome) =>
            button(texts.outcome[outcome], click("onSetOutcome", { activityId, outcome, from })),
          ),
          button(
            texts.wasMoved,
            activityId ? click("onOpenMove", { meetingId: activityId }) : click("onOpenSchedule"),
          ),
        ),
      ],
      // What is not among the buttons is what stands.
      status === undefined || status === "SCHEDULED"
        ? texts.outcomeLabel
        : `${texts.outcomeLabel} ${texts.meetingStatus[status]}`,
    ),
  ];
}

export type Outcome = (typeof OUTCOMES)[number];

export function isOutcome(text: string | undefined): text is Outcome {
  return OUTCOMES.some((outcome) => outcome === text);
}

const OUTCOMES = ["HELD", "NO_SHOW", "CANCELLED"] as const;

/** Whoever did not come is offered a new time: that first. */
function nextStep(
  { activityId, contactId, from, nextDay: day }: OutcomeView,
  texts: Language["texts"],
): Parts<WidgetSpec> {
  if (!day || !activityId) return [];
  return buttons(
    primaryButton(texts.addFollowUp, click("onOpenFollowUp", { activityId, day, from, contactId })),
    button(texts.scheduleNext, click("onOpenSchedule", { meetingId: activityId })),
  );
}
