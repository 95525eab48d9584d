/**
 * Everything the demo runs, started in order: the local Google, the backend, the built add-on in the Apps Script
 * runtime, and the page that shows it. The end-to-end tests, the pictures and the benches run on the same.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { proxy } from "hono/proxy";
import { buildAddon } from "../../addon/build.ts";
import { readConfig } from "../../backend/src/config.ts";
import { readOrMakeLocalSecrets } from "../../backend/src/local-secrets.ts";
import { startBackend } from "../../backend/src/start.ts";
import type { Backend, StartOptions } from "../../backend/src/start.ts";
import { loadProject } from "../apps-script/project.ts";
import { createRuntimeInWorker } from "../apps-script/runtime-worker.ts";
import type { AsyncRuntime } from "../apps-script/runtime-worker.ts";
import { startLocalGoogle } from "../google/server.ts";
import type { LocalGoogle, ObservedRequest } from "../google/server.ts";
import { createGoogleHost } from "../sidebar/google-host.ts";
import { createSidebarApp } from "../sidebar/sidebar-app.ts";
import type { SidebarHost } from "../sidebar/sidebar-host.ts";
import { findFreePort } from "./free-port.ts";
import type { Scenario } from "./scenario.ts";

/** The script's own OAuth client: the `aud` of its ID tokens. */
export const ADDON_CLIENT_ID = "200000000002-addon.apps.googleusercontent.com";

/** Apps Script calls https origins with a full domain only; its network maps this one to the demo's backend. */
export const PUBLIC_ORIGIN = "https://rapport.example";

const HOST = "127.0.0.1";

/** One visitor stands for a team, and the headless check opens a whole mailbox in seconds. */
const NO_HURRY = { userPerMinute: 100_000, workspacePerMinute: 100_000, strangerPerMinute: 100_000 };

/** At Gmail's pace a commit every two seconds: the progress bar is to move, not to jump. */
const SMALL_STEPS = { readChunk: 10 };

const WEB_CLIENT = {
  clientId: "100000000001-web.apps.googleusercontent.com",
  clientSecret: "GOCSPX-the-demo-has-no-secrets",
};

const PUBSUB = {
  topic: "projects/rapport-demo/topics/gmail",
  audience: "rapport-demo",
  serviceAccount: "push@rapport-demo.iam.gserviceaccount.com",
};

export interface DemoStackOptions {
  readonly scenario: Scenario;
  /** This, or the first free one after it. */
  readonly port: number;
  /** Unset: a folder that is removed at the end. */
  readonly dataDir?: string | undefined;
  readonly databaseUrl?: string | undefined;
  readonly logLevel?: string;
  /** Gmail's own pace by default; nobody watches the progress bar of a check. */
  readonly gmailUnitsPerMinute?: number;
  readonly backend?: StartOptions;
  readonly onGoogleRequest?: (request: ObservedRequest) => void;
}

export interface DemoStack {
  /** The mailbox with the sidebar; the backend's own paths are served there too. */
  readonly url: string;
  readonly backend: Backend & { readonly url: string };
  readonly google: LocalGoogle;
  readonly runtime: AsyncRuntime;
  readonly host: SidebarHost;
  readonly addonFolder: string;
  /** As the add-on of this person would send it. */
  identityToken(email: string): string;
  close(): Promise<void>;
}

