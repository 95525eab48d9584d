/** A contact in a list. */
import type { Contact } from "../../../contract/contacts.ts";
import type { Language } from "../request.ts";
import type { Click, Row } from "./card-spec.ts";
import { positionOf } from "./contact-sections.ts";
import { click, line, row } from "./widgets.ts";

export function contactRow(contact: Contact, { texts }: Language, onClick?: Click): Row {
  return row(line(contact.name), {
    top: `${texts.kind[contact.kind]} · ${texts.stage[contact.stage]}`,
    bottom: positionOf(contact) || (contact.emails[0] ?? ""),
    icon: "PERSON",
    onClick: onClick ?? click("onOpenContact", { contactId: contact.id }),
  });
}
