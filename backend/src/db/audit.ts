/** The record of what somebody may ask about later. Written in the transaction of the deed itself. */
import { v7 as newId } from "uuid";
import type { Viewer } from "../crm/ports.ts";
import { json, query, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

export interface AuditEvent {
  readonly action:
    | "activity.undone"
    | "contact.deleted"
    | "email.queued"
    | "email.cancelled"
    | "email.sent"
    | "email.failed"
    | "google.connected"
    | "google.disconnected"
    | "google.purged"
    | "rule.purged"
    | "template.deleted";
  readonly subjectType: "activity" | "contact" | "email" | "google_account" | "rule" | "template";
  readonly subjectId: string;
  /** Ids and counts; never what people wrote. */
  readonly details: Readonly<Record<string, unknown>>;
}

export async function writeAudit(
  tx: Queryable,
  viewer: Pick<Viewer, "workspaceId" | "userId">,
  event: AuditEvent,
): Promise<void> {
  await query(
    tx,
    sql`
      insert into audit_event (workspace_id, id, user_id, action, subject_type, subject_id, details)
      values (${viewer.workspaceId}, ${newId()}, ${viewer.userId}, ${event.action}, ${event.subjectType},
        ${event.subjectId}, ${json(event.details)}::jsonb)`,
  );
}
