/** The HTTP application: the API of the contract, its description, and the public pages. */
import { Hono } from "hono";
import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { Logger } from "pino";
import { PROBLEM_STATUS } from "../../../contract/problem.ts";
import type { DeskStores } from "../crm/desk-ports.ts";
import { wrong } from "../crm/field-problems.ts";
import { InvalidCursor } from "../crm/invalid-cursor.ts";
import type { Stores, VerifyIdentity } from "../crm/ports.ts";
import type { FindBusy, MeetingStores, OpenCalendarWriter } from "../meetings/ports.ts";
import type { OutboxStores } from "../outbox/ports.ts";
import type { Secret } from "../secret.ts";
import type { ConsentFlow, ControlStores, CountInGoogle, Grants } from "../sync/control-ports.ts";
import { registerPages } from "../web/pages.ts";
import { problemPage } from "../web/problem-page.ts";
import { accessLog } from "./access-log.ts";
import type { AppEnv } from "./access-log.ts";
import { activityHandlers } from "./api/activities.ts";
import { availabilityHandlers } from "./api/availability.ts";
import { composeHandlers } from "./api/compose.ts";
import { contactHandlers } from "./api/contacts.ts";
import { contextHandlers } from "./api/context.ts";
import { emailHandlers } from "./api/emails.ts";
import { healthHandlers } from "./api/health.ts";
import { homeHandlers } from "./api/home.ts";
import { meHandlers } from "./api/me.ts";
import { meetingHandlers } from "./api/meetings.ts";
import { backfillHandlers } from "./api/backfill.ts";
import { ruleHandlers } from "./api/rules.ts";
import { createSyncControl, syncHandlers } from "./api/sync.ts";
import { taskHandlers } from "./api/tasks.ts";
import { templateHandlers } from "./api/templates.ts";
import { workspaceHandlers } from "./api/workspace.ts";
import { registerAuth } from "./auth/google-routes.ts";
import { createAdmit, createIdentify } from "./identify.ts";
import { languageOf } from "./language.ts";
import type { Handlers } from "./operation.ts";
import { registerOperations } from "./operation-routes.ts";
import { invalidInput, notFound, problemResponse, Refusal, TITLES } from "./problem.ts";
import { createRateLimiter, DEFAULT_RATE_LIMITS } from "./rate-limit.ts";
import type { RateLimits } from "./rate-limit.ts";
import { createSessions } from "./sessions.ts";
import { createFindVisitor } from "./visitor.ts";
import { registerCron } from "./webhooks/cron.ts";
import { registerGooglePushes } from "./webhooks/google-pushes.ts";

export interface AppDependencies {
  readonly stores: Stores & ControlStores & DeskStores & OutboxStores & MeetingStores;
  readonly verifyIdentity: VerifyIdentity;
  /** Whether an error of a store means that the database is away and the caller should come back later. */
  readonly isUnavailable: (error: unknown) => boolean;
  readonly allowedDomains: readonly string[];
  readonly publicUrl: string;
  readonly sessionSecret: Secret;
  readonly cronSecret: Secret;
  readonly consentFlow: ConsentFlow;
  readonly grants: Grants;
  readonly countInGoogle: CountInGoogle;
  readonly openCalendar: OpenCalendarWriter;
  readonly findBusy: FindBusy;
  /** Null: Pub/Sub is not set up here. */
  readonly verifyPubsubToken: ((token: string) => Promise<boolean>) | null;
  readonly log: Logger;
  readonly now?: () => Date;
  readonly rateLimits?: RateLimits;
  readonly deadlineMs?: number;
}

