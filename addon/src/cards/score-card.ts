/** Why the engagement score is what it is. */
import type { ContactScore } from "../../../contract/contacts.ts";
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import type { CardSpec } from "./card-spec.ts";
import { reasonText, scoreText, signed } from "./contact-sections.ts";
import { boldLine, card, click, line, paragraph, row, section } from "./widgets.ts";

const MAX_REASONS = 40;

export function scoreCard({ score, momentum, reasons }: ContactScore, language: Language): CardSpec {
  const { texts, formats } = language;
  return card(texts.scoreTitle, [
    section([paragraph(boldLine(scoreText(score, momentum, language))), paragraph(texts.scoreExplained)]),
    section([
      reasons.length === 0 && paragraph(texts.scoreEmpty),
      reasons.slice(0, MAX_REASONS).map((reason) =>
        row(markup`<b>${signed(reason.points, language)}</b> ${line(reasonText(reason, language))}`, {
          top: formats.date(reason.at),
          onClick: click("onOpenActivity", { activityId: reason.activityId }),
        }),
      ),
    ]),
  ]);
}
