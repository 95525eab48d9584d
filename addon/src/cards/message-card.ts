/** Beside an open mail: who it is, whether it is logged, and who else is on it. */
import type { MessageContext, Person, Why } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { markup, oneLine } from "../text.ts";
import type { Past } from "./backfill-section.ts";
import { backfillSection } from "./backfill-section.ts";
import type { CardSpec, SectionSpec } from "./card-spec.ts";
import { connectionSection } from "./connection-section.ts";
import { contactSections, positionOf } from "./contact-sections.ts";
import { logSection } from "./log-section.ts";
import { isContact, nameOf, openContactOf, peopleSection } from "./people-section.ts";
import { button, buttons, cardTitle, click, paragraph, section } from "./widgets.ts";
import { whyWidgets } from "./why-widgets.ts";

export interface MessageView {
  /** A draft can be logged once it is sent. */
  readonly isDraft?: boolean;
  /** Of who has just become a contact. */
  readonly past?: Past | undefined;
}

export function messageCard(
  context: MessageContext,
  language: Language,
  { isDraft = false, past }: MessageView = {},
): CardSpec {
  const { people, peopleNotShown, logged, connection, why } = context;
  const { texts } = language;
  const primary = context.primary === null ? undefined : people[context.primary];
  const contact = primary?.contact ?? undefined;
  const others = people.filter((person) => person !== primary);
  const subtitle = contact === undefined ? primary?.email : positionOf(contact);
  return {
    title: cardTitle(primary === undefined ? texts.noContact : nameOf(primary)),
    ...(subtitle === undefined || subtitle === "" ? {} : { subtitle: cardTitle(subtitle) }),
    sections: [
      ...connectionSection(connection, language),
      ...backfillSection(past, "root", language),
      ...(contact === undefined ? strangerSection(primary, language) : []),
      ...(isDraft
        ? section([paragraph(markup`${texts.failure.draft}`)])
        : logSection(
            {
              logged,
              canLog: people.some(isContact),
              anyway: isLeftOut(why),
              why: whyWidgets(context, language),
            },
            language,
          )),
      ...(contact === undefined ? [] : contactSections(contact, language, "root")),
      ...peopleSection(
        {
          // Alone on a mail one needs no telling.
          people: others.every(({ kind }) => kind === "self") ? [] : others,
          notShown: peopleNotShown,
          header: texts.alsoOnMail,
          logged,
        },
        language,
      ),
    ],
    menu: [
      ...(contact === undefined
        ? []
        : [{ text: texts.openContact, onClick: openContactOf(contact.id, logged) }]),
      { text: texts.search, onClick: click("onOpenSearch") },
    ],
  };
}

/** By a rule or for what it is; after an undo it is logged as at first. */
function isLeftOut({ decision, reason }: Why): boolean {
  return reason !== "undone" && ["skipped", "would_skip", "unreadable"].includes(decision);
}

/** Nobody on the mail is a contact: say who it is instead, and offer to change that. */
function strangerSection(primary: Person | undefined, { texts }: Language): readonly SectionSpec[] {
  if (primary?.kind !== "unknown") return [];
  const { email } = primary;
  return section([
    paragraph(markup`${texts.notInCrm(oneLine(nameOf(primary), 100))}`),
    buttons(
      button(texts.addAsLead, click("onOpenCreateForm", { kind: "lead", email }), "primary"),
      button(texts.addAsClient, click("onOpenCreateForm", { kind: "client", email })),
    ),
  ]);
}
