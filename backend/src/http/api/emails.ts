/** Mails through the rep's own Gmail: asked for, looked at, cancelled. What sends them is the worker. */
import { createHash, randomUUID } from "node:crypto";
import type { Email } from "../../../../contract/emails.ts";
import type { DeskStores } from "../../crm/desk-ports.ts";
import { wrong } from "../../crm/field-problems.ts";
import { parseActivityId, parseContactId, parseEmailId, parseTemplateId } from "../../crm/ids.ts";
import type { ContactId, EmailId, TemplateId } from "../../crm/ids.ts";
import type { Stores, Viewer } from "../../crm/ports.ts";
import { findBadPlace, renderTemplate, templateValues } from "../../crm/render-template.ts";
import type { Language } from "../../crm/words.ts";
import { escapeHtml } from "../../mail/compose-html.ts";
import { newMessageId, planEmail } from "../../outbox/plan-email.ts";
import type { EmailPlan, EmailRequest } from "../../outbox/plan-email.ts";
import type { EmailContent, EmailStore, OutboxStores } from "../../outbox/ports.ts";
import { sendErrorIn } from "../../outbox/send-errors.ts";
import type { Handlers } from "../operation.ts";
import { invalidInput, notFound, Refusal } from "../problem.ts";
import { requireConnection } from "./sync.ts";

type EmailOperation = "createEmail" | "listEmails" | "getEmail" | "cancelEmail";
type EmailStores = OutboxStores & Pick<Stores, "contacts"> & Pick<DeskStores, "templates">;

export function emailHandlers(stores: EmailStores): Pick<Handlers, EmailOperation> {
  const { emails, contacts } = stores;
  return {
    async createEmail({ caller: { viewer }, body, idempotencyKey, language, now }) {
      const requestHash = createHash("sha256").update(JSON.stringify(body)).digest("base64url");
      // A request made again is the first one's, whatever has changed since.
      const earlier = await emails.findRepeated(viewer, idempotencyKey);
      if (earlier !== undefined) {
        if (earlier.requestHash !== requestHash) throw otherRequest();
        return { status: 202, body: told(earlier.email, language) };
      }
      const plan = planEmail(viewer, body, now);
      if ("invalid" in plan) throw invalidInput(plan.invalid);
      const whose = await readContacts(emails, viewer, body, plan);
      const answered = await readAnswered(emails, viewer, body);
      const filled = await fillIn(stores, viewer, plan, body.templateId, whose);
      requireConnection(viewer, "send");
      const email = {
        ...plan,
        ...answered,
        ...filled,
        idempotencyKey,
        requestHash,
        messageId: newMessageId(plan.from, randomUUID()),
        date: plan.sendAt ?? now,
        contactIds: whose.chosen,
      };
      return { status: 202, body: told(await create(emails, viewer, body, email, now), language) };
    },

    async listEmails({ caller: { viewer }, query, language }) {
      const { contactId, ...filter } = query;
      const contact =
        contactId === undefined ? undefined : (parseContactId(contactId) ?? refuseContact("contactId"));
      const page = await emails.list(viewer, { ...filter, contactId: contact });
      // A contact nothing was sent to is not one that does not exist.
      if (contact !== undefined && page.items.length === 0) {
        if ((await contacts.find(viewer.workspaceId, contact)) === undefined) refuseContact("contactId");
      }
      return { status: 200, body: { ...page, items: page.items.map((email) => told(email, language)) } };
    },

    async getEmail({ caller: { viewer }, params, language }) {
      const email = await emails.find(viewer, readId(params));
      if (email === undefined) throw notFound("mail");
      return { status: 200, body: told(email, language) };
    },

    async cancelEmail({ caller: { viewer }, params, language, now }) {
      const cancelled = await emails.cancel(viewer, readId(params), now);
      if (cancelled === "not-found") throw notFound("mail");
      if (cancelled === "too-late")
        throw new Refusal("conflict", "It is too late: Gmail has it already, or may.");
      return { status: 200, body: told(cancelled, language) };
    },
  };
}

function told(email: Email, language: Language): Email {
  const { error } = email;
  return error === null
    ? email
    : { ...email, error: { ...error, message: sendErrorIn(error.message, language) } };
}

async function create(
  emails: EmailStore,
  viewer: Viewer,
  { contactIds = [] }: EmailRequest,
  email: Parameters<EmailStore["create"]>[1],
  now: Date,
): Promise<Email> {
  const result = await emails.create(viewer, email, now);
  switch (result.outcome) {
    case "created":
    case "repeated":
      return result.email;
    case "other-request":
      throw otherRequest();
    case "no-contact":
      throw noContact();
    case "unknown-contact":
      return refuseContact(
        `contactIds.${contactIds.findIndex((text) => parseContactId(text) === result.contactId)}`,
      );
    case "too-many": {
      const seconds = Math.max(1, Math.ceil((result.retryAt.getTime() - now.getTime()) / 1_000));
      throw new Refusal(
        "rate_limited",
        `Your workspace allows ${result.limit} mails a day through Rapport, and they are used up.`,
        { headers: { "retry-after": String(seconds) } },
      );
    }
  }
}

