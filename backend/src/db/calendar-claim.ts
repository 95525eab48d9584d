/** Who has a calendar: taking it, committing to it, letting go of it. `calendar_sync` is the queue and the lock at once. */
import { toAccount } from "./account-row.ts";
import type { AccountRow } from "./account-row.ts";
import type { CalendarCursor } from "../sync/calendar-cursor.ts";
import type { CalendarChange, CalendarClaim, CalendarRef, CalendarRelease } from "../sync/calendar-ports.ts";
import { prepareStatement } from "./prepared-statement.ts";
import { json, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { RELEASE, releaseColumns, releaseValues } from "./sync-release.ts";

export async function claimCalendar(
  db: Queryable,
  now: Date,
  leaseMs: number,
  only?: CalendarRef,
): Promise<CalendarClaim | undefined> {
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const [row] =
    only === undefined
      ? await claimDue(db, { now, leaseUntil })
      : await claimOne(db, { now, leaseUntil, ...keysOf(only) });
  return row && toClaim(row);
}

/** A listing begins by which whatever contacts changed before is seen. */
export function isRelisting(claim: CalendarClaim, change: CalendarChange): boolean {
  return claim.isRelistDue && change.beginsListing === true;
}

/** Of a commit's transaction, under the workspace's lock: moves the calendar on. Undefined: it is somebody else's by now. */
export async function moveCalendarOn(
  tx: Queryable,
  claim: CalendarClaim,
  change: CalendarChange,
  now: Date,
  leaseMs: number,
): Promise<CalendarClaim | undefined> {
  const [row] = await moveOn(tx, {
    ...keysOf({ ...claim.account, calendarId: claim.calendarId }),
    now,
    version: claim.version,
    cursor: json(change.cursor),
    // Contacts that changed since it was claimed are for the next listing.
    isRelisted: isRelisting(claim, change),
    through: change.window?.through ?? null,
    ...releaseValues(undefined),
    leaseUntil: new Date(now.getTime() + leaseMs),
  });
  return row && toClaim(row);
}

export async function releaseCalendar(
  db: Queryable,
  claim: CalendarClaim,
  release: CalendarRelease,
  now: Date,
): Promise<void> {
  const keys = keysOf({ ...claim.account, calendarId: claim.calendarId });
  await letGo(db, { ...keys, now, version: claim.version, leaseUntil: null, ...releaseValues(release) });
}

interface ClaimRow extends AccountRow {
  readonly calendar_id: string;
  readonly time_zone: string | null;
  readonly cursor: CalendarCursor | null;
  readonly version: number;
  readonly failures: number;
  readonly expanded_through: Date | null;
  readonly is_relist_due: boolean;
}

function toClaim(row: ClaimRow): CalendarClaim {
  return {
    account: toAccount(row),
    calendarId: row.calendar_id,
    timeZone: row.time_zone ?? "UTC",
    cursor: row.cursor,
    version: row.version,
    failures: row.failures,
    expandedThrough: row.expanded_through,
    isRelistDue: row.is_relist_due,
  };
}

function keysOf({ workspaceId, userId, calendarId }: CalendarRef) {
  return { workspaceId, userId, calendarId };
}

const KEYS = { workspaceId: "uuid", userId: "uuid", calendarId: "text", now: "timestamptz" } as const;
type Keys = keyof typeof KEYS;

/** By key for the one row at hand, whatever the planner thinks of the tables' sizes. */
const isOn: Sql = sql`(s.enabled and s.access_role <> 'freeBusyReader' and (
  select g.calendar_enabled and g.status = 'connected'
  from google_account g where g.workspace_id = s.workspace_id and g.user_id = s.user_id
))`;

/** For `update calendar_sync s … from google_account g, workspace w` and `whose`. */
function claimColumns(now: Sql): Sql {
  return sql`
    s.workspace_id, s.user_id, s.calendar_id, g.email, g.aliases, w.domain, g.calendar_share_level as share_level,
    w.contact_creation, s.time_zone, s.cursor, s.version, s.failures, s.expanded_through,
    coalesce(s.relist_at <= ${now}, false) as is_relist_due`;
}

const whose: Sql = sql`
  g.workspace_id = s.workspace_id and g.user_id = s.user_id and w.id = s.workspace_id`;

function taking(chosen: Sql, { now, leaseUntil }: Readonly<Record<"now" | "leaseUntil", Sql>>): Sql {
  return sql`
    update calendar_sync s
    set due_at = null, lease_until = ${leaseUntil}, started_at = ${now}, version = s.version + 1
    from ${chosen}, google_account g, workspace w
    where s.workspace_id = chosen.workspace_id and s.user_id = chosen.user_id and s.calendar_id = chosen.calendar_id
      and ${whose}
    returning ${claimColumns(now)}`;
}

/** Whose worker went silent is due since its lease ended. The two are asked for apart: each has its index. */
const claimDue = prepareStatement<"now" | "leaseUntil", ClaimRow>(
  "calendar-claim",
  { now: "timestamptz", leaseUntil: "timestamptz" },
  (places) => sql`
    with silent as materialized (
      select s.workspace_id, s.user_id, s.calendar_id, s.lease_until as since from calendar_sync s
      where s.lease_until < ${places.now} and ${isOn}
      order by s.lease_until limit 1
      for no key update skip locked
    ), due as materialized (
      select s.workspace_id, s.user_id, s.calendar_id, s.due_at as since from calendar_sync s
      where s.due_at <= ${places.now} and s.lease_until is null and ${isOn}
      order by s.due_at limit 1
      for no key update skip locked
    ), chosen as materialized (
      select workspace_id, user_id, calendar_id from (select * from silent union all select * from due) found
      order by since limit 1
    )
    ${taking(sql`chosen`, places)}`,
);

const claimOne = prepareStatement<Keys | "leaseUntil", ClaimRow>(
  "calendar-claim-one",
  { ...KEYS, leaseUntil: "timestamptz" },
  (places) => sql`
    with chosen as materialized (
      select s.workspace_id, s.user_id, s.calendar_id from calendar_sync s
      where s.workspace_id = ${places.workspaceId} and s.user_id = ${places.userId}
        and s.calendar_id = ${places.calendarId} and (s.lease_until is null or s.lease_until < ${places.now}) and ${isOn}
      for no key update skip locked
    )
    ${taking(sql`chosen`, places)}`,
);

const moveOn = prepareStatement<
  Keys | "version" | "cursor" | "isRelisted" | "through" | keyof typeof RELEASE,
  ClaimRow
>(
  "calendar-move-on",
  { ...KEYS, version: "int", cursor: "jsonb", isRelisted: "bool", through: "timestamptz", ...RELEASE },
  ({ workspaceId, userId, calendarId, now, version, cursor, isRelisted, through, ...release }) => sql`
    update calendar_sync s set cursor = ${cursor},
      relist_at = case when ${isRelisted} then null else s.relist_at end,
      expanded_through = greatest(s.expanded_through, ${through}),
      ${releaseColumns(release)}
    from google_account g, workspace w
    where s.workspace_id = ${workspaceId} and s.user_id = ${userId} and s.calendar_id = ${calendarId}
      and s.version = ${version} and ${whose} and ${isOn}
    returning ${claimColumns(now)}`,
);

/** A calendar that is gone is looked for in the list of calendars. */
const letGo = prepareStatement<Keys | "version" | keyof typeof RELEASE, object>(
  "calendar-release",
  { ...KEYS, version: "int", ...RELEASE },
  ({ workspaceId, userId, calendarId, now, version, ...release }) => sql`
    with released as (
      update calendar_sync s set ${releaseColumns(release)}
      where s.workspace_id = ${workspaceId} and s.user_id = ${userId} and s.calendar_id = ${calendarId}
        and s.version = ${version}
      returning s.error_code
    )
    update google_account g set calendars_due_at = least(g.calendars_due_at, ${now})
    from released
    where g.workspace_id = ${workspaceId} and g.user_id = ${userId} and released.error_code = 'calendar_gone'`,
);
