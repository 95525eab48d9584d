/** Beside an open mail: who it is, whether it is logged, and who else is on it. */
import type { MessageContext, Person, Why } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { oneLine } from "../text.ts";
import type { Past } from "./backfill-section.ts";
import { backfillSection } from "./backfill-section.ts";
import type { CardSpec, SectionSpec } from "./card-spec.ts";
import { connectionSection } from "./connection-section.ts";
import { contactActions } from "./contact-actions.ts";
import { contactSections, positionOf } from "./contact-sections.ts";
import { logSection } from "./log-section.ts";
import { isContact, nameOf, openContactOf, peopleSection } from "./people-section.ts";
import { button, buttons, card, click, paragraph, primaryButton, section } from "./widgets.ts";
import { whyWidgets } from "./why-widgets.ts";

export interface MessageView {
  /** A draft can be logged once it is sent. */
  readonly isDraft?: boolean | undefined;
  /** Of who has just become a contact. */
  readonly past?: Past | undefined;
}

export function messageCard(
  context: MessageContext,
  language: Language,
  { isDraft = false, past }: MessageView = {},
): CardSpec {
  const { people, peopleNotShown: notShown, logged, connection, why } = context;
  const { texts } = language;
  const primary = context.primary === null ? undefined : people[context.primary];
  const contact = primary?.contact;
  const others = people.filter((person) => person !== primary);
  const isAlone = others.every(({ kind }) => kind === "self");
  const log = {
    logged,
    canLog: people.some(isContact),
    anyway: isLeftOut(why),
    why: whyWidgets(context, language),
  };
  const header = primary ? texts.alsoOnMail : texts.onMail;
  const mail = { activityId: logged?.activityId, hasOthers: !isAlone };
  return card(
    primary ? nameOf(primary) : texts.noContact,
    [
      connectionSection(connection, language),
      backfillSection(past, "root", language),
      !contact && strangerSection(primary, language),
      isDraft ? section([paragraph(texts.failures.draft)]) : logSection(log, language),
      contact && [
        !isDraft && contactActions({ contactId: contact.id, mail }, language),
        contactSections(contact, language, "root"),
      ],
      // Alone on a mail one needs no telling.
      peopleSection({ people: isAlone ? [] : others, notShown, header, logged }, language),
    ],
    {
      subtitle: contact ? positionOf(contact) : primary?.email,
      menu: [contact && { text: texts.openContact, onClick: openContactOf(contact.id, logged) }],
    },
  );
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
    paragraph(texts.notInCrm(oneLine(nameOf(primary), 100))),
    buttons(
      primaryButton(texts.addAsLead, click("onOpenCreateForm", { kind: "lead", email })),
      button(texts.addAsClient, click("onOpenCreateForm", { kind: "client", email })),
    ),
  ]);
}
