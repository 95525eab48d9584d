/** What the database knows of the people and threads of some messages, in one statement however many there are. */
import { domainOf } from "../crm/email-address.ts";
import type { ContactId, EmailAddress } from "../crm/ids.ts";
import type { AccountRef, MailMatches } from "../sync/ports.ts";
import { addressOf, contactBy, entriesOfThread } from "./lookup.ts";
import { prepareStatement } from "./prepared-statement.ts";
import { sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

export async function findMailMatches(
  db: Queryable,
  { workspaceId, userId }: AccountRef,
  asked: { readonly addresses: readonly EmailAddress[]; readonly threadIds: readonly string[] },
): Promise<MailMatches> {
  const addresses = [...new Set(asked.addresses)];
  const threadIds = [...new Set(asked.threadIds)];
  const patterns = [...addresses, ...domainsOf(addresses)];
  const [row] = await statement(db, { workspaceId, userId, addresses, threadIds, patterns });
  return {
    contacts: new Map(
      row?.contacts?.map(({ address, id, backfill, created_at }) => [
        address,
        { contactId: id, backfill, createdAt: new Date(created_at) },
      ]),
    ),
    colleagues: new Set(row?.colleagues),
    rules: new Map(row?.rules?.map(({ pattern, effect }) => [pattern, effect])),
    threads: new Map(row?.threads?.map(({ id, since }) => [id, new Date(since)])),
  };
}

interface Row {
  readonly contacts:
    | readonly {
        readonly address: EmailAddress;
        readonly id: ContactId;
        readonly backfill: "all" | "headers" | "none";
        readonly created_at: string;
      }[]
    | null;
  readonly colleagues: readonly EmailAddress[] | null;
  readonly rules: readonly { readonly pattern: string; readonly effect: "never" | "always" }[] | null;
  readonly threads: readonly { readonly id: string; readonly since: string }[] | null;
}

/** A rule for a domain is one for those below it, too. */
function domainsOf(addresses: readonly EmailAddress[]): ReadonlySet<string> {
  const domains = new Set<string>();
  for (const address of addresses)
    for (let domain = domainOf(address); domain !== "" && !domains.has(domain);) {
      domains.add(domain);
      const dot = domain.indexOf(".");
      domain = dot === -1 ? "" : domain.slice(dot + 1);
    }
  return domains;
}

const statement = prepareStatement<"workspaceId" | "userId" | "addresses" | "threadIds" | "patterns", Row>(
  "mail-matches",
  { workspaceId: "uuid", userId: "uuid", addresses: "text[]", threadIds: "text[]", patterns: "text[]" },
  ({ workspaceId, userId, addresses, threadIds, patterns }) => sql`
    select
      (
        select json_agg(json_build_object(
          'address', asked.address, 'id', c.id, 'backfill', c.backfill, 'created_at', c.created_at))
        from unnest(${addresses}) as asked(address)
        cross join lateral ${addressOf(workspaceId, sql`asked.address`)} ca
        cross join lateral ${contactBy(workspaceId, sql`ca.contact_id`)} c
      ) as contacts,
      array(
        select u.email from app_user u where u.workspace_id = ${workspaceId} and u.email = any(${addresses})
        union
        select alias from google_account g, unnest(g.aliases) as alias
        where g.workspace_id = ${workspaceId} and g.aliases && ${addresses} and alias = any(${addresses})
      ) as colleagues,
      (
        select json_agg(json_build_object('pattern', applied.pattern, 'effect', applied.effect)) from (
          select distinct on (r.pattern) r.pattern, r.effect
          from unnest(${patterns}) as asked(pattern)
          cross join lateral (
            select * from rule keyed
            where keyed.workspace_id = ${workspaceId} and keyed.pattern = asked.pattern
              and coalesce(keyed.user_id, ${userId}) = ${userId}
            offset 0
          ) r
          order by r.pattern, r.user_id is null, r.effect
        ) applied
      ) as rules,
      (
        select json_agg(json_build_object('id', thread.id, 'since', thread.since)) from (
          select asked.id, min(l.received_at) as since
          from unnest(${threadIds}) as asked(id)
          cross join lateral ${entriesOfThread(workspaceId, userId, sql`asked.id`)} l
          where (
            select true from activity_contact link
            where link.workspace_id = ${workspaceId} and link.activity_id = l.activity_id and link.role is not null
            limit 1
          )
          group by asked.id
        ) thread
      ) as threads`,
);
