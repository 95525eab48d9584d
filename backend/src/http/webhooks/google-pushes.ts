/**
 * What Google tells us without being asked: that a mailbox or a calendar changed. Both are hints only. Who sends them is
 * verified before anything is read, they make work due and nothing else, and no call to Google follows from them here.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Hono } from "hono";
import { parseEmailAddress } from "../../crm/email-address.ts";
import type { Schedule } from "../../sync/schedule-ports.ts";
import type { AppEnv } from "../access-log.ts";
import { readJsonBody } from "../json-body.ts";
import { bearerTokenOf } from "../bearer-token.ts";
import { clientAddress } from "../client-address.ts";
import { notFound, Refusal } from "../problem.ts";
import type { RateLimiter } from "../rate-limit.ts";

export interface PushDependencies {
  readonly schedule: Schedule;
  /** Checks the token Pub/Sub signs its pushes with; null: Pub/Sub is not set up here. */
  readonly verifyPubsubToken: ((token: string) => Promise<boolean>) | null;
  readonly rateLimiter: RateLimiter;
  readonly now: () => Date;
}

const PUSH_BYTES = 64 * 1024;

export function registerGooglePushes(app: Hono<AppEnv>, dependencies: PushDependencies): void {
  const { schedule, verifyPubsubToken, rateLimiter, now } = dependencies;

  app.post("/webhooks/gmail", async (context) => {
    if (verifyPubsubToken === null) throw notFound("page");
    const token = bearerTokenOf(context.req.raw.headers);
    if (token === undefined || !(await isPubsub(verifyPubsubToken, token))) {
      await rateLimiter.countStranger(clientAddress(context));
      throw new Refusal("unauthenticated", "This is for Google's Pub/Sub, with its signed token.");
    }
    const email = addressIn(await readJsonBody(context.req.raw, PUSH_BYTES));
    // What we do not understand will not be understood better when Pub/Sub sends it again.
    if (email !== undefined) await whenFree(() => schedule.mailChanged(email, now()));
    return context.body(null, 204);
  });

  app.post("/webhooks/calendar", async (context) => {
    const id = context.req.header("x-goog-channel-id");
    const token = context.req.header("x-goog-channel-token");
    if (id === undefined || token === undefined) throw notFound("page");
    const channel = { id: id.slice(0, 64), token: token.slice(0, 256) };
    if (!(await whenFree(() => schedule.calendarChanged(channel, now())))) {
      await rateLimiter.countStranger(clientAddress(context));
      throw notFound("page");
    }
    return context.body(null, 204);
  });
}

/** A commit takes some hundredths of a second. When it takes longer, Google is asked to tell us again. */
const PAUSES_MS = [50, 100, 200, 400, 800];

async function whenFree<Told>(tell: () => Promise<Told | "held">): Promise<Told> {
  for (const pauseMs of PAUSES_MS) {
    const told = await tell();
    if (told !== "held") return told;
    await sleep(pauseMs);
  }
  throw new Refusal("unavailable", "This is being synced just now. Tell us again.", {
    headers: { "retry-after": "5" },
  });
}

async function isPubsub(verify: (token: string) => Promise<boolean>, token: string): Promise<boolean> {
  try {
    return await verify(token);
  } catch (cause) {
    throw new Refusal("google_unavailable", "Google's keys cannot be fetched right now.", {
      headers: { "retry-after": "30" },
      cause,
    });
  }
}

/**
 * The mailbox a Pub/Sub envelope is about.
 * https://developers.google.com/workspace/gmail/api/guides/push#receive_notifications
 */
function addressIn(envelope: unknown): string | undefined {
  const data = field(field(envelope, "message"), "data");
  if (typeof data !== "string") return undefined;
  try {
    const email = field(JSON.parse(Buffer.from(data, "base64").toString("utf8")), "emailAddress");
    return typeof email === "string" ? parseEmailAddress(email) : undefined;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
