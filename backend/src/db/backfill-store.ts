/** What is taken of a contact's time before it was a contact: chosen once, and changed as often as somebody likes. */
import type { BackfillImport } from "../../../contract/sync.ts";
import type { ActivityId, ContactId, EmailAddress, UserId, WorkspaceId } from "../crm/ids.ts";
import type { BackfillStore } from "../sync/control-ports.ts";
import { requestCalendarRematch } from "./calendar-sync-store.ts";
import type { Database } from "./connect.ts";
import { followLinks } from "./follow-links.ts";
import { cancelSearches, makeMailboxesDue, requestSearches } from "./mail-searches.ts";
import { lockContacts, recount } from "./recount.ts";
import { isUntouched } from "./release-activities.ts";
import { json, query, queryOne, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";
import { inWorkspace } from "./transaction.ts";

export function createBackfillStore({ pool }: Pick<Database, "pool">): BackfillStore {
  return {
    async findAddresses(workspaceId, contactId) {
      const row = await queryOne<{ addresses: readonly EmailAddress[] }>(
        pool,
        sql`
          select array(
            select ca.address from contact_address ca
            where ca.workspace_id = c.workspace_id and ca.contact_id = c.id
            order by ca.position
          ) as addresses
          from contact c where c.workspace_id = ${workspaceId} and c.id = ${contactId}`,
      );
      return row?.addresses;
    },

    async choose({ workspaceId }, contactId, choice, now) {
      return await inWorkspace(pool, workspaceId, "reshaping", async (tx) => {
        const addresses = await setBackfill(tx, workspaceId, contactId, choice);
        if (addresses === undefined) return undefined;
        switch (choice) {
          case "none":
            await cancelSearches(tx, workspaceId, addresses);
            return { changed: await dropEarlier(tx, workspaceId, contactId, now) };
          case "headers": {
            const changed = await dropEarlierTexts(tx, workspaceId, contactId, now);
            await searchAgain(tx, workspaceId, addresses, now);
            return { changed };
          }
          case "all":
            await readTextsAgain(tx, workspaceId, contactId, now);
            await searchAgain(tx, workspaceId, addresses, now);
            return { changed: 0 };
        }
      });
    },
  };
}

async function setBackfill(
  tx: Queryable,
  workspaceId: WorkspaceId,
  contactId: ContactId,
  choice: BackfillImport,
): Promise<readonly string[] | undefined> {
  const row = await queryOne<{ addresses: readonly string[] }>(
    tx,
    sql`
      update contact c set backfill = ${choice} where c.workspace_id = ${workspaceId} and c.id = ${contactId}
      returning array(
        select ca.address from contact_address ca
        where ca.workspace_id = c.workspace_id and ca.contact_id = c.id
      ) as addresses`,
  );
  return row?.addresses;
}

/** Mailboxes search for the addresses, calendars list their events anew. */
async function searchAgain(
  tx: Queryable,
  workspaceId: WorkspaceId,
  addresses: readonly string[],
  now: Date,
): Promise<void> {
  await requestSearches(tx, workspaceId, addresses, now);
  await makeMailboxesDue(tx, workspaceId, null, now);
  await requestCalendarRematch(tx, workspaceId, now);
}

/** Of `a` and its `link` to the contact `c`: brought by the sync alone, and from before the contact. */
const isEarlier = sql`(${isUntouched} and a.occurred_at < c.created_at)`;
const isOnlyOnes = sql`not exists (
  select from activity_contact other
  where other.workspace_id = a.workspace_id and other.activity_id = a.id and other.contact_id <> c.id
)`;
const linked = sql`
  contact c
  join activity_contact link on link.workspace_id = c.workspace_id and link.contact_id = c.id
  join activity a on a.workspace_id = link.workspace_id and a.id = link.activity_id`;

/**
 * Takes the contact from what is earlier. Where nobody else is on it, it goes, and its mails are remembered as left out.
 * Gives how many went.
 */
async function dropEarlier(
  tx: Queryable,
  workspaceId: WorkspaceId,
  contactId: ContactId,
  now: Date,
): Promise<number> {
  const left = await query<{ id: ActivityId; address: string | null; contact_ids: readonly ContactId[] }>(
    tx,
    sql`
      select a.id, link.matched_address as address, array(
        select other.contact_id from activity_contact other
        where other.workspace_id = a.workspace_id and other.activity_id = a.id
      ) as contact_ids
      from ${linked}
      where c.workspace_id = ${workspaceId} and c.id = ${contactId} and link.origin = 'automatic' and ${isEarlier}`,
  );
  if (left.length === 0) return 0;
  const ids = left.map(({ id }) => id);
  const mails = await query<{ user_id: UserId; id: string; activity_id: ActivityId }>(
    tx,
    sql`
      select l.user_id, l.gmail_message_id as id, l.activity_id from ledger_entry l
      where l.workspace_id = ${workspaceId} and l.activity_id = any(${ids}::uuid[])`,
  );
  const events = await query<{ user_id: UserId; calendar_id: string; id: string; activity_id: ActivityId }>(
    tx,
    sql`
      select l.user_id, l.calendar_id, l.event_id as id, l.activity_id from event_ledger_entry l
      where l.workspace_id = ${workspaceId} and l.activity_id = any(${ids}::uuid[])`,
  );
  const locked = await lockContacts(
    tx,
    workspaceId,
    sql`select unnest(${[...new Set(left.flatMap(({ contact_ids }) => contact_ids))]}::uuid[])`,
  );
  await query(
    tx,
    sql`
      delete from activity_contact
      where workspace_id = ${workspaceId} and contact_id = ${contactId} and activity_id = any(${ids}::uuid[])`,
  );
  const touched = await followLinks(tx, workspaceId, { gained: [], lost: ids }, now);
  const addressOf = new Map(left.map(({ id, address }) => [id, address]));
  const leftOut = sql`
    decision = 'skipped', reason = 'backfill_none', matched_address = was.address, decided_at = ${now}`;
  await query(
    tx,
    sql`
      update ledger_entry l set ${leftOut}
      from json_to_recordset(${json(mails.map((mail) => ({ ...mail, address: addressOf.get(mail.activity_id) })))}::json)
        as was(user_id uuid, id text, address text)
      where l.workspace_id = ${workspaceId} and l.user_id = was.user_id and l.gmail_message_id = was.id
        and l.activity_id is null`,
  );
  await query(
    tx,
    sql`
      update event_ledger_entry l set ${leftOut}
      from json_to_recordset(${json(events.map((event) => ({ ...event, address: addressOf.get(event.activity_id) })))}::json)
        as was(user_id uuid, calendar_id text, id text, address text)
      where l.workspace_id = ${workspaceId} and l.user_id = was.user_id and l.calendar_id = was.calendar_id
        and l.event_id = was.id and l.activity_id is null`,
  );
  await recount(tx, workspaceId, [...new Set([...locked, ...touched])], now);
  const still = await query(
    tx,
    sql`select from activity where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`,
  );
  return ids.length - still.length;
}

/** Gives how many lost it. */
async function dropEarlierTexts(
  tx: Queryable,
  workspaceId: WorkspaceId,
  contactId: ContactId,
  now: Date,
): Promise<number> {
  const rows = await query(
    tx,
    sql`
      update activity set body_text = null, attachments = '[]', updated_at = ${now}
      where workspace_id = ${workspaceId} and type = 'EMAIL' and (body_text is not null or attachments <> '[]')
        and id = any(array(
          select a.id from ${linked}
          where c.workspace_id = ${workspaceId} and c.id = ${contactId} and ${isEarlier} and ${isOnlyOnes}
        ))
      returning 1`,
  );
  return rows.length;
}

/** Mails that were logged without their text get a second look. */
async function readTextsAgain(
  tx: Queryable,
  workspaceId: WorkspaceId,
  contactId: ContactId,
  now: Date,
): Promise<void> {
  await query(
    tx,
    sql`
      update ledger_entry l set decision = 'waiting', attempts = 0, decided_at = ${now}
      where l.workspace_id = ${workspaceId} and l.decision = 'logged' and l.activity_id = any(array(
        select a.id from ${linked}
        where c.workspace_id = ${workspaceId} and c.id = ${contactId} and a.type = 'EMAIL' and a.body_text is null
          and ${isEarlier}
      ))`,
  );
}
