/** `/settings/templates`: the workspace's texts for mails, and one of them to change and to look at. */
import { html } from "hono/html";
import type { Contact } from "../../../contract/contacts.ts";
import { TemplateVariable } from "../../../contract/templates.ts";
import type { RenderedTemplate, Template } from "../../../contract/templates.ts";
import type { Session } from "../http/sessions.ts";
import { csrfField, fieldError, layout, notice } from "./layout.ts";
import type { Html } from "./layout.ts";
import type { FieldErrors } from "./submission.ts";
import { count, relativeTime } from "./words.ts";

export const TEMPLATES = "/settings/templates";

export const TEMPLATE_DONE = {
  created: "Saved. Everybody in your workspace has it now.",
  saved: "Saved.",
  deleted: "Deleted.",
} as const;
export type TemplateDone = keyof typeof TEMPLATE_DONE;

export function templatesPage(view: {
  readonly session: Session;
  readonly templates: readonly Template[];
  readonly done: TemplateDone | undefined;
  readonly now: Date;
}): Html {
  const { session, templates, done, now } = view;
  const add = html`<a class="button primary" href="${TEMPLATES}/new">New template</a>`;
  return layout({
    title: "Templates · Rapport",
    session,
    at: TEMPLATES,
    body: html`<div class="page">
      <header class="title">
        <h1>Templates</h1>
        ${templates.length === 0 ? "" : add}
      </header>
      ${done === undefined ? "" : notice("good", TEMPLATE_DONE[done])}
      <p class="hint">
        Texts for mails, shared by everybody in ${session.viewer.workspaceName}. Choose one when you write
        from the card beside a mail, or put it into an open draft.
      </p>
      ${
        templates.length === 0
          ? html`<section class="card empty">
              <h2>No templates yet</h2>
              <p>Write what you write often once: names and companies fill themselves in.</p>
              <p class="actions">${add}</p>
            </section>`
          : html`<div class="stack">${templates.map((template) => templateCard(template, now))}</div>`
      }
    </div>`,
  });
}

function templateCard({ id, name, subject, text, updatedAt, updatedBy }: Template, now: Date): Html {
  const by = updatedBy === null ? "" : ` by ${updatedBy.name}`;
  return html`<section class="card">
    <header>
      <h2><a href="${TEMPLATES}/${id}">${name}</a></h2>
      <small>Changed ${relativeTime(updatedAt, now)}${by}</small>
    </header>
    <p><b>${subject === "" ? "No subject" : subject}</b></p>
    <p class="excerpt">${text}</p>
  </section>`;
}

export interface TemplateValues {
  readonly name: string;
  readonly subject: string;
  readonly text: string;
}

export interface Preview {
  /** What was asked for. */
  readonly q: string;
  /** Whom that may mean, the best first: it is shown. */
  readonly found: readonly Pick<Contact, "id" | "name" | "company" | "emails">[];
  readonly rendered: RenderedTemplate | undefined;
}

export function templatePage(view: {
  readonly session: Session;
  /** Undefined: a new one. */
  readonly template: Template | undefined;
  /** What stands in the form. */
  readonly values: TemplateValues;
  readonly errors: FieldErrors;
  readonly done: TemplateDone | undefined;
  readonly preview: Preview | undefined;
}): Html {
  const { session, template, values, errors, done, preview } = view;
  const title = template?.name ?? "New template";
  return layout({
    title: `${title} · Rapport`,
    session,
    at: TEMPLATES,
    body: html`<div class="page">
      <p><a href="${TEMPLATES}">← Templates</a></p>
      <h1>${title}</h1>
      ${done === undefined ? "" : notice("good", TEMPLATE_DONE[done])}
      ${errors.size === 0 ? "" : notice("bad", "This is not saved yet: see what is marked below.")}
      <div class="stack">
        ${formCard(session, template, values, errors)} ${preview === undefined ? "" : previewCard(preview)}
        ${template === undefined ? "" : deleteCard(session, template)}
      </div>
    </div>`,
  });
}

