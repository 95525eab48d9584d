/** The compose form's fields and parameters, read back from a click on it. */
import type { ComposeContextRequest } from "../../../contract/context.ts";
import type { EmailCreate } from "../../../contract/emails.ts";
import type { ComposeParameters, MailDraft } from "../cards/compose-form.ts";
import { addressesIn } from "../addresses.ts";
import type { Request } from "../request.ts";

/** A day without a time begins with the working day. */
const MORNING = "09:00";

export const EMPTY_DRAFT: MailDraft = {
  to: "",
  cc: "",
  bcc: "",
  from: "",
  subject: "",
  text: "",
  sendDate: "",
  sendTime: "",
};

export function typedDraft({ form }: Request): MailDraft {
  return {
    to: form.text("to"),
    cc: form.text("cc"),
    bcc: form.text("bcc"),
    from: form.text("from"),
    subject: form.text("subject"),
    text: form.text("text"),
    sendDate: form.date("sendDate"),
    sendTime: form.time("sendTime"),
  };
}

export function composeParameters({ parameters }: Request): ComposeParameters {
  return {
    key: parameters.get("key"),
    contactId: parameters.find("contactId"),
    activityId: parameters.find("activityId"),
    threadId: parameters.find("threadId"),
    templateId: parameters.find("templateId"),
    from: parameters.find("from"),
  };
}

export function contextRequest(draft: MailDraft, { contactId }: ComposeParameters): ComposeContextRequest {
  return {
    to: addressesIn(draft.to),
    cc: addressesIn(draft.cc),
    bcc: addressesIn(draft.bcc),
    contactId,
  };
}

export function emailOf(draft: MailDraft, parameters: ComposeParameters, request: Request): EmailCreate {
  const { activityId, threadId, templateId } = parameters;
  const day = draft.sendDate === "" ? request.formats.today() : draft.sendDate;
  const isLater = draft.sendDate !== "" || draft.sendTime !== "";
  return {
    to: addressesIn(draft.to),
    cc: addressesIn(draft.cc),
    bcc: addressesIn(draft.bcc),
    subject: draft.subject,
    text: draft.text,
    from: draft.from || undefined,
    replyToActivityId: activityId,
    gmailThreadId: activityId ? undefined : threadId,
    templateId,
    ...(isLater ? { sendAt: `${day}T${draft.sendTime || MORNING}`, timeZone: request.timeZone } : {}),
  };
}
