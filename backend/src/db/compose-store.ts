/** Who the recipients of a mail being written are, who wrote to them lately, and the templates. One statement. */
import type { Recipient } from "../../../contract/context.ts";
import type { ComposeQuery, ComposeStore, ContactBrief } from "../crm/desk-ports.ts";
import type { EmailAddress, UserId } from "../crm/ids.ts";
import type { Viewer } from "../crm/ports.ts";
import { activitySeenBy, seen } from "./activity-row.ts";
import type { Database } from "./connect.ts";
import { toIso } from "./contact-row.ts";
import { addressOf, contactBy, usersAmong } from "./lookup.ts";
import { integer, queryOne, sql } from "./sql.ts";
import type { Sql } from "./sql.ts";
import { templateColumns, toTemplate } from "./template-row.ts";
import type { TemplateRow } from "./template-row.ts";

export function createComposeStore({ pool }: Pick<Database, "pool">): ComposeStore {
  return {
    async find(viewer, asked) {
      const row = await queryOne<Row>(pool, statementFor(viewer, asked), "compose");
      if (row === undefined || (asked.contactId !== null && !row.has_contact)) return undefined;
      return {
        contacts: new Map(row.contacts.map(({ address, ...contact }) => [address, toBrief(contact)])),
        users: new Map(row.users.map(({ address, ...user }) => [address, user])),
        colleagueWrote: new Map(
          row.wrote.map(({ address, ...wrote }) => [address, { ...wrote, at: toIso(wrote.at) }]),
        ),
        templates: row.templates.map(toTemplate),
        contactAddress: asked.fallBackToContact ? row.contact_address : null,
      };
    },
  };
}

interface Row {
  readonly has_contact: boolean;
  readonly contact_address: EmailAddress | null;
  readonly contacts: readonly (ContactBrief & { readonly address: EmailAddress })[];
  readonly users: readonly { readonly address: EmailAddress; readonly id: UserId; readonly name: string }[];
  readonly wrote: readonly (NonNullable<Recipient["colleagueWrote"]> & { readonly address: EmailAddress })[];
  readonly templates: readonly TemplateRow[];
}

const MAX_TEMPLATES = 100;

function statementFor(viewer: Viewer, asked: ComposeQuery): Sql {
  const { workspaceId } = viewer;
  const own = [viewer.email, ...viewer.aliases];
  const all = sql`(select array_agg(asked.address) from asked)::text[]`;
  return sql`
    with main as materialized (
      select ca.address from contact_address ca
      where ca.workspace_id = ${workspaceId} and ca.contact_id = ${asked.contactId}
      order by ca.position
      limit 1
    ), asked as materialized (
      select unnest(${asked.addresses}::text[]) as address
      union
      select address from main where ${asked.fallBackToContact}::boolean
    )
    select exists (
      select from contact c where c.workspace_id = ${workspaceId} and c.id = ${asked.contactId}
    ) as has_contact, (
      select address from main
    ) as contact_address, (
      select coalesce(json_agg(contact), '[]') from (
        select asked.address, c.id, c.name, c.kind, c.company, c.stage, c.owner_id as "ownerId",
          c.last_engagement_at as "lastEngagementAt",
          (
            select u.name from app_user u where u.workspace_id = ${workspaceId} and u.id = c.owner_id
          ) as "ownerName"
        from asked
        cross join lateral ${addressOf(workspaceId, sql`asked.address`)} ca
        cross join lateral ${contactBy(workspaceId, sql`ca.contact_id`)} c
      ) contact
    ) as contacts, (
      select coalesce(json_agg(found), '[]') from ${usersAmong(workspaceId, all)} found
    ) as users, (
      select coalesce(json_agg(wrote), '[]') from (
        select asked.address, newest.*
        from asked
        cross join lateral (
          select a.occurred_at as at,
            case when a.visibility in ('everything', 'subject') or a.mine then a.subject end as subject,
            coalesce(
              (select found.name from ${usersAmong(workspaceId, sql`array[sender.address]`)} found limit 1),
              sender.name, sender.address
            ) as name
          from participant p
          cross join lateral ${activitySeenBy(viewer, sql`p.activity_id`)} a
          join participant sender
            on sender.workspace_id = ${workspaceId} and sender.activity_id = p.activity_id and sender.role = 'from'
          where p.workspace_id = ${workspaceId} and p.address = asked.address and p.role in ('to', 'cc', 'bcc')
            and p.occurred_at > ${asked.wroteSince}
            and a.type = 'EMAIL' and a.direction = 'outbound' and ${seen}
            and sender.address <> all(${own}::text[])
          order by p.occurred_at desc, p.activity_id desc
          limit 1
        ) newest
      ) wrote
    ) as wrote, (
      select coalesce(json_agg(template), '[]') from (
        select ${templateColumns} from template t
        where t.workspace_id = ${workspaceId}
        order by t.sort_name
        limit ${integer(MAX_TEMPLATES)}
      ) template
    ) as templates`;
}

function toBrief({ lastEngagementAt, ...contact }: ContactBrief): ContactBrief {
  return { ...contact, lastEngagementAt: lastEngagementAt === null ? null : toIso(lastEngagementAt) };
}
