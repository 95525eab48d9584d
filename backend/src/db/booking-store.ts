/** Requests to book, and who is asking Google about each: one row a request, taken by one at a time. */
import { v7 as newId } from "uuid";
import type { ActivitySource } from "../../../contract/activities.ts";
import type { ActivityId, ContactId, UserId, WorkspaceId } from "../crm/ids.ts";
import type { Booking, BookingStore } from "../meetings/ports.ts";
import type { Database } from "./connect.ts";
import { query, queryOne, sql } from "./sql.ts";

export function createBookingStore({ pool }: Pick<Database, "pool">): BookingStore {
  return {
    async find({ workspaceId, userId }, idempotencyKey) {
      const row = await queryOne<BookingRow>(
        pool,
        sql`
          select b.* from booking b
          where b.workspace_id = ${workspaceId} and b.user_id = ${userId} and b.idempotency_key = ${idempotencyKey}`,
      );
      return row && toBooking(row);
    },

    async take({ workspaceId, userId }, request, now, leaseMs) {
      const leaseUntil = after(now, leaseMs);
      const row = await queryOne<BookingRow>(
        pool,
        sql`
          insert into booking (workspace_id, id, user_id, idempotency_key, request_hash, calendar_id, event_id, source,
            contact_ids, due_at, lease_until, attempts, created_at)
          values (${workspaceId}, ${newId()}, ${userId}, ${request.idempotencyKey}, ${request.requestHash},
            ${request.calendarId}, ${request.eventId}, ${request.source}::activity_source,
            ${request.contactIds}::uuid[], ${leaseUntil}, ${leaseUntil}, 1, ${now})
          on conflict (workspace_id, user_id, idempotency_key) do update
            set status = 'pending', due_at = excluded.due_at, lease_until = excluded.lease_until,
              attempts = booking.attempts + 1,
              -- A call of this try may arrive as late as the first one's.
              created_at = excluded.created_at
            where booking.request_hash = excluded.request_hash and booking.status <> 'booked'
              and (booking.lease_until is null or booking.lease_until <= ${now})
          returning *`,
      );
      return row && toBooking(row);
    },

    async takeDue(now, leaseMs) {
      const row = await queryOne<BookingRow>(
        pool,
        sql`
          update booking b set lease_until = ${after(now, leaseMs)}, attempts = b.attempts + 1
          from (
            select workspace_id, id from booking
            where due_at <= ${now} and (lease_until is null or lease_until <= ${now})
            order by due_at limit 1
            for no key update skip locked
          ) due
          where b.workspace_id = due.workspace_id and b.id = due.id
          returning b.*`,
      );
      return row && toBooking(row);
    },

    async postpone(booking, dueAt) {
      await query(
        pool,
        sql`
          update booking set due_at = ${dueAt}, lease_until = null
          where ${isStillOf(booking)}`,
      );
    },

    async refuse(booking) {
      await query(
        pool,
        sql`
          update booking set status = 'refused', due_at = null, lease_until = null
          where ${isStillOf(booking)}`,
      );
    },
  };
}

interface BookingRow {
  readonly workspace_id: WorkspaceId;
  readonly id: string;
  readonly user_id: UserId;
  readonly idempotency_key: string;
  readonly request_hash: string;
  readonly calendar_id: string;
  readonly event_id: string;
  readonly source: ActivitySource;
  readonly status: Booking["status"];
  readonly contact_ids: readonly ContactId[];
  readonly activity_id: ActivityId | null;
  readonly attempts: number;
  readonly created_at: Date;
}

function toBooking(row: BookingRow): Booking {
  return {
    workspaceId: row.workspace_id,
    userId: row.user_id,
    id: row.id,
    idempotencyKey: row.idempotency_key,
    requestHash: row.request_hash,
    calendarId: row.calendar_id,
    eventId: row.event_id,
    source: row.source,
    contactIds: row.contact_ids,
    status: row.status,
    activityId: row.activity_id,
    attempts: row.attempts,
    createdAt: row.created_at,
  };
}

/** Whoever took it later knows better. */
function isStillOf({ workspaceId, id, attempts }: Booking) {
  return sql`workspace_id = ${workspaceId} and id = ${id} and status = 'pending' and attempts = ${attempts}`;
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
