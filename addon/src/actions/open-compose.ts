/** The form to write to a contact, or to answer the open mail. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import type { ComposeContext, Recipient } from "../../../contract/context.ts";
import { addressesIn } from "../addresses.ts";
import type { ComposeParameters } from "../cards/compose-form.ts";
import { composeForm } from "../cards/compose-form.ts";
import type { OpenMessage } from "../events.ts";
import { hasAddress } from "../mailbox-of.ts";
import type { Request } from "../request.ts";
import { replySubject } from "../subject-line.ts";
import { EMPTY_DRAFT } from "./mail-draft.ts";

export function openCompose(request: Request): ActionAnswer {
  const { crm } = request;
  const { parameters, message } = request;
  const contactId = parameters.find("contactId");
  const mode = parameters.find("reply");
  const common = { key: request.newKey(), contactId };
  if (mode !== undefined && message)
    return replyForm(request, message, mode === "all", { ...common, from: "root" });
  const to = addressesIn(parameters.find("to") ?? "");
  const context = crm.composeContext({ to, contactId });
  // Free times, where they stood on the card before.
  const text = request.form.text("text");
  const draft = { ...EMPTY_DRAFT, to: addressesOf(context.recipients), text };
  const view = { parameters: { ...common, from: "contact" }, draft, context };
  return push(composeForm(view, request));
}

function replyForm(
  request: Request,
  message: OpenMessage,
  toAll: boolean,
  common: ComposeParameters,
): ActionAnswer {
  const { mail, crm } = request;
  const header = mail.header(message);
  const { from, replyTo = "", to = "", cc = "" } = header;
  const sender = replyTo === "" ? from : replyTo;
  const context = crm.composeContext({ to: [sender], cc: [to, cc] });
  const whom = answered(context, sender, to);
  const others = context.recipients.filter(
    (recipient) => toAll && !whom.includes(recipient) && recipient.kind !== "self",
  );
  const activityId = request.parameters.find("activityId");
  const view = {
    parameters: {
      ...common,
      threadId: message.threadId,
      activityId,
    },
    draft: {
      ...EMPTY_DRAFT,
      to: addressesOf(whom),
      cc: addressesOf(others),
      subject: replySubject(header.subject ?? ""),
    },
    // Of those who get no answer nothing is to be said.
    context: {
      ...context,
      recipients: [...whom, ...others],
      ...(toAll ? {} : { recipientsNotShown: 0, invalid: [] }),
    },
  };
  return push(composeForm(view, request));
}

/** Whoever wrote it; under a mail of one's own, whoever got it. */
function answered({ recipients }: ComposeContext, sender: string, to: string): readonly Recipient[] {
  const on = (headerValue: string) => recipients.filter(({ email }) => hasAddress(headerValue, email));
  const whom = on(sender);
  return whom.some(({ kind }) => kind !== "self") ? whom : on(to).filter(({ kind }) => kind !== "self");
}

function addressesOf(recipients: readonly Recipient[]): string {
  return recipients.map(({ email }) => email).join(", ");
}
