/**
 * What the reliability tests break: the real backend as web server and workers, a database of its own, and a local Google
 * with three reps of two companies, all living by one fast clock.
 */
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { startLocalGoogle } from "../../dev/google/server.ts";
import type { LocalGoogle, LocalGoogleOptions, ObservedRequest } from "../../dev/google/server.ts";
import type { Account } from "../../dev/google/world.ts";
import { readConfig } from "../../backend/src/config.ts";
import type { Environment } from "../../backend/src/config.ts";
import { createLog } from "../../backend/src/log.ts";
import { startBackend } from "../../backend/src/start.ts";
import type { Backend } from "../../backend/src/start.ts";
import { WORKER_TIMING } from "../../backend/src/start-worker.ts";
import type { WorkerTiming } from "../../backend/src/start-worker.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";
import { FastClock } from "./fast-clock.ts";
import { signIn } from "./sign-in.ts";
import type { Consent } from "./sign-in.ts";
import { spawnWorker } from "./spawn-worker.ts";
import type { WorkerProcess } from "./spawn-worker.ts";

export const NORA = "nora@northwind.example";
export const OTTO = "otto@northwind.example";
export const CARLA = "carla@contoso.example";
export const REPS = [NORA, OTTO, CARLA] as const;
export const TOPIC = "projects/100/topics/gmail";
export const CRON_SECRET = "a-cron-secret-of-at-least-thirty-two-characters";

/** Whose mails are logged; the first is a customer of both companies. */
export const CONTACTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "northwind.example": [
    ["lea@kunde.example", "lea.privat@post.example"],
    ["kai@kunde.example"],
    ["mia@werk.example"],
  ],
  "contoso.example": [["lea@kunde.example"], ["noa@lager.example"]],
};

export interface ReliabilityWorld {
  readonly clock: FastClock;
  readonly google: LocalGoogle;
  readonly database: TestDatabase;
  readonly environment: Environment;
  /** Of the web server. */
  readonly url: string;
  /** Everything the backend in this process logged. */
  readonly logged: string[];
  /** What Google was asked. */
  readonly requests: SeenRequest[];
  account(email: string): Account;
  rows<Row extends object>(query: string, ...values: unknown[]): Promise<readonly Row[]>;
  /** The rep's browser goes through Google's consent page and back. */
  signIn(email: string, consent?: Consent): Promise<Response>;
  startWorker(timing?: Partial<WorkerTiming>): Promise<Backend>;
  /** One in a process of its own, to be killed. */
  spawnWorker(timing?: Partial<WorkerTiming>): WorkerProcess;
  close(): Promise<void>;
}

/** By the world's clock. */
export interface SeenRequest extends ObservedRequest {
  readonly begunAt: number;
  readonly endedAt: number;
}

export interface WorldOptions {
  readonly speed?: number;
  /** How long the backend waits for Google, in the machine's time. Short where answers never come, and nothing is lost with them. */
  readonly answerTimeoutMs?: number;
  /** Whose mailboxes are connected when it begins; all by default. */
  readonly connected?: readonly string[];
  readonly google?: Partial<LocalGoogleOptions>;
  /** One on the tests' server by default. */
  readonly database?: TestDatabase;
  readonly environment?: Environment;
  /** Fills the mailboxes before anybody connects. */
  readonly prepare?: (google: LocalGoogle) => void;
}

/** Without a worker: whoever tests starts as many as he wants. */
export async function withWorld(
  options: WorldOptions,
  use: (world: ReliabilityWorld) => Promise<void>,
): Promise<void> {
  const world = await startWorld(options);
  try {
    await use(world);
  } finally {
    await world.close();
  }
}

