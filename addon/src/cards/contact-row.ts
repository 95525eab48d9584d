/** A contact in a list. */
import type { Contact } from "../../../contract/contacts.ts";
import type { Language } from "../request.ts";
import type { Click, Row } from "./card-spec.ts";
import { positionOf, standingOf } from "./contact-sections.ts";
import { openContact, row } from "./widgets.ts";

export function contactRow(contact: Contact, language: Language, onClick?: Click): Row {
  return row(contact.name, {
    top: standingOf(contact, language),
    bottom: positionOf(contact) || contact.emails[0],
    icon: "PERSON",
    onClick: onClick ?? openContact(contact.id),
  });
}
