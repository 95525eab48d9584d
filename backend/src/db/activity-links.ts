/** Which contacts an activity belongs to: by an address on it (automatic), or because somebody said so (manual). */
import type { ActivityId, ContactId, WorkspaceId } from "../crm/ids.ts";
import { addressOf } from "./lookup.ts";
import { query, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";

/** The most telling role first. */
export const roleRank: Sql = sql`array_position(
  array['from', 'organizer', 'reply_to', 'to', 'attendee', 'cc', 'optional', 'bcc']::participant_role[], p.role)`;

/** A link that is there stays; a manual one takes over an automatic one. */
export function insertLinks(links: {
  readonly workspaceId: WorkspaceId;
  readonly contactIds: readonly ContactId[];
  /** A table with the activity's `id` and `occurred_at`. */
  readonly activity: Sql;
  /** A table `p` with `address` and `role`: who is on the activity. */
  readonly people: Sql;
  readonly origin: "automatic" | "manual";
}): Sql {
  const { workspaceId, contactIds, activity, people, origin } = links;
  return sql`
    insert into activity_contact (workspace_id, activity_id, contact_id, occurred_at, role, origin, matched_address)
    select ${workspaceId}, linked.id, chosen.contact_id, linked.occurred_at, part.role, ${origin}::link_origin,
      part.address
    from ${activity} linked
    cross join unnest(${contactIds}::uuid[]) as chosen(contact_id)
    left join lateral (
      select p.role, p.address from ${people}
      cross join lateral ${addressOf(workspaceId, sql`p.address`)} ca
      where ca.contact_id = chosen.contact_id
      order by ${roleRank}
      limit 1
    ) part on true
    on conflict (workspace_id, activity_id, contact_id) do update set origin = 'manual'
      where excluded.origin = 'manual' and activity_contact.origin = 'automatic'`;
}

/**
 * After contacts' addresses changed: automatic links appear where one of their addresses stands and disappear where none
 * does any more. What is linked by hand stays, and what is inherited (without a role) is for `follow-links.ts`. The caller
 * has the workspace for itself. Gives the activities that gained or lost a contact on them.
 */
export async function rematch(
  tx: Queryable,
  workspaceId: WorkspaceId,
  contactIds: readonly ContactId[],
  changed: { readonly added: readonly string[]; readonly removed: readonly string[] },
): Promise<{ readonly gained: readonly ActivityId[]; readonly lost: readonly ActivityId[] }> {
  const lost =
    changed.removed.length === 0
      ? []
      : await query<ActivityRef>(
          tx,
          sql`
            with unmatched as materialized (
              select link.activity_id, link.contact_id, link.origin from activity_contact link
              where link.workspace_id = ${workspaceId} and link.contact_id = any(${contactIds}::uuid[])
                and link.role is not null
                and not exists (
                  select from participant p
                  join contact_address ca on ca.workspace_id = ${workspaceId} and ca.address = p.address
                  where p.workspace_id = ${workspaceId} and p.activity_id = link.activity_id
                    and ca.contact_id = link.contact_id
                )
            ), kept as (
              update activity_contact k set role = null, matched_address = null
              from unmatched u
              where k.workspace_id = ${workspaceId} and k.activity_id = u.activity_id
                and k.contact_id = u.contact_id and u.origin = 'manual'
            ), removed as (
              delete from activity_contact k using unmatched u
              where k.workspace_id = ${workspaceId} and k.activity_id = u.activity_id
                and k.contact_id = u.contact_id and u.origin = 'automatic'
            )
            select activity_id as id from unmatched`,
        );
  // Also what stays linked by another address now stands there in that one's role.
  const gained = await query<ActivityRef>(
    tx,
    sql`
      insert into activity_contact (workspace_id, activity_id, contact_id, occurred_at, role, origin, matched_address)
      select distinct on (p.activity_id, ca.contact_id)
        ${workspaceId}, p.activity_id, ca.contact_id, p.occurred_at, p.role, 'automatic'::link_origin, p.address
      from participant p
      join contact_address ca on ca.workspace_id = ${workspaceId} and ca.address = p.address
      where p.workspace_id = ${workspaceId} and ca.contact_id = any(${contactIds}::uuid[])
        and p.activity_id in (
          select touched.activity_id from participant touched
          where touched.workspace_id = ${workspaceId} and touched.address = any(${changed.added}::text[])
          union
          select link.activity_id from activity_contact link
          where link.workspace_id = ${workspaceId} and link.contact_id = any(${contactIds}::uuid[])
            and link.matched_address = any(${changed.removed}::text[])
        )
      order by p.activity_id, ca.contact_id, ${roleRank}
      on conflict (workspace_id, activity_id, contact_id) do update
        set role = excluded.role, matched_address = excluded.matched_address
      returning activity_id as id`,
  );
  return { gained: gained.map(({ id }) => id), lost: lost.map(({ id }) => id) };
}

interface ActivityRef {
  readonly id: ActivityId;
}