async function startWorld(options: WorldOptions): Promise<ReliabilityWorld> {
  const { speed = 20, connected = REPS, prepare } = options;
  const clock = new FastClock({ startedAt: Date.now(), speed });
  const requests: ReliabilityWorld["requests"] = [];
  const database = options.database ?? (await createTestDatabase());
  const google = await startLocalGoogle({
    clock: clock.now,
    accounts: REPS.map((email) => accountOf(email, clock.now)),
    clients: [CLIENT],
    push: { minBackoffMs: 100, maxBackoffMs: 500 },
    onRequest: (request) => {
      const endedAt = clock.now();
      requests.push({ ...request, endedAt, begunAt: endedAt - request.milliseconds * speed });
    },
    ...options.google,
  });
  prepare?.(google);
  const environment = { ...environmentOf(google, database), ...options.environment };
  const logged: string[] = [];
  const log = createLog("trace", { write: (line) => logged.push(line) });
  const started: Backend[] = [];
  const spawned: WorkerProcess[] = [];

  async function start(role: "web" | "worker", timing: Partial<WorkerTiming> = {}): Promise<Backend> {
    const backend = await startBackend(configOf({ ...environment, ROLE: role }), {
      log,
      now: clock.date,
      googlePace: clock.googlePace(options.answerTimeoutMs),
      rateLimits: { userPerMinute: 1e6, workspacePerMinute: 1e6, strangerPerMinute: 1e6 },
      workerTiming: { ...TIMING, ...timing },
    });
    started.push(backend);
    return backend;
  }

  const { url = "" } = await start("web");
  google.pubsub.setTopic(TOPIC, {
    pushEndpoint: `${url}/webhooks/gmail`,
    audience: AUDIENCE,
    serviceAccount: PUSHER,
  });
  const world: ReliabilityWorld = {
    clock,
    google,
    database,
    environment,
    url,
    logged,
    requests,
    account(email) {
      const account = google.world.accounts.get(email);
      if (account === undefined) throw new Error(`there is no ${email}`);
      return account;
    },
    async rows<Row extends object>(query: string, ...values: unknown[]) {
      return (await database.database.pool.query<Row>(query, values)).rows;
    },
    signIn: async (email, consent) => await signIn({ url, google }, email, consent),
    startWorker: async (timing) => await start("worker", timing),
    spawnWorker(timing) {
      const worker = spawnWorker({ clock: clock.facts, timing: { ...TIMING, ...timing } }, environment);
      spawned.push(worker);
      return worker;
    },
    async close() {
      await Promise.all(spawned.map((worker) => worker.end()));
      for (const backend of started.splice(0).reverse()) await backend.stop();
      await Promise.all([google.close(), database.drop()]);
    },
  };
  for (const email of connected) await world.signIn(email);
  for (const [domain, contacts] of Object.entries(CONTACTS)) await enterContacts(world, domain, contacts);
  return world;
}

/** Who a worker in a process of its own is started as. */
export function configOf(environment: Environment) {
  return readConfig(environment, () => {
    throw new Error("every secret is set");
  });
}

export const TIMING: WorkerTiming = { ...WORKER_TIMING, pollMs: 100 };
export const PUSHER = "gmail-push@northwind.iam.gserviceaccount.com";
const AUDIENCE = "https://rapport.example/webhooks/gmail";
export const ADDON_CLIENT = "addon.apps.googleusercontent.com";
const PUBLIC_URL = "http://localhost:3000";
const CLIENT = {
  clientId: "100-web.apps.googleusercontent.com",
  clientSecret: "the-secret-of-the-client",
  redirectUris: [`${PUBLIC_URL}/api/auth/google/callback`],
};

function environmentOf(google: LocalGoogle, database: TestDatabase): Environment {
  return {
    DATABASE_URL: database.url,
    PORT: "0",
    PUBLIC_URL,
    GOOGLE_CLIENT_ID: CLIENT.clientId,
    GOOGLE_CLIENT_SECRET: CLIENT.clientSecret,
    GOOGLE_ISSUER: google.url,
    GMAIL_BASE_URL: google.url,
    CALENDAR_BASE_URL: google.url,
    GMAIL_UNITS_PER_MINUTE: "1000000",
    ADDON_CLIENT_IDS: ADDON_CLIENT,
    ALLOWED_DOMAINS: "northwind.example, contoso.example",
    TOKEN_KEYS: `k:${Buffer.alloc(32, 7).toString("base64")}`,
    SESSION_SECRET: "a session secret of forty characters ...",
    CRON_SECRET,
    LOG_LEVEL: "trace",
  };
}

/** For worlds where Gmail tells of changes. */
export const WITH_PUSHES: Environment = {
  PUBSUB_TOPIC: TOPIC,
  PUBSUB_AUDIENCE: AUDIENCE,
  PUBSUB_SERVICE_ACCOUNT: PUSHER,
};

function accountOf(email: string, now: () => number): Account {
  const [name = "", domain = ""] = email.split("@");
  const owner = { email, name, timeZone: "Europe/Berlin" };
  return {
    ...owner,
    sub: `10000000000000000000${REPS.findIndex((rep) => rep === email)}`,
    hd: domain,
    locale: "en",
    emailVerified: true,
    mailbox: new Mailbox({ ...owner, now }),
    calendars: new CalendarBook(owner, now),
  };
}

async function enterContacts(
  { google, url }: ReliabilityWorld,
  domain: string,
  contacts: readonly (readonly string[])[],
): Promise<void> {
  const email = REPS.find((rep) => rep.endsWith(`@${domain}`)) ?? "";
  const token = google.tokens.identityToken({ email, audience: ADDON_CLIENT });
  for (const emails of contacts) {
    const response = await fetch(`${url}/api/v1/contacts`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: emails[0], emails }),
    });
    if (response.status !== 201) throw new Error(`a contact was refused: ${await response.text()}`);
  }
}
