/** The public pages and what they are drawn with. */
import { readFile } from "node:fs/promises";
import type { Env, Hono } from "hono";
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

  app.get("/api/openapi.json", async (context) => {
    const { createOpenApiDocument } = await import("../http/openapi.ts");
    return context.json(createOpenApiDocument(publicUrl));
  });
  app.get("/api/docs", async (context) => {
    // Needed when somebody reads them, not to start serving mails.
    const [{ createOpenApiDocument }, { docsPage }] = await Promise.all([
      import("../http/openapi.ts"),
      import("./docs-page.ts"),
    ]);
    return await context.html(docsPage(createOpenApiDocument(publicUrl)));
  });

  for (const [name, contentType] of Object.entries(ASSETS)) {
    const file = new URL(`assets/${name}`, import.meta.url);
    app.get(`/${name}`, async () => {
      const headers = { "content-type": contentType, "cache-control": "public, max-age=86400" };
      return new Response(await readFile(file), { headers });
    });
  }
}
