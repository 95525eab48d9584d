/** Everything the CRM keeps, on one database. */
import type { DeskStores } from "../crm/desk-ports.ts";
import type { Stores } from "../crm/ports.ts";
import type { MeetingStores } from "../meetings/ports.ts";
import type { OutboxStores } from "../outbox/ports.ts";
import type { ControlStores } from "../sync/control-ports.ts";
import { createActivityStore } from "./activity-store.ts";
import { createAvailabilityStore } from "./availability-store.ts";
import { createBackfillStore } from "./backfill-store.ts";
import { createBookingStore } from "./booking-store.ts";
import type { Database } from "./connect.ts";
import { createComposeStore } from "./compose-store.ts";
import { createContactStore } from "./contact-store.ts";
import { createContextStore } from "./context-store.ts";
import { createHomeStore } from "./home-store.ts";
import { createMeetingStore } from "./meeting-store.ts";
import { createRuleStore } from "./rule-store.ts";
import { createScheduleStore } from "./schedule-store.ts";
import { createSessionStore } from "./session-store.ts";
import { createEmailStore } from "./outbox-store.ts";
import { query, sql } from "./sql.ts";
import { createSyncControlStore } from "./sync-control-store.ts";
import { createSyncStatusStore } from "./sync-status-store.ts";
import { createTaskStore } from "./task-store.ts";
import { createTemplateStore } from "./template-store.ts";
import { createUserStore } from "./user-store.ts";
import { createWorkspaceStore } from "./workspace-store.ts";

/** @param clock is the time of what callers do not date themselves. */
export function createStores(
  database: Database,
  clock: () => Date = () => new Date(),
): Stores & ControlStores & DeskStores & OutboxStores & MeetingStores {
  return {
    users: createUserStore(database),
    contacts: createContactStore(database, clock),
    activities: createActivityStore(database),
    context: createContextStore(database),
    home: createHomeStore(database),
    templates: createTemplateStore(database),
    tasks: createTaskStore(database),
    compose: createComposeStore(database),
    emails: createEmailStore(database),
    bookings: createBookingStore(database),
    meetings: createMeetingStore(database),
    availability: createAvailabilityStore(database),
    sessions: createSessionStore(database),
    syncControl: createSyncControlStore(database),
    syncStatus: createSyncStatusStore(database),
    rules: createRuleStore(database),
    workspaces: createWorkspaceStore(database),
    backfills: createBackfillStore(database),
    schedule: createScheduleStore(database),
    async ping() {
      await query(database.pool, sql`select 1`);
    },
  };
}
