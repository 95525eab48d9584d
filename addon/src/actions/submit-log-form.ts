/** Logs with the note and the contacts of the form. */
import type { ActionAnswer } from "../answer.ts";
import { updateRoot } from "../answer.ts";
import type { Request } from "../request.ts";
import { logOpenItem, noteOf } from "./log-open-item.ts";

export function submitLogForm(request: Request): ActionAnswer {
  const contactIds = [...request.form.list("contactIds")];
  if (contactIds.length === 0) return { notice: request.texts.nobodyChosen };
  const { card, notice } = logOpenItem(request, { ...noteOf(request), contactIds });
  return { ...updateRoot(card), notice };
}
