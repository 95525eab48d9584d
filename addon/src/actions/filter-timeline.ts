/** Another kind of activity was chosen above the timeline: back to its first page. */
import type { ActionAnswer } from "../answer.ts";
import { update } from "../answer.ts";
import { activityTypeOf } from "../cards/timeline-card.ts";
import type { Request } from "../request.ts";
import { timelinePage } from "./open-timeline.ts";

export function filterTimeline(request: Request): ActionAnswer {
  const type = request.form.text("type");
  return update(timelinePage(request, activityTypeOf(type)));
}
