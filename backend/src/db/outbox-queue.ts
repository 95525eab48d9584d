/** The outbox as the worker sees it: taking a mail, saying that it is being sent, writing down what came of it. */
import type { ReconnectReason } from "../../../contract/me.ts";
import type { ActivityId, EmailAddress, EmailId, UserId, WorkspaceId } from "../crm/ids.ts";
import type { OutboxStore, SendClaim, SendResult } from "../outbox/ports.ts";
import { sentActivity, threadKeyOf } from "../outbox/sent-activity.ts";
import type { MessageRef } from "../sync/ports.ts";
import { writeAudit } from "./audit.ts";
import type { Database } from "./connect.ts";
import { DUE_CHANNEL } from "./due-listener.ts";
import { lockMailbox, writeActivity } from "./log-activity.ts";
import { wakeThreadsOf } from "./mail-threads.ts";
import { contentColumns, toContent } from "./outbox-row.ts";
import type { ContentRow } from "./outbox-row.ts";
import { removeOrphans } from "./release-activities.ts";
import { lockContacts, recount } from "./recount.ts";
import { query, queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inWorkspace } from "./transaction.ts";
import { markSending, removeUnsent } from "./unsent-activity.ts";

export function createOutboxStore({ pool }: Pick<Database, "pool">): OutboxStore {
  return {
    async claim(now, leaseMs) {
      return await claimDue(pool, now, new Date(now.getTime() + leaseMs));
    },

    async begin(claim, now, leaseMs) {
      const { workspaceId } = claim.rep;
      return await inWorkspace(pool, workspaceId, "logging", async (tx) => {
        const leaseUntil = new Date(now.getTime() + leaseMs);
        const row = await queryOne<{ version: number; attempts: number; activity_id: ActivityId | null }>(
          tx,
          sql`
            update outbound_email e set status = 'SENDING', version = e.version + 1, attempts = e.attempts + 1,
              tried_at = ${now}, lease_until = ${leaseUntil}, error_code = null, error_message = null
            where ${isAsClaimed(claim)}
            returning e.version, e.attempts, e.activity_id`,
        );
        if (row === undefined) return "stale";
        if (row.activity_id === null && claim.attempts === 0) await logNow(tx, claim, now);
        else await setDelivery(tx, claim, "sending");
        return { ...claim, version: row.version, attempts: row.attempts, triedAt: now, status: "SENDING" };
      });
    },

    async finish(claim, result, now) {
      switch (result.kind) {
        case "sent":
          await finishSent(pool, claim, result.as, now);
          break;
        case "failed":
          await finishFailed(pool, claim, result, now);
          break;
        case "not-sent":
        case "unknown":
          await finishOpen(pool, claim, result);
          break;
      }
    },
  };
}

interface ClaimRow extends ContentRow {
  readonly workspace_id: WorkspaceId;
  readonly user_id: UserId;
  readonly id: EmailId;
  readonly version: number;
  readonly status: "QUEUED" | "UNKNOWN";
  readonly attempts: number;
  readonly tried_at: Date | null;
  readonly name: string;
  readonly email: EmailAddress;
  readonly aliases: readonly EmailAddress[];
  readonly domain: string | null;
  readonly grant_status: SendClaim["rep"]["grant"]["status"];
  readonly grant_reason: ReconnectReason | null;
  readonly scopes: readonly string[];
  readonly synced_as: MessageRef | null;
}

/** Whose worker went silent is due since its lease ended. The two are asked for apart: each has its index. */
async function claimDue(db: Queryable, now: Date, leaseUntil: Date): Promise<SendClaim | undefined> {
  const row = await queryOne<ClaimRow>(
    db,
    sql`
      with silent as materialized (
        select e.workspace_id, e.id, e.lease_until as since from outbound_email e
        where e.lease_until < ${now}
        order by e.lease_until limit 1
        for no key update skip locked
      ), due as materialized (
        select e.workspace_id, e.id, e.due_at as since from outbound_email e
        where e.due_at <= ${now} and e.lease_until is null
        order by e.due_at limit 1
        for no key update skip locked
      ), chosen as materialized (
        select workspace_id, id from (select * from silent union all select * from due) found
        order by since limit 1
      )
      update outbound_email e set lease_until = ${leaseUntil}, due_at = null, version = e.version + 1,
        status = case when e.status = 'SENDING' then 'UNKNOWN' else e.status end
      from chosen, app_user u, google_account g, workspace w
      where e.workspace_id = chosen.workspace_id and e.id = chosen.id
        and u.workspace_id = e.workspace_id and u.id = e.user_id
        and g.workspace_id = e.workspace_id and g.user_id = e.user_id and w.id = e.workspace_id
      returning e.workspace_id, e.user_id, e.id, e.version, e.status, e.attempts, e.tried_at, ${contentColumns},
        u.name, g.email, g.aliases, w.domain, g.status as grant_status, g.status_reason as grant_reason, g.scopes,
        case when e.attempts > 0 then (
          select json_build_object('id', l.gmail_message_id, 'threadId', l.gmail_thread_id) from ledger_entry l
          where l.workspace_id = e.workspace_id and l.activity_id = e.activity_id and l.user_id = e.user_id
          limit 1
        ) end as synced_as`,
    "outbox-claim",
  );
  return row && toClaim(row);
}

