/** Undoing takes the entry from the whole team: ask first. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { questionCard } from "../cards/question-card.ts";
import { click } from "../cards/widgets.ts";
import type { Request } from "../request.ts";

export function askUndo(request: Request): ActionAnswer {
  const { texts } = request;
  const onYes = click("onUndo", { activityId: request.parameters.get("activityId") });
  const question = { title: texts.undoQuestion, warning: texts.undoWarning, yes: texts.undo, onYes };
  return push(questionCard(question, request));
}
