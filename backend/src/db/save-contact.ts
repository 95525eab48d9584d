/** Creating and changing contacts. Whoever changes addresses has the workspace for itself: links follow addresses. */
import { v7 as newId } from "uuid";
import type { ActivityId, ContactId, EmailAddress, UserId, WorkspaceId } from "../crm/ids.ts";
import type { ContactChanges, ContactRefusal, NewContact, Viewer, WrittenAddress } from "../crm/ports.ts";
import { foldText, searchTextOf } from "../crm/search-text.ts";
import { rematch } from "./activity-links.ts";
import { writeAudit } from "./audit.ts";
import { requestCalendarRematch } from "./calendar-sync-store.ts";
import type { Database } from "./connect.ts";
import { followLinks } from "./follow-links.ts";
import { cancelSearches, makeMailboxesDue, requestSearches } from "./mail-searches.ts";
import { releaseActivities } from "./release-activities.ts";
import { recount } from "./recount.ts";
import { json, query, queryOne, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";
import { inWorkspace } from "./transaction.ts";

type Pool = Pick<Database, "pool">;

export async function createContact(
  { pool }: Pool,
  viewer: Viewer,
  given: NewContact,
  now: Date,
): Promise<ContactId | ContactRefusal> {
  const { workspaceId } = viewer;
  const contact = { ...given, addresses: distinct(given.addresses) };
  return await inWorkspace(pool, workspaceId, "reshaping", async (tx) => {
    if (!(await isUser(tx, workspaceId, contact.ownerId))) return { refused: "unknown-owner" };
    const taken = await findTaken(tx, workspaceId, contact.addresses, null);
    if (taken !== undefined) return taken;
    const row = await queryOne<{ id: ContactId }>(
      tx,
      sql`
        insert into contact (workspace_id, id, kind, name, company, title, phone, stage, owner_id, notes, sort_name,
          search_text, converted_at, created_at, updated_at)
        values (${workspaceId}, ${newId()}, ${contact.kind}::contact_kind, ${contact.name},
          ${contact.company}, ${contact.title}, ${contact.phone}, ${contact.stage}::stage, ${contact.ownerId},
          ${contact.notes}, ${sortNameOf(contact.name)}, ${searchTextOf(contact)},
          ${contact.kind === "client" ? now : null}, ${now}, ${now})
        returning id`,
    );
    if (row === undefined) throw new Error("an insert gave no row");
    await writeAddresses(tx, workspaceId, row.id, contact.addresses);
    const added = contact.addresses.map(({ address }) => address);
    await followAddresses(tx, workspaceId, row.id, { added, removed: [] }, now);
    return row.id;
  });
}

export async function updateContact(
  { pool }: Pool,
  viewer: Viewer,
  id: ContactId,
  changes: ContactChanges,
  now: Date,
): Promise<"changed" | ContactRefusal> {
  const { workspaceId } = viewer;
  const purpose = changes.addresses === undefined ? "logging" : "reshaping";
  return await inWorkspace(pool, workspaceId, purpose, async (tx): Promise<"changed" | ContactRefusal> => {
    const before = await findForUpdate(tx, workspaceId, id);
    if (before === undefined) return { refused: "not-found" };
    const after = { ...before, ...changes, addresses: distinct(changes.addresses ?? before.addresses) };
    if (!(await isUser(tx, workspaceId, changes.ownerId ?? null))) return { refused: "unknown-owner" };
    if (changes.addresses !== undefined) {
      const taken = await findTaken(tx, workspaceId, after.addresses, id);
      if (taken !== undefined) return taken;
    }
    await query(
      tx,
      sql`
        update contact set name = ${after.name}, company = ${after.company}, title = ${after.title},
          phone = ${after.phone}, stage = ${after.stage}::stage, owner_id = ${after.ownerId}, notes = ${after.notes},
          sort_name = ${sortNameOf(after.name)}, search_text = ${searchTextOf(after)}, updated_at = ${now}
        where workspace_id = ${workspaceId} and id = ${id}`,
    );
    if (changes.addresses === undefined) return "changed";
    await query(
      tx,
      sql`delete from contact_address where workspace_id = ${workspaceId} and contact_id = ${id}`,
    );
    await writeAddresses(tx, workspaceId, id, after.addresses);
    const added = addressesOnlyIn(after.addresses, before.addresses);
    const removed = addressesOnlyIn(before.addresses, after.addresses);
    await followAddresses(tx, workspaceId, id, { added, removed }, now);
    return "changed";
  });
}

/** With the activities nobody else is on. False: there is no such contact. */
export async function removeContact(
  { pool }: Pool,
  viewer: Viewer,
  id: ContactId,
  now: Date,
): Promise<boolean> {
  const { workspaceId } = viewer;
  return await inWorkspace(pool, workspaceId, "reshaping", async (tx) => {
    const before = await findForUpdate(tx, workspaceId, id);
    if (before === undefined) return false;
    const links = await query<{ id: ActivityId; is_shared: boolean }>(
      tx,
      sql`
        select link.activity_id as id, exists (
          select from activity_contact other
          where other.workspace_id = ${workspaceId} and other.activity_id = link.activity_id
            and other.contact_id <> ${id}
        ) as is_shared
        from activity_contact link
        where link.workspace_id = ${workspaceId} and link.contact_id = ${id}`,
    );
    await query(tx, sql`delete from contact where workspace_id = ${workspaceId} and id = ${id}`);
    await cancelSearches(tx, workspaceId, addressesOnlyIn(before.addresses, []));
    const removed = links.filter(({ is_shared }) => !is_shared);
    const removedIds = removed.map((link) => link.id);
    await releaseActivities(tx, workspaceId, removedIds, "no_contact", now);
    await makeMailboxesDue(tx, workspaceId, null, now);
    await writeAudit(tx, viewer, {
      action: "contact.deleted",
      subjectType: "contact",
      subjectId: id,
      details: { activitiesRemoved: removed.length },
    });
    return true;
  });
}

export async function convertContact(
  { pool }: Pool,
  viewer: Viewer,
  id: ContactId,
  now: Date,
): Promise<void> {
  await query(
    pool,
    sql`
      update contact set kind = 'client', converted_at = ${now}, updated_at = ${now}
      where workspace_id = ${viewer.workspaceId} and id = ${id} and kind <> 'client'`,
  );
}

/** What a list by name is ordered by. Indexed whole, so bounded: one character may fold to eighteen. */
export function sortNameOf(name: string): string {
  return foldText(name).slice(0, MAX_SORT_NAME).toWellFormed();
}

const MAX_SORT_NAME = 200;

/** Links, mailboxes, calendars and scores, after a contact's addresses were written. */
async function followAddresses(
  tx: Queryable,
  workspaceId: WorkspaceId,
  id: ContactId,
  changed: { readonly added: readonly EmailAddress[]; readonly removed: readonly EmailAddress[] },
  now: Date,
): Promise<void> {
  const matched = await rematch(tx, workspaceId, [id], changed);
  const touched = await followLinks(tx, workspaceId, matched, now);
  await recount(tx, workspaceId, [...new Set([id, ...touched])], now);
  if (changed.removed.length > 0) await cancelSearches(tx, workspaceId, changed.removed);
  if (changed.added.length > 0) await requestSearches(tx, workspaceId, changed.added, now);
  await makeMailboxesDue(tx, workspaceId, null, now);
  if (changed.added.length > 0) await requestCalendarRematch(tx, workspaceId, now);
}

/** The first spelling of each. */
function distinct(addresses: readonly WrittenAddress[]): readonly WrittenAddress[] {
  const known = new Map<string, WrittenAddress>();
  for (const written of addresses) if (!known.has(written.address)) known.set(written.address, written);
  return [...known.values()];
}

function addressesOnlyIn(
  these: readonly WrittenAddress[],
  those: readonly WrittenAddress[],
): readonly EmailAddress[] {
  const others = new Set(those.map(({ address }) => address));
  return these.map(({ address }) => address).filter((address) => !others.has(address));
}

async function isUser(tx: Queryable, workspaceId: WorkspaceId, id: UserId | null): Promise<boolean> {
  if (id === null) return true;
  const found = await queryOne(
    tx,
    sql`select from app_user where workspace_id = ${workspaceId} and id = ${id} for key share`,
  );
  return found !== undefined;
}

async function findTaken(
  tx: Queryable,
  workspaceId: WorkspaceId,
  addresses: readonly WrittenAddress[],
  except: ContactId | null,
): Promise<ContactRefusal | undefined> {
  const wanted = addresses.map(({ address }) => address);
  const row = await queryOne<{ address: WrittenAddress["address"]; id: ContactId; name: string }>(
    tx,
    sql`
      select ca.address, c.id, c.name
      from unnest(${wanted}::text[]) with ordinality as wanted(address, place)
      join contact_address ca on ca.workspace_id = ${workspaceId} and ca.address = wanted.address
      join contact c on c.workspace_id = ${workspaceId} and c.id = ca.contact_id
      where c.id is distinct from ${except}::uuid
      order by wanted.place
      limit 1`,
  );
  return row && { refused: "address-taken", address: row.address, by: { id: row.id, name: row.name } };
}

async function writeAddresses(
  tx: Queryable,
  workspaceId: WorkspaceId,
  contactId: ContactId,
  addresses: readonly WrittenAddress[],
): Promise<void> {
  await query(
    tx,
    sql`
      insert into contact_address (workspace_id, address, contact_id, original, position)
      select ${workspaceId}, address, ${contactId}, original, position
      from jsonb_to_recordset(${json(addresses.map((written, position) => ({ ...written, position })))}::jsonb)
        as written(address text, original text, position int)`,
  );
}

async function findForUpdate(
  tx: Queryable,
  workspaceId: WorkspaceId,
  id: ContactId,
): Promise<NewContact | undefined> {
  return await queryOne<NewContact>(
    tx,
    sql`
      select c.kind, c.name, c.company, c.title, c.phone, c.stage, c.owner_id as "ownerId", c.notes, (
        select coalesce(json_agg(json_build_object('address', ca.address, 'original', ca.original)
          order by ca.position), '[]')
        from contact_address ca where ca.workspace_id = ${workspaceId} and ca.contact_id = c.id
      ) as addresses
      from contact c
      where c.workspace_id = ${workspaceId} and c.id = ${id}
      for no key update`,
  );
}
