/** Asks before something is destroyed. */
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import type { CallbackClick, CardSpec } from "./card-spec.ts";
import { button, buttons, click, paragraph, section } from "./widgets.ts";

export interface Question {
  readonly title: string;
  readonly warning: string;
  readonly yes: string;
  readonly onYes: CallbackClick;
}

export function questionCard({ title, warning, yes, onYes }: Question, { texts }: Language): CardSpec {
  return {
    title,
    sections: section([
      paragraph(markup`${warning}`),
      buttons(button(yes, onYes, "primary"), button(texts.keep, click("onBack"))),
    ]),
  };
}
