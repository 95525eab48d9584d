/**
 * The developers' side door under /_control, which Google does not have: faults, quota, usage, mail that arrives,
 * things that happen to an account. `GET /_control` tells what there is.
 */
import { Hono } from "hono";
import type { Context } from "hono";
import { z } from "zod";
import { calendarAbilities, createCalendarControl } from "../calendar/calendar-control.ts";
import type { ControlledCalendars } from "../calendar/calendar-control.ts";
import { faultRuleSchema } from "../faults/fault-rule.ts";
import type { Faults } from "../faults/faults.ts";
import { gmailRulesSchema } from "../gmail/gmail-policy.ts";
import type { GmailPolicy } from "../gmail/gmail-policy.ts";
import type { PostOffice } from "../gmail/post-office.ts";
import type { PubSub } from "../push/pubsub.ts";
import type { Quota } from "../quota/quota.ts";
import type { Usage } from "../quota/usage.ts";
import { findAccount } from "../world.ts";
import type { Account, World } from "../world.ts";

export interface Controlled extends ControlledCalendars {
  readonly world: World;
  readonly faults: Faults;
  readonly quota: Quota;
  readonly usage: Usage;
  readonly pubsub: PubSub;
  readonly postOffice: PostOffice;
  readonly gmailPolicy: GmailPolicy;
  readonly revokeAccess: (email: string, clientId?: string) => void;
}

export function createControl(google: Controlled): Hono {
  const { world, faults, quota, usage, pubsub, postOffice, gmailPolicy } = google;
  const app = new Hono();
  app.route("/calendar", createCalendarControl(google));

  app.get("/", (context) =>
    context.json({
      accounts: [...world.accounts.values()].map(({ email, mailbox }) => ({
        email,
        messages: mailbox.size.messages,
        historyId: mailbox.historyId,
        sent: postOffice.accepted(email).length,
      })),
      gmail: gmailPolicy.rules,
      quota: quota.limits,
      faults: faults.list(),
      topics: Object.fromEntries(pubsub.topics()),
      can: abilities,
    }),
  );

  app.get("/faults", (context) => context.json({ faults: faults.list() }));
  app.post(
    "/faults",
    async (context) =>
      await withBody(context, faultRuleSchema, (rule) => context.json({ id: faults.add(rule) }, 201)),
  );
  app.delete("/faults", (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  app.delete("/faults/:id", (context) =>
    faults.remove(Number(context.req.param("id"))) ? context.body(null, 204) : unknown(context, "fault"),
  );
  app.put(
    "/faults/seed",
    async (context) =>
      await withBody(context, z.int(), (seed) => {
        faults.reseed(seed);
        return context.body(null, 204);
      }),
  );

  app.get("/usage", (context) =>
    context.json(Object.fromEntries(usage.users().map((user) => [user, usage.of(user)]))),
  );
  app.delete("/usage", (context) => {
    usage.reset();
    return context.body(null, 204);
  });
  app.put(
    "/quota",
    async (context) =>
      await withBody(context, limitsSchema, (limits) => {
        quota.limits = limits;
        return context.json(quota.limits);
      }),
  );
  app.put(
    "/gmail",
    async (context) =>
      await withBody(context, gmailRulesSchema, (rules) => {
        gmailPolicy.set(rules);
        return context.json(gmailPolicy.rules);
      }),
  );
  app.put(
    "/topics",
    async (context) =>
      await withBody(context, topicSchema, ({ name, ...topic }) => {
        pubsub.setTopic(name, topic);
        return context.body(null, 204);
      }),
  );

  app.post("/messages", async (context) => {
    const delivered = postOffice.deliver(Buffer.from(await context.req.arrayBuffer()));
    return context.json({ messages: delivered.map(({ id, threadId }) => ({ id, threadId })) });
  });

  function forAccount(
    path: string,
    act: (account: Account, context: Context) => object | Promise<object>,
  ): void {
    app.post(`/accounts/:email${path}`, async (context) => {
      const account = findAccount(world, context.req.param("email"));
      return account === undefined ? unknown(context, "account") : context.json(await act(account, context));
    });
  }

  app.get("/accounts/:email/sent", (context) => {
    const account = findAccount(world, context.req.param("email"));
    if (account === undefined) return unknown(context, "account");
    const sent = postOffice.accepted(account.email).map(({ message: { id, threadId }, recipients, at }) => ({
      id,
      threadId,
      recipients,
      at,
    }));
    return context.json({ sent });
  });
  forAccount("/messages", async ({ mailbox }, context) => {
    const raw = Buffer.from(await context.req.arrayBuffer());
    const labelIds = context.req.queries("labelIds");
    const { id, threadId } = mailbox.deliver(raw, labelIds === undefined ? {} : { labelIds });
    return { id, threadId };
  });
  forAccount("/forget-history", ({ mailbox }) => {
    mailbox.log.forget();
    return { historyId: mailbox.historyId };
  });
  forAccount("/expire-sync-tokens", ({ calendars }) => {
    calendars.expireSyncTokens();
    for (const { calendar } of calendars.list()) calendar.expireSyncTokens();
    return {};
  });
  forAccount("/revoke", ({ email }, context) => {
    google.revokeAccess(email, context.req.query("clientId"));
    return {};
  });

  return app;
}

const abilities = [
  "GET|POST|DELETE /_control/faults, DELETE /_control/faults/{id}, PUT /_control/faults/seed",
  "GET|DELETE /_control/usage",
  "PUT /_control/quota {gmailUnitsPerMinute?, calendarRequestsPerMinute?, concurrentRequests?}",
  "PUT /_control/gmail {keepsMessageIds?, searchLagMs?, sendsPerDay?}",
  "GET /_control/accounts/{email}/sent: what was sent through the API",
  "PUT /_control/topics {name, pushEndpoint, audience?, serviceAccount?}",
  "POST /_control/messages with a raw mail as body, for everybody it is from or to",
  "POST /_control/accounts/{email}/messages?labelIds=… with a raw mail as body",
  "POST /_control/accounts/{email}/forget-history | expire-sync-tokens | revoke?clientId=…",
  ...calendarAbilities,
];

const limit = z.int().positive().optional();
const limitsSchema = z.strictObject({
  gmailUnitsPerMinute: limit,
  calendarRequestsPerMinute: limit,
  concurrentRequests: limit,
});
const topicSchema = z.strictObject({
  name: z.string().regex(/^projects\/[^/]+\/topics\/[^/]+$/),
  pushEndpoint: z.url(),
  audience: z.string().optional(),
  serviceAccount: z.string().nullable().optional(),
});

async function withBody<T>(
  context: Context,
  schema: z.ZodType<T>,
  act: (body: T) => Response,
): Promise<Response> {
  const text = await context.req.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return context.json({ error: `The body is no JSON: ${text.slice(0, 100)}` }, 400);
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? act(parsed.data) : context.json({ error: z.prettifyError(parsed.error) }, 400);
}

function unknown(context: Context, what: string): Response {
  return context.json({ error: `There is no such ${what}` }, 404);
}
