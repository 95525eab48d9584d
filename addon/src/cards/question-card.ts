/** Asks before something is destroyed. */
import type { Language } from "../request.ts";
import type { CallbackClick, CardSpec } from "./card-spec.ts";
import { button, buttons, card, click, paragraph, primaryButton, section } from "./widgets.ts";

export interface Question {
  readonly title: string;
  readonly warning: string;
  readonly yes: string;
  readonly onYes: CallbackClick;
}

export function questionCard({ title, warning, yes, onYes }: Question, { texts }: Language): CardSpec {
  return card(title, [
    section([paragraph(warning), buttons(primaryButton(yes, onYes), button(texts.keep, click("onBack")))]),
  ]);
}
