/**
 * Who may refresh a grant's token just now. The lock is a lease in the row, not a lock of the database: such a lock lives
 * in a transaction or a connection, and a slow answer of Google's would hold one of the few connections for every rep.
 */
import { v4 as newLeaseId } from "uuid";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { StoredGrant } from "../sync/grant-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import { findGrant, GRANT_COLUMNS, isOf, listOf } from "./grant-row.ts";
import { queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";

export interface LeaseOptions {
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Longer than a refresh may take: whoever holds a lease for longer has died. */
  readonly leaseMs: number;
}

export interface RefreshLease {
  readonly id: string;
  readonly grant: StoredGrant;
}

const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 1_000;

/** Waits for its turn. Without an id: there is no connected grant to refresh. */
export async function takeRefreshLease(
  db: Queryable,
  account: AccountRef,
  { sleep, leaseMs }: LeaseOptions,
): Promise<RefreshLease | { readonly id: undefined; readonly grant: StoredGrant | undefined }> {
  const id = newLeaseId();
  // A lease that nobody gives back has run out by then.
  const patienceMs = leaseMs + 2 * LAST_LOOK_MS;
  for (let waitedMs = 0, waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(LAST_LOOK_MS, waitMs * 2)) {
    const taken = await tryLease(db, account, id, leaseMs);
    if (taken !== undefined) return { id, grant: taken };
    const grant = await findGrant(db, account);
    if (grant?.status !== "connected") return { id: undefined, grant };
    if (waitedMs >= patienceMs) break;
    await sleep(waitMs);
    waitedMs += waitMs;
  }
  const detail = "another process has been refreshing the token for too long";
  throw new GoogleCallFailed("token refresh", { kind: "transient", detail });
}

/** Undefined: the lease is not ours any more, and nothing was changed. */
export async function endRefreshLease(
  db: Queryable,
  account: AccountRef,
  id: string,
  changes: readonly Sql[],
): Promise<StoredGrant | undefined> {
  return await queryOne<StoredGrant>(
    db,
    sql`
      update google_account set ${listOf([...changes, ...NO_LEASE])}
      where ${isOf(account)} and refresh_lease_id = ${id}
      returning ${GRANT_COLUMNS}`,
  );
}

/** For an update of the account that makes a refresh under way come too late. */
export const NO_LEASE: readonly Sql[] = [sql`refresh_lease_id = null`, sql`refresh_lease_until = null`];

/** By the database's clock, the only one all processes share. */
async function tryLease(
  db: Queryable,
  account: AccountRef,
  id: string,
  leaseMs: number,
): Promise<StoredGrant | undefined> {
  return await queryOne<StoredGrant>(
    db,
    sql`
      update google_account
      set refresh_lease_id = ${id}, refresh_lease_until = now() + ${leaseMs}::float8 * interval '1 millisecond'
      where ${isOf(account)} and status = 'connected'
        and (refresh_lease_until is null or refresh_lease_until <= now())
      returning ${GRANT_COLUMNS}`,
    "take-refresh-lease",
  );
}
