/** Meetings as the calendars show them, written in one statement each for new ones and for changed ones. */
import type { ActivityId, WorkspaceId } from "../crm/ids.ts";
import type { AccountCalendar } from "../sync/calendar-ports.ts";
import type { CreatedMeeting, MeetingContent, UpdatedMeeting } from "../sync/capture-plan.ts";
import { toDatabaseRole } from "./activity-row.ts";
import { calendarKeys } from "./calendar-ledger.ts";
import { DUE_CHANNEL } from "./due-listener.ts";
import { prepareStatement } from "./prepared-statement.ts";
import { json, query, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";
import { LostRace } from "./transaction.ts";

/** Nobody logged them: the sync brought them. */
export async function createMeetings(
  tx: Queryable,
  calendar: AccountCalendar,
  meetings: readonly CreatedMeeting[],
  now: Date,
): Promise<void> {
  if (meetings.length === 0) return;
  const rows = await create(tx, {
    workspaceId: calendar.account.workspaceId,
    calendarId: calendar.calendarId,
    meetings: json(meetings.map(toRow)),
    people: json(meetings.flatMap(({ id, content }) => toPeople(id, content))),
    links: json(meetings.flatMap(toLinks)),
    now,
  });
  // One of them is there by now: whoever logged it had no contact in common with us to be kept waiting by.
  if (rows.length < meetings.length) throw new LostRace();
}

export async function updateMeetings(
  tx: Queryable,
  calendar: AccountCalendar,
  meetings: readonly UpdatedMeeting[],
  now: Date,
): Promise<void> {
  if (meetings.length === 0) return;
  const shown = meetings.flatMap(({ id, shown: content }) => (content === null ? [] : [{ id, ...content }]));
  await update(tx, {
    workspaceId: calendar.account.workspaceId,
    calendarId: calendar.calendarId,
    meetings: json(
      meetings.map(({ id, status, visibility, shown: changed }) => ({
        id,
        status,
        visibility,
        is_shown: changed !== null,
        ...(changed === null ? {} : toColumns(changed)),
        linked: changed?.linked ?? null,
      })),
    ),
    people: json(shown.flatMap(({ id, content }) => toPeople(id, content))),
    links: json(shown.flatMap(toLinks)),
    now,
  });
}

/** With links and participants. No calendar has them any more, nobody laid a hand on them. */
export async function removeMeetings(
  tx: Queryable,
  workspaceId: WorkspaceId,
  ids: readonly ActivityId[],
): Promise<void> {
  if (ids.length === 0) return;
  await query(tx, sql`delete from activity where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`);
}

/** The calendars that have these meetings read them once more. */
export async function showAgain(
  tx: Queryable,
  calendar: AccountCalendar,
  ids: readonly ActivityId[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return;
  const { workspaceId } = calendarKeys(calendar);
  await query(
    tx,
    sql`
      with holder as (
        update event_ledger_entry set decision = 'waiting', attempts = 0, decided_at = ${now}
        where workspace_id = ${workspaceId} and activity_id = any(${ids}::uuid[]) and not cancelled
        returning user_id, calendar_id
      ), queued as (
        update calendar_sync s set due_at = least(s.due_at, ${now})
        from (select distinct user_id, calendar_id from holder) holder
        where s.workspace_id = ${workspaceId} and s.user_id = holder.user_id and s.calendar_id = holder.calendar_id
          and s.enabled
        returning 1
      )
      select pg_notify(${DUE_CHANNEL}, '') from (select from queued limit 1) once`,
  );
}

function toRow({ id, mergeKey, status, visibility, eventId, etag, content }: CreatedMeeting) {
  return { id, merge_key: mergeKey, status, visibility, ...toColumns({ eventId, etag, content }) };
}

function toColumns(shown: {
  readonly eventId: string;
  readonly etag: string | null;
  readonly content: MeetingContent;
}) {
  const { content, eventId, etag } = shown;
  return {
    event_id: eventId,
    etag,
    subject: content.subject,
    occurred_at: content.occurredAt,
    ends_at: content.endsAt,
    ical_uid: content.iCalUID,
    original_start: content.originalStart,
    time_zone: content.timeZone,
    all_day: content.allDay,
    location: content.location,
    conference_url: content.conferenceUrl,
    has_all_people: content.hasAllPeople,
  };
}

function toPeople(id: ActivityId, { participants, occurredAt }: MeetingContent) {
  return participants.map(({ address, name, role }, position) => ({
    activity_id: id,
    address,
    role: toDatabaseRole(role),
    position,
    name,
    occurred_at: occurredAt,
  }));
}

function toLinks({ id, links, content }: Pick<CreatedMeeting, "id" | "links" | "content">) {
  return links.map(({ contactId, role, matchedAddress }) => ({
    activity_id: id,
    contact_id: contactId,
    role: toDatabaseRole(role),
    matched_address: matchedAddress,
    occurred_at: content.occurredAt,
  }));
}

const PARAMETERS = {
  workspaceId: "uuid",
  calendarId: "text",
  meetings: "jsonb",
  people: "jsonb",
  links: "jsonb",
  now: "timestamptz",
} as const;

const MEETING = sql`id uuid, status meeting_status, visibility visibility, event_id text, etag text, subject text,
  occurred_at timestamptz, ends_at timestamptz, ical_uid text, original_start timestamptz, time_zone text, all_day bool,
  location text, conference_url text, has_all_people bool`;
const PERSON = sql`activity_id uuid, address text, role participant_role, position int, name text,
  occurred_at timestamptz`;
const LINK = sql`activity_id uuid, contact_id uuid, role participant_role, matched_address text,
  occurred_at timestamptz`;

/** In the order of their merge keys, so that two transactions never wait for each other. */
const create = prepareStatement<keyof typeof PARAMETERS, object>(
  "calendar-create-meetings",
  PARAMETERS,
  ({ workspaceId, calendarId, meetings, people, links, now }) => sql`
    with given as materialized (
      select * from jsonb_to_recordset(${meetings}) as g(merge_key text, ${MEETING})
    ), created as (
      insert into activity (workspace_id, id, type, subject, occurred_at, ends_at, status, source, visibility, merge_key,
        created_at, updated_at)
      select ${workspaceId}, id, 'MEETING', subject, occurred_at, ends_at, status, 'sync', visibility, merge_key, ${now},
        ${now}
      from given order by merge_key
      on conflict (workspace_id, merge_key) do nothing
      returning id
    ), details as (
      insert into meeting_details (workspace_id, activity_id, calendar_id, event_id, ical_uid, original_start, location,
        etag, time_zone, all_day, conference_url)
      select ${workspaceId}, g.id, ${calendarId}, g.event_id, g.ical_uid, g.original_start, g.location, g.etag,
        g.time_zone, g.all_day, g.conference_url
      from given g join created using (id)
    ), people as (
      insert into participant (workspace_id, activity_id, address, role, position, name, occurred_at)
      select ${workspaceId}, p.activity_id, p.address, p.role, p.position, p.name, p.occurred_at
      from jsonb_to_recordset(${people}) as p(${PERSON}) join created on created.id = p.activity_id
      on conflict do nothing
    ), links as (
      insert into activity_contact (workspace_id, activity_id, contact_id, occurred_at, role, origin, matched_address)
      select ${workspaceId}, k.activity_id, k.contact_id, k.occurred_at, k.role, 'automatic', k.matched_address
      from jsonb_to_recordset(${links}) as k(${LINK}) join created on created.id = k.activity_id
    )
    select id from created`,
);

/**
 * `moved_people` and `moved_links` are those that stay; each row is written by one part of the statement only. Which
 * calendar a meeting was first seen in stays written down, with the etag it has there.
 */
const update = prepareStatement<keyof typeof PARAMETERS, object>(
  "calendar-update-meetings",
  PARAMETERS,
  ({ workspaceId, calendarId, meetings, people, links, now }) => sql`
    with given as materialized (
      select * from jsonb_to_recordset(${meetings}) as g(is_shown bool, linked uuid[], ${MEETING})
    ), shown as materialized (
      select * from given where is_shown
    ), person as materialized (
      select distinct on (p.activity_id, p.address, p.role) p.* from jsonb_to_recordset(${people}) as p(${PERSON})
      order by p.activity_id, p.address, p.role, p.position
    ), changed as (
      update activity a set status = g.status, visibility = g.visibility, updated_at = ${now},
        subject = case when g.is_shown then g.subject else a.subject end,
        occurred_at = coalesce(g.occurred_at, a.occurred_at),
        ends_at = coalesce(g.ends_at, a.ends_at)
      from given g
      where a.workspace_id = ${workspaceId} and a.id = g.id
        and (a.status, a.visibility, a.subject, a.occurred_at, a.ends_at) is distinct from (g.status, g.visibility,
          case when g.is_shown then g.subject else a.subject end, coalesce(g.occurred_at, a.occurred_at),
          coalesce(g.ends_at, a.ends_at))
    ), details as (
      update meeting_details m set location = g.location, time_zone = g.time_zone, all_day = g.all_day,
        conference_url = g.conference_url, ical_uid = coalesce(m.ical_uid, g.ical_uid),
        original_start = coalesce(m.original_start, g.original_start),
        etag = case when m.calendar_id = ${calendarId} and m.event_id = g.event_id then g.etag else m.etag end
      from shown g
      where m.workspace_id = ${workspaceId} and m.activity_id = g.id
    ), gone_people as (
      delete from participant p using shown g
      where p.workspace_id = ${workspaceId} and p.activity_id = g.id and g.has_all_people and not exists (
        select from person where person.activity_id = p.activity_id and person.address = p.address
          and person.role = p.role
      )
    ), moved_people as (
      update participant p set occurred_at = g.occurred_at from shown g
      where p.workspace_id = ${workspaceId} and p.activity_id = g.id and not g.has_all_people
        and p.occurred_at <> g.occurred_at and not exists (
          select from person where person.activity_id = p.activity_id and person.address = p.address
            and person.role = p.role
        )
    ), people as (
      insert into participant (workspace_id, activity_id, address, role, position, name, occurred_at)
      select ${workspaceId}, person.activity_id, person.address, person.role, person.position, person.name,
        person.occurred_at
      from person
      on conflict (workspace_id, activity_id, address, role) do update
        set position = excluded.position, name = excluded.name, occurred_at = excluded.occurred_at
        where (participant.position, participant.name, participant.occurred_at)
          is distinct from (excluded.position, excluded.name, excluded.occurred_at)
    ), gone_links as (
      delete from activity_contact k using shown g
      where k.workspace_id = ${workspaceId} and k.activity_id = g.id and k.origin = 'automatic'
        and k.contact_id <> all(g.linked)
    ), moved_links as (
      update activity_contact k set occurred_at = g.occurred_at from shown g
      where k.workspace_id = ${workspaceId} and k.activity_id = g.id and k.occurred_at <> g.occurred_at
        and (k.origin = 'manual' or g.linked is null or k.contact_id = any(g.linked))
    ), links as (
      insert into activity_contact (workspace_id, activity_id, contact_id, occurred_at, role, origin, matched_address)
      select ${workspaceId}, k.activity_id, k.contact_id, k.occurred_at, k.role, 'automatic', k.matched_address
      from jsonb_to_recordset(${links}) as k(${LINK})
      on conflict do nothing
    )
    select from given`,
);
