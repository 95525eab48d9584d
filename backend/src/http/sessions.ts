/**
 * Who a browser is signed in as. The cookie holds the workspace's id and a random value, the database that value's hash:
 * neither a copy of the database nor a look into another workspace gives a cookie.
 */
import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { parseWorkspaceId } from "../crm/ids.ts";
import type { SessionKey, SessionStore, Viewer } from "../crm/ports.ts";
import type { Secret } from "../secret.ts";
import { cookieName, dropCookie, readCookie, setCookie } from "./cookies.ts";
import { Refusal } from "./problem.ts";

export interface Session {
  readonly viewer: Viewer;
  /** What a request that changes something has to show besides the cookie. */
  readonly csrfToken: string;
}

export interface Sessions {
  read(headers: Headers): Promise<Session | undefined>;
  /** Gives the `Set-Cookie` header. The browser's session before, if there is one, ends. */
  open(headers: Headers, viewer: Viewer): Promise<string>;
  /** Gives the `Set-Cookie` header. */
  close(headers: Headers): Promise<string>;
  /**
   * Rejects with a Refusal unless the request comes from one of our own pages and shows the session's token. Both, since
   * neither the headers of old browsers nor a token that leaked would be enough alone.
   */
  requireOwnPage(headers: Headers, session: Session, csrfToken: string | undefined): void;
}

export interface SessionsDependencies {
  readonly store: SessionStore;
  readonly sessionSecret: Secret;
  readonly publicUrl: string;
  readonly now: () => Date;
}

const DAY_MS = 86_400_000;
/** Without a visit. */
const IDLE_MS = 30 * DAY_MS;
/** Whatever happens. */
const LIFE_MS = 90 * DAY_MS;

export function createSessions({ store, sessionSecret, publicUrl, now }: SessionsDependencies): Sessions {
  const cookie = cookieName("rapport", publicUrl);
  const origin = new URL(publicUrl).origin;
  const csrfKey = Buffer.from(hkdfSync("sha256", sessionSecret.reveal(), "", "csrf token", 32));

  return {
    async read(headers) {
      const value = readCookie(headers, cookie);
      const key = keyOf(value);
      if (value === undefined || key === undefined) return undefined;
      const time = now();
      const found = await store.find(key, time);
      if (found === undefined) return undefined;
      const expiresAt = endOf(time, found.createdAt);
      // Once a day is often enough to keep a session that is used.
      if (expiresAt.getTime() - found.expiresAt.getTime() >= DAY_MS) await store.extend(key, expiresAt);
      return { viewer: found.viewer, csrfToken: csrfTokenOf(value) };
    },

    async open(headers, viewer) {
      const before = keyOf(readCookie(headers, cookie));
      if (before !== undefined) await store.close(before);
      const secret = randomBytes(32).toString("base64url");
      const time = now();
      const key = { workspaceId: viewer.workspaceId, tokenHash: hashOf(secret) };
      await store.open(key, viewer.userId, { now: time, expiresAt: endOf(time, time) });
      return setCookie(cookie, `${viewer.workspaceId}.${secret}`, LIFE_MS / 1_000);
    },

    async close(headers) {
      const key = keyOf(readCookie(headers, cookie));
      if (key !== undefined) await store.close(key);
      return dropCookie(cookie);
    },

    requireOwnPage(headers, session, csrfToken) {
      if (!isFromOrigin(headers, origin) || !isEqual(csrfToken ?? "", session.csrfToken)) {
        throw new Refusal(
          "forbidden",
          "This did not come from a page of Rapport, or the page is too old. Load the page again and repeat it.",
        );
      }
    },
  };

  function csrfTokenOf(value: string): string {
    return createHmac("sha256", csrfKey).update(value).digest("base64url");
  }
}

function endOf(time: Date, createdAt: Date): Date {
  return new Date(Math.min(time.getTime() + IDLE_MS, createdAt.getTime() + LIFE_MS));
}

function keyOf(value: string | undefined): SessionKey | undefined {
  const [, workspace = "", secret = ""] = /^([0-9a-f-]{36})\.([\w-]{43})$/.exec(value ?? "") ?? [];
  const workspaceId = parseWorkspaceId(workspace);
  return workspaceId && { workspaceId, tokenHash: hashOf(secret) };
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Browsers send `Sec-Fetch-Site` with everything, and older ones at least `Origin` with what changes something. */
function isFromOrigin(headers: Headers, origin: string): boolean {
  const site = headers.get("sec-fetch-site");
  return site === null ? headers.get("origin") === origin : site === "same-origin";
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
