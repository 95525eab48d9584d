/** The form again, with a mail that was not sent: an answer stays one, unless its conversation is what is gone. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import { composeForm } from "../cards/compose-form.ts";
import type { Request } from "../request.ts";
import { contextRequest, EMPTY_DRAFT } from "./mail-draft.ts";

export function retryEmail(request: Request): ActionAnswer {
  const { crm } = request;
  const email = crm.email(request.parameters.get("emailId"));
  const { to, cc, bcc, from, subject, text, contacts, gmailThreadId: threadId } = email;
  const draft = {
    ...EMPTY_DRAFT,
    to: to.join(", "),
    cc: cc.join(", "),
    bcc: bcc.join(", "),
    from,
    subject,
    text,
  };
  const [contact] = contacts;
  const parameters = {
    key: request.newKey(),
    from: "outgoing",
    contactId: contact?.id,
    ...(threadId !== null &&
      email.error?.code !== "thread_gone" && { threadId, activityId: email.replyToActivityId ?? undefined }),
  };
  const context = crm.composeContext(contextRequest(draft, parameters));
  return push(composeForm({ parameters, draft, context }, request));
}
