/** Serves the sidebar page, its assets and the JSON it lives on. */
import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { draftContent, eventChange } from "./page-requests.ts";
import { mailFramePolicy, renderMailFrame } from "./mail-frame.ts";
import { bundlePage } from "./page-bundle.ts";
import type { PageAssets } from "./page-bundle.ts";
import type { AddonEvent } from "./page/event-object.ts";
import type { Session } from "./page/wire.ts";
import type { SidebarHost } from "./sidebar-host.ts";

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: https:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Form input of one card is small, as is a mail without attachments; more is a mistake or an attack. */
const maxBodyBytes = 1_000_000;

const executeBody = z.object({
  functionName: z.string().min(1).max(200),
  event: z.custom<AddonEvent>(
    (value) => z.looseObject({ commonEventObject: z.looseObject({}) }).safeParse(value).success,
  ),
});

const eventWindow = z.object({ from: z.coerce.number().int(), to: z.coerce.number().int() });

export interface SidebarAppOptions {
  readonly host: SidebarHost;
  /** Names the page may be reached by. A foreign name that resolves here (DNS rebinding) would read the mailbox. */
  readonly hostnames?: readonly string[];
  /** The page itself; bundled of its sources when left out. */
  readonly bundle?: () => Promise<PageAssets>;
}

export function createSidebarApp({
  host,
  hostnames = ["localhost", "127.0.0.1", "[::1]"],
  bundle = bundlePage,
}: SidebarAppOptions): Hono {
  const app = new Hono();
  const assets = onceSuccessful(bundle);
  const guard = knownHostname(hostnames);

  app.get("/", guard, pageHeaders, async (c) => c.html((await assets()).html));
  app.get("/_sidebar/page.js", guard, pageHeaders, async (c) =>
    c.body((await assets()).script, 200, { "Content-Type": "text/javascript; charset=utf-8" }),
  );
  app.get("/_sidebar/page.css", guard, pageHeaders, async (c) =>
    c.body((await assets()).stylesheet, 200, { "Content-Type": "text/css; charset=utf-8" }),
  );

  app.use("/_sidebar/*", guard, noStore);
  app.get("/_sidebar/session", async (c) => {
    const [reps, addon] = await Promise.all([host.users(), host.addon()]);
    return c.json({ reps, addon } satisfies Session);
  });
  app.use("/_sidebar/users/:user/*", knownUser(host), sameOrigin, limitedBody);
  app.get("/_sidebar/users/:user/threads", async (c) =>
    c.json(
      await host.listThreads(c.req.param("user"), {
        query: c.req.query("q") ?? "",
        pageToken: c.req.query("pageToken") ?? null,
      }),
    ),
  );
  app.get("/_sidebar/users/:user/threads/:id", async (c) =>
    found(c, await host.getThread(c.req.param("user"), c.req.param("id"))),
  );
  app.get("/_sidebar/users/:user/messages/:id/body", async (c) => {
    const html = await host.getMessageHtml(c.req.param("user"), c.req.param("id"));
    if (html === null) return problem(c, 404, "This mail has no HTML body.");
    return c.body(renderMailFrame(html), 200, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": mailFramePolicy,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
    });
  });
  app.get("/_sidebar/users/:user/events", async (c) => {
    const window = eventWindow.safeParse(c.req.query());
    if (!window.success) return problem(c, 400, "from and to are epoch milliseconds.");
    return c.json(await host.listEvents(c.req.param("user"), window.data));
  });
  app.get("/_sidebar/users/:user/events/:id", async (c) =>
    found(c, await host.getEvent(c.req.param("user"), c.req.param("id"))),
  );
  app.post("/_sidebar/users/:user/execute", async (c) => {
    const body = executeBody.safeParse(await jsonBody(c));
    if (!body.success) return problem(c, 400, "An execution needs functionName and event.");
    return c.json(await host.runAddon(c.req.param("user"), body.data));
  });
  app.get("/_sidebar/users/:user/pulse", async (c) => c.json(await host.pulse(c.req.param("user"))));
  app.get("/_sidebar/users/:user/senders", async (c) => c.json(await host.listSenders(c.req.param("user"))));
  app.get("/_sidebar/users/:user/drafts/:id", async (c) =>
    found(c, await host.getDraft(c.req.param("user"), c.req.param("id"))),
  );
  app.get("/_sidebar/users/:user/messages/:id/draft", async (c) =>
    found(c, await host.findDraft(c.req.param("user"), c.req.param("id"))),
  );
  const saveDraft = async (c: Context, user: string, draftId: string | null): Promise<Response> => {
    const content = draftContent.safeParse(await jsonBody(c));
    if (!content.success) return problem(c, 400, "This is no draft.");
    return c.json(await host.saveDraft(user, draftId, content.data));
  };
  app.post("/_sidebar/users/:user/drafts", (c) => saveDraft(c, c.req.param("user"), null));
  app.put("/_sidebar/users/:user/drafts/:id", (c) => saveDraft(c, c.req.param("user"), c.req.param("id")));
  app.post("/_sidebar/users/:user/drafts/:id/send", async (c) =>
    c.json(await host.sendDraft(c.req.param("user"), c.req.param("id"))),
  );
  app.delete("/_sidebar/users/:user/drafts/:id", async (c) => {
    await host.deleteDraft(c.req.param("user"), c.req.param("id"));
    return c.body(null, 204);
  });
  app.put("/_sidebar/users/:user/events/:id", async (c) => {
    const change = eventChange.safeParse(await jsonBody(c));
    if (!change.success) return problem(c, 400, "This is no event.");
    return c.json(await host.insertEvent(c.req.param("user"), c.req.param("id"), change.data));
  });
  app.patch("/_sidebar/users/:user/calendars/:calendarId/events/:id", async (c) => {
    const change = eventChange.safeParse(await jsonBody(c));
    if (!change.success) return problem(c, 400, "This is no change of an event.");
    const { user, calendarId, id: eventId } = c.req.param();
    const seen = { calendarId, eventId, etag: c.req.header("If-Match") ?? "" };
    const changed = await host.patchEvent(user, seen, change.data);
    if (changed === null) return problem(c, 409, "The event was changed or deleted elsewhere meanwhile.");
    return c.json(changed);
  });
  app.delete("/_sidebar/users/:user/calendars/:calendarId/events/:id", async (c) => {
    const { user, calendarId, id: eventId } = c.req.param();
    await host.deleteEvent(user, { calendarId, eventId });
    return c.body(null, 204);
  });
  app.onError((error, c) => {
    console.error(error);
    return problem(c, 502, error.message);
  });
  return app;
}

