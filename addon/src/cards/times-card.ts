/** Free times as text, to be put into a mail. */
import type { Language } from "../request.ts";
import type { CardSpec } from "./card-spec.ts";
import { buttons, card, click, paragraph, primaryButton, section, textInput } from "./widgets.ts";

/** @param to for whom they are, as typed. */
export function timesCard(text: string, to: string, language: Language): CardSpec {
  const { texts } = language;
  return card(texts.freeTimesHeader, [
    section(
      text === ""
        ? [paragraph(texts.noFreeTimes)]
        : [
            textInput("text", texts.timesLabel, { multiline: true, value: text, hint: texts.timesHint }),
            buttons(primaryButton(texts.newMail, click("onOpenCompose", { to }))),
          ],
    ),
  ]);
}