function toClaim(row: ClaimRow): SendClaim {
  return {
    id: row.id,
    version: row.version,
    rep: {
      workspaceId: row.workspace_id,
      userId: row.user_id,
      name: row.name,
      email: row.email,
      aliases: row.aliases,
      workspaceDomain: row.domain,
      grant: { status: row.grant_status, reason: row.grant_reason, scopes: row.scopes },
    },
    status: row.status,
    attempts: row.attempts,
    triedAt: row.tried_at,
    content: toContent(row),
    syncedAs: row.synced_as,
  };
}

/** Of `e`. */
function isAsClaimed({ rep, id, version }: SendClaim): Sql {
  return sql`(e.workspace_id = ${rep.workspaceId} and e.id = ${id} and e.version = ${version})`;
}

/** The activity of a mail that was to go later. Whoever was chosen and is no contact any more is left out. */
async function logNow(tx: Queryable, { rep, id, content }: SendClaim, now: Date): Promise<void> {
  const { workspaceId } = rep;
  const { contactIds } = content;
  const there = await lockContacts(tx, workspaceId, sql`select unnest(${contactIds}::uuid[])`);
  if (contactIds.length > 0 && there.length === 0) return;
  const written = await writeActivity(tx, rep, sentActivity(rep, { ...content, contactIds: there }), now);
  if (!("id" in written)) return;
  await markSending(tx, rep, written.id);
  await query(
    tx,
    sql`
      update outbound_email set activity_id = ${written.id} where workspace_id = ${workspaceId} and id = ${id}`,
  );
}

async function setDelivery(
  tx: Queryable,
  { rep, id }: SendClaim,
  delivery: "sending" | "unknown",
): Promise<void> {
  await query(
    tx,
    sql`
      update activity a set delivery = ${delivery}::delivery
      from outbound_email e
      where e.workspace_id = ${rep.workspaceId} and e.id = ${id}
        and a.workspace_id = e.workspace_id and a.id = e.activity_id and a.delivery is distinct from ${delivery}::delivery`,
  );
}

/** Goes on later, or nobody knows: only a mail that no attempt may have sent is `QUEUED` again. */
async function finishOpen(
  pool: Database["pool"],
  claim: SendClaim,
  { kind, dueAt, error }: Extract<SendResult, { kind: "not-sent" | "unknown" }>,
): Promise<void> {
  await inWorkspace(pool, claim.rep.workspaceId, "logging", async (tx) => {
    const row = await queryOne<{ status: string }>(
      tx,
      sql`
        update outbound_email e set version = e.version + 1, lease_until = null, due_at = ${dueAt},
          status = (case when ${kind === "unknown"}::bool then 'UNKNOWN' else 'QUEUED' end)::email_status,
          attempts = ${claim.attempts}, tried_at = ${claim.triedAt},
          error_code = ${error.code}, error_message = ${error.message}
        where ${isAsClaimed(claim)}
        returning e.status`,
    );
    if (row === undefined) return;
    await setDelivery(tx, claim, kind === "unknown" ? "unknown" : "sending");
    await query(tx, sql`select pg_notify(${DUE_CHANNEL}, '')`);
  });
}

async function finishFailed(
  pool: Database["pool"],
  claim: SendClaim,
  { error }: Extract<SendResult, { kind: "failed" }>,
  now: Date,
): Promise<void> {
  const { workspaceId } = claim.rep;
  await inWorkspace(pool, workspaceId, "reshaping", async (tx) => {
    const before = await queryOne<{ activity_id: ActivityId | null }>(
      tx,
      sql`select e.activity_id from outbound_email e where ${isAsClaimed(claim)} for no key update`,
    );
    if (before === undefined) return;
    await query(
      tx,
      sql`
        update outbound_email e set status = 'FAILED', version = e.version + 1, lease_until = null, due_at = null,
          error_code = ${error.code}, error_message = ${error.message}, activity_id = null
        where ${isAsClaimed(claim)}`,
    );
    if (before.activity_id !== null) await removeUnsent(tx, workspaceId, before.activity_id, now);
    await audit(tx, claim, "email.failed", { code: error.code });
  });
}

/** The sync may have met it before, and logged it as an activity of its own if Gmail changed more of it than its id. */
class LoggedElsewhere extends Error {}

async function finishSent(
  pool: Database["pool"],
  claim: SendClaim,
  as: MessageRef,
  now: Date,
): Promise<void> {
  const { workspaceId } = claim.rep;
  const write = async (purpose: "logging" | "reshaping") => {
    await inWorkspace(pool, workspaceId, purpose, async (tx) => {
      await writeSent(tx, claim, as, purpose, now);
    });
  };
  try {
    await write("logging");
  } catch (error) {
    if (!(error instanceof LoggedElsewhere)) throw error;
    await write("reshaping");
  }
}

