/** The sidebar's question, in one statement however many people are on the mail, and who asks it with the same one. */
import { isDeepStrictEqual } from "node:util";
import type { ActivitySource, UserRef, Visibility } from "../../../contract/activities.ts";
import type { ContactCard } from "../../../contract/contacts.ts";
import type { Logged } from "../../../contract/context.ts";
import type { ActivityId, EmailAddress, UserId } from "../crm/ids.ts";
import type { ContextRows, ContextStore, LedgerRow, Viewer } from "../crm/ports.ts";
import { rulePatterns } from "../crm/rules.ts";
import { StaleViewer } from "../crm/stale-viewer.ts";
import { activityColumns, activitySeenBy, seen, toActivity } from "./activity-row.ts";
import type { ActivityRow, ViewerKeys } from "./activity-row.ts";
import type { Database } from "./connect.ts";
import { cardColumns, toCard } from "./contact-card.ts";
import type { CardRow } from "./contact-card.ts";
import { toIso } from "./contact-row.ts";
import { addressOf, contactBy, usersAmong } from "./lookup.ts";
import { prepareStatement } from "./prepared-statement.ts";
import { ruleColumns, toRule } from "./rule-row.ts";
import type { RuleRow } from "./rule-row.ts";
import { sql } from "./sql.ts";
import type { Sql } from "./sql.ts";
import { toViewer, viewerColumns, viewerTables } from "./user-store.ts";
import type { ViewerRow } from "./user-store.ts";

export function createContextStore({ pool }: Database): ContextStore {
  return {
    async find(viewer, { addresses, fullCards, mergeKey, gmailMessageId }, now) {
      const { workspaceId, userId } = viewer;
      const values = { workspaceId, userId, now, addresses, fullCards, mergeKey };
      const [row] =
        gmailMessageId === null
          ? await ofEvent(pool, values)
          : await ofMessage(pool, { ...values, gmailMessageId, patterns: rulePatterns(addresses) });
      if (row === undefined || !isDeepStrictEqual(toViewer(row), viewer)) throw new StaleViewer();
      return toRows(viewer, row, now);
    },
  };
}

interface Row extends ViewerRow {
  readonly cards: readonly (CardRow & { readonly addresses: readonly EmailAddress[] })[] | null;
  readonly users:
    readonly { readonly address: EmailAddress; readonly id: UserId; readonly name: string }[] | null;
  readonly logged: LoggedRow | null;
  readonly activity?: ActivityRow | null;
  readonly ledger?: LedgerRow | null;
  readonly rules?: readonly RuleRow[] | null;
}

interface LoggedRow {
  readonly id: ActivityId;
  readonly created_at: string;
  readonly source: ActivitySource;
  readonly note: string | null;
  readonly visibility: Visibility;
  readonly mine: boolean;
  readonly by: UserRef | null;
  readonly contacts: Logged["contacts"];
}

interface Places extends ViewerKeys {
  readonly now: Sql;
  readonly addresses: Sql;
  readonly fullCards: Sql;
  readonly mergeKey: Sql;
}

const TYPES = {
  workspaceId: "uuid",
  userId: "uuid",
  now: "timestamptz",
  addresses: "text[]",
  fullCards: "int",
  mergeKey: "text",
} as const;

const ofMessage = prepareStatement<keyof typeof TYPES | "gmailMessageId" | "patterns", Row>(
  "context-message",
  { ...TYPES, gmailMessageId: "text", patterns: "text[]" },
  ({ gmailMessageId, patterns, ...places }) => {
    const { workspaceId, userId, mergeKey } = places;
    // What the sync found in the rep's own mailbox first.
    const id = sql`coalesce(
      (
        select l.activity_id from ledger_entry l
        where l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.gmail_message_id = ${gmailMessageId}
      ),
      (select a.id from activity a where a.workspace_id = ${workspaceId} and a.merge_key = ${mergeKey})
    )`;
    const why = sql`, (
      select json_build_object('decision', l.decision, 'reason', l.reason, 'matchedAddress', l.matched_address)
      from ledger_entry l
      where l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.gmail_message_id = ${gmailMessageId}
    ) as ledger, (
      select json_agg(rule) from (
        select ${ruleColumns} from rule r
        where r.workspace_id = ${workspaceId} and r.pattern = any(${patterns})
          and coalesce(r.user_id, ${userId}) = ${userId}
      ) rule
    ) as rules`;
    return contextOf(places, id, why);
  },
);