function formCard(
  session: Session,
  template: Template | undefined,
  { name, subject, text }: TemplateValues,
  errors: FieldErrors,
): Html {
  return html`<form
    class="card form"
    method="post"
    action="${TEMPLATES}${template === undefined ? "" : `/${template.id}`}"
  >
    ${csrfField(session)}
    <label class="field"
      >Name
      <input
        name="name"
        value="${name}"
        required
        maxlength="100"
        autocomplete="off"
        ${errors.has("name") ? "aria-invalid=true" : ""}
      />
      ${fieldError("Name", errors.get("name"))}
    </label>
    <label class="field"
      >Subject
      <input
        name="subject"
        value="${subject}"
        maxlength="988"
        autocomplete="off"
        ${errors.has("subject") ? "aria-invalid=true" : ""}
      />
      ${fieldError("Subject", errors.get("subject"))}
    </label>
    <label class="field"
      >Text
      <textarea
        name="text"
        rows="12"
        required
        maxlength="50000"
        ${errors.has("text") ? "aria-invalid=true" : ""}
      >
${text}</textarea>
      ${fieldError("Text", errors.get("text"))}
    </label>
    <details>
      <summary>${count(TemplateVariable.options.length, "variable", "variables")} fill themselves in</summary>
      <p>
        Write <code>{{first_name}}</code>, or <code>{{first_name|there}}</code> with what to say where it is
        not known. What is missing is shown before a mail goes out.
      </p>
      <table class="plain-table">
        <tbody>
          ${TemplateVariable.options.map(
            (variable) =>
              html`<tr>
                <td><code>{{${variable}}}</code></td>
                <td>${VARIABLE_WORDS[variable]}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
    <p class="actions">
      <button class="primary">Save</button>
      <a class="button" href="${TEMPLATES}">Cancel</a>
    </p>
  </form>`;
}

function previewCard({ q, found, rendered }: Preview): Html {
  const [shown, ...others] = found;
  return html`<section class="card" id="preview">
    <h2>Preview</h2>
    <form class="inline" method="get" action="#preview">
      <label class="field"
        >For which contact?
        <input name="for" value="${q}" placeholder="Name, company or address" autocomplete="off" />
      </label>
      <button>Show</button>
    </form>
    ${q !== "" && shown === undefined ? notice("warn", `Nobody is found by “${q}”.`) : ""}
    ${
      others.length === 0
        ? ""
        : html`<p class="hint">
            Also found:
            ${others.map(({ name, company, emails: [email = ""] }) => {
              const href = `?for=${encodeURIComponent(email)}#preview`;
              return html`<a href="${href}">${name}${company === null ? "" : ` (${company})`}</a> `;
            })}
          </p>`
    }
    ${rendered === undefined ? "" : previewOf(rendered, shown?.name)}
  </section>`;
}

function previewOf({ subject, text, missing }: RenderedTemplate, name: string | undefined): Html {
  const words = missing.map((variable) => VARIABLE_WORDS[variable].toLowerCase()).join(", ");
  return html`<div class="letter">
      <p><b>${subject === "" ? "No subject" : subject}</b></p>
      <p class="written">${text}</p>
    </div>
    ${
      missing.length === 0
        ? ""
        : notice(
            "warn",
            `Not known${name === undefined ? "" : ` of ${name}`}: ${words}. You are asked before such a mail goes out.`,
          )
    }`;
}

function deleteCard(session: Session, { id, name }: Template): Html {
  return html`<details class="card">
    <summary>Delete this template…</summary>
    <form method="post" action="${TEMPLATES}/${id}/delete">
      ${csrfField(session)}
      <p>“${name}” is gone for everybody then. Mails made of it stay as they are.</p>
      <p class="actions"><button class="danger">Delete</button></p>
    </form>
  </details>`;
}

const VARIABLE_WORDS: Readonly<Record<TemplateVariable, string>> = {
  first_name: "First name of the contact",
  name: "Name of the contact",
  company: "Company of the contact",
  title: "Title of the contact",
  email: "Main address of the contact",
  phone: "Phone of the contact",
  my_first_name: "Your first name",
  my_name: "Your name",
  my_email: "Your address",
  my_company: "Your workspace’s name",
};
