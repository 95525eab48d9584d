/** The form for a new contact, filled from the open mail or event. */
import type { ActionAnswer } from "../answer.ts";
import type { ContactProposal, ContactProposalRequest } from "../../../contract/contacts.ts";
import { createForm } from "../cards/contact-form.ts";
import { mailboxOf } from "../mailbox-of.ts";
import type { Request } from "../request.ts";

const NOTHING_KNOWN: ContactProposal = {
  email: null,
  name: "",
  company: null,
  title: null,
  phone: null,
  duplicates: [],
};

export function openCreateForm(request: Request): ActionAnswer {
  const { input, crm, language } = request;
  const email = input.parameters.find("email");
  const known = email === undefined ? NOTHING_KNOWN : crm.proposeContact(proposalRequest(request, email));
  const fields = {
    kind: input.parameters.find("kind") === "client" ? "client" : "lead",
    name: known.name,
    emails: known.email ?? email ?? "",
    company: known.company ?? "",
    title: known.title ?? "",
    phone: known.phone ?? "",
    stage: "new",
    notes: "",
  } as const;
  const view = {
    email,
    fields,
    duplicates: known.duplicates,
    open: whatCanBeLogged(request),
    logToo: email !== undefined,
  };
  return { steps: [{ push: createForm(view, language) }] };
}

export function whatIsOpen({ input }: Request): "mail" | "event" | undefined {
  if (input.message !== undefined) return "mail";
  return input.event === undefined ? undefined : "event";
}

/** With the new contact: of what is open, all but a draft. */
export function whatCanBeLogged(request: Request): "mail" | "event" | undefined {
  const { message } = request.input;
  return message !== undefined && request.mail.isDraft(message) ? undefined : whatIsOpen(request);
}

/** The signature under a mail is its author's; of all others only the name in the header is known. */
function proposalRequest({ input, mail }: Request, email: string): ContactProposalRequest {
  const { message, event } = input;
  if (message === undefined) {
    const name = event?.attendees.find((attendee) => attendee.email === email)?.name;
    return { from: name === undefined ? email : `${JSON.stringify(name)} <${email}>` };
  }
  const { from, replyTo = "", to = "", cc = "", bcc = "" } = mail.header(message);
  if (mailboxOf(from, email) !== undefined) return { from, bodyText: mail.content(message).bodyText };
  const header = [replyTo, to, cc, bcc].find((value) => mailboxOf(value, email) !== undefined);
  return { from: (header === undefined ? undefined : mailboxOf(header, email)) ?? email };
}
