/** Saves an edited contact. */
import type { ActionAnswer } from "../answer.ts";
import { done, update, updateRoot } from "../answer.ts";
import { editForm, isStage } from "../cards/contact-form.ts";
import type { Request } from "../request.ts";
import { savedOr, typedFields } from "./contact-form-input.ts";
import { freshContactCard } from "./open-contact.ts";
import { showRoot } from "./show-root.ts";

export function saveContact(request: Request): ActionAnswer {
  const { parameters, crm, userId } = request;
  const contactId = parameters.get("contactId");
  const from = parameters.find("from") === "root" ? "root" : "contact";
  const { form, contact } = typedFields(request.form);
  const chosen = request.form.text("stage");
  const stage = isStage(chosen) ? chosen : undefined;
  const makeOwner = request.form.list("options").includes("own");
  return savedOr(
    () => crm.updateContact(contactId, { ...contact, stage, ownerId: makeOwner ? userId() : undefined }),
    (problem) => {
      const before = crm.contact(contactId);
      const fields = { ...form, kind: before.kind, stage: stage ?? before.stage };
      const { ownerName } = before;
      const ownedByUser = before.ownerId === userId();
      const view = { contactId, fields, ownerName, ownedByUser, makeOwner, from, problem } as const;
      return update(editForm(view, request));
    },
    () =>
      done(
        request.texts.savedNotice,
        from === "root"
          ? updateRoot(showRoot(request))
          : { steps: [{ pop: "card" }, { update: freshContactCard(request, contactId) }] },
      ),
    request,
  );
}
