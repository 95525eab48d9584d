/** The whole application with a local Google of two reps, their calendars' sync and the settling of bookings, on a clock of their own. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Hono } from "hono";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import type { Calendar } from "../../dev/google/calendar/calendar.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { startLocalGoogle } from "../../dev/google/server.ts";
import type { LocalGoogle, ObservedRequest } from "../../dev/google/server.ts";
import { findAccount } from "../../dev/google/world.ts";
import type { Account, OAuthClient } from "../../dev/google/world.ts";
import { Meeting } from "../../contract/meetings.ts";
import type { MeetingCreate } from "../../contract/meetings.ts";
import { Problem } from "../../contract/problem.ts";
import { createCalendarListStore } from "../../backend/src/db/calendar-list-store.ts";
import { createCalendarSyncStore } from "../../backend/src/db/calendar-sync-store.ts";
import { createGrantStore } from "../../backend/src/db/grant-store.ts";
import { isDatabaseAway } from "../../backend/src/db/database-away.ts";
import { createStores } from "../../backend/src/db/stores.ts";
import { openGoogle } from "../../backend/src/google-parts.ts";
import { createIdentityVerifier } from "../../backend/src/google/identity.ts";
import type { AppEnv } from "../../backend/src/http/access-log.ts";
import { createApp } from "../../backend/src/http/app.ts";
import type { AppDependencies } from "../../backend/src/http/app.ts";
import { bookingSettling } from "../../backend/src/jobs/settle-bookings.ts";
import { createLog } from "../../backend/src/log.ts";
import { Secret } from "../../backend/src/secret.ts";
import type { CalendarSource } from "../../backend/src/sync/calendar-ports.ts";
import type { AccountRef } from "../../backend/src/sync/ports.ts";
import { refreshCalendarList } from "../../backend/src/sync/refresh-calendars.ts";
import { syncCalendar } from "../../backend/src/sync/sync-calendar.ts";
import { TestBrowser } from "../http/web-scene.ts";
import { createTestDatabase } from "../support/database.ts";

export const NORA = "nora@northwind.example";
export const OTTO = "otto@northwind.example";
export const LEA = "lea@kunde.example";
export const KAI = "kai@kunde.example";
/** Monday. */
export const MONDAY = "2026-11-23T09:00:00Z";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export interface MeetingScene {
  readonly google: LocalGoogle;
  readonly stores: AppDependencies["stores"];
  /** What Google was asked, newest last. */
  readonly requests: ObservedRequest[];
  /** Ids of the contacts by address: Lea and Kai are some. */
  readonly contacts: ReadonlyMap<string, string>;
  setTime(time: string): void;
  calendarOf(owner: string): Calendar;
  connect(email: string, features?: string): Promise<void>;
  /** Any request of the rep's add-on; Nora's by default. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  /** A meeting with Lea tomorrow at ten, unless told otherwise. */
  book(request?: Partial<MeetingCreate>, key?: string): Promise<Answer>;
  booked(request?: Partial<MeetingCreate>, key?: string): Promise<Meeting>;
  /** The calendars' sync of whoever is connected, until nothing is due. */
  sync(options?: SyncOptions): Promise<void>;
  /** Bookings whose outcome is unclear and due are looked into. */
  settle(): Promise<void>;
  rows<Row extends object>(query: string, ...values: unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

interface SyncOptions {
  /** Happens once, between reading changed events and writing what follows from them. */
  readonly afterRead?: () => Promise<void>;
}

interface AskOptions {
  readonly as?: string;
  readonly body?: unknown;
  readonly key?: string | undefined;
  /** Of another process. */
  readonly elsewhere?: boolean;
}

export interface SceneOptions {
  /** How long an answer of Google is waited for. */
  readonly timeoutMs?: number;
  readonly wrapStores?: (stores: AppDependencies["stores"]) => AppDependencies["stores"];
}

export async function startMeetingScene({
  timeoutMs = 2_000,
  wrapStores = (stores) => stores,
}: SceneOptions = {}): Promise<MeetingScene> {
  const startedAt = Date.now();
  let ahead = Date.parse(MONDAY) - startedAt;
  const clock = () => Date.now() + ahead;
  const now = () => new Date(clock());
  /** ID tokens are judged by the machine's clock, which no test can set. */
  const asOfToday = async <T>(work: () => Promise<T>): Promise<T> => {
    const inScene = ahead;
    ahead = 0;
    try {
      return await work();
    } finally {
      ahead = inScene;
    }
  };
  const requests: ObservedRequest[] = [];
  const [google, database] = await Promise.all([
    startLocalGoogle({
      clock,
      accounts: [
        account(NORA, "Nora Reyes", "Europe/Berlin", clock),
        account(OTTO, "Otto Lind", "America/New_York", clock),
      ],
      clients: [CLIENT],
      onRequest: (request) => void requests.push(request),
    }),
    createTestDatabase(),
  ]);
  const limits = { timeoutMs: 5_000, maxBytes: 10_000_000 };
  const log = createLog("silent");
  const grantStore = createGrantStore(database.database);
  const stores = wrapStores(createStores(database.database));
  const parts = openGoogle(
    {
      google: {
        clientId: CLIENT.clientId,
        clientSecret: new Secret(CLIENT.clientSecret),
        redirectUri: CLIENT.redirectUris[0] ?? "",
        issuer: google.url,
        gmailBaseUrl: google.url,
        calendarBaseUrl: google.url,
        gmailUnitsPerMinute: 1_000_000,
      },
      tokenKeys: [{ kid: "k", key: new Secret(Buffer.alloc(32, 7).toString("base64")) }],
      sync: { intervalMinutes: 15, firstSyncDays: 365 },
    },
    grantStore,
    log,
    {
      // Quotas and pauses pass quickly.
      timing: {
        now: () => startedAt + (Date.now() - startedAt) * SPEED,
        sleep: (ms) => sleep(Math.ceil(ms / SPEED)),
        random: () => 0.5,
      },
      limits,
    },
  );
  const dependencies: AppDependencies = {
    stores,
    verifyIdentity: createIdentityVerifier({
      issuer: google.url,
      audiences: [ADDON_CLIENT],
      now: clock,
    }),
    isUnavailable: isDatabaseAway,
    allowedDomains: ["northwind.example"],
    publicUrl: PUBLIC_URL,
    sessionSecret: new Secret("s".repeat(40)),
    cronSecret: new Secret("c".repeat(40)),
    consentFlow: parts.consentFlow,
    grants: parts.grants,
    countInGoogle: parts.countInGoogle,
    openCalendar: parts.openCalendar,
    findBusy: parts.findBusy,
    verifyPubsubToken: null,
    log,
    now,
    rateLimits: { userPerMinute: 1e6, workspacePerMinute: 1e6, strangerPerMinute: 1e6 },
  };
  // Two web servers on one database.
  const [app, another] = [createApp(dependencies), createApp(dependencies)];
  const settling = bookingSettling({ ...stores, openCalendar: parts.openCalendar, now });
  const contacts = new Map<string, string>();
  const scene: MeetingScene = {
    google,
    stores,
    requests,
    contacts,
    setTime(to) {
      ahead = Date.parse(to) - Date.now();
    },
    calendarOf: (owner) => accountOf(google, owner).calendars.primary,
    async connect(email, features = "calendar") {
      const answer = await asOfToday(() =>
        new TestBrowser(app, google, PUBLIC_URL).signIn(features, { account: email }),
      );
      if (answer.status !== 303) throw new Error(`connecting answered ${answer.status}`);
      await scene.rows("update google_account set calendars_due_at = $1 where email = $2", now(), email);
      const sync = await scene.ask("PUT", "/api/v1/sync/calendar", { as: email, body: { enabled: true } });
      if (sync.status !== 200) throw new Error(`switching the sync on answered ${sync.status}`);
    },
    async ask(method, path, { as = NORA, body, key, elsewhere = false } = {}) {
      return await ask(elsewhere ? another : app, google, { method, path, as, body, key });
    },
    async book(request = {}, key = crypto.randomUUID()) {
      return await scene.ask("POST", "/api/v1/meetings", { key, body: { ...WITH_LEA, ...request } });
    },
    async booked(request, key) {
      return meetingOf(await scene.book(request, key));
    },
    async sync({ afterRead } = {}) {
      let isAwaited = afterRead !== undefined;
      const shared = {
        reportReconnect: () => Promise.resolve(),
        openSource: (account: AccountRef): CalendarSource => {
          const source = parts.openCalendars(account);
          return {
            ...source,
            async listEvents(calendarId, request) {
              const page = await source.listEvents(calendarId, request);
              if (isAwaited && page.events.length > 0) {
                isAwaited = false;
                await afterRead?.();
              }
              return page;
            },
          };
        },
        now,
        random: () => 0.5,
        log,
      };
      const lists = createCalendarListStore(database.database);
      const calendars = createCalendarSyncStore(database.database);
      for (;;) {
        const due = await lists.claimList(now(), LEASE_MS);
        if (due === undefined) break;
        await refreshCalendarList({ ...shared, store: lists }, due);
      }
      await database.database.pool.query("update calendar_sync set due_at = $1 where enabled", [now()]);
      for (;;) {
        const claim = await calendars.claim(now(), LEASE_MS);
        if (claim === undefined) break;
        await syncCalendar({ ...shared, store: calendars, settings: SETTINGS }, claim);
      }
    },
    async settle() {
      for (;;) {
        const work = await settling.take();
        if (work === undefined) return;
        await work();
      }
    },
    async rows<Row extends object>(query: string, ...values: unknown[]) {
      return (await database.database.pool.query<Row>(query, values)).rows;
    },
    async close() {
      await parts.close();
      await Promise.all([google.close(), database.drop()]);
    },
  };
  await scene.connect(NORA);
  for (const [email, name] of [
    [LEA, "Lea Kunde"],
    [KAI, "Kai Kunde"],
  ] as const) {
    const { status, body } = await scene.ask("POST", "/api/v1/contacts", { body: { name, emails: [email] } });
    if (status !== 201) throw new Error(`a contact answered ${status}: ${JSON.stringify(body)}`);
    contacts.set(email, (body as { id: string }).id);
  }
  // Only now: the first calls take longer than those that are waited for in vain.
  limits.timeoutMs = timeoutMs;
  return scene;
}

export const WITH_LEA: MeetingCreate = {
  title: "Kick-off",
  start: "2026-11-24T10:00:00+01:00",
  durationMinutes: 45,
  timezone: "Europe/Berlin",
  requiredAttendees: [LEA],
  notify: "none",
};

/** Expects one. */
export function meetingOf({ status, body }: Answer): Meeting {
  if (status > 201) throw new Error(`Google or we answered ${status}: ${JSON.stringify(body)}`);
  return Meeting.parse(body);
}

/** Expects one. */
export function problemOf({ status, body }: Answer) {
  if (status < 400) throw new Error(`it went well: ${status}`);
  return Problem.parse(body);
}

const PUBLIC_URL = "http://localhost:3000";
const ADDON_CLIENT = "addon.apps.googleusercontent.com";
const CLIENT: OAuthClient = {
  clientId: "100-web.apps.googleusercontent.com",
  clientSecret: "the-secret-of-the-client",
  redirectUris: [`${PUBLIC_URL}/api/auth/google/callback`],
};
const LEASE_MS = 60_000;
const SPEED = 100;
const SETTINGS = { firstSyncDays: 365, intervalMinutes: 15, leaseMs: LEASE_MS, sliceSteps: 50 };

async function ask(
  app: Hono<AppEnv>,
  google: LocalGoogle,
  { method, path, as, body, key }: AskOptions & { method: string; path: string; as: string },
): Promise<Answer> {
  // The library that checks it goes by the machine's clock, not by the scene's.
  const exp = Math.floor(Date.now() / 1_000) + 3_600;
  const token = google.tokens.identityToken({ email: as, audience: ADDON_CLIENT, overrides: { exp } });
  const json = body === undefined ? undefined : JSON.stringify(body);
  const response = await app.request(path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(json === undefined
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(json)) }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(json === undefined ? {} : { body: json }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text), headers: response.headers };
}

function accountOf(google: LocalGoogle, owner: string): Account {
  const found = findAccount(google.world, owner);
  if (found === undefined) throw new Error(`no account ${owner}`);
  return found;
}

function account(email: string, name: string, timeZone: string, clock: () => number): Account {
  const owner = { email, name, timeZone };
  return {
    ...owner,
    sub: `1000000000000000${email.length}${email.charCodeAt(0)}`,
    hd: "northwind.example",
    locale: "en",
    emailVerified: true,
    mailbox: new Mailbox(owner),
    calendars: new CalendarBook(owner, clock),
  };
}
