/** Letting go of a mailbox or a calendar: the two jobs' rows have the same columns for it. */
import type { CalendarRelease } from "../sync/calendar-ports.ts";
import type { MailRelease } from "../sync/ports.ts";
import { sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

/** Parameters of a statement that lets go, or renews the lease. */
export const RELEASE = {
  leaseUntil: "timestamptz",
  kind: "text",
  dueAt: "timestamptz",
  syncedAt: "timestamptz",
  throttledUntil: "timestamptz",
  errorCode: "text",
  errorMessage: "text",
} as const;

export function releaseValues(
  release: MailRelease | CalendarRelease | undefined,
): Record<Exclude<keyof typeof RELEASE, "leaseUntil">, unknown> {
  const result = release?.result;
  return {
    kind: result?.kind ?? null,
    dueAt: release?.dueAt ?? null,
    syncedAt: result?.kind === "synced" ? result.at : null,
    throttledUntil: result?.kind === "throttled" ? result.until : null,
    errorCode: result?.kind === "failed" ? result.code : null,
    errorMessage: result?.kind === "failed" ? result.message : null,
  };
}

/** For `update … s set`; what was asked for meanwhile stands, but not before Google's time. */
export function releaseColumns(at: Readonly<Record<keyof typeof RELEASE, Sql>>): Sql {
  const isProgress = sql`${at.kind} in ('synced', 'sliced')`;
  return sql`
    version = s.version + 1,
    lease_until = ${at.leaseUntil},
    due_at = greatest(least(s.due_at, ${at.dueAt}), ${at.throttledUntil}),
    failures = case when ${at.kind} = 'failed' then s.failures + 1 when ${isProgress} then 0 else s.failures end,
    throttled_until = case when ${at.kind} is null then s.throttled_until else ${at.throttledUntil} end,
    last_synced_at = coalesce(${at.syncedAt}, s.last_synced_at),
    error_code = case when ${isProgress} then null else coalesce(${at.errorCode}, s.error_code) end,
    error_message = case when ${isProgress} then null else coalesce(${at.errorMessage}, s.error_message) end`;
}