async function writeSent(
  tx: Queryable,
  claim: SendClaim,
  as: MessageRef,
  purpose: "logging" | "reshaping",
  now: Date,
): Promise<void> {
  const { workspaceId, userId } = claim.rep;
  await lockMailbox(tx, claim.rep);
  const row = await queryOne<{ activity_id: ActivityId | null }>(
    tx,
    sql`
      update outbound_email e set status = 'SENT', version = e.version + 1, lease_until = null, due_at = null,
        error_code = null, error_message = null, sent_at = ${now}, gmail_message_id = ${as.id},
        gmail_thread_id = ${as.threadId}
      where ${isAsClaimed(claim)}
      returning e.activity_id`,
  );
  if (row === undefined) return;
  await audit(tx, claim, "email.sent", {});
  if (row.activity_id === null) return;
  const activity = await queryOne<{ id: ActivityId }>(
    tx,
    sql`
      update activity set delivery = null, thread_key = ${threadKeyOf(claim.rep, as.threadId)}, updated_at = ${now}
      where workspace_id = ${workspaceId} and id = ${row.activity_id}
      returning id`,
  );
  if (activity === undefined) {
    await leaveUndone(tx, claim, as, row.activity_id, now);
    return;
  }
  const other = await enterLedger(tx, claim, as, activity.id, now);
  if (other !== undefined) {
    if (purpose === "logging") throw new LoggedElsewhere();
    await takeOver(tx, claim, as, { ours: activity.id, other }, now);
  }
  await wakeThreadsOf(tx, workspaceId, [activity.id], userId, now);
}

/** As the sync would; gives the activity the message has already, if that is another one. */
async function enterLedger(
  tx: Queryable,
  { rep, content }: SendClaim,
  as: MessageRef,
  activityId: ActivityId,
  now: Date,
): Promise<ActivityId | undefined> {
  const { workspaceId, userId } = rep;
  const reason = content.contactIds.length === 0 ? "contact_on_it" : "logged_by_hand";
  const row = await queryOne<{ activity_id: ActivityId | null }>(
    tx,
    sql`
      insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason, activity_id,
        received_at, decided_at)
      values (${workspaceId}, ${userId}, ${as.id}, ${as.threadId}, 'logged', ${reason}, ${activityId}, ${now}, ${now})
      on conflict (workspace_id, user_id, gmail_message_id) do update
        set decision = 'logged', attempts = 0, decided_at = excluded.decided_at, undone_key = null,
          reason = case when ledger_entry.activity_id is null then excluded.reason else ledger_entry.reason end,
          matched_address = case when ledger_entry.activity_id is null then null else ledger_entry.matched_address end,
          activity_id = coalesce(ledger_entry.activity_id, excluded.activity_id),
          received_at = coalesce(ledger_entry.received_at, excluded.received_at)
      returning activity_id`,
  );
  return row?.activity_id === activityId ? undefined : (row?.activity_id ?? undefined);
}

/** Two activities of one mail become ours, unless somebody laid a hand on the other. */
async function takeOver(
  tx: Queryable,
  { rep }: SendClaim,
  as: MessageRef,
  { ours, other }: { readonly ours: ActivityId; readonly other: ActivityId },
  now: Date,
): Promise<void> {
  const { workspaceId, userId } = rep;
  await query(
    tx,
    sql`
      update ledger_entry set activity_id = ${ours}
      where workspace_id = ${workspaceId} and user_id = ${userId} and gmail_message_id = ${as.id}`,
  );
  const contactIds = await removeOrphans(tx, workspaceId, [other]);
  const locked = await lockContacts(tx, workspaceId, sql`select unnest(${contactIds}::uuid[])`);
  await recount(tx, workspaceId, locked, now);
}

/** Who undid it while it was being sent does not want the sync to log it again. */
async function leaveUndone(
  tx: Queryable,
  { rep, content }: SendClaim,
  as: MessageRef,
  activityId: ActivityId,
  now: Date,
): Promise<void> {
  const { workspaceId, userId } = rep;
  const { mergeKey } = sentActivity(rep, content);
  await query(
    tx,
    sql`
      insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason, received_at,
        undone_key, decided_at)
      select ${workspaceId}, ${userId}, ${as.id}, ${as.threadId}, 'skipped', 'undone', ${now}, ${mergeKey}, ${now}
      where exists (
        select from audit_event u
        -- By the database's clock, which need not be ours.
        where u.workspace_id = ${workspaceId} and u.at >= ${content.date}::timestamptz - interval '7 days'
          and u.action = 'activity.undone' and u.subject_id = ${activityId}
      )
      on conflict (workspace_id, user_id, gmail_message_id) do nothing`,
  );
}

async function audit(
  tx: Queryable,
  { rep, id, attempts }: SendClaim,
  action: "email.sent" | "email.failed",
  details: object,
): Promise<void> {
  await writeAudit(tx, rep, {
    action,
    subjectType: "email",
    subjectId: id,
    details: { attempts, ...details },
  });
}
