/** Why the engagement score is what it is. */
import type { ContactScore } from "../../../contract/contacts.ts";
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import type { CardSpec } from "./card-spec.ts";
import { reasonText, signed } from "./contact-sections.ts";
import { boldLine, click, line, paragraph, row, section } from "./widgets.ts";

const MAX_REASONS = 40;

export function scoreCard({ score, momentum, reasons }: ContactScore, language: Language): CardSpec {
  const { texts, formats } = language;
  return {
    title: texts.scoreTitle,
    sections: [
      ...section([
        paragraph(boldLine(texts.scoreAndMomentum(score, formats.number(score), formats.number(momentum)))),
        paragraph(markup`${texts.scoreExplained}`),
      ]),
      ...section(
        reasons.length === 0
          ? [paragraph(markup`${texts.scoreEmpty}`)]
          : reasons.slice(0, MAX_REASONS).map((reason) =>
              row(markup`<b>${signed(reason.points, language)}</b> ${line(reasonText(reason, language))}`, {
                top: formats.date(reason.at),
                onClick: click("onOpenActivity", { activityId: reason.activityId }),
              }),
            ),
      ),
    ],
  };
}
