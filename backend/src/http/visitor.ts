/** Who looks at a page: counted like any caller, and named in the log. */
import type { Context } from "hono";
import type { AppEnv } from "./access-log.ts";
import { clientAddress } from "./client-address.ts";
import type { RateLimiter } from "./rate-limit.ts";
import type { Session, Sessions } from "./sessions.ts";

/** Undefined: nobody is signed in. Rejects with a Refusal for whoever asks too often. */
export type FindVisitor = (context: Context<AppEnv>) => Promise<Session | undefined>;

export function createFindVisitor(sessions: Sessions, rateLimiter: RateLimiter): FindVisitor {
  return async (context) => {
    const session = await sessions.read(context.req.raw.headers);
    if (session === undefined) await rateLimiter.countStranger(clientAddress(context));
    else {
      context.get("facts").viewer = session.viewer;
      await rateLimiter.countViewer(session.viewer);
    }
    return session;
  };
}
