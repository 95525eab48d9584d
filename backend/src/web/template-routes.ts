/** The template pages and their forms: each does what the API does, and comes back with a word about it. */
import type { Context, Hono } from "hono";
import { TemplateCreate } from "../../../contract/templates.ts";
import type { Template } from "../../../contract/templates.ts";
import type { AppEnv } from "../http/access-log.ts";
import { parseInput } from "../http/input.ts";
import type { Handlers } from "../http/operation.ts";
import { notFound } from "../http/problem.ts";
import type { Session } from "../http/sessions.ts";
import { signInPage } from "./sign-in-page.ts";
import { fieldErrorsOf, NO_ERRORS, readSubmission } from "./submission.ts";
import type { SubmissionDependencies } from "./submission.ts";
import { TEMPLATE_DONE, templatePage, TEMPLATES, templatesPage } from "./template-pages.ts";
import type { Preview, TemplateDone, TemplateValues } from "./template-pages.ts";

export interface TemplateRoutes extends SubmissionDependencies {
  readonly handlers: Pick<
    Handlers,
    | "listTemplates"
    | "createTemplate"
    | "updateTemplate"
    | "deleteTemplate"
    | "renderTemplate"
    | "listContacts"
  >;
  readonly now: () => Date;
}

/** 50,000 characters of the longest, each byte as `%XX`. */
const MAX_FORM_BYTES = 512 * 1024;
const EMPTY: TemplateValues = { name: "", subject: "", text: "" };
const BLANK = {
  params: undefined,
  query: undefined,
  body: undefined,
  idempotencyKey: undefined,
  language: "en",
} as const;

export function registerTemplates(app: Hono<AppEnv>, dependencies: TemplateRoutes): void {
  const { findVisitor, handlers, now } = dependencies;

  app.get(TEMPLATES, async (context) => {
    const session = await findVisitor(context);
    if (session === undefined) return await context.html(signInPage(), 401);
    const time = now();
    const templates = await listTemplates(session);
    return await context.html(templatesPage({ session, templates, done: doneOf(context), now: time }));
  });

  app.get(`${TEMPLATES}/new`, async (context) => {
    const session = await findVisitor(context);
    if (session === undefined) return await context.html(signInPage(), 401);
    const page = { session, template: undefined, values: EMPTY, errors: NO_ERRORS };
    return await context.html(templatePage({ ...page, done: undefined, preview: undefined }));
  });

  app.post(TEMPLATES, async (context) => {
    const { session, form } = await readSubmission(context, dependencies, MAX_FORM_BYTES);
    const values = valuesOf(form);
    const call = { ...BLANK, caller: callerOf(session), now: now() };
    const errors = await fieldErrorsOf(async () => {
      await handlers.createTemplate({ ...call, body: parseInput(TemplateCreate, values) });
    });
    if (errors === undefined) return back(context, "created");
    const page = { session, template: undefined, values, errors, done: undefined, preview: undefined };
    return await context.html(templatePage(page), 400);
  });

  app.get(`${TEMPLATES}/:id`, async (context) => {
    const session = await findVisitor(context);
    if (session === undefined) return await context.html(signInPage(), 401);
    const template = await getTemplate(session, context.req.param("id"));
    const preview = await previewOf(session, template, context.req.query("for")?.trim() ?? "");
    const page = { session, template, values: template, errors: NO_ERRORS, done: doneOf(context), preview };
    return await context.html(templatePage(page));
  });

  app.post(`${TEMPLATES}/:id`, async (context) => {
    const { session, form } = await readSubmission(context, dependencies, MAX_FORM_BYTES);
    const template = await getTemplate(session, context.req.param("id"));
    const values = valuesOf(form);
    const call = { ...BLANK, caller: callerOf(session), params: { id: template.id }, now: now() };
    const errors = await fieldErrorsOf(async () => {
      await handlers.updateTemplate({ ...call, body: parseInput(TemplateCreate, values) });
    });
    if (errors === undefined) return back(context, "saved", `/${template.id}`);
    const page = { session, template, values, errors, done: undefined, preview: undefined };
    return await context.html(templatePage(page), 400);
  });

  app.post(`${TEMPLATES}/:id/delete`, async (context) => {
    const { session } = await readSubmission(context, dependencies);
    const params = { id: context.req.param("id") };
    await handlers.deleteTemplate({ ...BLANK, caller: callerOf(session), params, now: now() });
    return back(context, "deleted");
  });

  async function listTemplates(session: Session): Promise<readonly Template[]> {
    const { body } = await handlers.listTemplates({ ...BLANK, caller: callerOf(session), now: now() });
    return body.items;
  }

  async function getTemplate(session: Session, id: string): Promise<Template> {
    const template = (await listTemplates(session)).find((one) => one.id === id);
    if (template === undefined) throw notFound("template");
    return template;
  }

  /** Without a contact it shows the text for nobody in particular. */
  async function previewOf(session: Session, { id }: Template, asked: string): Promise<Preview> {
    const call = { ...BLANK, caller: callerOf(session), now: now() };
    const q = asked.slice(0, 200);
    const query = { q, sort: "name", limit: 6 } as const;
    const found = q === "" ? [] : (await handlers.listContacts({ ...call, query })).body.items;
    const [first] = found;
    if (q !== "" && first === undefined) return { q, found, rendered: undefined };
    const body = first === undefined ? {} : { contactId: first.id };
    const { body: rendered } = await handlers.renderTemplate({ ...call, params: { id }, body });
    return { q, found, rendered };
  }
}

function callerOf({ viewer }: Session) {
  return { viewer, source: "web" } as const;
}

function valuesOf(form: URLSearchParams): TemplateValues {
  const valueOf = (name: string) => form.get(name) ?? "";
  return {
    name: valueOf("name"),
    subject: valueOf("subject"),
    text: valueOf("text").replaceAll("\r\n", "\n"),
  };
}

const DONE = Object.keys(TEMPLATE_DONE) as TemplateDone[];

function doneOf(context: Context<AppEnv>): TemplateDone | undefined {
  return DONE.find((done) => done === context.req.query("done"));
}

/** 303: whoever reloads the page sends no form twice. */
function back(context: Context<AppEnv>, done: TemplateDone, path = ""): Response {
  return context.redirect(`${TEMPLATES}${path}?done=${done}`, 303);
}
