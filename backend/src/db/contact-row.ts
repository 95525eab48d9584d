/** Contacts as the tables have them, and as the contract shows them. */
import type { Contact, ContactKind, Stage } from "../../../contract/contacts.ts";
import type { ContactId, UserId } from "../crm/ids.ts";
import { sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

export interface ContactRow {
  readonly id: ContactId;
  readonly kind: ContactKind;
  readonly name: string;
  readonly emails: string[];
  readonly company: string | null;
  readonly title: string | null;
  readonly phone: string | null;
  readonly stage: Stage;
  readonly owner_id: UserId | null;
  readonly owner_name: string | null;
  readonly notes: string | null;
  readonly engagement_score: number;
  /** A Date, or its text when it comes out of JSON; so are the others. */
  readonly last_engagement_at: Date | string | null;
  readonly created_at: Date | string;
  readonly updated_at: Date | string;
}

/** For `select … from contact c`. */
export const contactColumns: Sql = sql`
  c.id, c.kind, c.name, c.company, c.title, c.phone, c.stage, c.owner_id, c.notes,
  c.engagement_score, c.last_engagement_at, c.created_at, c.updated_at,
  (select u.name from app_user u where u.workspace_id = c.workspace_id and u.id = c.owner_id) as owner_name,
  array(
    select ca.original from contact_address ca
    where ca.workspace_id = c.workspace_id and ca.contact_id = c.id
    order by ca.position
  ) as emails`;

export function toContact(row: ContactRow): Contact {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    emails: row.emails,
    company: row.company,
    title: row.title,
    phone: row.phone,
    stage: row.stage,
    ownerId: row.owner_id,
    ownerName: row.owner_name,
    notes: row.notes,
    engagementScore: row.engagement_score,
    lastEngagementAt: row.last_engagement_at === null ? null : toIso(row.last_engagement_at),
    createdAt: toIso(row.created_at),
    updatedAt: toIso(row.updated_at),
  };
}

export function toIso(time: Date | string): string {
  return new Date(time).toISOString();
}
