/** Who has a mailbox: taking it, committing to it, letting go of it. `mail_sync` is the queue and the lock at once. */
import { toAccount } from "./account-row.ts";
import type { AccountRow } from "./account-row.ts";
import type { EmailAddress } from "../crm/ids.ts";
import type { MailCursor } from "../sync/mail-cursor.ts";
import type { AccountRef, MailClaim, MailRelease } from "../sync/ports.ts";
import { prepareStatement } from "./prepared-statement.ts";
import { json, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { RELEASE, releaseColumns, releaseValues } from "./sync-release.ts";

export async function claimMailbox(
  db: Queryable,
  now: Date,
  leaseMs: number,
  only?: AccountRef,
): Promise<MailClaim | undefined> {
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const [row] =
    only === undefined
      ? await claimDue(db, { now, leaseUntil })
      : await claimOne(db, { now, leaseUntil, workspaceId: only.workspaceId, userId: only.userId });
  return row && toClaim(row);
}

/** What a commit is about, besides its rows. */
export interface Commit {
  readonly cursor: MailCursor;
  readonly leaseUntil: Date;
  readonly release: MailRelease | undefined;
  /** Messages that are settled by this commit: those do not wait any more. */
  readonly settled: readonly string[];
  /** Messages that may lose their activity, for which nobody else may be in the workspace. */
  readonly leaving: readonly string[];
  readonly searched: readonly EmailAddress[];
}

/**
 * The first statement of a commit's transaction: locks the workspace, moves the mailbox on. Undefined: it is somebody
 * else's by now; or, when only logging, something logged is to go.
 */
export async function moveOn(
  tx: Queryable,
  claim: MailClaim,
  commit: Commit,
  purpose: "logging" | "reshaping",
): Promise<{ readonly claim: MailClaim; readonly startedAt: Date } | undefined> {
  const { workspaceId, userId } = claim.account;
  const move = purpose === "logging" ? moveOnShared : moveOnAlone;
  const [row] = await move(tx, {
    workspaceId,
    userId,
    version: claim.version,
    cursor: json(commit.cursor),
    settled: commit.settled,
    leaving: commit.leaving,
    searched: commit.searched,
    leaseUntil: commit.release === undefined ? commit.leaseUntil : null,
    ...releaseValues(commit.release),
  });
  return row && { claim: toClaim(row), startedAt: row.started_at };
}

export async function releaseMailbox(db: Queryable, claim: MailClaim, release: MailRelease): Promise<void> {
  const { workspaceId, userId } = claim.account;
  const values = { workspaceId, userId, version: claim.version, leaseUntil: null, ...releaseValues(release) };
  await releaseStatement(db, values);
}

interface ClaimRow extends AccountRow {
  readonly cursor: MailCursor | null;
  readonly version: number;
  readonly failures: number;
  readonly started_at: Date;
  readonly last_checked_at: Date | null;
  readonly has_waiting: boolean;
  readonly has_searches: boolean;
}

function toClaim(row: ClaimRow): MailClaim {
  return {
    account: toAccount(row),
    cursor: row.cursor,
    version: row.version,
    failures: row.failures,
    lastCheckedAt: row.last_checked_at,
    hasWaiting: row.has_waiting,
    hasSearches: row.has_searches,
  };
}

/** By key for the one row at hand, whatever the planner thinks of the tables' sizes. */
const isOn: Sql = sql`(s.enabled and 'connected' = (
  select g.status from google_account g where g.workspace_id = s.workspace_id and g.user_id = s.user_id
))`;

/** Of `s`; @param which narrows the ledger rows `l`. */
function hasWaiting(which: Sql): Sql {
  return sql`coalesce((
    select true from ledger_entry l
    where l.workspace_id = s.workspace_id and l.user_id = s.user_id and l.decision = 'waiting' and ${which}
    order by l.gmail_message_id desc
    limit 1
  ), false)`;
}

/** Of `s`; @param which narrows the searches `m`. */
function hasSearches(which: Sql): Sql {
  return sql`coalesce((
    select true from mail_search m
    where m.workspace_id = s.workspace_id and m.user_id = s.user_id and ${which}
    limit 1
  ), false)`;
}

/** For `update mail_sync s … from google_account g, workspace w` and `whose`. */
function claimColumns(waiting: Sql, searches: Sql): Sql {
  return sql`
    s.workspace_id, s.user_id, g.email, g.aliases, w.domain, s.share_level, w.contact_creation, s.cursor, s.version,
    s.failures, s.started_at, s.last_checked_at, ${waiting} as has_waiting, ${searches} as has_searches`;
}

const whose: Sql = sql`
  g.workspace_id = s.workspace_id and g.user_id = s.user_id and w.id = s.workspace_id`;

function taking(chosen: Sql, { now, leaseUntil }: Readonly<Record<"now" | "leaseUntil", Sql>>): Sql {
  return sql`
    update mail_sync s
    set due_at = null, lease_until = ${leaseUntil}, started_at = ${now}, version = s.version + 1
    from ${chosen}, google_account g, workspace w
    where s.workspace_id = chosen.workspace_id and s.user_id = chosen.user_id and ${whose}
    returning ${claimColumns(hasWaiting(sql`true`), hasSearches(sql`true`))}`;
}

/** Whose worker went silent is due since its lease ended. The two are asked for apart: each has its index. */
const claimDue = prepareStatement<"now" | "leaseUntil", ClaimRow>(
  "mail-claim",
  { now: "timestamptz", leaseUntil: "timestamptz" },
  (places) => sql`
    with silent as materialized (
      select s.workspace_id, s.user_id, s.lease_until as since from mail_sync s
      where s.lease_until < ${places.now} and ${isOn}
      order by s.lease_until limit 1
      for no key update skip locked
    ), due as materialized (
      select s.workspace_id, s.user_id, s.due_at as since from mail_sync s
      where s.due_at <= ${places.now} and s.lease_until is null and ${isOn}
      order by s.due_at limit 1
      for no key update skip locked
    ), chosen as materialized (
      select workspace_id, user_id from (select * from silent union all select * from due) found
      order by since limit 1
    )
    ${taking(sql`chosen`, places)}`,
);

const claimOne = prepareStatement<"now" | "leaseUntil" | "workspaceId" | "userId", ClaimRow>(
  "mail-claim-one",
  { now: "timestamptz", leaseUntil: "timestamptz", workspaceId: "uuid", userId: "uuid" },
  (places) => sql`
    with chosen as materialized (
      select s.workspace_id, s.user_id from mail_sync s
      where s.workspace_id = ${places.workspaceId} and s.user_id = ${places.userId}
        and (s.lease_until is null or s.lease_until < ${places.now}) and ${isOn}
      for no key update skip locked
    )
    ${taking(sql`chosen`, places)}`,
);

const releaseStatement = prepareStatement<
  "workspaceId" | "userId" | "version" | keyof typeof RELEASE,
  object
>(
  "mail-release",
  { workspaceId: "uuid", userId: "uuid", version: "int", ...RELEASE },
  ({ workspaceId, userId, version, ...release }) => sql`
    update mail_sync s set ${mailboxReleased(release)}
    where s.workspace_id = ${workspaceId} and s.user_id = ${userId} and s.version = ${version}`,
);

const moveOnShared = prepareMove("mail-move-on", sql`pg_advisory_xact_lock_shared`, sql`false`);
const moveOnAlone = prepareMove("mail-move-on-alone", sql`pg_advisory_xact_lock`, sql`true`);

function prepareMove(name: string, lock: Sql, isAlone: Sql) {
  const types = {
    workspaceId: "uuid",
    userId: "uuid",
    version: "int",
    cursor: "jsonb",
    settled: "text[]",
    leaving: "text[]",
    searched: "text[]",
    ...RELEASE,
  } as const;
  return prepareStatement<keyof typeof types, ClaimRow>(name, types, (places) => {
    const { workspaceId, userId, version, cursor, settled, leaving, searched, ...release } = places;
    const hasLogged = sql`exists (
      select from ledger_entry l
      where l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.gmail_message_id = any(${leaving})
        and l.activity_id is not null
    )`;
    const waiting = hasWaiting(sql`l.gmail_message_id <> all(${settled})`);
    const searches = hasSearches(sql`m.address <> all(${searched})`);
    return sql`
      with locked as materialized (select ${lock}(hashtextextended(${workspaceId}::text, 0)))
      update mail_sync s set cursor = ${cursor}, ${mailboxReleased(release)}
      from locked, google_account g, workspace w
      where s.workspace_id = ${workspaceId} and s.user_id = ${userId} and s.version = ${version} and ${whose}
        and s.enabled and g.status = 'connected' and (${isAlone} or not ${hasLogged})
      returning ${claimColumns(waiting, searches)}`;
  });
}

/**
 * Gmail tells of one change a second and drops the others: a mail that came in the second of a push may never be told of.
 * So a mailbox that was synced because of one is looked at once more soon, not only by the schedule.
 * https://developers.google.com/workspace/gmail/api/guides/push#limitations
 */
function mailboxReleased(release: Readonly<Record<keyof typeof RELEASE, Sql>>): Sql {
  const lookAgain = sql`case when s.pushed_at is not null then ${release.syncedAt} + interval '30 seconds' end`;
  return sql`
    pushed_at = case when ${release.kind} = 'synced' and s.due_at is null then null else s.pushed_at end,
    ${releaseColumns({ ...release, dueAt: sql`least(${release.dueAt}, ${lookAgain})` })}`;
}
