/** What the `verify` command reads: accounts, ledgers, and each contact's numbers counted once more. */
import { toAccount } from "./account-row.ts";
import type { AccountRow } from "./account-row.ts";
import type { LedgerNote, VerifiedAccount, VerifyStore } from "../sync/verify-ports.ts";
import type { Database } from "./connect.ts";
import { findMailMatches } from "./mail-matches.ts";
import { isUntouched } from "./release-activities.ts";
import { query, sql } from "./sql.ts";
import type { Sql } from "./sql.ts";
import { countWrongScores } from "./verify-scores.ts";

export function createVerifyStore({ pool }: Pick<Database, "pool">): VerifyStore {
  return {
    async listAccounts() {
      const rows = await query<VerifiedRow>(pool, ACCOUNTS);
      return rows.map(toVerified);
    },

    async listMailNotes({ workspaceId, userId }, ids, since) {
      return await query<LedgerNote>(
        pool,
        sql`
          select l.gmail_message_id as id, ${noteColumns(sql`false`)}
          from ledger_entry l
          left join activity a on a.workspace_id = l.workspace_id and a.id = l.activity_id
          where l.workspace_id = ${workspaceId} and l.user_id = ${userId}
            and (l.gmail_message_id = any(${ids}::text[]) or l.activity_id is not null and l.received_at >= ${since})`,
      );
    },

    async listEventNotes({ workspaceId, userId }, calendarId, ids, { from, through }) {
      return await query<LedgerNote>(
        pool,
        sql`
          select l.event_id as id, ${noteColumns(sql`l.cancelled`)}
          from event_ledger_entry l
          left join activity a on a.workspace_id = l.workspace_id and a.id = l.activity_id
          where l.workspace_id = ${workspaceId} and l.user_id = ${userId} and l.calendar_id = ${calendarId}
            and (l.event_id = any(${ids}::text[])
              or l.activity_id is not null and a.occurred_at >= ${from} and a.occurred_at < ${through})`,
      );
    },

    async findMatches(account, asked) {
      return await findMailMatches(pool, account, asked);
    },

    async listWrongScores(now) {
      return await countWrongScores(pool, now);
    },
  };
}

/** Of `l` and its activity `a`, which may be none. */
function noteColumns(isCancelled: Sql): Sql {
  return sql`
    l.decision, l.reason, a.id is not null as "isLogged", a.id is not null and not ${isUntouched} as "isByHand",
    ${isCancelled} as "isCancelled"`;
}

interface VerifiedRow extends AccountRow {
  readonly mail_synced_at: Date | null;
  readonly calendars: readonly {
    readonly id: string;
    readonly zone: string | null;
    readonly through: string;
  }[];
}

const ACCOUNTS = sql`
  select g.workspace_id, g.user_id, g.email, g.aliases, w.domain, g.calendar_share_level as share_level,
    w.contact_creation, s.last_synced_at as mail_synced_at,
    coalesce((
      select json_agg(json_build_object('id', c.calendar_id, 'zone', c.time_zone, 'through', c.expanded_through)
        order by c.calendar_id)
      from calendar_sync c
      where c.workspace_id = g.workspace_id and c.user_id = g.user_id and c.enabled and g.calendar_enabled
        and c.access_role <> 'freeBusyReader' and c.last_synced_at is not null and c.expanded_through is not null
    ), '[]') as calendars
  from google_account g
  join workspace w on w.id = g.workspace_id
  left join mail_sync s on s.workspace_id = g.workspace_id and s.user_id = g.user_id and s.enabled
    and s.cursor ->> 'phase' <> 'first'
  where g.status = 'connected'
  order by g.email`;

function toVerified(row: VerifiedRow): VerifiedAccount {
  return {
    account: toAccount(row),
    mailSyncedAt: row.mail_synced_at,
    calendars: row.calendars.map(({ id, zone, through }) => ({
      calendarId: id,
      timeZone: zone ?? "UTC",
      expandedThrough: new Date(through),
    })),
  };
}
