/** One contact, opened from a list or a search. */
import type { ContactCard } from "../../../contract/contacts.ts";
import type { Language } from "../request.ts";
import type { Past } from "./backfill-section.ts";
import { backfillSection } from "./backfill-section.ts";
import type { CardSpec } from "./card-spec.ts";
import { contactActions } from "./contact-actions.ts";
import { contactSections, positionOf } from "./contact-sections.ts";
import { button, buttons, card, click, section } from "./widgets.ts";

/**
 * @param canLogHere whether a mail or event is open that could be logged onto this contact.
 * @param past of who has just become a contact.
 */
export function contactCard(
  contact: ContactCard,
  canLogHere: boolean,
  language: Language,
  past?: Past,
): CardSpec {
  const { texts } = language;
  const parameters = { contactId: contact.id };
  return card(
    contact.name,
    [
      backfillSection(past, "contact", language),
      canLogHere && section([buttons(button(texts.logHere, click("onLogTo", parameters)))]),
      contactActions({ contactId: contact.id }, language),
      contactSections(contact, language, "contact"),
    ],
    {
      subtitle: positionOf(contact),
      menu: [
        contact.kind === "lead" && {
          text: texts.makeClient,
          onClick: click("onConvertContact", parameters),
        },
        { text: texts.importOlder, onClick: click("onOpenBackfill", parameters) },
        {
          text: texts.deleteAsk,
          onClick: click("onAskDelete", { ...parameters, name: contact.name }),
        },
      ],
    },
  );
}
