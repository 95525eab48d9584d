/** Saves an edited contact. */
import type { ActionAnswer } from "../answer.ts";
import { editForm, isStage } from "../cards/contact-form.ts";
import type { Request } from "../request.ts";
import { savedOr, typedFields } from "./contact-form-input.ts";
import { freshContactCard } from "./open-contact.ts";
import { showRoot } from "./show-root.ts";

export function saveContact(request: Request): ActionAnswer {
  const { input, crm, language, userId } = request;
  const contactId = input.parameters.get("contactId");
  const from = input.parameters.find("from") === "root" ? "root" : "contact";
  const { form, contact } = typedFields(input.form);
  const chosen = input.form.text("stage");
  const stage = isStage(chosen) ? chosen : undefined;
  const makeOwner = input.form.list("options").includes("own");
  return savedOr(
    () =>
      crm.updateContact(contactId, {
        ...contact,
        ...(stage === undefined ? {} : { stage }),
        ...(makeOwner ? { ownerId: userId() } : {}),
      }),
    (problem) => {
      const before = crm.contact(contactId);
      const fields = { ...form, kind: before.kind, stage: stage ?? before.stage };
      const ownedByUser = before.ownerId === userId();
      const view = {
        contactId,
        fields,
        ownerName: before.ownerName,
        ownedByUser,
        makeOwner,
        from,
        problem,
      } as const;
      return { steps: [{ update: editForm(view, language) }] };
    },
    () => ({
      steps:
        from === "root"
          ? [{ pop: "root" }, { update: showRoot(request) }]
          : [{ pop: "card" }, { update: freshContactCard(request, contactId) }],
      notice: language.texts.savedNotice,
      stateChanged: true,
    }),
    language,
  );
}
