/** The whole application with a local Google of three people, and browsers that keep cookies and follow Google's consent page. */
import type { Hono } from "hono";
import type { Calendar } from "../../dev/google/calendar/calendar.ts";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { startLocalGoogle } from "../../dev/google/server.ts";
import type { LocalGoogle, LocalGoogleOptions } from "../../dev/google/server.ts";
import { findAccount } from "../../dev/google/world.ts";
import type { Account, OAuthClient } from "../../dev/google/world.ts";
import type { MailHeader } from "../../contract/activities.ts";
import { createGrantStore } from "../../backend/src/db/grant-store.ts";
import { isDatabaseAway } from "../../backend/src/db/database-away.ts";
import { createMailSyncStore } from "../../backend/src/db/mail-sync-store.ts";
import { createStores } from "../../backend/src/db/stores.ts";
import { openGoogle } from "../../backend/src/google-parts.ts";
import type { GooglePace, GoogleParts } from "../../backend/src/google-parts.ts";
import { createIdentityVerifier } from "../../backend/src/google/identity.ts";
import type { AppEnv } from "../../backend/src/http/access-log.ts";
import { createApp } from "../../backend/src/http/app.ts";
import type { AppDependencies } from "../../backend/src/http/app.ts";
import { DEFAULT_RATE_LIMITS } from "../../backend/src/http/rate-limit.ts";
import { createLog } from "../../backend/src/log.ts";
import { Secret } from "../../backend/src/secret.ts";
import { syncMailbox } from "../../backend/src/sync/sync-mailbox.ts";
import type { MailSyncDeps } from "../../backend/src/sync/sync-mailbox.ts";
import { rawMail } from "../e2e/raw-mail.ts";
import type { MailToWrite } from "../e2e/raw-mail.ts";
import { callerWith } from "./test-api.ts";
import type { Caller } from "./test-api.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";

export const ADDON_CLIENT = "addon.apps.googleusercontent.com";
export const NORA = "nora@northwind.example";
export const OTTO = "otto@northwind.example";
export const STRANGER = "mallory@elsewhere.example";

