/** The people on a mail or at an event, each one tap away from their card, or from becoming a contact. */
import type { Logged, Person } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import type { Click, SectionSpec } from "./card-spec.ts";
import { positionOf } from "./contact-sections.ts";
import { click, firstOf, row, section } from "./widgets.ts";

/** More rows than this are a mailing list. */
const MAX_PEOPLE = 20;

export interface PeopleView {
  readonly people: readonly Person[];
  readonly notShown: number;
  readonly header: string;
  readonly logged: Logged | null;
}

export function peopleSection(
  { people, notShown, header, logged }: PeopleView,
  language: Language,
): readonly SectionSpec[] {
  const { texts } = language;
  const draw = (person: Person) =>
    row(nameOf(person), {
      top: texts.kind[person.kind],
      // Beside a name the address says who it is; alone it stands in the first line already.
      bottom: person.contact === null ? person.name && person.email : positionOf(person.contact),
      icon: "PERSON",
      onClick: openPerson(person, logged),
    });
  return section(
    firstOf(people, MAX_PEOPLE, draw, texts.morePeople, notShown),
    header,
    people.length > 6 ? 5 : undefined,
  );
}

export function nameOf({ contact, name, email }: Person): string {
  return [contact?.name, name].find((text) => text?.trim()) ?? email;
}

export function isContact({ contact }: Person): boolean {
  return contact !== null;
}

/** Their card; it does not offer to log what is logged with them. */
export function openContactOf(contactId: string, logged: Logged | null): Click {
  const isLogged = logged?.contacts.some(({ id }) => id === contactId);
  return click("onOpenContact", { contactId, logged: isLogged ? "yes" : undefined });
}

/** Colleagues and oneself have no card. */
function openPerson({ kind, contact, email }: Person, logged: Logged | null): Click | undefined {
  if (contact !== null) return openContactOf(contact.id, logged);
  return kind === "unknown" ? click("onOpenCreateForm", { kind: "lead", email }) : undefined;
}
