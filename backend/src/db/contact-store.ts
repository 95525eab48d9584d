/** Leads and clients. */
import type { Contact } from "../../../contract/contacts.ts";
import type { ContactId, WorkspaceId } from "../crm/ids.ts";
import type { ContactStore, DuplicateContact, DuplicateQuery } from "../crm/ports.ts";
import { phoneDigits } from "../crm/search-text.ts";
import type { Database } from "./connect.ts";
import { cardColumns, reasonsOf, toCard, toReason } from "./contact-card.ts";
import type { CardRow, ReasonRow } from "./contact-card.ts";
import { anywhere, listContacts } from "./contact-list.ts";
import { contactColumns, toContact } from "./contact-row.ts";
import type { ContactRow } from "./contact-row.ts";
import { contactBy } from "./lookup.ts";
import { momentumAt } from "./recount.ts";
import { convertContact, createContact, removeContact, updateContact } from "./save-contact.ts";
import { integer, query, queryOne, sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

/** @param clock only for tests, which have a time of their own. */
export function createContactStore(database: Database, clock: () => Date): ContactStore {
  const { pool } = database;

  async function find(workspaceId: WorkspaceId, id: ContactId): Promise<Contact | undefined> {
    const row = await queryOne<ContactRow>(
      pool,
      sql`select ${contactColumns} from contact c where c.workspace_id = ${workspaceId} and c.id = ${id}`,
    );
    return row && toContact(row);
  }

  return {
    find,

    async list(workspaceId, filter) {
      return await listContacts(pool, workspaceId, filter);
    },

    async findCard(viewer, id, now) {
      const row = await queryOne<CardRow>(
        pool,
        sql`
          select ${cardColumns(viewer, now, sql`true`)}
          from contact c join workspace w on w.id = c.workspace_id
          where c.workspace_id = ${viewer.workspaceId} and c.id = ${id}`,
        "contact-card",
      );
      return row && toCard(viewer, row, now);
    },

    async create(viewer, contact) {
      const result = await createContact(database, viewer, contact, clock());
      if (typeof result !== "string") return result;
      return (await find(viewer.workspaceId, result)) ?? { refused: "not-found" };
    },

    async update(viewer, id, changes) {
      const result = await updateContact(database, viewer, id, changes, clock());
      if (result !== "changed") return result;
      return (await find(viewer.workspaceId, id)) ?? { refused: "not-found" };
    },

    async remove(viewer, id) {
      return await removeContact(database, viewer, id, clock());
    },

    async convert(viewer, id) {
      await convertContact(database, viewer, id, clock());
      return await find(viewer.workspaceId, id);
    },

    async findScore(viewer, id, now) {
      const row = await queryOne<{ score: number; momentum_sum: number; reasons: readonly ReasonRow[] }>(
        pool,
        sql`
          select c.engagement_score as score, c.momentum_sum, (
            select coalesce(json_agg(reason), '[]') from (${reasonsOf(viewer, sql`c.id`, MAX_REASONS)}) reason
          ) as reasons
          from contact c join workspace w on w.id = c.workspace_id
          where c.workspace_id = ${viewer.workspaceId} and c.id = ${id}`,
      );
      return (
        row && {
          score: row.score,
          reasons: row.reasons.map((reason) => toReason(viewer, reason)),
          momentum: momentumAt(row.momentum_sum, now),
        }
      );
    },

    async findDuplicates(workspaceId, asked, limit) {
      const rows = await query<
        ContactRow & { reason: DuplicateContact["reason"]; asked_digits: string | null }
      >(pool, duplicatesStatement(workspaceId, asked, limit));
      const duplicates = rows.filter(
        ({ reason, phone }) => reason !== "same_phone" || isSamePhone(phone, asked.phoneDigits),
      );
      return duplicates.slice(0, limit).map((row) => ({ contact: toContact(row), reason: row.reason }));
    },
  };
}

const MAX_REASONS = 100;

/** Most telling reason first. Phones are only narrowed down here: written with and without the country's code. */
function duplicatesStatement(workspaceId: WorkspaceId, asked: DuplicateQuery, limit: number): Sql {
  const { address, name, domain, phoneDigits: digits } = asked;
  return sql`
    with with_digits as materialized (
      select c.id from contact c
      where c.workspace_id = ${workspaceId}
        and c.search_text like ${digits === null ? null : anywhere(digits.slice(-7))}
    ), candidate as (
      (
        select contact_id as id, 1 as rank, 'same_address' as reason from contact_address
        where workspace_id = ${workspaceId} and address = ${address}
      ) union all (
        select id, 2, 'same_name' from contact
        where workspace_id = ${workspaceId} and ${name} <> '' and sort_name = ${name}
        limit ${integer(limit)}
      ) union all (
        select id, 3, 'same_phone' from with_digits
        limit ${integer(4 * limit)}
      ) union all (
        select contact_id, 4, 'same_company_domain' from contact_address
        where workspace_id = ${workspaceId} and split_part(address, '@', -1) = ${domain}
        limit ${integer(limit)}
      )
    ), best as (
      select distinct on (id, reason = 'same_phone') id, rank, reason from candidate
      order by id, reason = 'same_phone', rank
    )
    select best.reason, ${contactColumns}
    from best cross join lateral ${contactBy(workspaceId, sql`best.id`)} c
    order by best.rank, c.sort_name, c.id`;
}

function isSamePhone(phone: string | null, asked: string | null): boolean {
  const digits = phone === null ? null : phoneDigits(phone);
  if (digits === null || asked === null) return false;
  return digits.endsWith(asked) || asked.endsWith(digits);
}