const ofEvent = prepareStatement<keyof typeof TYPES, Row>("context-event", TYPES, (places) => {
  const { workspaceId, mergeKey } = places;
  const id = sql`(select a.id from activity a where a.workspace_id = ${workspaceId} and a.merge_key = ${mergeKey})`;
  const activity = sql`, (
    select row_to_json(whole) from (select ${activityColumns(places, places.now)} from hit a) whole
  ) as activity`;
  return contextOf(places, id, activity);
});

/** @param id of the activity that the mail or event is. */
function contextOf(places: Places, id: Sql, furtherColumns: Sql): Sql {
  const { workspaceId, userId, now, addresses, fullCards } = places;
  return sql`
    with hit as materialized (
      select * from ${activitySeenBy(places, id)} a where ${seen}
    )
    select ${viewerColumns},
      (
        select json_agg(card) from (
          select person.addresses, ${cardColumns(places, now, sql`person.place <= ${fullCards}`)}
          from (
            select ca.contact_id, array_agg(asked.address) as addresses,
              row_number() over (order by min(asked.place)) as place
            from unnest(${addresses}) with ordinality as asked(address, place)
            cross join lateral ${addressOf(workspaceId, sql`asked.address`)} ca
            group by ca.contact_id
          ) person
          cross join lateral ${contactBy(workspaceId, sql`person.contact_id`)} c
        ) card
      ) as cards,
      (
        select json_agg(colleague) from ${usersAmong(workspaceId, addresses)} colleague
      ) as users,
      (
        select json_build_object(
          'id', a.id, 'created_at', a.created_at, 'source', a.source, 'note', a.note, 'visibility', a.visibility,
          'mine', a.mine,
          'by', (
            select json_build_object('id', u.id, 'name', u.name) from app_user u
            where u.workspace_id = ${workspaceId} and u.id = a.logged_by_id
          ),
          'contacts', (
            select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name) order by c.sort_name, c.id), '[]')
            from activity_contact link
            cross join lateral ${contactBy(workspaceId, sql`link.contact_id`)} c
            where link.workspace_id = ${workspaceId} and link.activity_id = a.id
          )
        )
        from hit a
      ) as logged
      ${furtherColumns}
    from ${viewerTables}
    where u.workspace_id = ${workspaceId} and u.id = ${userId}`;
}

function toRows(viewer: Viewer, row: Row, now: Date): ContextRows {
  const contacts = new Map<EmailAddress, ContactCard>();
  for (const { addresses, ...cardRow } of row.cards ?? []) {
    const card = toCard(viewer, cardRow, now);
    for (const address of addresses) contacts.set(address, card);
  }
  return {
    contacts,
    users: new Map((row.users ?? []).map(({ address, id, name }) => [address, { id, name }])),
    logged: row.logged === null ? null : toLogged(viewer, row.logged),
    activity: row.activity === undefined || row.activity === null ? null : toActivity(viewer, row.activity),
    ledger: row.ledger ?? null,
    rules: (row.rules ?? []).map(toRule),
  };
}

function toLogged(viewer: Viewer, row: LoggedRow): Logged {
  return {
    activityId: row.id,
    at: toIso(row.created_at),
    by: row.by,
    source: row.source,
    contacts: row.contacts,
    note: row.mine || row.visibility === "everything" ? row.note : null,
    canUndo: row.by?.id === viewer.userId || viewer.role === "admin",
  };
}
