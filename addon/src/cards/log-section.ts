/** Whether the open mail or event stands in the CRM, and the buttons that put it there or take it out. */
import type { Logged } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { markup, list } from "../text.ts";
import type { SectionSpec, WidgetSpec } from "./card-spec.ts";
import { boldLine, button, buttons, click, line, paragraph, row, section } from "./widgets.ts";
import type { WhyWidgets } from "./why-widgets.ts";

export interface LogView {
  readonly logged: Logged | null;
  /** Whether somebody on it is a contact; without one it can only go to another contact. */
  readonly canLog: boolean;
  /** The sync leaves it out; it can be logged all the same. */
  readonly anyway?: boolean;
  readonly why?: WhyWidgets;
}

export function logSection(
  { logged, canLog, anyway = false, why = { shown: [], folded: [] } }: LogView,
  language: Language,
): readonly SectionSpec[] {
  const shown = [
    ...(logged === null ? logButtons(canLog, anyway, language) : loggedRows(logged, language)),
    ...why.shown,
  ];
  return why.folded.length === 0
    ? section(shown)
    : [{ widgets: [...shown, ...why.folded], shown: shown.length }];
}

function logButtons(canLog: boolean, anyway: boolean, { texts }: Language): readonly WidgetSpec[] {
  if (!canLog) return [buttons(button(texts.logToOther, click("onOpenSearch", { purpose: "log" })))];
  return [
    buttons(
      button(anyway ? texts.logAnyway : texts.log, click("onLog"), "primary"),
      button(texts.logWithNote, click("onOpenLogForm")),
    ),
  ];
}

function loggedRows(logged: Logged, { texts, formats }: Language): readonly WidgetSpec[] {
  const when = formats.relative(logged.at);
  const { activityId } = logged;
  return [
    row(boldLine(logged.by === null ? texts.loggedBySync(when) : texts.loggedBy(logged.by.name, when)), {
      ...(logged.contacts.length === 0 ? {} : { bottom: texts.loggedWith(namesOf(logged)) }),
      icon: "BOOKMARK",
      wrap: true,
      onClick: click("onOpenActivity", { activityId }),
      ...(logged.canUndo ? { button: button(texts.undo, click("onAskUndo", { activityId })) } : {}),
    }),
    ...(logged.note === null ? [] : [paragraph(markup`<i>${line(logged.note)}</i>`)]),
  ];
}

/** The first few; a long recipient list has hundreds. */
function namesOf({ contacts }: Logged): string {
  const names = contacts.map(({ name }) => name);
  const first = list(names.slice(0, 3), ", ");
  return names.length <= 3 ? first : `${first} +${names.length - 3}`;
}
