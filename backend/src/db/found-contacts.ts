/** Contacts made of people nobody entered, where the workspace asks for it. The caller has the workspace for itself. */
import { v7 as newId } from "uuid";
import type { ContactId, EmailAddress } from "../crm/ids.ts";
import { searchTextOf } from "../crm/search-text.ts";
import type { AccountRef } from "../sync/ports.ts";
import { rematch } from "./activity-links.ts";
import { requestCalendarRematch } from "./calendar-sync-store.ts";
import { followLinks } from "./follow-links.ts";
import { makeMailboxesDue, requestSearches } from "./mail-searches.ts";
import { sortNameOf } from "./save-contact.ts";
import { json, query, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

/** A mailbox that is read for the first time finds people all the time: calendars are listed anew once for many. */
const CALENDARS_AFTER_MS = 5 * 60_000;

/** Leads of the rep. Who is a contact already stays as he is. Gives the contacts to be recounted. */
export async function createFoundContacts(
  tx: Queryable,
  { workspaceId, userId }: AccountRef,
  people: readonly { readonly address: EmailAddress; readonly name: string }[],
  now: Date,
): Promise<readonly ContactId[]> {
  const found = people.map(({ address, name }) => ({
    id: newId(),
    audit_id: newId(),
    address,
    name,
    sort_name: sortNameOf(name),
    search_text: searchTextOf({
      name,
      company: null,
      title: null,
      phone: null,
      addresses: [{ address, original: address }],
    }),
  }));
  const created = await query<{ id: ContactId; address: EmailAddress }>(
    tx,
    sql`
      with found as materialized (
        select distinct on (address) * from json_to_recordset(${json(found)}::json)
          as found(id uuid, audit_id uuid, address text, name text, sort_name text, search_text text)
        order by address
      ), free as (
        insert into contact_address (workspace_id, address, contact_id, original, position)
        select ${workspaceId}, address, id, address, 0 from found
        on conflict do nothing
        returning contact_id
      ), created as (
        insert into contact (workspace_id, id, name, owner_id, sort_name, search_text, created_at, updated_at)
        select ${workspaceId}, found.id, found.name, ${userId}, found.sort_name, found.search_text, ${now}, ${now}
        from found join free on free.contact_id = found.id
        returning id
      ), audited as (
        insert into audit_event (workspace_id, id, user_id, action, subject_type, subject_id, at)
        select ${workspaceId}, found.audit_id, ${userId}, 'contact.created_by_sync', 'contact', found.id::text, ${now}
        from found join free on free.contact_id = found.id
      )
      select found.id, found.address from found join created on created.id = found.id`,
  );
  if (created.length === 0) return [];
  const addresses = created.map(({ address }) => address);
  await requestSearches(tx, workspaceId, addresses, now);
  await makeMailboxesDue(tx, workspaceId, null, now);
  await requestCalendarRematch(tx, workspaceId, new Date(now.getTime() + CALENDARS_AFTER_MS));
  const ids = created.map(({ id }) => id);
  const matched = await rematch(tx, workspaceId, ids, { added: addresses, removed: [] });
  return [...ids, ...(await followLinks(tx, workspaceId, matched, now))];
}
