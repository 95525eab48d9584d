/** Templates as the table has them, and as the contract shows them. */
import type { Template } from "../../../contract/templates.ts";
import type { TemplateId, UserId } from "../crm/ids.ts";
import { variablesOf } from "../crm/render-template.ts";
import { toIso } from "./contact-row.ts";
import { sql } from "./sql.ts";

export interface TemplateRow {
  readonly id: TemplateId;
  readonly name: string;
  readonly subject: string;
  readonly text: string;
  readonly updated_by: { readonly id: UserId; readonly name: string } | null;
  /** Its text when it comes out of JSON. */
  readonly updated_at: Date | string;
}

/** For `template t`. */
export const templateColumns = sql`
  t.id, t.name, t.subject, t.text, t.updated_at,
  (
    select json_build_object('id', u.id, 'name', u.name) from app_user u
    where u.workspace_id = t.workspace_id and u.id = t.updated_by_id
  ) as updated_by`;

export function toTemplate({ updated_by, updated_at, ...template }: TemplateRow): Template {
  return {
    ...template,
    variables: variablesOf(template.subject, template.text),
    updatedBy: updated_by,
    updatedAt: toIso(updated_at),
  };
}
