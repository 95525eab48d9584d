/**
 * Meetings that a rep books and changes: where they stand in his calendars, and what is written once Google has said yes.
 * An event is captured by the same code as in the sync, so that the sync finds nothing left to do.
 */
import type { ActivitySource } from "../../../contract/activities.ts";
import { toAccount } from "./account-row.ts";
import type { AccountRow } from "./account-row.ts";
import type { ActivityId, ContactId, UserId, WorkspaceId } from "../crm/ids.ts";
import type { KnownMeeting, MeetingStore } from "../meetings/ports.ts";
import type { AccountCalendar } from "../sync/calendar-ports.ts";
import type { EventPlace } from "../sync/decide-event.ts";
import type { Account } from "../sync/ports.ts";
import { insertLinks } from "./activity-links.ts";
import { calendarKeys } from "./calendar-ledger.ts";
import { captureEvents, lockBeforeCapture, whileCapturing } from "./capture-events.ts";
import type { Database } from "./connect.ts";
import { writeActivity } from "./log-activity.ts";
import { findMailMatches } from "./mail-matches.ts";
import { lockContacts, recount } from "./recount.ts";
import { query, queryOne, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";

export function createMeetingStore({ pool }: Pick<Database, "pool">): MeetingStore {
  return {
    async findPlace({ workspaceId, userId }, calendarId) {
      const row = await queryOne<PlaceRow>(
        pool,
        sql`
          select ${placeColumns} from ${accountOf(workspaceId, userId)}
          left join calendar_sync s on s.workspace_id = g.workspace_id and s.user_id = g.user_id
            and ${calendarId === undefined ? sql`s."primary"` : sql`s.calendar_id = ${calendarId}`}`,
      );
      const id = calendarId ?? row?.calendar_id ?? undefined;
      return row && id !== undefined ? toPlace(row, id) : undefined;
    },

    async checkContacts({ workspaceId }, addresses, contactIds) {
      const row = await queryOne<{ is_any_known: boolean; missing: readonly ContactId[] }>(
        pool,
        sql`
          select
            exists (
              select from contact_address ca
              where ca.workspace_id = ${workspaceId} and ca.address = any(${addresses}::text[])
            ) as is_any_known,
            array(
              select given.id from unnest(${contactIds}::uuid[]) as given(id)
              where not exists (select from contact c where c.workspace_id = ${workspaceId} and c.id = given.id)
            ) as missing`,
      );
      if (row === undefined) throw new Error("a select without a table gave no row");
      return { isAnyKnown: row.is_any_known, missing: row.missing };
    },

    async findMatches(account, addresses) {
      return await findMailMatches(pool, account, { addresses, threadIds: [] });
    },

    async findOwn({ workspaceId, userId }, id) {
      const row = await queryOne<OwnRow>(
        pool,
        sql`
          select ${accountColumns}, own.calendar_id, own.event_id, own.etag, s.time_zone, coalesce(a.subject, '') as subject,
            a.occurred_at, a.ends_at, coalesce(m.all_day, false) as all_day, m.time_zone as planned_in, m.location,
            m.conference_url, (
              select coalesce(json_agg(json_build_object('address', p.address, 'role', p.role)), '[]')
              from participant p where p.workspace_id = a.workspace_id and p.activity_id = a.id
            ) as people
          from ${accountOf(workspaceId, userId)}
          join activity a on a.workspace_id = g.workspace_id and a.id = ${id} and a.type = 'MEETING'
          cross join lateral ${inOwnCalendar(workspaceId, userId)} own
          left join meeting_details m on m.workspace_id = a.workspace_id and m.activity_id = a.id
          left join calendar_sync s on s.workspace_id = g.workspace_id and s.user_id = g.user_id
            and s.calendar_id = own.calendar_id`,
      );
      if (row === undefined) return undefined;
      return {
        id,
        place: toPlace(row, row.calendar_id),
        eventId: row.event_id,
        etag: row.etag,
        known: toKnown(row),
      };
    },

    async recordBooking(booking, { place, decided, activity }, now) {
      const { workspaceId, contactIds } = booking;
      return await whileCapturing(pool, workspaceId, async (tx, isAlone) => {
        await takeFromSync(tx, place, now);
        const addresses = activity.participants.map(({ address }) => address);
        const matched = sql`
          select ca.contact_id from contact_address ca
          where ca.workspace_id = ${workspaceId} and ca.address = any(${addresses}::text[])`;
        const concerned = sql`${matched} union select unnest(${contactIds}::uuid[])`;
        const known = await lockContacts(tx, workspaceId, concerned);
        const chosen = contactIds.filter((id) => known.includes(id));
        const link =
          chosen.length > 0
            ? ({ kind: "chosen", contactIds: chosen } as const)
            : ({ kind: "matched" } as const);
        const logging = await writeActivity(tx, booking, { ...activity, link }, now);
        const id = "id" in logging ? logging.id : null;
        if (id !== null) {
          await claimForRep(tx, booking, id, booking.source);
          if (chosen.length > 0) await linkMatched(tx, workspaceId, id, known);
          await captureEvents(tx, place, { decided: [decided] }, isAlone, now);
          await recount(tx, workspaceId, known, now);
        }
        await query(
          tx,
          sql`
            update booking set status = 'booked', activity_id = ${id}, due_at = null, lease_until = null
            where workspace_id = ${workspaceId} and id = ${booking.id}`,
        );
        return id;
      });
    },

    async recordChange(id, { place, decided }, { isCalledOff }, now) {
      const { workspaceId } = place.account;
      await whileCapturing(pool, workspaceId, async (tx, isAlone) => {
        await takeFromSync(tx, place, now);
        await lockBeforeCapture(tx, place, [decided], { activityIds: [id] });
        await claimForRep(tx, place.account, id, undefined);
        if (isCalledOff) await callOffForAll(tx, place, id, now);
        await captureEvents(tx, place, { decided: [decided] }, isAlone, now);
      });
    },
  };
}

interface PlaceRow extends AccountRow {
  readonly calendar_id: string | null;
  readonly time_zone: string | null;
  readonly user_time_zone: string | null;
}

interface OwnRow extends PlaceRow {
  readonly calendar_id: string;
  readonly event_id: string;
  readonly etag: string | null;
  readonly subject: string;
  readonly occurred_at: Date;
  readonly ends_at: Date | null;
  readonly all_day: boolean;
  readonly planned_in: string | null;
  readonly location: string | null;
  readonly conference_url: string | null;
  /** Roles of a meeting are the same words here and there. */
  readonly people: KnownMeeting["people"];
}

function toKnown(row: OwnRow): KnownMeeting {
  return {
    subject: row.subject,
    occurredAt: row.occurred_at,
    endsAt: row.ends_at,
    allDay: row.all_day,
    timeZone: row.planned_in,
    location: row.location,
    conferenceUrl: row.conference_url,
    people: row.people,
  };
}

/** Of an account `g`, its workspace `w` and its user `u`. */
const accountColumns: Sql = sql`
  g.workspace_id, g.user_id, g.email, g.aliases, w.domain, g.calendar_share_level as share_level, w.contact_creation,
  u.time_zone as user_time_zone`;
const placeColumns: Sql = sql`${accountColumns}, s.calendar_id, s.time_zone`;

function accountOf(workspaceId: WorkspaceId, userId: UserId): Sql {
  return sql`(select * from google_account where workspace_id = ${workspaceId} and user_id = ${userId}) g
    join workspace w on w.id = g.workspace_id
    join app_user u on u.workspace_id = g.workspace_id and u.id = g.user_id`;
}

function toPlace(row: PlaceRow, calendarId: string): EventPlace {
  return {
    account: toAccount(row),
    calendarId,
    timeZone: row.time_zone ?? row.user_time_zone ?? "UTC",
    // What is booked or changed here is followed, however long ago it was.
    after: null,
  };
}

/** Of an activity `a`: as the sync has it, as it was booked, or as the rep logged it by hand. */
function inOwnCalendar(workspaceId: WorkspaceId, userId: UserId): Sql {
  return sql`(
    select found.calendar_id, found.event_id, found.etag from (
      select l.calendar_id, l.event_id, l.etag, case when l.cancelled then 2 else 1 end as rank
      from event_ledger_entry l
      where l.workspace_id = ${workspaceId} and l.activity_id = a.id and l.user_id = ${userId}
      union all
      select b.calendar_id, b.event_id, m.etag, 3 from booking b
      left join meeting_details m on m.workspace_id = ${workspaceId} and m.activity_id = a.id
        and m.calendar_id = b.calendar_id and m.event_id = b.event_id
      where b.workspace_id = ${workspaceId} and b.activity_id = a.id and b.user_id = ${userId}
      union all
      select m.calendar_id, m.event_id, m.etag, 4 from meeting_details m
      where m.workspace_id = ${workspaceId} and m.activity_id = a.id and a.logged_by_id = ${userId}
    ) found
    order by found.rank, found.calendar_id limit 1
  )`;
}

/**
 * A sync under way may have read the event before it changed: its next commit comes too late, and it goes on from its last
 * one. Locked first, as in the sync's own commits.
 */
async function takeFromSync(tx: Queryable, calendar: AccountCalendar, now: Date): Promise<void> {
  const { workspaceId, userId, calendarId } = calendarKeys(calendar);
  await query(
    tx,
    sql`
      update calendar_sync set version = version + 1, lease_until = null, due_at = ${now}
      where workspace_id = ${workspaceId} and user_id = ${userId} and calendar_id = ${calendarId}
        and lease_until is not null`,
  );
}

/** What the sync brought, or brought more quickly, is his from now on. `source` undefined: stays. */
async function claimForRep(
  tx: Queryable,
  { workspaceId, userId }: Pick<Account, "workspaceId" | "userId">,
  id: ActivityId,
  source: ActivitySource | undefined,
): Promise<void> {
  await query(
    tx,
    sql`
      update activity set logged_by_id = coalesce(logged_by_id, ${userId}),
        source = case when source = 'sync' then coalesce(${source ?? null}::activity_source, source) else source end
      where workspace_id = ${workspaceId} and id = ${id} and (logged_by_id is null or source = 'sync')`,
  );
}

/** Beside those chosen by hand. */
async function linkMatched(
  tx: Queryable,
  workspaceId: WorkspaceId,
  id: ActivityId,
  contactIds: readonly ContactId[],
): Promise<void> {
  const people = sql`(
    select address, role from participant where workspace_id = ${workspaceId} and activity_id = ${id}
  ) p`;
  const activity = sql`(select id, occurred_at from activity where workspace_id = ${workspaceId} and id = ${id})`;
  await query(tx, insertLinks({ workspaceId, contactIds, activity, people, origin: "automatic" }));
}

/** Nobody has it any more; what is captured next says so of the organizer's calendar, colleagues' would say so later. */
async function callOffForAll(
  tx: Queryable,
  calendar: AccountCalendar,
  id: ActivityId,
  now: Date,
): Promise<void> {
  const { workspaceId, userId, calendarId } = calendarKeys(calendar);
  await query(
    tx,
    sql`
      update event_ledger_entry set cancelled = true, decided_at = ${now}
      where workspace_id = ${workspaceId} and activity_id = ${id} and not cancelled
        and (user_id, calendar_id) <> (${userId}, ${calendarId})`,
  );
}
