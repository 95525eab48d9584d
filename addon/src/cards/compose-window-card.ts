/** Beside a mail that is being written in Gmail: who gets it, and templates to put into it. */
import type { ComposeContext } from "../../../contract/context.ts";
import type { RenderedTemplate } from "../../../contract/templates.ts";
import type { Language } from "../request.ts";
import { truncate } from "../text.ts";
import { templatesPage } from "../web-pages.ts";
import type { CardSpec, WidgetSpec } from "./card-spec.ts";
import { missingWarning } from "./compose-form.ts";
import { connectionSection } from "./connection-section.ts";
import { recipientRows } from "./recipient-rows.ts";
import {
  boldLine,
  button,
  buttons,
  cancelButton,
  card,
  click,
  paragraph,
  primaryButton,
  row,
  section,
} from "./widgets.ts";
import type { ClickParameters, Parts } from "./widgets.ts";

const MAX_TEMPLATES = 40;
const MAX_TEXT = 4_000;

/** Whose values a template takes. */
export type Whom = Readonly<Partial<Record<"contactId" | "email", string | undefined>>>;

/** @param subject whether the draft has one; undefined where Gmail does not tell. */
export function composeWindowCard(
  context: ComposeContext,
  subject: boolean | undefined,
  language: Language,
): CardSpec {
  const { texts } = language;
  const parameters = {
    ...whomOf(context),
    subject: subject === undefined ? undefined : subject ? "keep" : "set",
  };
  return card(texts.insertTitle, [
    connectionSection(context.connection, language),
    section(recipientRows(context, language), texts.recipientsHeader),
    section(templateRows(context, parameters, language), texts.templatesHeader),
  ]);
}

export interface TemplatePreview {
  readonly templateId: string;
  readonly name: string;
  readonly whom: Whom;
  /** `keep`: the draft has one; `set`: it has none; undefined: nobody knows. */
  readonly subject: string | undefined;
  readonly rendered: RenderedTemplate;
}

export function templatePreviewCard(
  { templateId, name, whom, subject, rendered }: TemplatePreview,
  language: Language,
): CardSpec {
  const { texts } = language;
  const parameters = { templateId, ...whom };
  const withSubject = { ...parameters, subject: "set" };
  return card(name, [
    section(missingWarning(rendered.missing, texts)),
    section([
      rendered.subject && paragraph(boldLine(rendered.subject)),
      paragraph(truncate(rendered.text, MAX_TEXT)),
    ]),
    section([
      buttons(
        primaryButton(texts.insert, click("onInsertIntoDraft", subject === "set" ? withSubject : parameters)),
        subject === undefined &&
          rendered.subject !== "" &&
          button(texts.insertWithSubject, click("onInsertIntoDraft", withSubject)),
        cancelButton(texts),
      ),
    ]),
  ]);
}

/** The first contact, else the first address. */
function whomOf({ recipients }: ComposeContext): Whom {
  const contact = recipients.find((recipient) => recipient.contact !== null)?.contact;
  return contact ? { contactId: contact.id } : { email: recipients[0]?.email };
}

function templateRows(
  { templates }: ComposeContext,
  parameters: ClickParameters,
  { texts }: Language,
): Parts<WidgetSpec> {
  if (templates.length === 0)
    return [paragraph(texts.noTemplates), buttons(button(texts.openRapport, templatesPage()))];
  return templates.slice(0, MAX_TEMPLATES).map(({ id, name, subject }) =>
    row(name, {
      bottom: subject,
      icon: "DESCRIPTION",
      onClick: click("onPreviewTemplate", { ...parameters, templateId: id, name }),
    }),
  );
}
