/** How the mailbox and the calendars of a rep stand: their rows, and their ledgers in numbers. */
import type { Visibility } from "../../../contract/activities.ts";
import type { SyncPhase, SyncStatus } from "../../../contract/sync.ts";
import { explainReconnect } from "../sync/connection.ts";
import type { SyncStatusStore } from "../sync/control-ports.ts";
import type { ReconnectReason } from "../sync/google-failure.ts";
import type { AccountRef } from "../sync/ports.ts";
import type { Database } from "./connect.ts";
import { query, queryOne, sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

/** A ledger of this size takes a tenth of a second to count: whoever watches it gets numbers of some seconds ago. */
const LARGE = 20_000;
const LARGE_KEPT_MS = 5_000;
const LEDGERS_KEPT = 1_000;

export function createSyncStatusStore({ pool }: Pick<Database, "pool">): SyncStatusStore {
  const kept = new Map<string, { readonly until: number; readonly counts: Counts }>();

  return {
    async findMail(account, now) {
      const [row, counts] = await Promise.all([
        queryOne<MailRow>(
          pool,
          sql`
            select ${jobColumns}, s.share_level, s.last_checked_at, s.last_check_found,
              (s.cursor ->> 'estimate')::int as estimate, coalesce(s.cursor ->> 'phase', 'first') = 'first' as is_first
            from mail_sync s
            join google_account g on g.workspace_id = s.workspace_id and g.user_id = s.user_id
            where ${isOf(account)}`,
          "mail-status",
        ),
        countMails(account, now),
      ]);
      return row && toStatus(row, counts, now);
    },

    async findCalendars(account, now) {
      const [settings, rows, counts] = await Promise.all([
        queryOne<{ enabled: boolean; shareLevel: Visibility }>(
          pool,
          sql`
            select calendar_enabled as enabled, calendar_share_level as "shareLevel" from google_account s
            where ${isOf(account)}`,
          "calendar-settings",
        ),
        query<CalendarRow>(
          pool,
          sql`
            select ${jobColumns}, g.calendar_share_level as share_level, null as last_checked_at,
              null as last_check_found, null as estimate, s.last_synced_at is null as is_first,
              s.enabled and g.calendar_enabled as enabled, s.enabled as chosen, s.calendar_id, s.summary, s."primary"
            from calendar_sync s
            join google_account g on g.workspace_id = s.workspace_id and g.user_id = s.user_id
            where ${isOf(account)}
            order by s."primary" desc, s.summary, s.calendar_id`,
          "calendar-status",
        ),
        query<Counts[number] & { readonly calendar_id: string }>(
          pool,
          sql`
            select calendar_id, decision, reason, count(*)::int as n from event_ledger_entry s
            where ${isOf(account)} and not is_series
            group by calendar_id, decision, reason`,
          "calendar-counts",
        ),
      ]);
      const calendars = rows.map((row) => ({
        ...toStatus(
          row,
          counts.filter(({ calendar_id }) => calendar_id === row.calendar_id),
          now,
        ),
        calendarId: row.calendar_id,
        name: row.summary,
        primary: row.primary,
        chosen: row.chosen,
      }));
      return { enabled: false, shareLevel: "everything", ...settings, calendars };
    },
  };

  async function countMails(account: AccountRef, now: Date): Promise<Counts> {
    const key = `${account.workspaceId} ${account.userId}`;
    const known = kept.get(key);
    if (known !== undefined && known.until > now.getTime()) return known.counts;
    const counts = await query<Counts[number]>(
      pool,
      sql`
        select decision, reason, count(*)::int as n from ledger_entry s where ${isOf(account)}
        group by decision, reason`,
      "mail-counts",
    );
    kept.delete(key);
    if (sumOf(counts) > LARGE) kept.set(key, { until: now.getTime() + LARGE_KEPT_MS, counts });
    for (const oldest of kept.keys()) {
      if (kept.size <= LEDGERS_KEPT) break;
      kept.delete(oldest);
    }
    return counts;
  }
}

/** A ledger in numbers. */
type Counts = readonly {
  readonly decision: "logged" | "skipped" | "waiting" | "quarantined";
  readonly reason: string;
  readonly n: number;
}[];

interface JobRow {
  readonly status: "none" | "connected" | "reconnect";
  readonly status_reason: ReconnectReason | null;
  readonly enabled: boolean;
  readonly share_level: Visibility;
  readonly is_first: boolean;
  readonly is_running: boolean;
  readonly due_at: Date | null;
  readonly failures: number;
  readonly throttled_until: Date | null;
  readonly last_synced_at: Date | null;
  readonly last_checked_at: Date | null;
  readonly last_check_found: number | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}
interface MailRow extends JobRow {
  readonly estimate: number | null;
}
interface CalendarRow extends MailRow {
  readonly calendar_id: string;
  readonly summary: string;
  readonly primary: boolean;
  readonly chosen: boolean;
}

/** Of `s` and `g`. */
const jobColumns = sql`
  g.status, g.status_reason, s.enabled, s.lease_until is not null as is_running, s.due_at, s.failures,
  s.throttled_until, s.last_synced_at, s.error_code, s.error_message`;

function isOf({ workspaceId, userId }: AccountRef): Sql {
  return sql`s.workspace_id = ${workspaceId} and s.user_id = ${userId}`;
}

function sumOf(counts: Counts): number {
  return counts.reduce((sum, { n }) => sum + n, 0);
}

function toStatus(row: MailRow, counts: Counts, now: Date): SyncStatus {
  const count = (wanted: Counts[number]["decision"]) =>
    sumOf(counts.filter(({ decision }) => decision === wanted));
  const skipped = counts.filter(({ decision }) => decision === "skipped");
  const phase = phaseOf(row, now);
  const isOn = row.enabled && row.status === "connected";
  return {
    enabled: row.enabled,
    phase,
    seen: sumOf(counts),
    logged: count("logged"),
    skipped: Object.fromEntries(skipped.map(({ reason, n }) => [reason, n])),
    waiting: count("waiting"),
    quarantined: count("quarantined"),
    estimate: phase === "first" ? row.estimate : null,
    shareLevel: row.share_level,
    lastSyncedAt: row.last_synced_at?.toISOString() ?? null,
    nextRunAt: isOn ? (row.due_at?.toISOString() ?? null) : null,
    lagSeconds:
      row.last_synced_at === null
        ? null
        : Math.max(0, Math.round((now.getTime() - row.last_synced_at.getTime()) / 1_000)),
    lastCheck:
      row.last_checked_at === null
        ? null
        : { at: row.last_checked_at.toISOString(), found: row.last_check_found ?? 0 },
    error: errorOf(row),
  };
}

function phaseOf(row: JobRow, now: Date): SyncPhase {
  if (row.status === "reconnect") return "reconnect";
  if (!row.enabled || row.status === "none") return "idle";
  if (row.throttled_until !== null && row.throttled_until > now) return "throttled";
  if (row.failures > 0 && !row.is_running) return "failed";
  if (row.is_first) return "first";
  return row.is_running ? "incremental" : "idle";
}

function errorOf({ status, status_reason, error_code, error_message }: JobRow): SyncStatus["error"] {
  if (status === "reconnect") {
    const reason = status_reason ?? "revoked";
    return { code: reason, message: explainReconnect(reason).en };
  }
  return error_code === null
    ? null
    : { code: error_code, message: error_message ?? "The sync did not work." };
}
