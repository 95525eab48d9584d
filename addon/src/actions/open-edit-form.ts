/** The form to edit a contact. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { editForm, fieldsOf } from "../cards/contact-form.ts";
import type { Request } from "../request.ts";

export function openEditForm(request: Request): ActionAnswer {
  const contact = request.crm.contact(request.parameters.get("contactId"));
  const view = {
    contactId: contact.id,
    fields: fieldsOf(contact),
    ownerName: contact.ownerName,
    ownedByUser: contact.ownerId === request.userId(),
    makeOwner: false,
    from: request.parameters.find("from") === "root" ? "root" : "contact",
  } as const;
  return push(editForm(view, request));
}
