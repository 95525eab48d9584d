/** Who works when, and which calendars say so. */
import type { EmailAddress, UserId } from "../crm/ids.ts";
import type { AvailabilityStore, PersonsHours } from "../meetings/ports.ts";
import type { Database } from "./connect.ts";
import { usersAmong } from "./lookup.ts";
import { query, queryOne, sql } from "./sql.ts";

export function createAvailabilityStore({ pool }: Pick<Database, "pool">): AvailabilityStore {
  return {
    async find({ workspaceId, userId }, addresses) {
      const [self, users] = await Promise.all([
        queryOne<HoursRow & { calendar_ids: readonly string[] }>(
          pool,
          sql`
            select ${hoursColumns}, array(
              select s.calendar_id from calendar_sync s
              where s.workspace_id = u.workspace_id and s.user_id = u.id and s.enabled
              order by s."primary" desc, s.calendar_id
            ) as calendar_ids
            from app_user u where u.workspace_id = ${workspaceId} and u.id = ${userId}`,
        ),
        query<HoursRow & { address: EmailAddress; id: UserId }>(
          pool,
          sql`
            select ${hoursColumns}, known.address, u.id
            from ${usersAmong(workspaceId, sql`${addresses}::text[]`)} known
            join app_user u on u.workspace_id = ${workspaceId} and u.id = known.id`,
        ),
      ]);
      if (self === undefined) throw new Error("a viewer without a user");
      return {
        self: toHours(self),
        calendarIds: self.calendar_ids,
        colleagues: new Map(users.map((row) => [row.address, toHours(row)])),
      };
    },
  };
}

interface HoursRow {
  readonly work_days: readonly number[];
  readonly work_from: number;
  readonly work_to: number;
  readonly time_zone: string | null;
}

const hoursColumns = sql`u.work_days, u.work_from, u.work_to, u.time_zone`;

function toHours({ work_days: days, work_from: from, work_to: to, time_zone }: HoursRow): PersonsHours {
  return { hours: { days, from, to }, timeZone: time_zone };
}
