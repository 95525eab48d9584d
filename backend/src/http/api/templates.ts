/** Texts for mails that the workspace shares. */
import type { TemplateStore } from "../../crm/desk-ports.ts";
import { parseEmailAddress } from "../../crm/email-address.ts";
import { wrong } from "../../crm/field-problems.ts";
import { parseContactId, parseTemplateId } from "../../crm/ids.ts";
import type { TemplateId } from "../../crm/ids.ts";
import type { ContactStore, Viewer } from "../../crm/ports.ts";
import { findBadPlace, renderTemplate, templateValues } from "../../crm/render-template.ts";
import { toStorableLine, toStorableText } from "../../crm/storable-text.ts";
import { textToHtml } from "../../mail/compose-html.ts";
import type { Contact } from "../../../../contract/contacts.ts";
import { TemplateVariable } from "../../../../contract/templates.ts";
import type { RenderedTemplate, Template } from "../../../../contract/templates.ts";
import type { Handlers } from "../operation.ts";
import { invalidInput, notFound, Refusal } from "../problem.ts";

type TemplateOperation =
  "listTemplates" | "createTemplate" | "updateTemplate" | "deleteTemplate" | "renderTemplate";

type ContactFinder = Pick<ContactStore, "find" | "list">;

export function templateHandlers(
  templates: TemplateStore,
  contacts: ContactFinder,
): Pick<Handlers, TemplateOperation> {
  return {
    async listTemplates({ caller: { viewer } }) {
      return {
        status: 200,
        body: { items: [...(await templates.list(viewer.workspaceId))], nextCursor: null },
      };
    },

    async createTemplate({ caller: { viewer }, body, now }) {
      const { name, subject, text } = body;
      const template = { name: readName(name), subject: readSubject(subject), text: readText(text) };
      const made = await templates.create(viewer, template, now);
      if (made === "name-taken") throw nameTaken(template.name);
      return { status: 201, body: made };
    },

    async updateTemplate({ caller: { viewer }, params, body, now }) {
      const { name, subject, text } = body;
      const changes = {
        ...(name === undefined ? {} : { name: readName(name) }),
        ...(subject === undefined ? {} : { subject: readSubject(subject) }),
        ...(text === undefined ? {} : { text: readText(text) }),
      };
      const changed = await templates.update(viewer, readTemplateId(params.id), changes, now);
      if (changed === "not-found") throw notFound("template");
      if (changed === "name-taken") throw nameTaken(changes.name ?? "");
      return { status: 200, body: changed };
    },

    async deleteTemplate({ caller: { viewer }, params }) {
      if (!(await templates.remove(viewer, readTemplateId(params.id)))) throw notFound("template");
      return { status: 204, body: null };
    },

    async renderTemplate({ caller: { viewer }, params, body }) {
      const [template, contact] = await Promise.all([
        templates.find(viewer.workspaceId, readTemplateId(params.id)),
        findContact(contacts, viewer, body),
      ]);
      if (template === undefined) throw notFound("template");
      return { status: 200, body: render(template, viewer, contact) };
    },
  };
}

type Addressee = Pick<Contact, "name" | "company" | "title" | "phone" | "emails">;

function render({ subject, text }: Template, viewer: Viewer, contact: Addressee | null): RenderedTemplate {
  const values = templateValues(viewer, contact);
  const rendered = { subject: renderTemplate(subject, values), text: renderTemplate(text, values) };
  return {
    subject: rendered.subject.text,
    text: rendered.text.text,
    html: textToHtml(rendered.text.text),
    missing: [...new Set([...rendered.subject.missing, ...rendered.text.missing])],
  };
}

/** Null: a text for nobody in particular. An address that is no contact's has nothing but itself. */
async function findContact(
  contacts: ContactFinder,
  { workspaceId }: Viewer,
  { contactId, email }: { readonly contactId?: string | undefined; readonly email?: string | undefined },
): Promise<Addressee | null> {
  if (contactId !== undefined) {
    const id = parseContactId(contactId);
    const contact = id === undefined ? undefined : await contacts.find(workspaceId, id);
    if (contact === undefined) throw notFound("contact", "contactId");
    return contact;
  }
  if (email === undefined) return null;
  const address = parseEmailAddress(email);
  if (address === undefined) throw invalidInput([{ path: "email", message: wrong.noAddress }]);
  const { items } = await contacts.list(workspaceId, { words: [], address, sort: "name", limit: 1 });
  return items[0] ?? { name: "", company: null, title: null, phone: null, emails: [address] };
}

function readTemplateId(text: string): TemplateId {
  const id = parseTemplateId(text);
  if (id === undefined) throw notFound("template");
  return id;
}

function readName(given: string): string {
  const name = toStorableLine(given, 100);
  if (name === "") throw invalidInput([{ path: "name", message: wrong.nothingToShow }]);
  return name;
}

function readSubject(given: string): string {
  return withGoodPlaces("subject", toStorableLine(given, 988));
}

function readText(given: string): string {
  const text = toStorableText(given).trim();
  if (text === "") throw invalidInput([{ path: "text", message: wrong.nothingToShow }]);
  return withGoodPlaces("text", text);
}

function withGoodPlaces(path: "subject" | "text", text: string): string {
  const bad = findBadPlace(text);
  if (bad === undefined) return text;
  const known = TemplateVariable.options.map((name) => `{{${name}}}`).join(", ");
  const message = wrong.badTemplatePlace(JSON.stringify(bad), known);
  throw invalidInput([{ path, message }]);
}

function nameTaken(name: string): Refusal {
  return new Refusal("conflict", `There is a template named “${name}” already.`, {
    errors: [{ path: "name", message: wrong.isTaken }],
  });
}
