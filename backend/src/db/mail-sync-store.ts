/** The mailboxes of the background sync. What a step of the engine found out is committed whole or not at all. */
import type { ContactId, EmailAddress } from "../crm/ids.ts";
import type {
  AccountRef,
  MailChange,
  MailClaim,
  MailSyncStore,
  MessageRef,
  WaitReason,
} from "../sync/ports.ts";
import { captureMails } from "./capture-mails.ts";
import type { Database } from "./connect.ts";
import { detachMails } from "./detach-mails.ts";
import type { LeavingMail } from "./detach-mails.ts";
import { createFoundContacts } from "./found-contacts.ts";
import { claimMailbox, moveOn, releaseMailbox } from "./mail-claim.ts";
import { countFailedReads, enqueueMails, hideMails, listMails, recheckUnlisted } from "./mail-ledger.ts";
import { findMailMatches } from "./mail-matches.ts";
import { endSearches, listSearches, recheckNewest } from "./mail-searches.ts";
import { recount } from "./recount.ts";
import { integer, query, queryOne, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";
import { inTransaction } from "./transaction.ts";

export function createMailSyncStore({ pool }: Pick<Database, "pool">): MailSyncStore {
  return {
    async claim(now, leaseMs, only) {
      return await claimMailbox(pool, now, leaseMs, only);
    },

    async listWaiting({ workspaceId, userId }, limit) {
      return await query<MessageRef & { readonly reason: WaitReason }>(
        pool,
        sql`
          select gmail_message_id as id, gmail_thread_id as "threadId",
            case when activity_id is null then reason else 'recheck' end as reason
          from ledger_entry
          where workspace_id = ${workspaceId} and user_id = ${userId} and decision = 'waiting'
          order by gmail_message_id desc
          limit ${integer(limit)}`,
        `mail-waiting-${limit}`,
      );
    },

    async findKnown({ workspaceId, userId }, ids) {
      const rows = await query<{ id: string; isUnread: boolean }>(
        pool,
        sql`
          select gmail_message_id as id, received_at is null and decision = 'skipped' and reason = 'no_contact' as "isUnread"
          from ledger_entry
          where workspace_id = ${workspaceId} and user_id = ${userId} and gmail_message_id = any(${ids}::text[])`,
        "mail-known",
      );
      return new Map(rows.map(({ id, isUnread }) => [id, { isUnread }]));
    },

    async listContactAddresses({ workspaceId }, after, limit) {
      const rows = await query<{ address: EmailAddress }>(
        pool,
        sql`
          select address from contact_address
          where workspace_id = ${workspaceId} and address > ${after ?? ""}
          order by address
          limit ${integer(limit)}`,
        `mail-contact-addresses-${limit}`,
      );
      return rows.map(({ address }) => address);
    },

    async countContactAddresses({ workspaceId }) {
      const row = await queryOne<{ count: number }>(
        pool,
        sql`select count(*)::int as count from contact_address where workspace_id = ${workspaceId}`,
        "mail-contact-address-count",
      );
      return row?.count ?? 0;
    },

    async listSearches(account, limit) {
      return await listSearches(pool, account, limit);
    },

    async findMatches(account, asked) {
      return await findMailMatches(pool, account, asked);
    },

    async apply(claim, change, now, leaseMs) {
      const plan = planOf(change);
      const purposes =
        plan.newPeople.length === 0 ? (["logging", "reshaping"] as const) : (["reshaping"] as const);
      for (const purpose of purposes) {
        const applied = await inTransaction(
          pool,
          async (tx) => await commit(tx, { claim, change, plan, now, leaseMs, purpose }),
        );
        if (applied !== undefined) return applied;
        // Nothing that is logged is to go: then it is the claim that is out of date.
        if (plan.leaving.length === 0) break;
      }
      return "stale";
    },

    async release(claim, release) {
      await releaseMailbox(pool, claim, release);
    },

    async saveAliases({ workspaceId, userId }, aliases) {
      await query(
        pool,
        sql`
          update google_account set aliases = ${aliases}
          where workspace_id = ${workspaceId} and user_id = ${userId} and aliases <> ${aliases}::text[]`,
        "mail-save-aliases",
      );
    },
  };
}

/** What of a change concerns more than one of its parts. */
interface Plan {
  readonly outOfSight: readonly (MessageRef & { readonly reason: string })[];
  readonly leaving: readonly LeavingMail[];
  /** Messages that do not wait any more. */
  readonly settled: readonly string[];
  readonly newPeople: readonly { readonly address: EmailAddress; readonly name: string }[];
}

function planOf({ decided = [], hidden = [], deleted = [], unreadable = [] }: MailChange): Plan {
  const outOfSight = [...hidden, ...deleted.map((message) => ({ ...message, reason: "deleted" }))];
  const skipped = decided.filter(({ outcome }) => outcome.kind === "skip");
  return {
    outOfSight,
    leaving: [
      ...outOfSight.map(({ id }) => ({ id, isJudged: false })),
      ...skipped.map(({ id }) => ({ id, isJudged: true })),
    ],
    settled: [...decided, ...outOfSight, ...unreadable].map(({ id }) => id),
    newPeople: decided.flatMap(({ outcome }) => (outcome.kind === "log" ? outcome.newContacts : [])),
  };
}

interface Commission {
  readonly claim: MailClaim;
  readonly change: MailChange;
  readonly plan: Plan;
  readonly now: Date;
  readonly leaseMs: number;
  readonly purpose: "logging" | "reshaping";
}

/** One new mail costs three statements; whatever else there is to write, one or a few each. Undefined: see `moveOn`. */
async function commit(tx: Queryable, commission: Commission): Promise<MailClaim | undefined> {
  const { claim, change, plan, now, leaseMs, purpose } = commission;
  const { decided = [], unreadable = [], searched = [] } = change;
  const leaving = plan.leaving.map(({ id }) => id);
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const step = { ...plan, cursor: change.cursor, leaseUntil, release: change.release, leaving, searched };
  const moved = await moveOn(tx, claim, step, purpose);
  if (moved === undefined) return undefined;
  const { account } = moved.claim;
  const touched: ContactId[] = [];
  const woken: boolean[] = [];

  if (plan.newPeople.length > 0)
    touched.push(...(await createFoundContacts(tx, account, plan.newPeople, now)));
  if (change.enqueue !== undefined && change.enqueue.messages.length > 0)
    woken.push(await enqueueMails(tx, account, change.enqueue, now));
  if (change.list !== undefined && change.list.messages.length > 0)
    woken.push(await listMails(tx, account, change.list, now));
  if (purpose === "reshaping" && leaving.length > 0)
    touched.push(...(await detachMails(tx, account, plan.leaving, now)));
  if (plan.outOfSight.length > 0) await hideMails(tx, account, plan.outOfSight, now);
  if (unreadable.length > 0) woken.push(await countFailedReads(tx, account, unreadable, now));
  if (searched.length > 0) {
    await endSearches(tx, account, searched, moved.startedAt);
    woken.push(await recheckNewest(tx, account, now));
  }
  if (change.checked !== undefined) await endCheck(tx, account, change.checked.at);
  if (change.recheckUnlisted !== undefined)
    woken.push(await recheckUnlisted(tx, account, change.recheckUnlisted, now));
  if (decided.length > 0) {
    const captured = await captureMails(tx, account, decided, account.shareLevel, now);
    touched.push(...captured.contactIds);
    woken.push(captured.woke);
  }
  await recount(tx, account.workspaceId, [...new Set(touched)], now);

  const hasNew = plan.newPeople.length > 0;
  return {
    ...moved.claim,
    lastCheckedAt: change.checked?.at ?? moved.claim.lastCheckedAt,
    hasWaiting: moved.claim.hasWaiting || hasNew || woken.includes(true),
    hasSearches: moved.claim.hasSearches || hasNew,
  };
}

async function endCheck(tx: Queryable, { workspaceId, userId }: AccountRef, at: Date): Promise<void> {
  await query(
    tx,
    sql`
      update mail_sync set last_checked_at = ${at}, last_check_found = check_found, check_found = 0
      where workspace_id = ${workspaceId} and user_id = ${userId}`,
    "mail-end-check",
  );
}
