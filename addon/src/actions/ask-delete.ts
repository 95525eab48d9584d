/** Deleting a contact cannot be undone: ask first. */
import type { ActionAnswer } from "../answer.ts";
import { questionCard } from "../cards/question-card.ts";
import { click } from "../cards/widgets.ts";
import type { Request } from "../request.ts";

export function askDelete({ input, language }: Request): ActionAnswer {
  const { texts } = language;
  const onYes = click("onDeleteContact", { contactId: input.parameters.get("contactId") });
  const question = {
    title: texts.deleteQuestion,
    warning: texts.deleteWarning,
    yes: texts.deleteConfirm,
    onYes,
  };
  return { steps: [{ push: questionCard(question, language) }] };
}