/** A failed build is tried again on the next request, so that fixing a source file and reloading is enough. */
function onceSuccessful(make: () => Promise<PageAssets>): () => Promise<PageAssets> {
  let made: Promise<PageAssets> | undefined;
  return async () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return await made;
  };
}

const pageHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("Content-Security-Policy", pagePolicy);
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Referrer-Policy", "no-referrer");
  c.header("Cache-Control", "no-cache");
};

const noStore: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("Cache-Control", "no-store");
};

function knownHostname(hostnames: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    if (!hostnames.includes(new URL(c.req.url).hostname))
      return problem(c, 421, "This page answers to localhost only.");
    await next();
    return undefined;
  };
}

function knownUser(host: SidebarHost): MiddlewareHandler {
  return async (c, next) => {
    const reps = await host.users();
    if (!reps.some((rep) => rep.email === c.req.param("user")))
      return problem(c, 404, "No such user in this demo.");
    await next();
    return undefined;
  };
}

/** Browsers always send one of the two on what writes; a request with neither does not come from this page. */
const sameOrigin: MiddlewareHandler = async (c, next) => {
  if (c.req.method === "GET") {
    await next();
    return undefined;
  }
  const site = c.req.header("Sec-Fetch-Site");
  const own =
    site === undefined ? c.req.header("Origin") === new URL(c.req.url).origin : site === "same-origin";
  if (!own) return problem(c, 403, "Only this page may do this.");
  await next();
  return undefined;
};

const limitedBody = bodyLimit({
  maxSize: maxBodyBytes,
  onError: (c) => problem(c, 413, "The request is too large."),
});

async function jsonBody(c: Context): Promise<unknown> {
  return await c.req.json<unknown>().catch(() => undefined);
}

function found(c: Context, value: object | null): Response {
  return value === null ? problem(c, 404, "There is nothing under this id.") : c.json(value);
}

function problem(c: Context, status: 400 | 403 | 404 | 409 | 413 | 421 | 502, detail: string): Response {
  return c.json({ status, detail }, status);
}
