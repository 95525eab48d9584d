/** Asks before mails with somebody are never logged again, and says what would go. */
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import type { CardSpec } from "./card-spec.ts";
import { button, buttons, cardTitle, click, paragraph, section } from "./widgets.ts";
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
  return {
    title: cardTitle(texts.neverQuestion(patternText(pattern))),
    sections: section([
      paragraph(markup`${texts.neverWarning(patternText(pattern))}`),
      ...(activities === 0
        ? [buttons(button(texts.never, click("onAddRule", rule), "primary"))]
        : [
            paragraph(markup`${texts.neverEntries(activities)}`),
            buttons(button(texts.neverKeep, click("onAddRule", rule), "primary")),
            buttons(button(texts.neverPurge(activities), click("onAddRule", { ...rule, purge: "yes" }))),
          ]),
      buttons(
        ...(at === -1
          ? []
          : [button(texts.neverDomain(patternText(domain)), click("onAskNever", { pattern: domain }))]),
        button(texts.cancel, click("onBack")),
      ),
    ]),
  };
}
