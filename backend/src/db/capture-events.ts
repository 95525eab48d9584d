/**
 * Events that were read and decided, written: with the workspace's contacts and meetings locked, what follows from them is
 * planned (sync/plan-capture.ts) and performed. The same number of statements whatever the number of events.
 */
import { v7 as newId } from "uuid";
import type { ActivityId, ContactId, EmailAddress, WorkspaceId } from "../crm/ids.ts";
import type { AccountCalendar, CalendarChange, DecidedEvent, EventEntry } from "../sync/calendar-ports.ts";
import { planCapture } from "../sync/plan-capture.ts";
import type { CapturePlan, KnownMeeting } from "../sync/capture-plan.ts";
import { endingIn, seriesIn, sortOutEvents } from "../sync/sort-out-events.ts";
import type { SortedEvents } from "../sync/sort-out-events.ts";
import {
  calendarKeys,
  findEntries,
  findSeriesWithMeetings,
  markListed,
  writeEntries,
  writeSeriesWaits,
} from "./calendar-ledger.ts";
import type { Database } from "./connect.ts";
import { activityBy } from "./lookup.ts";
import { findMailMatches } from "./mail-matches.ts";
import { lockContacts, recount } from "./recount.ts";
import { isUntouched } from "./release-activities.ts";
import { query, sql } from "./sql.ts";
import type { Queryable, Sql } from "./sql.ts";
import { inWorkspace } from "./transaction.ts";
import { createMeetings, removeMeetings, showAgain, updateMeetings } from "./write-meetings.ts";

/**
 * Brackets what captures events: many at once, and where meetings are to go, for which nobody else may be in the workspace,
 * again alone.
 */
export async function whileCapturing<T>(
  pool: Database["pool"],
  workspaceId: WorkspaceId,
  work: (tx: Queryable, isAlone: boolean) => Promise<T>,
): Promise<T> {
  try {
    return await inWorkspace(pool, workspaceId, "logging", async (tx) => await work(tx, false));
  } catch (error) {
    if (!(error instanceof MeetingsLeave)) throw error;
    return await inWorkspace(pool, workspaceId, "reshaping", async (tx) => await work(tx, true));
  }
}

/** @param isAlone as `whileCapturing` says. */
export async function captureEvents(
  tx: Queryable,
  calendar: AccountCalendar,
  change: Pick<CalendarChange, "decided" | "listing" | "isExpansion">,
  isAlone: boolean,
  now: Date,
): Promise<void> {
  const { workspaceId } = calendar.account;
  const { decided = [], listing = null, isExpansion = false } = change;
  const { entries, work, listed } = await sortOut(tx, calendar, decided, listing);
  const concern = concernOf(work, entries);
  const contactIds = work.length === 0 ? [] : await lockConcerned(tx, workspaceId, concern);
  if (listing !== null && listed.length > 0) await markListed(tx, calendar, listed, listing);
  if (work.length === 0) return;

  const plan = planCapture({
    decided: work,
    entries,
    seriesWithMeetings: await findSeriesWithMeetings(tx, calendar, seriesIn(work)),
    meetings: await findMeetings(tx, calendar, concern),
    matches: await findMailMatches(tx, calendar.account, { addresses: concern.addresses, threadIds: [] }),
    shareLevel: calendar.account.shareLevel,
    listing,
    isExpansion,
    now,
    newId: () => newId() as ActivityId,
  });
  if (plan.removed.length > 0 && !isAlone) throw new MeetingsLeave();
  await perform(tx, calendar, plan, now);
  await recount(tx, workspaceId, contactIds, now);
}

class MeetingsLeave extends Error {}

/**
 * For whoever has something to write before he captures these events: locks what capturing locks, and what is concerned
 * beside, all at once. Gives the contacts.
 */
export async function lockBeforeCapture(
  tx: Queryable,
  calendar: AccountCalendar,
  decided: readonly DecidedEvent[],
  { addresses = [], activityIds = [] }: Partial<Pick<Concern, "addresses" | "activityIds">>,
): Promise<readonly ContactId[]> {
  const { entries, work } = await sortOut(tx, calendar, decided, null);
  const concern = concernOf(work, entries);
  return await lockConcerned(tx, calendar.account.workspaceId, {
    ...concern,
    addresses: [...concern.addresses, ...addresses],
    activityIds: [...concern.activityIds, ...activityIds],
  });
}

async function sortOut(
  tx: Queryable,
  calendar: AccountCalendar,
  decided: readonly DecidedEvent[],
  listing: number | null,
): Promise<SortedEvents & { readonly entries: ReadonlyMap<string, EventEntry> }> {
  const eventIds = decided.map(({ eventId }) => eventId);
  const entries = await findEntries(tx, calendar, eventIds, endingIn(decided));
  return { entries, ...sortOutEvents(decided, entries, listing) };
}

async function perform(
  tx: Queryable,
  calendar: AccountCalendar,
  plan: CapturePlan,
  now: Date,
): Promise<void> {
  await createMeetings(tx, calendar, plan.created, now);
  await updateMeetings(tx, calendar, plan.updated, now);
  await writeEntries(tx, calendar, plan.entries, now);
  await writeSeriesWaits(tx, calendar, plan, now);
  await showAgain(tx, calendar, plan.toShowAgain, now);
  await removeMeetings(tx, calendar.account.workspaceId, plan.removed);
}

