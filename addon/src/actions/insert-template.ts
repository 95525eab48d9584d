/** Puts the chosen template's text, with the contact's values in it, into the compose form. */
import type { ActionAnswer } from "../answer.ts";
import { update } from "../answer.ts";
import type { RenderedTemplate, TemplateRender } from "../../../contract/templates.ts";
import type { ComposeParameters, MailDraft } from "../cards/compose-form.ts";
import { composeForm } from "../cards/compose-form.ts";
import { addressesIn } from "../addresses.ts";
import { attempt, Failure } from "../failure.ts";
import type { Request } from "../request.ts";
import { composeParameters, contextRequest, typedDraft } from "./mail-draft.ts";

export function insertTemplate(request: Request): ActionAnswer {
  const { crm } = request;
  const draft = typedDraft(request);
  const parameters = composeParameters(request);
  const templateId = request.form.text("template");
  const context = crm.composeContext(contextRequest(draft, parameters));
  // What was typed would be lost with an error that only a toast shows: the form comes back with it.
  const rendered = attempt(() => crm.renderTemplate(templateId, whom(draft, parameters)));
  const view =
    rendered instanceof Failure
      ? { parameters, draft, context, failure: rendered }
      : {
          parameters: { ...parameters, templateId },
          draft: withTemplate(draft, rendered),
          context,
          missing: rendered.missing,
        };
  return update(composeForm(view, request));
}

function whom(draft: MailDraft, { contactId }: ComposeParameters): TemplateRender {
  return contactId ? { contactId } : { email: addressesIn(draft.to)[0] };
}

/** A subject that stands there stays, and nothing that was typed goes. */
function withTemplate(draft: MailDraft, { subject, text }: RenderedTemplate): MailDraft {
  return {
    ...draft,
    subject: draft.subject === "" ? subject : draft.subject,
    text: draft.text === "" ? text : `${draft.text}\n\n${text}`,
  };
}
