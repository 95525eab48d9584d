/** Asks before mails with somebody are never logged again, and says what would go. */
import type { Language } from "../request.ts";
import type { CardSpec } from "./card-spec.ts";
import { button, buttons, cancelButton, card, click, paragraph, primaryButton, section } from "./widgets.ts";
import { patternText } from "./why-widgets.ts";

export interface NeverView {
  /** An address or a domain. */
  readonly pattern: string;
  /** What only the sync logged, and would go with it. */
  readonly activities: number;
}

export function neverCard({ pattern, activities }: NeverView, { texts }: Language): CardSpec {
  const rule = { effect: "never", pattern };
  const at = pattern.lastIndexOf("@");
  const domain = pattern.slice(at + 1);
  return card(texts.neverQuestion(patternText(pattern)), [
    section([
      paragraph(texts.neverWarning(patternText(pattern))),
      activities === 0
        ? buttons(primaryButton(texts.never, click("onAddRule", rule)))
        : [
            paragraph(texts.neverEntries(activities)),
            buttons(primaryButton(texts.neverKeep, click("onAddRule", rule))),
            buttons(button(texts.neverPurge(activities), click("onAddRule", { ...rule, purge: "yes" }))),
          ],
      buttons(
        at !== -1 && button(texts.neverDomain(patternText(domain)), click("onAskNever", { pattern: domain })),
        cancelButton(texts),
      ),
    ]),
  ]);
}
