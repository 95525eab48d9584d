/** The home card: today's meetings, who waits for an answer, follow-ups, what is to be sent, who is warm. One statement. */
import type { MeetingStatus } from "../../../contract/activities.ts";
import type { Home } from "../../../contract/home.ts";
import type { ActivityId, ContactId } from "../crm/ids.ts";
import type { HomeStore, Viewer } from "../crm/ports.ts";
import { turnFor } from "../crm/turn.ts";
import { isMine, isVisible } from "./activity-row.ts";
import type { Database } from "./connect.ts";
import { contactColumns, toContact, toIso } from "./contact-row.ts";
import type { ContactRow } from "./contact-row.ts";
import { activityBy, contactBy } from "./lookup.ts";
import { momentumAt } from "./recount.ts";
import { integer, queryOne, sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

export function createHomeStore({ pool }: Database): HomeStore {
  return {
    async find(viewer, day, now) {
      const row = await queryOne<Row>(pool, statementFor(viewer, day, now), "home");
      return {
        meetings: (row?.meetings ?? []).map(({ at, ends_at, ...meeting }) => ({
          ...meeting,
          at: toIso(at),
          durationMinutes:
            ends_at === null ? null : Math.round((Date.parse(ends_at) - Date.parse(at)) / 60_000),
        })),
        turns: (row?.turns ?? []).map(({ since, ...turn }) => ({
          ...turn,
          turn: turnFor(viewer, { who: "us", since: toIso(since) }, now),
        })),
        followUps: (row?.follow_ups ?? []).map(({ due_at, ...task }) => ({ ...task, dueAt: toIso(due_at) })),
        outgoing: (row?.outgoing ?? []).map(({ send_at, ...email }) => ({
          ...email,
          sendAt: send_at === null ? null : toIso(send_at),
        })),
        warm: (row?.warm ?? []).map((contact) => ({
          ...toContact(contact),
          momentum: momentumAt(contact.momentum_sum, now),
        })),
      };
    },
  };
}

type ContactRef = Home["meetings"][number]["contacts"][number];

interface Row {
  readonly meetings: readonly {
    readonly activityId: ActivityId;
    readonly subject: string;
    readonly at: string;
    readonly ends_at: string | null;
    readonly status: MeetingStatus;
    readonly contacts: ContactRef[];
  }[];
  readonly turns: readonly {
    readonly contact: ContactRef;
    readonly since: string;
    readonly activityId: ActivityId;
    readonly subject: string | null;
  }[];
  readonly follow_ups: readonly {
    readonly id: string;
    readonly text: string;
    readonly due_at: string;
    readonly contact: ContactRef | null;
  }[];
  readonly outgoing: readonly (Pick<
    Home["outgoing"][number],
    "id" | "status" | "subject" | "to" | "error"
  > & {
    readonly send_at: string | null;
  })[];
  readonly warm: readonly (ContactRow & { readonly id: ContactId; readonly momentum_sum: number })[];
}

const MAX_MEETINGS = 50;
const MAX_TURNS = 10;
const MAX_FOLLOW_UPS = 10;
const MAX_OUTGOING = 20;
const MAX_WARM = 5;
/** How long the home card tells of a mail that was not sent. */
const UNSENT_DAYS = 7;

function statementFor(viewer: Viewer, day: { readonly start: Date; readonly end: Date }, now: Date): Sql {
  const { workspaceId, userId } = viewer;
  const own = [viewer.email, ...viewer.aliases];
  const subject = sql`case when a.visibility in ('everything', 'subject') or ${isMine(viewer)} then a.subject end`;
  return sql`
    select (
      select coalesce(json_agg(meeting), '[]') from (
        select a.id as "activityId", coalesce(${subject}, '') as subject, a.occurred_at as at, a.ends_at,
          case when a.status = 'SCHEDULED' and a.ends_at <= ${now} then 'HELD' else a.status end as status,
          (
            select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'company', c.company)
              order by c.sort_name, c.id), '[]')
            from activity_contact link
            cross join lateral ${contactBy(workspaceId, sql`link.contact_id`)} c
            where link.workspace_id = ${workspaceId} and link.activity_id = a.id
          ) as contacts
        from activity a
        where a.workspace_id = ${workspaceId} and a.type = 'MEETING'
          and a.occurred_at >= ${day.start} and a.occurred_at < ${day.end}
          and ${isVisible(viewer)}
          and (a.logged_by_id = ${userId} or exists (
            select from participant p
            where p.workspace_id = ${workspaceId} and p.activity_id = a.id and p.address = any(${own}::text[])
          ))
        order by a.occurred_at, a.id
        limit ${integer(MAX_MEETINGS)}
      ) meeting
    ) as meetings, (
      select coalesce(json_agg(waiting), '[]') from (
        select json_build_object('id', c.id, 'name', c.name, 'company', c.company) as contact, c.turn_since as since,
          a.id as "activityId", ${subject} as subject
        from contact c
        cross join lateral ${activityBy(workspaceId, sql`c.turn_activity_id`)} a
        where c.workspace_id = ${workspaceId} and c.owner_id = ${userId} and c.turn = 'us' and ${isVisible(viewer)}
        -- Who waits longest also waits longest in working time.
        order by c.turn_since, c.id
        limit ${integer(MAX_TURNS)}
      ) waiting
    ) as turns, (
      select coalesce(json_agg(task), '[]') from (
        select t.id, t.text, t.due_at, (
          select json_build_object('id', c.id, 'name', c.name, 'company', c.company)
          from contact c where c.workspace_id = ${workspaceId} and c.id = t.contact_id
        ) as contact
        from task t
        where t.workspace_id = ${workspaceId} and t.assignee_id = ${userId} and t.done_at is null
          and t.due_at < ${day.end}
        order by t.due_at, t.id
        limit ${integer(MAX_FOLLOW_UPS)}
      ) task
    ) as follow_ups, (
      select coalesce(json_agg(email), '[]') from (
        select e.id, e.status, e.subject, e.send_at, e.error_message as error,
          (select json_agg(recipient ->> 'address') from jsonb_array_elements(e."to") recipient) as "to"
        -- Status by status, so that the index that ends in it is taken also before the table's first analyze: the planner
        -- then believes that a rep has one mail, whichever index it looks him up in.
        from (values ('QUEUED'::email_status), ('FAILED'), ('UNKNOWN')) unsent(status)
        cross join lateral (
          select * from outbound_email mail
          where mail.workspace_id = ${workspaceId} and mail.user_id = ${userId} and mail.status = unsent.status
          offset 0
        ) e
        where case e.status when 'QUEUED' then e.send_at is not null
          else greatest(e.created_at, e.send_at) > ${now}::timestamptz - make_interval(days => ${integer(UNSENT_DAYS)}) end
        order by e.status = 'QUEUED', coalesce(e.send_at, e.created_at), e.id
        limit ${integer(MAX_OUTGOING)}
      ) email
    ) as outgoing, (
      select coalesce(json_agg(warm), '[]') from (
        select ${contactColumns}, c.momentum_sum
        from contact c
        where c.workspace_id = ${workspaceId} and c.owner_id = ${userId} and c.momentum_sum > 0
        order by c.momentum_sum desc, c.id
        limit ${integer(MAX_WARM)}
      ) warm
    ) as warm`;
}