/** By what the meetings and contacts are found that the events may be about. */
interface Concern {
  readonly addresses: readonly EmailAddress[];
  readonly activityIds: readonly ActivityId[];
  readonly mergeKeys: readonly string[];
  readonly eventIds: readonly string[];
}

function concernOf(work: readonly DecidedEvent[], entries: ReadonlyMap<string, EventEntry>): Concern {
  const meetings = work.flatMap(({ outcome }) =>
    (outcome.kind === "log" || outcome.kind === "skip") && outcome.meeting !== null ? [outcome.meeting] : [],
  );
  return {
    addresses: [
      ...new Set([
        ...meetings.flatMap(({ participants }) => participants.map(({ address }) => address)),
        ...work.flatMap(({ outcome }) => ("matchedAddress" in outcome ? (outcome.matchedAddress ?? []) : [])),
      ]),
    ],
    activityIds: work.flatMap(({ eventId }) => entries.get(eventId)?.activityId ?? []),
    mergeKeys: meetings.map(({ mergeKey }) => mergeKey),
    eventIds: work.map(({ eventId }) => eventId),
  };
}

/** A statement of one column `id`. */
function meetingsConcerned(workspaceId: WorkspaceId, { activityIds, mergeKeys, eventIds }: Concern): Sql {
  return sql`
    select a.id from activity a where a.workspace_id = ${workspaceId} and a.id = any(${activityIds}::uuid[])
    union
    select a.id from activity a where a.workspace_id = ${workspaceId} and a.merge_key = any(${mergeKeys}::text[])
    union
    select m.activity_id from meeting_details m
    where m.workspace_id = ${workspaceId} and m.event_id = any(${eventIds}::text[])`;
}

function contactsConcerned(workspaceId: WorkspaceId, concern: Concern): Sql {
  return sql`
    select ca.contact_id from contact_address ca
    where ca.workspace_id = ${workspaceId} and ca.address = any(${concern.addresses}::text[])
    union
    select link.contact_id from activity_contact link
    where link.workspace_id = ${workspaceId} and link.activity_id in (${meetingsConcerned(workspaceId, concern)})`;
}

/** What the statements after this see cannot change any more. Gives the contacts. */
async function lockConcerned(
  tx: Queryable,
  workspaceId: WorkspaceId,
  concern: Concern,
): Promise<readonly ContactId[]> {
  const contactIds = await lockContacts(tx, workspaceId, contactsConcerned(workspaceId, concern));
  await query(
    tx,
    sql`
      select from activity
      where workspace_id = ${workspaceId} and id = any(array(${meetingsConcerned(workspaceId, concern)}))
      order by id
      for no key update`,
  );
  return contactIds;
}

interface MeetingRow {
  readonly id: ActivityId;
  readonly merge_key: string;
  readonly event_id: string | null;
  readonly has_no_uid: boolean;
  readonly is_touched: boolean;
  readonly is_mine: boolean;
  readonly status: KnownMeeting["status"];
  readonly occurred_at: Date;
  readonly ends_at: Date;
  readonly visibility: KnownMeeting["visibility"];
  readonly addresses: readonly EmailAddress[];
  readonly live: number;
  readonly cancelled: number;
  readonly private: number;
}

async function findMeetings(
  tx: Queryable,
  calendar: AccountCalendar,
  concern: Concern,
): Promise<readonly KnownMeeting[]> {
  const { workspaceId, userId, calendarId } = calendarKeys(calendar);
  const rows = await query<MeetingRow>(
    tx,
    sql`
      select a.id, a.merge_key, m.event_id, m.ical_uid is null as has_no_uid,
        not ${isUntouched} or a.status = 'NO_SHOW' as is_touched,
        a.logged_by_id is not distinct from ${userId} as is_mine,
        a.status, a.occurred_at, a.ends_at, a.visibility,
        array(
          select p.address from participant p where p.workspace_id = ${workspaceId} and p.activity_id = a.id
        ) as addresses,
        others.live, others.cancelled, others.private
      from (${meetingsConcerned(workspaceId, concern)}) concerned
      cross join lateral ${activityBy(workspaceId, sql`concerned.id`)} a
      left join meeting_details m on m.workspace_id = ${workspaceId} and m.activity_id = a.id
      cross join lateral (
        select count(*) filter (where not l.cancelled)::int as live,
          count(*) filter (where l.cancelled)::int as cancelled,
          count(*) filter (where l.is_private and not l.cancelled)::int as private
        from event_ledger_entry l
        where l.workspace_id = ${workspaceId} and l.activity_id = a.id and not (
          l.user_id = ${userId} and l.calendar_id = ${calendarId} and l.event_id = any(${concern.eventIds}::text[])
        )
      ) others
      where a.type = 'MEETING'`,
  );
  return rows.map((row) => ({
    id: row.id,
    mergeKey: row.merge_key,
    eventId: row.event_id,
    hasNoUid: row.has_no_uid,
    isTouched: row.is_touched,
    isMine: row.is_mine,
    status: row.status,
    occurredAt: row.occurred_at,
    endsAt: row.ends_at,
    visibility: row.visibility,
    addresses: new Set(row.addresses),
    others: { live: row.live, cancelled: row.cancelled, private: row.private },
  }));
}
