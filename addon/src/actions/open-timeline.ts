/** A page of a contact's timeline. */
import type { ActionAnswer } from "../answer.ts";
import type { ActivityType } from "../../../contract/activities.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import { isActivityType, timelineCard } from "../cards/timeline-card.ts";
import type { Request } from "../request.ts";

/** Rows of a page: with headers and buttons still far below what a card may hold. */
const PAGE = 15;

export function openTimeline(request: Request): ActionAnswer {
  const type = request.input.parameters.find("type");
  return { steps: [{ push: timelinePage(request, isActivityType(type) ? type : undefined) }] };
}

export function timelinePage({ crm, input, language }: Request, type: ActivityType | undefined): CardSpec {
  const contactId = input.parameters.get("contactId");
  const cursor = input.parameters.find("cursor");
  const page = crm.activities({
    contactId,
    limit: PAGE,
    ...(type === undefined ? {} : { type }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  return timelineCard({ contactId, type, page }, language);
}
