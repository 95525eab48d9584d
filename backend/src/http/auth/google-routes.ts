/** Signing in with Google and connecting a mailbox or calendars: one road, with more or fewer scopes. */
import type { Context, Hono } from "hono";
import type { Logger } from "pino";
import { Feature } from "../../../../contract/me.ts";
import type { Feature as FeatureName } from "../../../../contract/me.ts";
import { wrong } from "../../crm/field-problems.ts";
import type { UserStore } from "../../crm/ports.ts";
import type { Secret } from "../../secret.ts";
import type { ConsentFlow, Grants, SyncControlStore } from "../../sync/control-ports.ts";
import { GoogleCallFailed } from "../../sync/google-failure.ts";
import { coveredFeatures, scopesFor } from "../../sync/scopes.ts";
import { signInFailedPage } from "../../web/sign-in-failed-page.ts";
import type { AppEnv } from "../access-log.ts";
import { isForm, readForm } from "../form.ts";
import type { Admit } from "../identify.ts";
import { invalidInput } from "../problem.ts";
import type { Session, Sessions } from "../sessions.ts";
import type { FindVisitor } from "../visitor.ts";
import { finishFlow } from "./finish-flow.ts";
import type { FlowFault } from "./finish-flow.ts";
import { createFlowCookie } from "./flow-cookie.ts";

export interface AuthDependencies {
  readonly consentFlow: ConsentFlow;
  readonly grants: Grants;
  readonly control: SyncControlStore;
  readonly users: UserStore;
  readonly admit: Admit;
  readonly sessions: Sessions;
  readonly sessionSecret: Secret;
  readonly publicUrl: string;
  readonly findVisitor: FindVisitor;
  readonly log: Logger;
  readonly now: () => Date;
}

export function registerAuth(app: Hono<AppEnv>, dependencies: AuthDependencies): void {
  const { consentFlow, sessions, findVisitor, log, now } = dependencies;
  const flowCookie = createFlowCookie(dependencies.sessionSecret, dependencies.publicUrl, now);

  app.get("/api/auth/google", async (context) => {
    const features = parseFeatures(context.req.query("features"));
    const session = await findVisitor(context);
    const { flow, header } = await flowCookie.begin({ features, userId: session?.viewer.userId ?? null });
    try {
      const url = await consentFlow.authorizationUrl({
        ...flow,
        scopes: scopesFor([...new Set([...features, ...grantedTo(session)])]),
        ...(session === undefined ? {} : { loginHint: session.viewer.email }),
      });
      context.header("set-cookie", header);
      return context.redirect(url.href, 302);
    } catch (error) {
      if (!(error instanceof GoogleCallFailed)) throw error;
      log.warn({ error }, "the consent page's address could not be had");
      return await failure(context, { kind: "google_away" }, features, session);
    }
  });

  app.get("/api/auth/google/callback", async (context) => {
    const { headers } = context.req.raw;
    const session = await findVisitor(context);
    const flow = await flowCookie.read(headers);
    // Whatever comes of it, it cannot be finished a second time.
    context.header("set-cookie", flowCookie.end);
    const callbackUrl = new URL(context.req.url);
    const result = await finishFlow(dependencies, { flow, session, callbackUrl, now: now() });
    if ("fault" in result) {
      log.info({ fault: result.fault.kind, detail: result.detail }, "a sign-in came to nothing");
      return await failure(context, result.fault, flow?.features ?? [], session);
    }
    context.get("facts").viewer = result.viewer;
    context.header("set-cookie", await sessions.open(headers, result.viewer), { append: true });
    const asked = flow?.features.join(",") ?? "";
    return context.redirect(`/settings/integrations${asked === "" ? "" : `?asked=${asked}`}`, 303);
  });

  app.post("/api/auth/logout", async (context) => {
    const { raw } = context.req;
    const byForm = isForm(raw);
    const session = await findVisitor(context);
    if (session !== undefined) {
      const token = byForm ? (await readForm(raw)).get("csrf") : raw.headers.get("x-csrf-token");
      sessions.requireOwnPage(raw.headers, session, token ?? undefined);
    }
    context.header("set-cookie", await sessions.close(raw.headers));
    return byForm ? context.redirect("/", 303) : context.body(null, 204);
  });

  async function failure(
    context: Context<AppEnv>,
    fault: FlowFault,
    features: readonly FeatureName[],
    session: Session | undefined,
  ): Promise<Response> {
    return await context.html(signInFailedPage({ fault, features, session }), STATUS[fault.kind]);
  }
}

/** Asked for again, so that what comes back covers them too, whether or not Google adds what it granted before. */
function grantedTo(session: Session | undefined): readonly FeatureName[] {
  const connection = session?.viewer.connection;
  return connection === undefined || connection.status === "none" ? [] : coveredFeatures(connection.scopes);
}

const STATUS = {
  consent_denied: 403,
  admin_policy: 403,
  other_account: 403,
  no_account: 403,
  bad_code: 400,
  state_mismatch: 400,
  bad_answer: 502,
  nothing_lasting: 502,
  misconfigured: 502,
  google_away: 503,
} as const satisfies Record<FlowFault["kind"], number>;

function parseFeatures(text: string | undefined): FeatureName[] {
  const names = (text ?? "").split(",").filter((name) => name !== "");
  return [...new Set(names)].map((name) => {
    const feature = Feature.safeParse(name);
    if (feature.success) return feature.data;
    throw invalidInput([{ path: "features", message: wrong.noFeatures }]);
  });
}
