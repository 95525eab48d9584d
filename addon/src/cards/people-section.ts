/** The people on a mail or at an event, each one tap away from their card, or from becoming a contact. */
import type { Logged, Person } from "../../../contract/context.ts";
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import type { Click, SectionSpec } from "./card-spec.ts";
import { positionOf } from "./contact-sections.ts";
import { click, line, paragraph, row, section } from "./widgets.ts";

/** More rows than this are a mailing list. */
const MAX_PEOPLE = 20;

export interface PeopleView {
  readonly people: readonly Person[];
  readonly notShown: number;
  readonly header: string;
  readonly logged: Logged | null;
  /** A second line for contacts instead of their position. */
  readonly brief?: (person: Person) => string;
}

export function peopleSection(
  { people, notShown, header, logged, brief }: PeopleView,
  language: Language,
): readonly SectionSpec[] {
  const { texts } = language;
  const hidden = notShown + Math.max(0, people.length - MAX_PEOPLE);
  const rows = people.slice(0, MAX_PEOPLE).map((person) => {
    const onClick = openPerson(person, logged);
    return row(line(nameOf(person)), {
      top: texts.kind[person.kind],
      bottom:
        brief?.(person) ?? (person.contact === null ? otherAddress(person) : positionOf(person.contact)),
      icon: "PERSON",
      ...(onClick === undefined ? {} : { onClick }),
    });
  });
  const rest = hidden === 0 ? [] : [paragraph(markup`${texts.morePeople(hidden)}`)];
  const all = section([...rows, ...rest], header);
  return rows.length > 6 ? all.map((part) => ({ ...part, shown: 5 })) : all;
}

export function nameOf({ contact, name, email }: Person): string {
  return (
    [contact?.name, name].find((text) => text !== undefined && text !== null && text.trim() !== "") ?? email
  );
}

export function isContact({ contact }: Person): boolean {
  return contact !== null;
}

/** Their card; it does not offer to log what is logged with them. */
export function openContactOf(contactId: string, logged: Logged | null): Click {
  const isLogged = logged?.contacts.some(({ id }) => id === contactId) === true;
  return click("onOpenContact", isLogged ? { contactId, logged: "yes" } : { contactId });
}

/** Colleagues and oneself have no card. */
function openPerson({ kind, contact, email }: Person, logged: Logged | null): Click | undefined {
  if (contact !== null) return openContactOf(contact.id, logged);
  return kind === "unknown" ? click("onOpenCreateForm", { kind: "lead", email }) : undefined;
}

/** Beside a name the address says who it is; alone it stands in the first line already. */
function otherAddress({ name, email }: Person): string {
  return name === null ? "" : email;
}