export function createApp({
  stores,
  verifyIdentity,
  isUnavailable,
  allowedDomains,
  publicUrl,
  sessionSecret,
  cronSecret,
  consentFlow,
  grants,
  countInGoogle,
  openCalendar,
  findBusy,
  verifyPubsubToken,
  log,
  now = () => new Date(),
  rateLimits = DEFAULT_RATE_LIMITS,
  deadlineMs = 10_000,
}: AppDependencies): Hono<AppEnv> {
  const syncControl = createSyncControl({ control: stores.syncControl, status: stores.syncStatus });
  const handlers: Handlers = {
    ...meHandlers(stores.users),
    ...contextHandlers(stores),
    ...composeHandlers(stores.compose),
    ...homeHandlers(stores, stores.syncStatus),
    ...contactHandlers(stores),
    ...backfillHandlers(stores.backfills, countInGoogle),
    ...activityHandlers(stores),
    ...emailHandlers(stores),
    ...meetingHandlers({ ...stores, openCalendar, now }),
    ...availabilityHandlers({ ...stores, findBusy }),
    ...taskHandlers(stores.tasks),
    ...templateHandlers(stores.templates, stores.contacts),
    ...syncHandlers(syncControl, grants),
    ...ruleHandlers(stores.rules),
    ...workspaceHandlers(stores.workspaces),
    ...healthHandlers(stores),
  };
  const { users } = stores;
  const admit = createAdmit(users, allowedDomains);
  const sessions = createSessions({ store: stores.sessions, sessionSecret, publicUrl, now });
  const identify = createIdentify({ verifyIdentity, admit, sessions });
  const rateLimiter = createRateLimiter(rateLimits);
  const findVisitor = createFindVisitor(sessions, rateLimiter);

  const app = new Hono<AppEnv>();
  app.use(accessLog(log));
  app.use(securityHeaders(publicUrl));
  app.use(keptByNobody);
  registerOperations(app, { handlers, identify, rateLimiter, now, deadlineMs });
  registerGooglePushes(app, { schedule: stores.schedule, verifyPubsubToken, rateLimiter, now });
  registerCron(app, { schedule: stores.schedule, cronSecret, rateLimiter, now });
  registerAuth(app, {
    consentFlow,
    grants,
    control: stores.syncControl,
    users,
    admit,
    sessions,
    findVisitor,
    sessionSecret,
    publicUrl,
    log,
    now,
  });
  registerPages(app, { publicUrl, sessions, findVisitor, syncControl, grants, handlers, now });

  // A route like the others: what Hono calls when it found none is called past the headers set above.
  app.all("*", () => {
    throw notFound("page");
  });
  app.onError((error, context) => {
    const requestId = context.get("requestId");
    const refusal = toRefusal(error, isUnavailable);
    context.get("facts").problem = refusal.code;
    if (refusal.cause !== undefined) {
      const line = { requestId, error: refusal.cause };
      if (refusal.code === "internal") log.error(line, "request failed");
      else log.warn(line, "request could not be served");
    }
    if (!wantsPage(context.req.raw)) {
      return problemResponse(refusal, requestId, languageOf(context.req.raw.headers));
    }
    const { code, message, extra } = refusal;
    const page = problemPage({ title: TITLES[code], detail: message, requestId });
    return context.html(page, { status: PROBLEM_STATUS[code], headers: { ...extra.headers } });
  });
  return app;
}

/** A person in front of a browser, not a program. */
function wantsPage({ url, headers }: Request): boolean {
  return (
    headers.get("accept")?.includes("text/html") === true && !new URL(url).pathname.startsWith("/api/v1/")
  );
}

function toRefusal(error: unknown, isUnavailable: (error: unknown) => boolean): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof InvalidCursor) {
    return invalidInput([{ path: "cursor", message: wrong.noCursor }]);
  }
  if (isUnavailable(error)) {
    return new Refusal("unavailable", "The database cannot be reached right now. Try again in a moment.", {
      headers: { "retry-after": "5" },
      cause: error,
    });
  }
  return new Refusal("internal", "This is our fault, not yours. The request id helps to find out why.", {
    cause: error,
  });
}

/** Unless a route says otherwise. */
const keptByNobody: MiddlewareHandler<AppEnv> = async (context, next) => {
  await next();
  const { headers } = context.res;
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
};

/** Pages have one stylesheet and scripts of our own in files, which ask nobody but us. */
function securityHeaders(publicUrl: string): ReturnType<typeof secureHeaders> {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
    strictTransportSecurity: publicUrl.startsWith("https:") ? "max-age=31536000; includeSubDomains" : false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [] },
  });
}
