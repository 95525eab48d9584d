/** A page of a contact's timeline. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import type { ActivityType } from "../../../contract/activities.ts";
import type { CardSpec } from "../cards/card-spec.ts";
import { activityTypeOf, timelineCard } from "../cards/timeline-card.ts";
import type { Request } from "../request.ts";

/** Rows of a page: with headers and buttons still far below what a card may hold. */
const PAGE = 15;

export function openTimeline(request: Request): ActionAnswer {
  const type = request.parameters.find("type");
  return push(timelinePage(request, activityTypeOf(type)));
}

export function timelinePage(request: Request, type: ActivityType | undefined): CardSpec {
  const contactId = request.parameters.get("contactId");
  const cursor = request.parameters.find("cursor");
  const page = request.crm.activities({ contactId, limit: PAGE, type, cursor });
  return timelineCard({ contactId, type, page }, request);
}
