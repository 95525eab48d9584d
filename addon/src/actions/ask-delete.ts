/** Deleting a contact cannot be undone: ask first. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { questionCard } from "../cards/question-card.ts";
import { click } from "../cards/widgets.ts";
import type { Request } from "../request.ts";

export function askDelete(request: Request): ActionAnswer {
  const { texts } = request;
  const onYes = click("onDeleteContact", { contactId: request.parameters.get("contactId") });
  const question = {
    title: texts.deleteQuestion(request.parameters.get("name")),
    warning: texts.deleteWarning,
    yes: texts.deleteConfirm,
    onYes,
  };
  return push(questionCard(question, request));
}
