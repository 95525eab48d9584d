/** The form to edit a contact. */
import type { ActionAnswer } from "../answer.ts";
import { editForm, fieldsOf } from "../cards/contact-form.ts";
import type { Request } from "../request.ts";

export function openEditForm({ crm, input, language, userId }: Request): ActionAnswer {
  const contact = crm.contact(input.parameters.get("contactId"));
  const view = {
    contactId: contact.id,
    fields: fieldsOf(contact),
    ownerName: contact.ownerName,
    ownedByUser: contact.ownerId === userId(),
    makeOwner: false,
    from: input.parameters.find("from") === "root" ? "root" : "contact",
  } as const;
  return { steps: [{ push: editForm(view, language) }] };
}
