/** The form for a new contact, filled from the open mail or event. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import type { ContactProposalRequest } from "../../../contract/contacts.ts";
import { createForm } from "../cards/contact-form.ts";
import { mailboxOf } from "../mailbox-of.ts";
import type { Request } from "../request.ts";

export function openCreateForm(request: Request): ActionAnswer {
  const { parameters } = request;
  const email = parameters.find("email");
  const known = email ? request.crm.proposeContact(proposalRequest(request, email)) : undefined;
  // What was searched for in vain.
  const words = parameters.find("words") ?? "";
  const isAddress = words.includes("@");
  const fields = {
    kind: parameters.find("kind") === "client" ? "client" : "lead",
    name: known?.name ?? (isAddress ? "" : words),
    emails: known?.email ?? email ?? (isAddress ? words : ""),
    company: known?.company ?? "",
    title: known?.title ?? "",
    phone: known?.phone ?? "",
    stage: "new",
    notes: "",
  } as const;
  const view = {
    email,
    fields,
    duplicates: known?.duplicates ?? [],
    open: whatCanBeLogged(request),
    logToo: email !== undefined,
  };
  return push(createForm(view, request));
}

export function whatIsOpen(request: Request): "mail" | "event" | undefined {
  if (request.message) return "mail";
  return request.event ? "event" : undefined;
}

/** With the new contact: of what is open, all but a draft. */
export function whatCanBeLogged(request: Request): "mail" | "event" | undefined {
  const { message } = request;
  return message && request.mail.isDraft(message) ? undefined : whatIsOpen(request);
}

/** The signature under a mail is its author's; of all others only the name in the header is known. */
function proposalRequest(request: Request, email: string): ContactProposalRequest {
  const { message, event } = request;
  if (!message) {
    const name = event?.attendees.find((attendee) => attendee.email === email)?.name;
    return { from: name ? `${JSON.stringify(name)} <${email}>` : email };
  }
  const { from, replyTo = "", to = "", cc = "", bcc = "" } = request.mail.header(message);
  if (mailboxOf(from, email)) return { from, bodyText: request.mail.content(message).bodyText };
  const header = [replyTo, to, cc, bcc].map((value) => mailboxOf(value, email)).find(Boolean);
  return { from: header ?? email };
}
