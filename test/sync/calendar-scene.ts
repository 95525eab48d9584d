/** Reps with calendars in a local Google, their CRM in a database of its own, and the sync between the two. */
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import type { EventTime } from "../../dev/google/calendar/event-resource.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { startLocalGoogle } from "../../dev/google/server.ts";
import type { LocalGoogle } from "../../dev/google/server.ts";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import { createCalendarListStore } from "../../backend/src/db/calendar-list-store.ts";
import { createCalendarSyncStore } from "../../backend/src/db/calendar-sync-store.ts";
import { createCalendarSources } from "../../backend/src/google/calendar.ts";
import { createTransport } from "../../backend/src/google/transport.ts";
import type { GoogleTransport, ObservedCall } from "../../backend/src/google/transport.ts";
import { Secret } from "../../backend/src/secret.ts";
import type { CalendarClaim, CalendarSyncStore } from "../../backend/src/sync/calendar-ports.ts";
import { refreshCalendarList } from "../../backend/src/sync/refresh-calendars.ts";
import type { CalendarListDeps } from "../../backend/src/sync/refresh-calendars.ts";
import { syncCalendar } from "../../backend/src/sync/sync-calendar.ts";
import type { CalendarSyncDeps, CalendarSyncSettings } from "../../backend/src/sync/sync-calendar.ts";
import type { Activity } from "../../contract/activities.ts";
import { createScene } from "../db/scene.ts";
import type { Scene } from "../db/scene.ts";

/** A Monday. */
export const NOW = new Date("2026-11-23T09:00:00Z");
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const SETTINGS: CalendarSyncSettings = {
  firstSyncDays: 365,
  intervalMinutes: 15,
  leaseMs: 120_000,
  sliceSteps: 500,
};

export interface CalendarScene extends Scene {
  readonly google: LocalGoogle;
  readonly calls: ObservedCall[];
  readonly transport: GoogleTransport;
  readonly deps: CalendarSyncDeps;
  readonly listDeps: CalendarListDeps;
  /** What the rep had to be told. */
  readonly reconnects: string[];
  /** A rep whose calendars are synced from now on. */
  addRep(email: string, timeZone?: string): Promise<Viewer>;
  /** Reads the lists of calendars that are due. */
  list(): Promise<void>;
  /** Reads the list of calendars, then syncs whatever is due, until nothing is. */
  sync(settings?: Partial<CalendarSyncSettings>): Promise<void>;
  /** The rep's meetings in the order of their times. */
  meetings(viewer: Viewer): Promise<readonly Activity[]>;
  /** Reasons in the ledger, each with how often it is there. */
  ledger(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

export async function createCalendarScene(): Promise<CalendarScene> {
  const scene = await createScene();
  scene.now = NOW;
  const clock = () => scene.now.getTime();
  const google = await startLocalGoogle({ clock, accounts: [], clients: [] });
  const calls: ObservedCall[] = [];
  const reconnects: string[] = [];
  const emails = new Map<string, string>();
  const transport = createTransport({
    gmailBaseUrl: google.url,
    calendarBaseUrl: google.url,
    gmailUnitsPerMinute: 1_000_000,
    calendarRequestsPerMinute: 1_000_000,
    tokens: {
      get({ userId }) {
        const email = emails.get(userId) ?? "";
        const token = google.tokens.accessToken({
          email,
          scopes: ["calendar.events", "calendar.calendarlist.readonly"].map(
            (scope) => `https://www.googleapis.com/auth/${scope}`,
          ),
        });
        return Promise.resolve(new Secret(token));
      },
    },
    onCall: (call) => calls.push(call),
    timing: { now: clock, sleep: () => Promise.resolve(), random: () => 0.5 },
  });
  const store = createCalendarSyncStore(scene.database);
  const lists = createCalendarListStore(scene.database);
  const shared = {
    openSource: createCalendarSources(transport.request),
    reportReconnect: (_account: unknown, reason: string) => {
      reconnects.push(reason);
      return Promise.resolve();
    },
    now: () => scene.now,
    random: () => 0.5,
    log: {
      warn(details: object) {
        throw new Error("the sync failed", { cause: details });
      },
    },
  };
  const deps: CalendarSyncDeps = { ...shared, store, settings: SETTINGS };
  const listDeps: CalendarListDeps = { ...shared, store: lists };
  const { pool } = scene.database;

  return Object.assign(scene, {
    google,
    calls,
    transport,
    deps,
    listDeps,
    reconnects,

    async addRep(email: string, timeZone = "Europe/Berlin") {
      const viewer = await scene.signIn(email);
      const owner = { email, name: email.slice(0, email.indexOf("@")), timeZone };
      google.world.accounts.set(email, {
        ...owner,
        sub: viewer.userId,
        locale: "en",
        hd: null,
        emailVerified: true,
        mailbox: new Mailbox(owner),
        calendars: new CalendarBook(owner, clock),
      });
      emails.set(viewer.userId, email);
      await pool.query(
        `update google_account set status = 'connected', calendar_enabled = true, calendars_due_at = $2
         where user_id = $1`,
        [viewer.userId, scene.now],
      );
      return viewer;
    },

    async list() {
      for (;;) {
        const account = await lists.claimList(scene.now, SETTINGS.leaseMs);
        if (account === undefined) return;
        await refreshCalendarList(listDeps, account);
      }
    },

    async sync(settings: Partial<CalendarSyncSettings> = {}) {
      await this.list();
      await pool.query("update calendar_sync set due_at = $1 where enabled and lease_until is null", [
        scene.now,
      ]);
      for (;;) {
        const claim = await store.claim(scene.now, SETTINGS.leaseMs);
        if (claim === undefined) break;
        await syncCalendar({ ...deps, settings: { ...SETTINGS, ...settings } }, claim);
      }
    },

    async meetings(viewer: Viewer) {
      const { items } = await scene.stores.activities.list(
        viewer,
        { type: "MEETING", limit: 200 },
        scene.now,
      );
      return [...items].reverse();
    },

    async ledger() {
      const { rows } = await pool.query<{ reason: string; count: number }>(
        `select case when is_series then 'is_series' when cancelled then 'is_cancelled' when decision = 'waiting'
           then 'waits' else reason end as reason, count(*)::int
         from event_ledger_entry group by 1 order by 1`,
      );
      return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
    },

    async stop() {
      await transport.close();
      await google.close();
      await scene.drop();
    },
  });
}

export function at(text: string): EventTime {
  return text.includes("T") ? { dateTime: text } : { date: text };
}

export function hours(start: string, length = 1): { readonly start: EventTime; readonly end: EventTime } {
  const end = new Date(Date.parse(start) + length * HOUR_MS).toISOString();
  return { start: at(start), end: at(end) };
}

/** Claims as the worker of another process does. */
export async function claimFirst(store: CalendarSyncStore, now: Date): Promise<CalendarClaim> {
  const claim = await store.claim(now, SETTINGS.leaseMs);
  if (claim === undefined) throw new Error("no calendar is due");
  return claim;
}
