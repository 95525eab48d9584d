/** Reps' Google grants: sealed tokens, how each grant stands, and what goes with it when it is given back. */
import { setTimeout as sleep } from "node:timers/promises";
import { v7 as newId } from "uuid";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { ReconnectReason } from "../sync/google-failure.ts";
import type { GrantStore, SealedTokens } from "../sync/grant-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import { writeAudit } from "./audit.ts";
import type { Database } from "./connect.ts";
import { DUE_CHANNEL } from "./due-listener.ts";
import { findGrant, isOf, listOf, NO_TOKENS, tokenColumns } from "./grant-row.ts";
import { purgeGoogleData } from "./purge-google-data.ts";
import { endRefreshLease, NO_LEASE, takeRefreshLease } from "./refresh-lease.ts";
import type { LeaseOptions } from "./refresh-lease.ts";
import { query, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inTransaction } from "./transaction.ts";

const LEASE_MS = 30_000;
/** The kind of a notice. */
const RECONNECT = "reconnect";

export function createGrantStore(
  { pool }: Pick<Database, "pool">,
  options: Partial<LeaseOptions> = {},
): GrantStore {
  const leaseOptions: LeaseOptions = { sleep, leaseMs: LEASE_MS, ...options };

  return {
    async find(account) {
      return await findGrant(pool, account);
    },

    async refresh(account, work) {
      const lease = await takeRefreshLease(pool, account, leaseOptions);
      if (lease.id === undefined) return lease.grant;
      let tokens: SealedTokens | undefined;
      try {
        tokens = await work(lease.grant);
      } catch (error) {
        await endFailed(account, lease.id, error);
        throw error;
      }
      const changes = tokens === undefined ? [] : tokenColumns(tokens);
      // Where somebody connected or disconnected meanwhile, his grant stands.
      return (await endRefreshLease(pool, account, lease.id, changes)) ?? (await findGrant(pool, account));
    },

    async connect(account, tokens, now) {
      await inTransaction(pool, async (tx) => {
        await change(tx, account, [
          ...tokenColumns(tokens),
          sql`status = 'connected'`,
          sql`status_reason = null`,
          sql`connected_at = ${now}`,
        ]);
        // Should this grant be lost too, the rep is told again.
        await query(tx, sql`delete from notice where ${isOf(account)} and kind = ${RECONNECT}`);
        await writeAudit(tx, account, {
          action: "google.connected",
          subjectType: "google_account",
          subjectId: account.userId,
          details: { scopes: tokens.scopes ?? [] },
        });
      });
    },

    async requireReconnect(account, reason, now) {
      await inTransaction(pool, async (tx) => {
        await markLost(tx, account, reason, now, sql`true`);
      });
    },

    async disconnect(account, { purge }, now) {
      await inTransaction(pool, async (tx) => {
        await change(tx, account, [
          ...NO_TOKENS,
          sql`status = 'none'`,
          sql`status_reason = null`,
          sql`scopes = '{}'`,
          sql`calendar_enabled = false`,
          sql`calendars_due_at = null`,
          sql`calendars_lease_until = null`,
        ]);
        await stopSyncing(tx, account);
        await query(tx, sql`delete from notice where ${isOf(account)} and kind = ${RECONNECT}`);
        await writeAudit(tx, account, {
          action: "google.disconnected",
          subjectType: "google_account",
          subjectId: account.userId,
          details: { purge },
        });
      });
      return { activitiesRemoved: purge ? await purgeGoogleData(pool, account, now) : 0 };
    },
  };

  async function endFailed(account: AccountRef, leaseId: string, error: unknown): Promise<void> {
    if (error instanceof GoogleCallFailed && error.failure.kind === "grant-revoked") {
      const { reason } = error.failure;
      await inTransaction(pool, async (tx) => {
        // While the lease is ours: a consent that was given meanwhile is another grant than the one that is lost.
        await markLost(tx, account, reason, new Date(), sql`refresh_lease_id = ${leaseId}`);
      });
    } else {
      // Should the database be away as well, the lease runs out by itself.
      await endRefreshLease(pool, account, leaseId, []).catch(() => undefined);
    }
  }
}

/** Whatever refresh is under way comes too late. */
async function change(tx: Queryable, account: AccountRef, changes: readonly Sql[]): Promise<void> {
  await query(tx, sql`update google_account set ${listOf([...changes, ...NO_LEASE])} where ${isOf(account)}`);
}

/** One notice from losing a grant to connecting again, however often it is found lost. */
async function markLost(
  tx: Queryable,
  account: AccountRef,
  reason: ReconnectReason,
  now: Date,
  condition: Sql,
): Promise<void> {
  const changes = listOf([
    ...NO_TOKENS,
    ...NO_LEASE,
    sql`status = 'reconnect'`,
    sql`status_reason = ${reason}`,
  ]);
  await query(
    tx,
    sql`
      with lost as (
        update google_account set ${changes}
        where ${isOf(account)} and status = 'connected' and ${condition}
        returning workspace_id, user_id
      ), told as (
        insert into notice (workspace_id, id, user_id, kind, created_at, due_at)
        select workspace_id, ${newId()}::uuid, user_id, ${RECONNECT}, ${now}::timestamptz, ${now}::timestamptz
        from lost
        where not exists (select from notice where ${isOf(account)} and kind = ${RECONNECT})
        returning id
      )
      select pg_notify(${DUE_CHANNEL}, '') from told`,
  );
}

/** Who works on the mailbox or a calendar just now finds its version gone. What they are synced up to stays. */
async function stopSyncing(tx: Queryable, account: AccountRef): Promise<void> {
  const stopped = sql`
    due_at = null, lease_until = null, version = version + 1, throttled_until = null, failures = 0,
    error_code = null, error_message = null, watch_due_at = null`;
  await query(
    tx,
    sql`update mail_sync set ${stopped}, enabled = false, watch_expires_at = null where ${isOf(account)}`,
  );
  await query(
    tx,
    sql`
      update calendar_sync set ${stopped}, channel_id = null, channel_resource_id = null,
        channel_token_hash = null, channel_expires_at = null
      where ${isOf(account)}`,
  );
}
