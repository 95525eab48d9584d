/** Beside an open mail: who it is, whether it is logged, and who else is on it. */
import type { MessageContext, Person } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { markup, oneLine } from "../text.ts";
import type { CardSpec, SectionSpec } from "./card-spec.ts";
import { connectionSection } from "./connection-section.ts";
import { contactSections, positionOf } from "./contact-sections.ts";
import { logSection } from "./log-section.ts";
import { isContact, nameOf, openContactOf, peopleSection } from "./people-section.ts";
import { button, buttons, cardTitle, click, paragraph, section } from "./widgets.ts";

export interface MessageView {
  /** A draft can be logged once it is sent. */
  readonly isDraft?: boolean;
}

export function messageCard(
  context: MessageContext,
  language: Language,
  { isDraft = false }: MessageView = {},
): CardSpec {
  const { people, peopleNotShown, logged, connection } = context;
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
      ...(contact === undefined ? strangerSection(primary, people, language) : []),
      ...(isDraft
        ? section([paragraph(markup`${texts.failure.draft}`)])
        : logSection(logged, people.some(isContact), language)),
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

/** Nobody on the mail is a contact: say who it is instead, and offer to change that. */
function strangerSection(
  primary: Person | undefined,
  people: readonly Person[],
  { texts }: Language,
): readonly SectionSpec[] {
  if (primary?.kind !== "unknown") {
    const isNobody = people.every(({ kind }) => kind === "self");
    return section([paragraph(markup`${isNobody ? texts.nobody : texts.onlyColleagues}`)]);
  }
  const { email } = primary;
  return section([
    paragraph(markup`${texts.notInCrm(oneLine(nameOf(primary), 100))}`),
    buttons(
      button(texts.addAsLead, click("onOpenCreateForm", { kind: "lead", email }), "primary"),
      button(texts.addAsClient, click("onOpenCreateForm", { kind: "client", email })),
    ),
  ]);
}
