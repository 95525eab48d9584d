/** Puts a template into the mail that is being written in Gmail. */
import type { ActionAnswer } from "../answer.ts";
import type { Request } from "../request.ts";
import { whomIn } from "./preview-template.ts";

export function insertIntoDraft({ crm, parameters }: Request): ActionAnswer {
  const { html, subject } = crm.renderTemplate(parameters.get("templateId"), whomIn(parameters));
  const setsSubject = parameters.find("subject") === "set" && subject !== "";
  return { draft: setsSubject ? { html, subject } : { html } };
}
