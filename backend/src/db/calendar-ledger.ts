/** Rows of a calendar's ledger written without anything being read: what waits to be asked for, and what is settled. */
import type {
  AccountCalendar,
  CalendarChange,
  CalendarClaim,
  CalendarRef,
  EventEntry,
  EventWaitReason,
} from "../sync/calendar-ports.ts";
import { prepareStatement } from "./prepared-statement.ts";
import { integer, json, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";

/** Requests that may be refused before an event is given up. */
const MAX_ATTEMPTS = integer(3);

interface LedgerRow {
  readonly event_id: string;
  readonly decision: EventEntry["decision"];
  readonly reason: string;
  readonly matched_address: string | null;
  readonly activity_id: EventEntry["activityId"];
  readonly recurring_event_id: string | null;
  readonly is_series: boolean;
  readonly starts_at: Date | null;
  readonly cancelled: boolean;
  readonly is_private: boolean;
  readonly etag: string | null;
  readonly attempts: number;
  readonly listing: number | null;
}

function toEntry(row: LedgerRow): EventEntry {
  return {
    eventId: row.event_id,
    decision: row.decision,
    reason: row.reason,
    matchedAddress: row.matched_address,
    activityId: row.activity_id,
    recurringEventId: row.recurring_event_id,
    isSeries: row.is_series,
    startsAt: row.starts_at,
    cancelled: row.cancelled,
    isPrivate: row.is_private,
    etag: row.etag,
    attempts: row.attempts,
    listing: row.listing,
  };
}

export function calendarKeys({ account, calendarId }: AccountCalendar): CalendarRef {
  return { workspaceId: account.workspaceId, userId: account.userId, calendarId };
}

export async function listWaitingEvents(
  db: Queryable,
  claim: CalendarClaim,
  limit: number,
): Promise<readonly { readonly eventId: string; readonly reason: EventWaitReason }[]> {
  return await waiting(db, { ...calendarKeys(claim), limit });
}

/** The rows of these events, with the logged occurrences of those that are `ending`. */
export async function findEntries(
  tx: Queryable,
  calendar: AccountCalendar,
  eventIds: readonly string[],
  ending: readonly string[],
): Promise<ReadonlyMap<string, EventEntry>> {
  const rows = await entries(tx, { ...calendarKeys(calendar), eventIds, ending });
  return new Map(rows.map((row) => [row.event_id, toEntry(row)]));
}

/** Those of the series that have logged occurrences. */
export async function findSeriesWithMeetings(
  tx: Queryable,
  calendar: AccountCalendar,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await seriesWithMeetings(tx, { ...calendarKeys(calendar), eventIds });
  return new Set(rows.map(({ event_id }) => event_id));
}

export async function writeEntries(
  tx: Queryable,
  calendar: AccountCalendar,
  rows: readonly EventEntry[],
  now: Date,
): Promise<void> {
  await write(tx, { ...calendarKeys(calendar), rows: json(rows), now });
}

/** Rows that stay as they are, but were named by a listing. */
export async function markListed(
  tx: Queryable,
  calendar: AccountCalendar,
  eventIds: readonly string[],
  listing: number,
): Promise<void> {
  await mark(tx, { ...calendarKeys(calendar), eventIds, listing });
}

/** What a commit says of events it did not read. */
export async function writeWaits(
  tx: Queryable,
  claim: CalendarClaim,
  change: CalendarChange,
  now: Date,
): Promise<void> {
  const keys = { ...calendarKeys(claim), now };
  if (change.recheckUnlisted === true) await recheckUnlisted(tx, { ...keys, listing: change.cursor.listing });
  if (change.expanded !== undefined) await finishSeries(tx, { ...keys, ...change.expanded });
  if (change.window !== undefined) await moveWindow(tx, { ...keys, reason: change.window.reason });
  if (change.refused !== undefined) await countRefusal(tx, { ...keys, ...change.refused });
}

/** Series are read anew when they are listed: who became a contact is on occurrences that were of no interest. */
export async function forgetSeries(tx: Queryable, calendar: AccountCalendar): Promise<void> {
  await forget(tx, calendarKeys(calendar));
}

/** Occurrences of what is no series any more are asked for one by one; series of logged occurrences are looked into. */
export async function writeSeriesWaits(
  tx: Queryable,
  calendar: AccountCalendar,
  { endedSeries, seriesToExpand }: Readonly<Record<"endedSeries" | "seriesToExpand", readonly string[]>>,
  now: Date,
): Promise<void> {
  if (endedSeries.length > 0)
    await recheckOccurrences(tx, { ...calendarKeys(calendar), now, eventIds: endedSeries });
  if (seriesToExpand.length > 0)
    await lookInto(tx, { ...calendarKeys(calendar), now, eventIds: seriesToExpand });
}

const KEYS = { workspaceId: "uuid", userId: "uuid", calendarId: "text" } as const;
const CHANGE = { ...KEYS, now: "timestamptz" } as const;

function ofCalendar({ workspaceId, userId, calendarId }: Readonly<Record<keyof typeof KEYS, Sql>>): Sql {
  return sql`l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.calendar_id = ${calendarId}`;
}

const waiting = prepareStatement<
  keyof typeof KEYS | "limit",
  { readonly eventId: string; readonly reason: EventWaitReason }
>(
  "calendar-waiting",
  { ...KEYS, limit: "int" },
  ({ limit, ...keys }) => sql`
    select l.event_id as "eventId",
      case when l.is_series and l.reason in ('series', 'window') then l.reason else 'recheck' end as reason
    from event_ledger_entry l
    where ${ofCalendar(keys)} and l.decision = 'waiting'
    order by l.event_id
    limit ${limit}`,
);

const COLUMNS = sql`l.event_id, l.decision, l.reason, l.matched_address, l.activity_id, l.recurring_event_id,
  l.is_series, l.starts_at, l.cancelled, l.is_private, l.etag, l.attempts, l.listing`;

const entries = prepareStatement<keyof typeof KEYS | "eventIds" | "ending", LedgerRow>(
  "calendar-entries",
  { ...KEYS, eventIds: "text[]", ending: "text[]" },
  ({ eventIds, ending, ...keys }) => sql`
    select ${COLUMNS} from event_ledger_entry l where ${ofCalendar(keys)} and l.event_id = any(${eventIds})
    union all
    select ${COLUMNS} from event_ledger_entry l
    where ${ofCalendar(keys)} and l.recurring_event_id = any(${ending}) and l.activity_id is not null
      and l.event_id <> all(${eventIds})`,
);

const seriesWithMeetings = prepareStatement<keyof typeof KEYS | "eventIds", { readonly event_id: string }>(
  "calendar-series-with-meetings",
  { ...KEYS, eventIds: "text[]" },
  ({ eventIds, ...keys }) => sql`
    select distinct l.recurring_event_id as event_id from event_ledger_entry l
    where ${ofCalendar(keys)} and l.recurring_event_id = any(${eventIds}) and l.activity_id is not null`,
);

const write = prepareStatement<keyof typeof CHANGE | "rows", object>(
  "calendar-write-entries",
  { ...CHANGE, rows: "jsonb" },
  ({ workspaceId, userId, calendarId, now, rows }) => sql`
    insert into event_ledger_entry (workspace_id, user_id, calendar_id, event_id, decision, reason, matched_address,
      activity_id, recurring_event_id, is_series, starts_at, cancelled, is_private, etag, attempts, listing, decided_at)
    select ${workspaceId}, ${userId}, ${calendarId}, g."eventId", g.decision, g.reason, g."matchedAddress",
      g."activityId", g."recurringEventId", g."isSeries", g."startsAt", g.cancelled, g."isPrivate", g.etag, g.attempts,
      g.listing, ${now}
    from jsonb_to_recordset(${rows}) as g("eventId" text, decision ledger_decision, reason text, "matchedAddress" text,
      "activityId" uuid, "recurringEventId" text, "isSeries" bool, "startsAt" timestamptz, cancelled bool,
      "isPrivate" bool, etag text, attempts int, listing int)
    on conflict (workspace_id, user_id, calendar_id, event_id) do update set
      decision = excluded.decision, reason = excluded.reason, matched_address = excluded.matched_address,
      activity_id = excluded.activity_id, recurring_event_id = excluded.recurring_event_id,
      is_series = excluded.is_series, starts_at = excluded.starts_at, cancelled = excluded.cancelled,
      is_private = excluded.is_private, etag = excluded.etag, attempts = excluded.attempts,
      listing = excluded.listing, decided_at = excluded.decided_at`,
);

const mark = prepareStatement<keyof typeof KEYS | "eventIds" | "listing", object>(
  "calendar-mark-listed",
  { ...KEYS, eventIds: "text[]", listing: "int" },
  ({ eventIds, listing, ...keys }) => sql`
    update event_ledger_entry l set listing = ${listing}
    where ${ofCalendar(keys)} and l.event_id = any(${eventIds})`,
);

const forget = prepareStatement<keyof typeof KEYS, object>(
  "calendar-forget-series",
  KEYS,
  (keys) => sql`update event_ledger_entry l set etag = null where ${ofCalendar(keys)} and l.is_series`,
);

/** Occurrences come with their series; those of a series this calendar does not have stand for themselves. */
const recheckUnlisted = prepareStatement<keyof typeof CHANGE | "listing", object>(
  "calendar-recheck-unlisted",
  { ...CHANGE, listing: "int" },
  ({ listing, now, ...keys }) => sql`
    update event_ledger_entry l set decision = 'waiting', attempts = 0, decided_at = ${now},
      reason = case when l.is_series then 'recheck' else l.reason end
    where ${ofCalendar(keys)} and l.listing is distinct from ${listing} and (
      l.is_series and l.decision in ('skipped', 'waiting')
      or l.decision = 'logged' and not l.cancelled and coalesce((
        select not series.is_series from event_ledger_entry series
        where series.workspace_id = l.workspace_id and series.user_id = l.user_id
          and series.calendar_id = l.calendar_id and series.event_id = l.recurring_event_id
      ), true)
    )`,
);

const finishSeries = prepareStatement<keyof typeof CHANGE | "eventId" | "listing", object>(
  "calendar-finish-series",
  { ...CHANGE, eventId: "text", listing: "int" },
  ({ eventId, listing, now, ...keys }) => sql`
    with unlisted as (
      update event_ledger_entry l set decision = 'waiting', attempts = 0, decided_at = ${now}
      where ${ofCalendar(keys)} and l.recurring_event_id = ${eventId} and l.decision = 'logged' and not l.cancelled
        and ${listing} is not null and l.listing is distinct from ${listing}
    )
    update event_ledger_entry l set decision = 'skipped', reason = 'series', attempts = 0, decided_at = ${now}
    where ${ofCalendar(keys)} and l.event_id = ${eventId} and l.is_series`,
);

const moveWindow = prepareStatement<keyof typeof CHANGE | "reason", object>(
  "calendar-move-window",
  { ...CHANGE, reason: "text" },
  ({ reason, now, ...keys }) => sql`
    update event_ledger_entry l set decision = 'waiting', reason = ${reason}, attempts = 0, decided_at = ${now}
    where ${ofCalendar(keys)} and l.is_series
      and (l.decision = 'skipped' or l.decision = 'waiting' and l.reason = 'window')`,
);

const countRefusal = prepareStatement<keyof typeof CHANGE | "eventId" | "reason", object>(
  "calendar-count-refusal",
  { ...CHANGE, eventId: "text", reason: "text" },
  ({ eventId, reason, now, ...keys }) => sql`
    update event_ledger_entry l set attempts = l.attempts + 1, decided_at = ${now},
      decision = case
        when l.attempts + 1 < ${MAX_ATTEMPTS} then 'waiting'
        when l.activity_id is null then 'quarantined'
        else 'logged' end::ledger_decision,
      reason = case
        when l.activity_id is null and l.attempts + 1 >= ${MAX_ATTEMPTS} then ${reason}
        else l.reason end
    where ${ofCalendar(keys)} and l.event_id = ${eventId} and l.decision = 'waiting'`,
);

const recheckOccurrences = prepareStatement<keyof typeof CHANGE | "eventIds", object>(
  "calendar-recheck-occurrences",
  { ...CHANGE, eventIds: "text[]" },
  ({ eventIds, now, ...keys }) => sql`
    update event_ledger_entry l set decision = 'waiting', attempts = 0, decided_at = ${now}
    where ${ofCalendar(keys)} and l.recurring_event_id = any(${eventIds}) and l.decision = 'logged'
      and not l.cancelled`,
);

const lookInto = prepareStatement<keyof typeof CHANGE | "eventIds", object>(
  "calendar-look-into-series",
  { ...CHANGE, eventIds: "text[]" },
  ({ eventIds, now, ...keys }) => sql`
    update event_ledger_entry l set decision = 'waiting', reason = 'series', is_series = true, attempts = 0,
      decided_at = ${now}
    where ${ofCalendar(keys)} and l.event_id = any(${eventIds}) and not l.is_series and l.decision = 'skipped'
      and l.reason not in ('cancelled', 'gone')`,
);
