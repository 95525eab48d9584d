/** Everything the CRM keeps, on one database. */
import type { Stores } from "../crm/ports.ts";
import { createActivityStore } from "./activity-store.ts";
import type { Database } from "./connect.ts";
import { createContactStore } from "./contact-store.ts";
import { createContextStore } from "./context-store.ts";
import { createHomeStore } from "./home-store.ts";
import { query, sql } from "./sql.ts";
import { createUserStore } from "./user-store.ts";

/** @param clock is the time of what callers do not date themselves. */
export function createStores(database: Database, clock: () => Date = () => new Date()): Stores {
  return {
    users: createUserStore(database),
    contacts: createContactStore(database, clock),
    activities: createActivityStore(database),
    context: createContextStore(database),
    home: createHomeStore(database),
    async ping() {
      await query(database.pool, sql`select 1`);
    },
  };
}
