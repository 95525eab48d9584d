/** Texts for mails, shared in the workspace. Variables are written `{{first_name}}`, or `{{first_name|there}}` with a fallback. */
import { z } from "zod";
import { UserRef } from "./activities.ts";
import { DateTime, EmailAddress, Id, Line } from "./primitives.ts";

/** `my_*` is the rep, the others the contact. */
export const TemplateVariable = z.enum([
  "first_name",
  "name",
  "company",
  "title",
  "email",
  "phone",
  "my_first_name",
  "my_name",
  "my_email",
  "my_company",
]);
export type TemplateVariable = z.infer<typeof TemplateVariable>;

const editable = {
  name: Line(100).min(1),
  subject: Line(988),
  text: z.string().trim().min(1).max(50_000),
};

export const Template = z
  .object({
    id: Id,
    name: z.string(),
    subject: z.string(),
    text: z.string(),
    variables: z
      .array(TemplateVariable)
      .meta({ description: "Those it uses, each once, in the order they come" }),
    updatedBy: UserRef.nullable(),
    updatedAt: DateTime,
  })
  .meta({ id: "Template" });
export type Template = z.infer<typeof Template>;

export const TemplateCreate = z.object(editable).meta({ id: "TemplateCreate" });
export type TemplateCreate = z.input<typeof TemplateCreate>;

export const TemplatePatch = z.object(editable).partial().meta({ id: "TemplatePatch" });
export type TemplatePatch = z.input<typeof TemplatePatch>;

export const TemplateRender = z
  .object({
    contactId: Id.optional(),
    email: EmailAddress.optional().meta({
      description: "Instead of a contact: an address, whoever has it",
    }),
  })
  .meta({ id: "TemplateRender" });
export type TemplateRender = z.input<typeof TemplateRender>;

export const RenderedTemplate = z
  .object({
    subject: z.string(),
    text: z.string(),
    html: z.string().meta({ description: "The text as HTML, escaped" }),
    missing: z.array(TemplateVariable).meta({
      description: "Variables without value and fallback; they stand in the text as they were written",
    }),
  })
  .meta({ id: "RenderedTemplate" });
export type RenderedTemplate = z.infer<typeof RenderedTemplate>;
