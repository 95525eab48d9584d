/** Another kind of activity was chosen above the timeline: back to its first page. */
import type { ActionAnswer } from "../answer.ts";
import { isActivityType } from "../cards/timeline-card.ts";
import type { Request } from "../request.ts";
import { timelinePage } from "./open-timeline.ts";

export function filterTimeline(request: Request): ActionAnswer {
  const type = request.input.form.text("type");
  return { steps: [{ update: timelinePage(request, isActivityType(type) ? type : undefined) }] };
}