export interface WebScene {
  readonly app: Hono<AppEnv>;
  readonly google: LocalGoogle;
  readonly database: TestDatabase;
  /** The application's way to Google. */
  readonly parts: GoogleParts;
  readonly publicUrl: string;
  /** Everything logged so far. */
  readonly logged: readonly string[];
  /** Moves the application's clock; Google's goes with it. */
  advance(milliseconds: number): void;
  now(): Date;
  browser(): TestBrowser;
  /** The add-on of this person. */
  addon(email: string): Caller;
  /** Puts a mail into this person's mailbox; gives its Gmail id. */
  deliver(owner: string, mail: Partial<MailToWrite> & Pick<MailToWrite, "from">): MailHeader;
  /** This person's own calendar. */
  calendarOf(owner: string): Calendar;
  /** The mailbox sync of whoever is due, until nobody is. */
  sync(): Promise<void>;
  /** How many rows a table has, or a query gives. */
  rows(query: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface Choice {
  readonly account?: string;
  readonly decision?: "allow" | "deny";
  /** Ticked scopes; all that are offered when left out. */
  readonly scopes?: readonly string[];
}

export type WebSceneOptions = Partial<Pick<AppDependencies, "allowedDomains" | "rateLimits">> & {
  readonly publicUrl?: string;
  readonly unitsPerMinute?: number;
  /** Given the application's clock. */
  readonly pace?: (now: () => number) => GooglePace;
  readonly google?: Partial<LocalGoogleOptions>;
};

export async function startWebScene(options: WebSceneOptions = {}): Promise<WebScene> {
  const { publicUrl = "http://localhost:3000", unitsPerMinute = 6_000, pace, ...rest } = options;
  const { google: googleOptions, ...overrides } = rest;
  let ahead = 0;
  const time = () => Date.now() + ahead;
  const client: OAuthClient = {
    clientId: "100-web.apps.googleusercontent.com",
    clientSecret: "the-secret-of-the-client",
    redirectUris: [`${publicUrl}/api/auth/google/callback`],
  };
  const [google, database] = await Promise.all([
    startLocalGoogle({
      clock: time,
      accounts: [
        account(NORA, "Nora Reyes", "northwind.example", time),
        account(OTTO, "Otto Lind", "northwind.example", time),
        account(STRANGER, "Mallory", "elsewhere.example", time),
      ],
      clients: [client],
      ...googleOptions,
    }),
    createTestDatabase(),
  ]);
  const logged: string[] = [];
  const log = createLog("trace", { write: (line) => void logged.push(line) });
  const parts = openGoogle(
    {
      google: {
        clientId: client.clientId,
        clientSecret: new Secret(client.clientSecret),
        redirectUri: client.redirectUris[0] ?? "",
        issuer: google.url,
        gmailBaseUrl: google.url,
        calendarBaseUrl: google.url,
        gmailUnitsPerMinute: unitsPerMinute,
      },
      tokenKeys: [{ kid: "k", key: new Secret(Buffer.alloc(32, 7).toString("base64")) }],
      sync: { intervalMinutes: 15, firstSyncDays: 365 },
    },
    createGrantStore(database.database),
    log,
    pace?.(time),
  );
  const app = createApp({
    stores: createStores(database.database),
    verifyIdentity: createIdentityVerifier({ issuer: google.url, audiences: [ADDON_CLIENT] }),
    isUnavailable: isDatabaseAway,
    allowedDomains: ["northwind.example"],
    publicUrl,
    sessionSecret: new Secret("a session secret of forty characters ..."),
    cronSecret: new Secret("c".repeat(32)),
    consentFlow: parts.consentFlow,
    grants: parts.grants,
    countInGoogle: parts.countInGoogle,
    openCalendar: parts.openCalendar,
    findBusy: parts.findBusy,
    verifyPubsubToken: null,
    log,
    now: () => new Date(time()),
    rateLimits: { ...DEFAULT_RATE_LIMITS, strangerPerMinute: 10_000 },
    ...overrides,
  });
  const grantStore = createGrantStore(database.database);
  const mails = createMailSyncStore(database.database);
  const now = () => new Date(time());
  const deps: MailSyncDeps = {
    store: mails,
    openSource: parts.openMail,
    reportReconnect: async (who, reason) => {
      await grantStore.requireReconnect(who, reason, now());
    },
    now,
    random: () => 0.5,
    log,
    settings: {
      firstSyncDays: 365,
      intervalMinutes: 15,
      leaseMs: LEASE_MS,
      sliceMs: 60_000,
      sliceMessages: 1_000,
      readChunk: 50,
    },
  };
  return {
    app,
    google,
    database,
    parts,
    publicUrl,
    logged,
    advance(milliseconds) {
      ahead += milliseconds;
    },
    now,
    browser: () => new TestBrowser(app, google, publicUrl),
    addon: (email) => callerWith(app, google.tokens.identityToken({ email, audience: ADDON_CLIENT })),
    deliver(owner, mail) {
      const written = { to: [{ email: owner }], subject: "Hello", text: "How are you?", at: time(), ...mail };
      const labelIds = mail.labelIds ?? ["INBOX"];
      const { id, threadId } = accountOf(google, owner).mailbox.insert({
        raw: rawMail(written),
        internalDate: written.at,
        labelIds,
      });
      return {
        gmailMessageId: id,
        gmailThreadId: threadId,
        subject: written.subject,
        from: written.from.email,
        to: written.to.map(({ email }) => email).join(", "),
        date: new Date(written.at).toUTCString(),
      };
    },
    calendarOf: (owner) => accountOf(google, owner).calendars.primary,
    async sync() {
      for (;;) {
        const claim = await mails.claim(now(), LEASE_MS);
        if (claim === undefined) return;
        await syncMailbox(deps, claim);
      }
    },
    async rows(query, values = []) {
      const { rows } = await database.database.pool.query<Record<string, unknown>>(query, [...values]);
      return rows;
    },
    async close() {
      await parts.close();
      await Promise.all([google.close(), database.drop()]);
    },
  };
}

/** Sends what a browser sends with a navigation, a form and a fetch of its own page. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  readonly #app: Hono<AppEnv>;
  readonly #google: LocalGoogle;
  readonly #publicUrl: string;

  constructor(app: Hono<AppEnv>, google: LocalGoogle, publicUrl: string) {
    this.#app = app;
    this.#google = google;
    this.#publicUrl = publicUrl;
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return await this.request(path, { headers: { accept: "text/html", ...headers } });
  }

  /** As one of our own pages would, with its token; `headers` may say otherwise. */
  async submit(
    path: string,
    fields: Readonly<Record<string, string | readonly string[]>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const form = new URLSearchParams({ csrf: await this.csrfToken() });
    for (const [name, values] of Object.entries(fields)) {
      form.delete(name);
      for (const value of [values].flat()) form.append(name, value);
    }
    return await this.request(path, {
      method: "POST",
      body: form.toString(),
      headers: {
        accept: "text/html",
        "content-type": "application/x-www-form-urlencoded",
        origin: this.#publicUrl,
        "sec-fetch-site": "same-origin",
        ...headers,
      },
    });
  }

  async csrfToken(): Promise<string> {
    const page = await (await this.get("/settings/integrations")).text();
    return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  }

  async request(
    path: string,
    init: Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await this.#app.request(new URL(path, this.#publicUrl).href, {
      ...init,
      headers: { ...init.headers, ...(cookie === "" ? {} : { cookie }) },
    });
    for (const header of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (/max-age=0\b/i.test(header)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Goes to Google and comes back: gives the callback's address, not yet asked for. */
  async consent(features = "", choice: Choice = {}): Promise<URL> {
    const start = await this.get(`/api/auth/google${features === "" ? "" : `?features=${features}`}`);
    if (start.status !== 302) throw new Error(`the start answered ${start.status}: ${await start.text()}`);
    const page = await (await fetch(start.headers.get("location") ?? "")).text();
    const form = new URLSearchParams({
      ticket: /name="ticket" value="([^"]+)"/.exec(page)?.[1] ?? "",
      account: choice.account ?? NORA,
      decision: choice.decision ?? "allow",
    });
    const offered = [...page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = ""]) => scope);
    for (const scope of choice.scopes ?? offered) form.append("scope", scope);
    const answer = await fetch(`${this.#google.url}/o/oauth2/consent`, {
      method: "POST",
      body: form,
      redirect: "manual",
    });
    return new URL(answer.headers.get("location") ?? "");
  }

  /** The whole road. */
  async signIn(features = "", choice: Choice = {}): Promise<Response> {
    const back = await this.consent(features, choice);
    return await this.get(`${back.pathname}${back.search}`);
  }
}

const LEASE_MS = 60_000;

function accountOf(google: LocalGoogle, owner: string): Account {
  const found = findAccount(google.world, owner);
  if (found === undefined) throw new Error(`no account ${owner}`);
  return found;
}

function account(email: string, name: string, hd: string, clock: () => number): Account {
  const owner = { email, name, timeZone: "Europe/Berlin" };
  return {
    ...owner,
    sub: `1000000000000000${email.length}${email.charCodeAt(0)}`,
    hd,
    locale: "en",
    emailVerified: true,
    mailbox: new Mailbox({ ...owner, now: clock }),
    calendars: new CalendarBook(owner, clock),
  };
}
