/** `/api/cron/sync`: the safety net's schedule from outside. Makes everything due and answers; the work is the workers'. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Hono } from "hono";
import type { Secret } from "../../secret.ts";
import type { Schedule } from "../../sync/schedule-ports.ts";
import type { AppEnv } from "../access-log.ts";
import { bearerTokenOf } from "../bearer-token.ts";
import { clientAddress } from "../client-address.ts";
import { Refusal } from "../problem.ts";
import type { RateLimiter } from "../rate-limit.ts";

export interface CronDependencies {
  readonly schedule: Pick<Schedule, "everything">;
  readonly cronSecret: Secret;
  readonly rateLimiter: RateLimiter;
  readonly now: () => Date;
}

export function registerCron(
  app: Hono<AppEnv>,
  { schedule, cronSecret, rateLimiter, now }: CronDependencies,
): void {
  const expected = digest(cronSecret.reveal());
  app.on(["GET", "POST"], "/api/cron/sync", async (context) => {
    const given = bearerTokenOf(context.req.raw.headers);
    if (given === undefined || !timingSafeEqual(digest(given), expected)) {
      await rateLimiter.countStranger(clientAddress(context));
      throw new Refusal("unauthenticated", "Send the cron secret as a bearer token.");
    }
    return Response.json(await schedule.everything(now()));
  });
}

/** Of one length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
