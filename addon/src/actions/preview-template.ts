/** A template with the recipient's values in it, before it goes into the open draft. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import type { Whom } from "../cards/compose-window-card.ts";
import { templatePreviewCard } from "../cards/compose-window-card.ts";
import type { Request } from "../request.ts";

export function previewTemplate(request: Request): ActionAnswer {
  const { parameters, crm } = request;
  const templateId = parameters.get("templateId");
  const whom = whomIn(parameters);
  const rendered = crm.renderTemplate(templateId, whom);
  const preview = {
    templateId,
    name: parameters.get("name"),
    whom,
    subject: parameters.find("subject"),
    rendered,
  };
  return push(templatePreviewCard(preview, request));
}

export function whomIn(parameters: Request["parameters"]): Whom {
  const contactId = parameters.find("contactId");
  return contactId ? { contactId } : { email: parameters.find("email") };
}