interface Whose {
  /** By hand; empty: whoever on it is a contact. */
  readonly chosen: readonly ContactId[];
  /** Of whom a template speaks. */
  readonly first: ContactId | undefined;
}

async function readContacts(
  emails: EmailStore,
  viewer: Viewer,
  { contactIds = [] }: EmailRequest,
  { to, cc, bcc }: EmailPlan,
): Promise<Whose> {
  const chosen = contactIds.map((text, at) => parseContactId(text) ?? refuseContact(`contactIds.${at}`));
  const addresses = [...to, ...cc, ...bcc].map(({ address }) => address);
  const matched = await emails.findContacts(viewer, addresses);
  if (matched.size === 0 && chosen.length === 0) throw noContact();
  const onIt = addresses.map((address) => matched.get(address)).find((id) => id !== undefined);
  return { chosen: [...new Set(chosen)], first: onIt ?? chosen[0] };
}

async function readAnswered(
  emails: EmailStore,
  viewer: Viewer,
  { replyToActivityId, gmailThreadId }: EmailRequest,
): Promise<Pick<EmailContent, "replyToGmailId" | "gmailThreadId">> {
  const path = "replyToActivityId";
  if (replyToActivityId === undefined) return { replyToGmailId: null, gmailThreadId: gmailThreadId ?? null };
  const id = parseActivityId(replyToActivityId);
  const answered = id === undefined ? { kind: "unknown" as const } : await emails.findAnswered(viewer, id);
  switch (answered.kind) {
    case "unknown":
      throw notFound("activity", path);
    case "no-mail":
      throw invalidInput([{ path, message: wrong.noMail }]);
    case "elsewhere":
      throw invalidInput([{ path, message: wrong.inOtherMailbox }]);
    case "mail":
      if (gmailThreadId !== undefined && gmailThreadId !== answered.threadId)
        throw invalidInput([{ path: "gmailThreadId", message: wrong.otherThread }]);
      return { replyToGmailId: answered.id, gmailThreadId: answered.threadId };
  }
}

/** A template's variables that were left in, as those of the first contact on the mail. */
async function fillIn(
  { templates, contacts }: EmailStores,
  viewer: Viewer,
  { subject, text, html }: EmailPlan,
  templateId: string | undefined,
  { first }: Whose,
): Promise<Pick<EmailPlan, "subject" | "text" | "html"> & { readonly templateId: TemplateId | null }> {
  if (templateId === undefined) return { templateId: null, subject, text, html };
  const id = parseTemplateId(templateId);
  const { workspaceId } = viewer;
  const [template, contact] = await Promise.all([
    id === undefined ? undefined : templates.find(workspaceId, id),
    first === undefined ? undefined : contacts.find(workspaceId, first),
  ]);
  if (template === undefined || id === undefined) throw notFound("template", "templateId");
  const values = templateValues(viewer, contact ?? null);
  const fields = {
    subject: renderTemplate(subject, values),
    text: renderTemplate(text, values),
    ...(html === null ? {} : { html: renderTemplate(html, values, escapeHtml) }),
  };
  const faults = [
    ...Object.entries({ subject, text, html: html ?? "" }).flatMap(([path, written]) => {
      const place = findBadPlace(written);
      return place === undefined ? [] : [{ path, message: wrong.badPlace(place) }];
    }),
    ...Object.entries(fields).flatMap(([path, { missing }]) =>
      missing.map((variable) => ({ path, message: wrong.noValueFor(variable) })),
    ),
  ];
  if (faults.length > 0) throw invalidInput(faults);
  return {
    templateId: id,
    subject: fields.subject.text,
    text: fields.text.text,
    html: fields.html?.text ?? null,
  };
}

function readId({ id }: { readonly id: string }): EmailId {
  const parsed = parseEmailId(id);
  if (parsed === undefined) throw notFound("mail");
  return parsed;
}

function refuseContact(path: string): never {
  throw notFound("contact", path);
}

function noContact(): Refusal {
  return new Refusal("no_contact", "Nobody on it is a lead or client. Choose whose timeline it belongs to.");
}

function otherRequest(): Refusal {
  return new Refusal(
    "conflict",
    "This Idempotency-Key belongs to another mail. Use a new one for each mail.",
  );
}
