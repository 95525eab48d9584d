/** The outbox page, and taking back a mail that has not gone yet. */
import type { Hono } from "hono";
import type { Email, EmailStatus } from "../../../contract/emails.ts";
import type { AppEnv } from "../http/access-log.ts";
import type { Handlers } from "../http/operation.ts";
import { Refusal } from "../http/problem.ts";
import type { Session } from "../http/sessions.ts";
import { OUTBOX, OUTBOX_DONE, outboxPage } from "./outbox-page.ts";
import type { OutboxDone } from "./outbox-page.ts";
import { signInPage } from "./sign-in-page.ts";
import { readSubmission } from "./submission.ts";
import type { SubmissionDependencies } from "./submission.ts";

export interface OutboxRoutes extends SubmissionDependencies {
  readonly handlers: Pick<Handlers, "listEmails" | "cancelEmail">;
  readonly now: () => Date;
}

const BLANK = { body: undefined, idempotencyKey: undefined, language: "en" } as const;
const MOST = 100;
const LAST_SENT = 10;

export function registerOutbox(app: Hono<AppEnv>, dependencies: OutboxRoutes): void {
  const { findVisitor, handlers, now } = dependencies;

  app.get(OUTBOX, async (context) => {
    const session = await findVisitor(context);
    if (session === undefined) return await context.html(signInPage(), 401);
    const [queued, sending, failed, unknown, sent] = await Promise.all([
      list(session, "QUEUED", MOST),
      list(session, "SENDING", MOST),
      list(session, "FAILED", MOST),
      list(session, "UNKNOWN", MOST),
      list(session, "SENT", LAST_SENT),
    ]);
    return await context.html(
      outboxPage({
        session,
        waiting: [...sending, ...queued.toSorted(byTime)],
        unsent: [...unknown, ...failed],
        sent,
        done: DONE.find((done) => done === context.req.query("done")),
        now: now(),
      }),
    );
  });

  app.post(`${OUTBOX}/:id/cancel`, async (context) => {
    const { session } = await readSubmission(context, dependencies);
    const caller = { viewer: session.viewer, source: "web" } as const;
    const params = { id: context.req.param("id") };
    try {
      await handlers.cancelEmail({ ...BLANK, caller, params, query: undefined, now: now() });
      return context.redirect(`${OUTBOX}?done=cancelled`, 303);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "conflict") throw error;
      return context.redirect(`${OUTBOX}?done=too_late`, 303);
    }
  });

  async function list({ viewer }: Session, status: EmailStatus, limit: number): Promise<readonly Email[]> {
    const caller = { viewer, source: "web" } as const;
    const query = { status, limit };
    const { body } = await handlers.listEmails({ ...BLANK, caller, params: undefined, query, now: now() });
    return body.items;
  }
}

const DONE = Object.keys(OUTBOX_DONE) as OutboxDone[];

/** Who goes first, stands first. */
function byTime(one: Email, other: Email): number {
  return Date.parse(one.sendAt ?? one.createdAt) - Date.parse(other.sendAt ?? other.createdAt);
}
