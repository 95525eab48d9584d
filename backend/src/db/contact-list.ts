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
 * What is asked for is first looked for among the next few thousand contacts in the list's order: what many have fills a
 * page there. What few have is then found by the index on it (or, where there is none, by reading all once), and these few
 * are sorted. Either way the other plan would be slow, and which word or owner is which PostgreSQL could only guess.
 */
export async function listContacts(
  db: Queryable,
  workspaceId: WorkspaceId,
  filter: ContactFilter,
): Promise<List<Contact>> {
  const order = ORDERS[filter.sort];
  const everybody = sql`c.workspace_id = ${workspaceId}`;
  const after = placeAfter(filter, order);
  const wanted = wantedOf(workspaceId, filter);
  const read = async (source: Sql) => await readPage(db, workspaceId, order, source, filter.limit + 1);

  let rows: readonly PageRow[];
  if (wanted.length === 0) rows = await read(sql`select * from contact c where ${everybody} and ${after}`);
  else {
    rows = await read(sql`
      select * from (
        select * from contact c where ${everybody} and ${after} order by ${order.by} limit ${integer(PROBED)}
      ) c
      where ${allOf(wanted)}`);
    if (rows.length <= filter.limit)
      rows = await read(sql`
        with hit as materialized (select * from contact c where ${everybody} and ${allOf(wanted)})
        select * from hit c where ${after}`);
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

function placeAfter({ cursor, sort }: ContactFilter, order: Order): Sql {
  if (cursor === undefined) return sql`true`;
  const { key, id } = decodeCursor(cursor, sort);
  return order.after(key, id);
}

function wantedOf(workspaceId: WorkspaceId, filter: ContactFilter): readonly Sql[] {
  const conditions = filter.words.map(contains);
  if (filter.kind !== undefined)
    conditions.push(filter.kind === "client" ? sql`c.kind = 'client'` : sql`c.kind = 'lead'`);
  if (filter.stage !== undefined) conditions.push(sql`c.stage = ${filter.stage}::stage`);
  if (filter.ownerId !== undefined) conditions.push(sql`c.owner_id = ${filter.ownerId}`);
  if (filter.address !== undefined)
    conditions.push(sql`c.id = (
      select ca.contact_id from contact_address ca
      where ca.workspace_id = ${workspaceId} and ca.address = ${filter.address}
    )`);
  return conditions;
}

/** In one or two characters there is no trigram: the index would be read from end to end, which takes longer than the table. */
function contains(word: string): Sql {
  return word.length < 3
    ? sql`c.search_text || '' like ${anywhere(word)}`
    : sql`c.search_text like ${anywhere(word)}`;
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
