/** The backend as one thing that starts and stops: database, stores, HTTP listener, jobs. */
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Stores } from "./crm/ports.ts";
import type { Database } from "./db/connect.ts";
import { isDatabaseAway } from "./db/database-away.ts";
import { createGrantStore } from "./db/grant-store.ts";
import { openDatabase } from "./db/open-database.ts";
import { createStores } from "./db/stores.ts";
import { openGoogle } from "./google-parts.ts";
import type { GooglePace } from "./google-parts.ts";
import { createIdentityVerifier } from "./google/identity.ts";
import { createPushTokenVerifier } from "./google/pubsub-token.ts";
import type { AppEnv } from "./http/access-log.ts";
import { createApp } from "./http/app.ts";
import type { RateLimits } from "./http/rate-limit.ts";
import { startSettlingMeetings } from "./jobs/settle-meetings.ts";
import { createLog } from "./log.ts";
import { startSyncWorker, WORKER_TIMING } from "./start-worker.ts";
import type { WorkerTiming } from "./start-worker.ts";

export interface StartOptions {
  readonly log?: Logger;
  readonly now?: () => Date;
  readonly rateLimits?: RateLimits;
  readonly workerTiming?: Partial<WorkerTiming>;
  readonly googlePace?: GooglePace;
}

export interface Backend {
  /** Where the listener is, without a slash at the end; undefined for a mere worker. */
  readonly url: string | undefined;
  readonly stores: Stores;
  /** Lets requests and jobs under way finish, then closes the database. */
  stop(): Promise<void>;
}

/** What keeps the backend from starting, in one line for whoever starts it. */
export class StartError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = "StartError";
  }
}

/** How long requests under way may take once the backend is told to stop. */
const STOP_TIMEOUT_MS = 10_000;

/** Rejects with a StartError when the database or the port cannot be had. */
export async function startBackend(config: Config, options: StartOptions = {}): Promise<Backend> {
  const { log = createLog(config.logLevel), now = () => new Date() } = options;
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const database = await open(config, log, closers);
    const stores = createStores(database);
    const grantStore = createGrantStore(database);
    const google = openGoogle(config, grantStore, log, options.googlePace);
    closers.push(() => google.close());
    if (config.role !== "web") {
      const settling = startSettlingMeetings({ activities: stores.activities, log, now });
      closers.push(() => settling.stop());
      const worker = await startSyncWorker({
        config,
        database,
        google,
        grantStore,
        log,
        now,
        timing: { ...WORKER_TIMING, ...options.workerTiming },
      });
      closers.push(() => worker.stop());
    }
    if (config.role === "worker") return { url: undefined, stores, stop };
    const { publicUrl, allowedDomains, addonClientIds } = config;
    const app = createApp({
      stores,
      verifyIdentity: createIdentityVerifier({ issuer: config.google.issuer, audiences: addonClientIds }),
      isUnavailable: isDatabaseAway,
      allowedDomains,
      publicUrl,
      sessionSecret: config.sessionSecret,
      cronSecret: config.cronSecret,
      consentFlow: google.consentFlow,
      grants: google.grants,
      countInGoogle: google.countInGoogle,
      openCalendar: google.openCalendar,
      findBusy: google.findBusy,
      verifyPubsubToken:
        config.pubsub === null
          ? null
          : createPushTokenVerifier({
              issuer: config.google.issuer,
              ...config.pubsub,
              now: () => now().getTime(),
            }),
      log,
      now,
      ...(options.rateLimits === undefined ? {} : { rateLimits: options.rateLimits }),
    });
    const url = await listen(app, config, closers);
    log.info({ url, role: config.role }, "listening");
    return { url, stores, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(config: Config, log: Logger, closers: (() => Promise<void>)[]): Promise<Database> {
  const url = config.databaseUrl?.reveal();
  try {
    const database = await openDatabase({
      url,
      dataDir: config.dataDir,
      log: (message) => {
        log.info(message);
      },
    });
    closers.push(() => database.close());
    return database;
  } catch (error) {
    const where =
      url === undefined ? `The embedded database below ${config.dataDir}` : "The database at DATABASE_URL";
    throw new StartError(`${where} cannot be opened: ${messageOf(error)}`, error);
  }
}

async function listen(
  app: Hono<AppEnv>,
  { host, port }: Config,
  closers: (() => Promise<void>)[],
): Promise<string> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    // A client that trickles its request holds a socket for this long at most.
    serverOptions: { requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 30_000 },
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    throw new StartError(explainListening(error, host, port), error);
  }
  closers.push(() => closeServer(server));
  const { port: actualPort } = server.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${actualPort}`;
}

async function closeServer(server: ReturnType<typeof createAdaptorServer>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  if (!("closeIdleConnections" in server)) throw new Error("the listener speaks HTTP/1.1");
  server.closeIdleConnections();
  // A connection whose last answer is on its way becomes idle later, and would be kept alive for half a minute.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  const end = setTimeout(() => {
    server.closeAllConnections();
  }, STOP_TIMEOUT_MS);
  await closed;
  clearInterval(sweep);
  clearTimeout(end);
}

function explainListening(error: unknown, host: string, port: number): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return `Port ${port} is in use. Stop what listens there, or set PORT.`;
  if (code === "EACCES")
    return `Port ${port} needs more rights than this process has. Set PORT to one above 1023.`;
  return `Nothing can listen on ${host} port ${port}: ${messageOf(error)}`;
}

/** Node's error for a host with several addresses has its words inside. */
function messageOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  if ("errors" in error && Array.isArray(error.errors) && error.errors.length > 0)
    return messageOf(error.errors[0]);
  return "message" in error ? String(error.message) : "unknown reason";
}