export async function startDemoStack(options: DemoStackOptions): Promise<DemoStack> {
  const { scenario } = options;
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.reverse().splice(0)) await closer();
  };
  try {
    const workFolder = await mkdtemp(path.join(tmpdir(), "rapport-demo-"));
    // Not inside the other one, which is closed to PostgreSQL's own account when root starts the demo.
    const dataFolder = await mkdtemp(path.join(tmpdir(), "rapport-demo-data-"));
    closers.push(async () => {
      for (const folder of [workFolder, dataFolder]) await rm(folder, { recursive: true, force: true });
    });

    const port = await findFreePort(options.port, HOST);
    const url = `http://localhost:${port}`;
    const google = await startLocalGoogle({
      accounts: scenario.accounts,
      clients: [{ ...WEB_CLIENT, redirectUris: [`${url}/api/auth/google/callback`] }],
      ...(options.onGoogleRequest === undefined ? {} : { onRequest: options.onGoogleRequest }),
    });
    closers.push(google.close);

    const backend = await startDemoBackend(options, google, dataFolder, url);
    closers.push(() => backend.stop());
    google.pubsub.setTopic(PUBSUB.topic, {
      pushEndpoint: `${backend.url}/webhooks/gmail`,
      audience: PUBSUB.audience,
      serviceAccount: PUBSUB.serviceAccount,
    });

    const addon = await buildAddon({ publicUrl: PUBLIC_ORIGIN, outDir: path.join(workFolder, "addon") });
    const project = loadProject(addon.outDir);
    const runtime = await createRuntimeInWorker({
      project,
      network: { origins: { [PUBLIC_ORIGIN]: backend.url } },
      google: {
        gmailBaseUrl: google.url,
        calendarBaseUrl: google.url,
        accessToken: (scopes, user) => google.tokens.accessToken({ email: user.email, scopes }),
      },
    });
    closers.push(() => runtime.close());

    const host = createGoogleHost({
      google,
      runtime,
      clientId: ADDON_CLIENT_ID,
      origins: { [PUBLIC_ORIGIN]: url },
    });
    const page = await listen(demoPage(host, backend.url), port);
    closers.push(page.close);

    return {
      url,
      backend,
      google,
      runtime,
      host,
      addonFolder: addon.outDir,
      identityToken: (email) => google.tokens.identityToken({ email, audience: ADDON_CLIENT_ID }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startDemoBackend(
  options: DemoStackOptions,
  google: LocalGoogle,
  ownDataDir: string,
  publicUrl: string,
): Promise<Backend & { readonly url: string }> {
  const { scenario, dataDir, databaseUrl, logLevel = "warn", gmailUnitsPerMinute } = options;
  const config = readConfig(
    {
      HOST,
      PORT: "0",
      PUBLIC_URL: publicUrl,
      DATA_DIR: dataDir ?? ownDataDir,
      DATABASE_URL: databaseUrl,
      GOOGLE_CLIENT_ID: WEB_CLIENT.clientId,
      GOOGLE_CLIENT_SECRET: WEB_CLIENT.clientSecret,
      ADDON_CLIENT_IDS: ADDON_CLIENT_ID,
      ALLOWED_DOMAINS: scenario.domain,
      GOOGLE_ISSUER: google.url,
      GMAIL_BASE_URL: google.url,
      CALENDAR_BASE_URL: google.url,
      PUBSUB_TOPIC: PUBSUB.topic,
      PUBSUB_AUDIENCE: PUBSUB.audience,
      PUBSUB_SERVICE_ACCOUNT: PUBSUB.serviceAccount,
      LOG_LEVEL: logLevel,
      GMAIL_UNITS_PER_MINUTE: gmailUnitsPerMinute?.toString(),
      ...(databaseUrl === undefined ? {} : readOrMakeLocalSecrets(dataDir ?? ownDataDir)),
    },
    readOrMakeLocalSecrets,
  );
  const backend = await startBackend(config, {
    rateLimits: NO_HURRY,
    workerTiming: SMALL_STEPS,
    ...options.backend,
  });
  const { url } = backend;
  if (url === undefined) throw new Error("the demo's backend listens nowhere");
  return { ...backend, url };
}

/** The page at `/`; what it does not have is the backend's. */
function demoPage(host: SidebarHost, backendUrl: string): Hono {
  const app = new Hono();
  app.route("/", createSidebarApp({ host }));
  app.all("*", async (c) => {
    const { pathname, search } = new URL(c.req.url);
    try {
      // Redirects lead to the local Google and back: they are the browser's to follow.
      return await proxy(`${backendUrl}${pathname}${search}`, { raw: c.req.raw, redirect: "manual" });
    } catch {
      return c.text("The backend does not answer.", 502);
    }
  });
  return app;
}

async function listen(app: Hono, port: number): Promise<{ close: () => Promise<void> }> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}
