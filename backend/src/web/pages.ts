/** The pages and what they are drawn with. */
import { readFile } from "node:fs/promises";
import type { Hono } from "hono";
import type { AppEnv } from "../http/access-log.ts";
import type { OpenApiDocument } from "../http/openapi.ts";
import type { SyncControl } from "../http/api/sync.ts";
import type { Handlers } from "../http/operation.ts";
import type { Sessions } from "../http/sessions.ts";
import type { FindVisitor } from "../http/visitor.ts";
import { describeConnection } from "../sync/connection.ts";
import type { Grants } from "../sync/control-ports.ts";
import { homePage } from "./home-page.ts";
import { registerIntegrations } from "./integrations-routes.ts";
import { landingPage } from "./landing-page.ts";
import { registerMySettings } from "./my-settings-routes.ts";
import { registerOutbox } from "./outbox-routes.ts";
import { privacyPage } from "./privacy-page.ts";
import { registerTemplates } from "./template-routes.ts";

export interface PageDependencies {
  readonly publicUrl: string;
  readonly sessions: Sessions;
  readonly findVisitor: FindVisitor;
  readonly syncControl: SyncControl;
  readonly grants: Grants;
  readonly handlers: Handlers;
  readonly now: () => Date;
}

/** Gmail fetches the logo of the add-on's manifest from here. */
const ASSETS = {
  "rapport.css": "text/css; charset=utf-8",
  "live.js": "text/javascript; charset=utf-8",
  "favicon.svg": "image/svg+xml",
  "logo-128.png": "image/png",
} as const;

export function registerPages(app: Hono<AppEnv>, dependencies: PageDependencies): void {
  const { publicUrl, findVisitor, syncControl, now } = dependencies;
  app.get("/", async (context) => {
    const session = await findVisitor(context);
    if (session === undefined) return await context.html(landingPage());
    const { viewer } = session;
    const time = now();
    const sync = await syncControl.find(viewer, time);
    const connection = describeConnection(viewer.connection);
    return await context.html(homePage({ session, connection, sync, now: time }));
  });
  app.get("/privacy", async (context) => await context.html(privacyPage()));
  registerIntegrations(app, dependencies);
  registerTemplates(app, dependencies);
  registerMySettings(app, dependencies);
  registerOutbox(app, dependencies);

  let description: Promise<Description> | undefined;
  const describe = () => (description ??= describeApi(publicUrl));
  app.get("/api/openapi.json", async (context) => context.json((await describe()).document));
  app.get("/api/docs", async (context) => context.html((await describe()).page));

  for (const [name, contentType] of Object.entries(ASSETS)) {
    const file = new URL(`assets/${name}`, import.meta.url);
    app.get(`/${name}`, async () => {
      const headers = { "content-type": contentType, "cache-control": "public, max-age=86400" };
      return new Response(await readFile(file), { headers });
    });
  }
}

interface Description {
  readonly document: OpenApiDocument;
  readonly page: string;
}

/** Made when somebody first reads it: the server starts without, and nobody can keep it busy by asking again. */
async function describeApi(publicUrl: string): Promise<Description> {
  const [{ createOpenApiDocument }, { docsPage }] = await Promise.all([
    import("../http/openapi.ts"),
    import("./docs-page.ts"),
  ]);
  const document = createOpenApiDocument(publicUrl);
  return { document, page: (await docsPage(document)).toString() };
}
