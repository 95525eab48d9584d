/** The sidebar's question, in one statement however many people are on the mail. */
import type { ActivitySource, UserRef, Visibility } from "../../../contract/activities.ts";
import type { ContactCard } from "../../../contract/contacts.ts";
import type { Logged } from "../../../contract/context.ts";
import type { ActivityId, ContactId, EmailAddress, UserId } from "../crm/ids.ts";
import type { ContextQuery, ContextRows, ContextStore, Viewer } from "../crm/ports.ts";
import { activityColumns, isMine, isVisible, toActivity } from "./activity-row.ts";
import type { ActivityRow } from "./activity-row.ts";
import type { Database } from "./connect.ts";
import { cardColumns, toCard } from "./contact-card.ts";
import type { CardRow } from "./contact-card.ts";
import { toIso } from "./contact-row.ts";
import { activityBy, addressOf, contactBy } from "./lookup.ts";
import { nothing, queryOne, sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

export function createContextStore({ pool }: Database): ContextStore {
  return {
    async find(viewer, asked, now) {
      const isEvent = asked.gmailMessageId === null;
      const row = await queryOne<Row>(
        pool,
        statementFor(viewer, asked, now, isEvent),
        isEvent ? "context-event" : "context-message",
      );
      return row === undefined ? NOBODY : toRows(viewer, row, now);
    },
  };
}

interface Row {
  readonly matches: readonly { readonly address: EmailAddress; readonly contact_id: ContactId }[] | null;
  readonly cards: readonly CardRow[] | null;
  readonly users:
    readonly { readonly address: EmailAddress; readonly id: UserId; readonly name: string }[] | null;
  readonly logged: LoggedRow | null;
  readonly activity?: ActivityRow | null;
}

interface LoggedRow {
  readonly id: ActivityId;
  readonly created_at: string;
  readonly source: ActivitySource;
  readonly note: string | null;
  readonly visibility: Visibility;
  readonly mine: boolean;
  readonly by: UserRef | null;
  readonly contact_names: string[];
}

const NOBODY: ContextRows = { contacts: new Map(), users: new Map(), logged: null, activity: null };

function statementFor(viewer: Viewer, asked: ContextQuery, now: Date, isEvent: boolean): Sql {
  const { workspaceId, userId } = viewer;
  const inMailbox = isEvent
    ? nothing
    : sql`union all
        select l.activity_id, 1 from ledger_entry l
        where l.workspace_id = ${workspaceId} and l.user_id = ${userId}
          and l.gmail_message_id = ${asked.gmailMessageId} and l.activity_id is not null`;
  const wholeActivity = isEvent
    ? sql`, (
        select row_to_json(whole) from (
          select ${activityColumns(viewer, now)} from hit cross join lateral ${activityBy(workspaceId, sql`hit.id`)} a
        ) whole
      ) as activity`
    : nothing;
  return sql`
    with asked as materialized (
      select address, place from unnest(${asked.addresses}::text[]) with ordinality as asked(address, place)
    ), matched as materialized (
      select asked.address, asked.place, ca.contact_id
      from asked
      cross join lateral ${addressOf(workspaceId, sql`asked.address`)} ca
    ), person as materialized (
      select contact_id, row_number() over (order by min(place)) as place from matched group by contact_id
    ), hit as materialized (
      select a.id from (
        select a.id, 2 as rank from activity a
        where a.workspace_id = ${workspaceId} and a.merge_key = ${asked.mergeKey}
        ${inMailbox}
      ) found
      cross join lateral ${activityBy(workspaceId, sql`found.id`)} a
      where ${isVisible(viewer)}
      order by found.rank
      limit 1
    )
    select
      (select json_agg(json_build_object('address', address, 'contact_id', contact_id)) from matched) as matches,
      (
        select json_agg(card) from (
          select ${cardColumns(viewer, now, sql`person.place <= ${asked.fullCards}::int`)}
          from person
          cross join lateral ${contactBy(workspaceId, sql`person.contact_id`)} c
        ) card
      ) as cards,
      (
        select json_agg(colleague) from (
          select u.email as address, u.id, u.name from asked
          join app_user u on u.workspace_id = ${workspaceId} and u.email = asked.address
          union
          select alias, u.id, u.name
          from google_account g
          join app_user u on u.workspace_id = g.workspace_id and u.id = g.user_id,
            unnest(g.aliases) as alias
          where g.workspace_id = ${workspaceId} and g.aliases && ${asked.addresses}::text[]
            and alias = any(${asked.addresses}::text[])
        ) colleague
      ) as users,
      (
        select json_build_object(
          'id', a.id, 'created_at', a.created_at, 'source', a.source, 'note', a.note, 'visibility', a.visibility,
          'mine', ${isMine(viewer)},
          'by', (
            select json_build_object('id', u.id, 'name', u.name) from app_user u
            where u.workspace_id = ${workspaceId} and u.id = a.logged_by_id
          ),
          'contact_names', array(
            select c.name from activity_contact link
            cross join lateral ${contactBy(workspaceId, sql`link.contact_id`)} c
            where link.workspace_id = ${workspaceId} and link.activity_id = a.id
            order by c.sort_name, c.id
          )
        )
        from hit cross join lateral ${activityBy(workspaceId, sql`hit.id`)} a
      ) as logged
      ${wholeActivity}`;
}

function toRows(viewer: Viewer, row: Row, now: Date): ContextRows {
  const cards = new Map<ContactId, ContactCard>();
  for (const card of row.cards ?? []) cards.set(card.id, toCard(viewer, card, now));
  const contacts = new Map<EmailAddress, ContactCard>();
  for (const { address, contact_id } of row.matches ?? []) {
    const card = cards.get(contact_id);
    if (card !== undefined) contacts.set(address, card);
  }
  return {
    contacts,
    users: new Map((row.users ?? []).map(({ address, id, name }) => [address, { id, name }])),
    logged: row.logged === null ? null : toLogged(viewer, row.logged),
    activity: row.activity === undefined || row.activity === null ? null : toActivity(viewer, row.activity),
  };
}

function toLogged(viewer: Viewer, row: LoggedRow): Logged {
  return {
    activityId: row.id,
    at: toIso(row.created_at),
    by: row.by,
    source: row.source,
    contactNames: row.contact_names,
    note: row.mine || row.visibility === "everything" ? row.note : null,
    canUndo: row.by?.id === viewer.userId || viewer.role === "admin",
  };
}
