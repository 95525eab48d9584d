/** The list of contacts: search, filters, and pages that go on after the last row seen. */
import type { Contact, ContactSort } from "../../../contract/contacts.ts";
import type { List } from "../../../contract/primitives.ts";
import type { WorkspaceId } from "../crm/ids.ts";
import { InvalidCursor } from "../crm/invalid-cursor.ts";
import type { ContactFilter } from "../crm/ports.ts";
import { contactColumns, toContact } from "./contact-row.ts";
import type { ContactRow } from "./contact-row.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { contactBy } from "./lookup.ts";
import { allOf, integer, query, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";

/**
 * A search looks through the next few thousand contacts in the list's order first: a word that many have fills a page
 * there. A word that few have is then found by the trigram index, and its few contacts are sorted. Either way the other
 * plan would read all contacts, and which word is which PostgreSQL could only guess.
 */
export async function listContacts(
  db: Queryable,
  workspaceId: WorkspaceId,
  filter: ContactFilter,
): Promise<List<Contact>> {
  const order = ORDERS[filter.sort];
  const conditions = [sql`c.workspace_id = ${workspaceId}`, ...filtersOf(workspaceId, filter)];
  if (filter.cursor !== undefined) {
    const { key, id } = decodeCursor(filter.cursor, filter.sort);
    conditions.push(order.after(key, id));
  }
  const filters = allOf(conditions);
  const words = filter.words.map((word) => sql`c.search_text like ${anywhere(word)}`);
  const read = async (source: Sql) => await readPage(db, workspaceId, order, source, filter.limit + 1);

  let rows: readonly PageRow[];
  if (words.length === 0) rows = await read(sql`select * from contact c where ${filters}`);
  else {
    rows = await read(sql`
      select * from (
        select * from contact c where ${filters} order by ${order.by} limit ${integer(PROBED)}
      ) c
      where ${allOf(words)}`);
    if (rows.length <= filter.limit)
      rows = await read(sql`
        with hit as materialized (
          select c.id from contact c where c.workspace_id = ${workspaceId} and ${allOf(words)}
        )
        select c.* from hit cross join lateral ${contactBy(workspaceId, sql`hit.id`)} c where ${filters}`);
  }
  const shown = rows.slice(0, filter.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toContact),
    nextCursor:
      rows.length > filter.limit && last !== undefined
        ? encodeCursor({ order: filter.sort, key: last.page_key, id: last.id })
        : null,
  };
}

/** For `like`: the word as it stands, wherever it stands. */
export function anywhere(word: string): string {
  return `%${word.replace(/[\\%_]/g, "\\$&")}%`;
}

/** Contacts looked through for a common word; reading them takes a few milliseconds. */
const PROBED = 2_000;

type PageRow = ContactRow & { readonly page_key: string };

interface Order {
  readonly key: Sql;
  readonly by: Sql;
  readonly after: (key: string | number, id: string) => Sql;
}

const lastEngagement = sql`coalesce(c.last_engagement_at, '-infinity'::timestamptz)`;

/** Each is the order of an index. Ids are in the order of creation. */
const ORDERS: Readonly<Record<ContactSort, Order>> = {
  name: {
    key: sql`c.sort_name`,
    by: sql`c.sort_name, c.id`,
    after: (key, id) => sql`(c.sort_name, c.id) > (${String(key)}, ${id}::uuid)`,
  },
  score: {
    key: sql`c.engagement_score`,
    by: sql`c.engagement_score desc, c.id desc`,
    after: (key, id) => sql`(c.engagement_score, c.id) < (${toInteger(key)}::int, ${id}::uuid)`,
  },
  lastEngagement: {
    key: lastEngagement,
    by: sql`${lastEngagement} desc, c.id desc`,
    after: (key, id) => sql`(${lastEngagement}, c.id) < (${toTime(key)}::timestamptz, ${id}::uuid)`,
  },
  created: {
    key: sql`c.id`,
    by: sql`c.id desc`,
    after: (_key, id) => sql`c.id < ${id}::uuid`,
  },
};

async function readPage(
  db: Queryable,
  workspaceId: WorkspaceId,
  order: Order,
  source: Sql,
  limit: number,
): Promise<readonly PageRow[]> {
  return await query<PageRow>(
    db,
    sql`
      with page as materialized (
        select c.id, ${order.key}::text as page_key from (${source}) c
        order by ${order.by}
        limit ${integer(limit)}
      )
      select page.page_key, ${contactColumns}
      from page cross join lateral ${contactBy(workspaceId, sql`page.id`)} c
      order by ${order.by}`,
  );
}

function filtersOf(workspaceId: WorkspaceId, filter: ContactFilter): readonly Sql[] {
  const conditions: Sql[] = [];
  if (filter.kind !== undefined) conditions.push(sql`c.kind = ${filter.kind}::contact_kind`);
  if (filter.stage !== undefined) conditions.push(sql`c.stage = ${filter.stage}::stage`);
  if (filter.ownerId !== undefined) conditions.push(sql`c.owner_id = ${filter.ownerId}`);
  if (filter.address !== undefined)
    conditions.push(sql`c.id = (
      select ca.contact_id from contact_address ca
      where ca.workspace_id = ${workspaceId} and ca.address = ${filter.address}
    )`);
  return conditions;
}

function toInteger(key: string | number): number {
  const value = Number(key);
  if (!Number.isInteger(value) || Math.abs(value) > 2_147_483_647) throw new InvalidCursor();
  return value;
}

function toTime(key: string | number): string {
  if (key === "-infinity") return key;
  const time = new Date(key);
  if (Number.isNaN(time.getTime())) throw new InvalidCursor();
  return time.toISOString();
}
