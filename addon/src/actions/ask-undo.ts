/** Undoing takes the entry from the whole team: ask first. */
import type { ActionAnswer } from "../answer.ts";
import { questionCard } from "../cards/question-card.ts";
import { click } from "../cards/widgets.ts";
import type { Request } from "../request.ts";

export function askUndo({ input, language }: Request): ActionAnswer {
  const { texts } = language;
  const onYes = click("onUndo", { activityId: input.parameters.get("activityId") });
  const question = { title: texts.undoQuestion, warning: texts.undoWarning, yes: texts.undo, onYes };
  return { steps: [{ push: questionCard(question, language) }] };
}
