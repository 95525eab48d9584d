/** What the mailbox has from before somebody became a contact, and how much of it is wanted. */
import type { BackfillImport, BackfillPreview } from "../../../contract/sync.ts";
import type { Failure } from "../failure.ts";
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import type { CardSpec, SectionSpec } from "./card-spec.ts";
import { failureText } from "./error-card.ts";
import { button, buttons, card, click, connectButton, paragraph, section } from "./widgets.ts";

export interface Past {
  readonly contactId: string;
  readonly found: BackfillPreview | Failure;
}

/** Where the question stands, and what to draw when it is answered. */
export type AskedFrom = "root" | "contact" | "card";

export function backfillCard(past: Past, language: Language): CardSpec {
  const { texts } = language;
  const asked = backfillSection(past, "card", language);
  return card(texts.backfillTitle, asked.length > 0 ? asked : [section([paragraph(texts.nothingOlder)])]);
}

/** Nothing where nobody asked, and nothing for one mail: that is the open one, as a rule. */
export function backfillSection(
  past: Past | undefined,
  from: AskedFrom,
  language: Language,
): readonly SectionSpec[] {
  if (!past) return [];
  const { texts } = language;
  const { contactId, found } = past;
  if (found instanceof Error) return faultSection(contactId, found, language);
  const { mails, meetings, isAtLeast } = found;
  if (mails + meetings <= (from === "card" ? 0 : 1)) return [];
  return section(
    [
      paragraph(markup`<b>${texts.foundOlder(mails, meetings, isAtLeast)}</b><br>${texts.importedByItself}`),
      buttons(
        CHOICES.map((choice) =>
          button(texts.backfillChoice[choice], click("onChooseBackfill", { contactId, choice, from })),
        ),
      ),
    ],
    from === "card" ? undefined : texts.backfillTitle,
  );
}

export function isBackfillImport(text: string): text is BackfillImport {
  return CHOICES.some((choice) => choice === text);
}

const CHOICES = ["all", "headers", "none"] as const satisfies readonly BackfillImport[];

/** Nothing is lost by it: the sync imports everything as soon as it can. */
function faultSection(contactId: string, failure: Failure, language: Language): readonly SectionSpec[] {
  const { texts } = language;
  return section(
    failure.kind === "reconnect"
      ? [paragraph(texts.connectForOlder), buttons(connectButton(texts))]
      : [
          paragraph(markup`${texts.olderUnknown}<br>${failureText(failure, language)}`),
          buttons(button(texts.tryAgain, click("onOpenBackfill", { contactId }))),
        ],
  );
}
