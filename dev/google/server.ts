/** The local Google: one origin that signs people in and serves their mail and calendars as Google would. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { createAuthenticate } from "./bearer-authentication.ts";
import { createCalendarRoutes } from "./calendar/routes.ts";
import { createDeveloperTokens } from "./developer-tokens.ts";
import type { DeveloperTokens } from "./developer-tokens.ts";
import { createGmailRoutes } from "./gmail/routes.ts";
import { GoogleError } from "./google-error.ts";
import { GrantBook } from "./oauth/grant-book.ts";
import { createOAuthRoutes } from "./oauth/routes.ts";
import { SigningKeys } from "./oauth/signing-keys.ts";
import { createWorld } from "./world.ts";
import type { Account, Clock, OAuthClient, World } from "./world.ts";

export interface LocalGoogleOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly clock?: Clock;
  readonly accounts: Iterable<Account>;
  readonly clients: Iterable<OAuthClient>;
  /** Called once each answer is ready. */
  readonly onRequest?: (request: ObservedRequest) => void;
}

export interface ObservedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly status: number;
  readonly milliseconds: number;
}

export interface LocalGoogle {
  /** The origin of everything: issuer, Gmail and Calendar alike. */
  readonly url: string;
  readonly world: World;
  readonly tokens: DeveloperTokens;
  /** New ID tokens are signed by a new key; the one before stays valid until the next rotation. */
  readonly rotateKeys: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startLocalGoogle(options: LocalGoogleOptions): Promise<LocalGoogle> {
  const { port = 0, host = "127.0.0.1", clock = Date.now } = options;
  const world = createWorld(clock);
  for (const account of options.accounts) world.accounts.set(account.email.toLowerCase(), account);
  for (const client of options.clients) world.clients.set(client.clientId, client);
  const keys = await SigningKeys.create();
  const grants = new GrantBook(world.now);

  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const issuer = urlOf(server.address(), host);
  const app = createApp({ issuer, world, grants, keys, onRequest: options.onRequest });
  // The listener overrides globals unless told not to; the local Google shares its process with other code.
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  server.on("request", (request, response) => void listener(request, response));

  return {
    url: issuer,
    world,
    tokens: createDeveloperTokens({ issuer, world, grants, keys }),
    rotateKeys: () => keys.rotate(),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeAllConnections();
      }),
  };
}

function createApp(parts: {
  issuer: string;
  world: World;
  grants: GrantBook;
  keys: SigningKeys;
  onRequest: LocalGoogleOptions["onRequest"];
}): Hono {
  const { world, onRequest } = parts;
  const authenticate = createAuthenticate(parts.grants);
  const app = new Hono();
  if (onRequest !== undefined) {
    app.use(async (context, next) => {
      const start = performance.now();
      await next();
      const url = new URL(context.req.url);
      onRequest({
        method: context.req.method,
        target: url.pathname + url.search,
        status: context.res.status,
        milliseconds: performance.now() - start,
      });
    });
  }
  app.route("/", createOAuthRoutes(parts, authenticate));
  app.route("/", createGmailRoutes(world, authenticate));
  app.route("/", createCalendarRoutes(world, authenticate));
  app.notFound((context) => context.html(notFoundPage, 404));
  app.onError((error) => {
    const problem = error instanceof GoogleError ? error : backendError(error);
    return new Response(JSON.stringify(problem), {
      status: problem.code,
      headers: { "Content-Type": "application/json; charset=UTF-8", ...problem.headers },
    });
  });
  return app;
}

/** A fault of ours is shown as one of Google's, and said aloud for whoever develops against this. */
function backendError(error: Error): GoogleError {
  console.error("The local Google failed:", error);
  return new GoogleError(500, "backendError", "Internal error encountered.", { status: "INTERNAL" });
}

function urlOf(address: string | AddressInfo | null, host: string): string {
  if (address === null || typeof address === "string") throw new Error("The local Google listens on no port");
  return `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
}

/** Addresses that are no API get a page, not JSON, as at Google. */
const notFoundPage = `<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Error 404 (Not Found)!!1</title>
<p><b>404.</b> That’s an error.<p>The requested URL was not found on this server. That’s all we know.</html>`;
