/** Whether the open mail or event stands in the CRM, and the buttons that put it there or take it out. */
import type { Logged } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { markup, list } from "../text.ts";
import type { SectionSpec } from "./card-spec.ts";
import { boldLine, button, buttons, click, line, paragraph, row, section } from "./widgets.ts";

export interface LogView {
  readonly logged: Logged | null;
  /** Whether somebody on it is a contact; without one it can only go to another contact. */
  readonly canLog: boolean;
  /** The sync leaves it out; it can be logged all the same. */
  readonly anyway?: boolean;
}

export function logSection(
  { logged, canLog, anyway = false }: LogView,
  language: Language,
): readonly SectionSpec[] {
  if (logged !== null) return loggedSection(logged, language);
  const { texts } = language;
  const toOther = button(texts.logToOther, click("onOpenSearch", { purpose: "log" }));
  if (!canLog) return section([buttons(toOther)]);
  return section([
    buttons(
      button(anyway ? texts.logAnyway : texts.log, click("onLog"), "primary"),
      button(texts.logWithNote, click("onOpenLogForm")),
    ),
  ]);
}

function loggedSection(logged: Logged, { texts, formats }: Language): readonly SectionSpec[] {
  const when = formats.relative(logged.at);
  const { activityId } = logged;
  return section([
    row(boldLine(logged.by === null ? texts.loggedBySync(when) : texts.loggedBy(logged.by.name, when)), {
      ...(logged.contacts.length === 0 ? {} : { bottom: texts.loggedWith(namesOf(logged)) }),
      icon: "BOOKMARK",
      wrap: true,
      onClick: click("onOpenActivity", { activityId }),
      ...(logged.canUndo ? { button: button(texts.undo, click("onAskUndo", { activityId })) } : {}),
    }),
    ...(logged.note === null ? [] : [paragraph(markup`<i>${line(logged.note)}</i>`)]),
  ]);
}

/** The first few; a long recipient list has hundreds. */
function namesOf({ contacts }: Logged): string {
  const names = contacts.map(({ name }) => name);
  const first = list(names.slice(0, 3), ", ");
  return names.length <= 3 ? first : `${first} +${names.length - 3}`;
}
