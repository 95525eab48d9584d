/** The public pages and what they are drawn with. */
import { readFile } from "node:fs/promises";
import type { Env, Hono } from "hono";
import type { OpenApiDocument } from "../http/openapi.ts";
import { landingPage } from "./landing-page.ts";
import { privacyPage } from "./privacy-page.ts";

/** Gmail fetches the logo of the add-on's manifest from here. */
const ASSETS = {
  "rapport.css": "text/css; charset=utf-8",
  "favicon.svg": "image/svg+xml",
  "logo-128.png": "image/png",
} as const;

export function registerPages<E extends Env>(app: Hono<E>, publicUrl: string): void {
  app.get("/", async (context) => await context.html(landingPage()));
  app.get("/privacy", async (context) => await context.html(privacyPage()));

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
