/** Logs onto one contact: found by search, or whose card is shown. */
import type { ActionAnswer } from "../answer.ts";
import { updateRoot } from "../answer.ts";
import type { Request } from "../request.ts";
import { logOpenItem, noteOf } from "./log-open-item.ts";

export function logTo(request: Request): ActionAnswer {
  const contactIds = [request.parameters.get("contactId")];
  const { card, notice } = logOpenItem(request, { ...noteOf(request), contactIds });
  return { ...updateRoot(card), notice };
}
