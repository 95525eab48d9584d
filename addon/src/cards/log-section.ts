/** Whether the open mail or event stands in the CRM, and the buttons that put it there or take it out. */
import type { Logged } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { list, markup } from "../text.ts";
import type { SectionSpec, WidgetSpec } from "./card-spec.ts";
import {
  boldLine,
  button,
  buttons,
  click,
  foldedSection,
  line,
  paragraph,
  primaryButton,
  row,
} from "./widgets.ts";
import type { WhyWidgets } from "./why-widgets.ts";
import type { Parts } from "./widgets.ts";

export interface LogView {
  readonly logged: Logged | null;
  /** Whether somebody on it is a contact; without one it can only go to another contact. */
  readonly canLog: boolean;
  /** The sync leaves it out; it can be logged all the same. */
  readonly anyway?: boolean | undefined;
  readonly why?: WhyWidgets | undefined;
}

export function logSection(
  { logged, canLog, anyway = false, why }: LogView,
  language: Language,
): Parts<SectionSpec> {
  const shown = logged === null ? logButtons(canLog, anyway, language) : loggedRows(logged, language);
  return foldedSection([shown, why?.shown], [why?.folded]);
}

function logButtons(canLog: boolean, anyway: boolean, { texts }: Language): Parts<WidgetSpec> {
  if (!canLog) return buttons(button(texts.logToOther, click("onOpenSearch", { purpose: "log" })));
  return buttons(
    primaryButton(anyway ? texts.logAnyway : texts.log, click("onLog")),
    button(texts.logWithNote, click("onOpenLogForm")),
  );
}

function loggedRows(logged: Logged, language: Language): Parts<WidgetSpec> {
  const { texts } = language;
  const { activityId, contacts, note } = logged;
  return [
    row(boldLine(loggedText(logged.by, logged.at, language)), {
      bottom: contacts.length > 0 ? texts.loggedWith(namesOf(logged)) : undefined,
      icon: "BOOKMARK",
      wrap: true,
      onClick: click("onOpenActivity", { activityId }),
      button: logged.canUndo ? button(texts.undo, click("onAskUndo", { activityId })) : undefined,
    }),
    note !== null && paragraph(markup`<i>${line(note)}</i>`),
  ];
}

/** By somebody, or by the sync. */
export function loggedText(
  by: { readonly name: string } | null,
  at: string,
  { texts, formats }: Language,
): string {
  const when = formats.relative(at);
  return by === null ? texts.loggedBySync(when) : texts.loggedBy(by.name, when);
}

/** The first few; a long recipient list has hundreds. */
function namesOf({ contacts }: Logged): string {
  const names = contacts.map(({ name }) => name);
  const first = list(names.slice(0, 3), ", ");
  return names.length <= 3 ? first : `${first} +${names.length - 3}`;
}
