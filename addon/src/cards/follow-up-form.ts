/** Planning a follow-up: what, and by when. */
import type { Failure } from "../failure.ts";
import type { Language } from "../request.ts";
import type { CardSpec } from "./card-spec.ts";
import { fieldWarnings } from "./field-warnings.ts";
import {
  button,
  buttons,
  cancelButton,
  card,
  click,
  dateInput,
  primaryButton,
  section,
  textInput,
} from "./widgets.ts";

export interface FollowUpView {
  /** Whom and what it is about, and the card below: carried by the buttons. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly text: string;
  /** `2026-11-30`, or empty. */
  readonly day: string;
  readonly failure?: Failure | undefined;
}

export function followUpForm({ parameters, text, day, failure }: FollowUpView, language: Language): CardSpec {
  const { texts } = language;
  const warnings = fieldWarnings(failure, ["text", "dueOn"], language);
  const save = (days: number) => click("onSaveFollowUp", { ...parameters, days: String(days) });
  return card(texts.followUpTitle, [
    section(warnings.rest),
    section([
      warnings.of("text", texts.followUpLabel),
      textInput("text", texts.followUpLabel, { value: text }),
    ]),
    section(
      [
        buttons(
          button(texts.tomorrow, save(1)),
          button(texts.inDays(3), save(3)),
          button(texts.nextWeek, save(7)),
        ),
        warnings.of("dueOn", texts.dayLabel),
        dateInput("date", "day", texts.dayLabel, day),
        buttons(primaryButton(texts.save, click("onSaveFollowUp", parameters)), cancelButton(texts)),
      ],
      texts.dueHeader,
    ),
  ]);
}
