/** The Integrations page and its forms: each does what the API does, and comes back to the page with a word about it. */
import type { Context, Hono } from "hono";
import { Visibility } from "../../../contract/activities.ts";
import { Feature } from "../../../contract/me.ts";
import type { AppEnv } from "../http/access-log.ts";
import { parseInput } from "../http/input.ts";
import { describeConnection } from "../sync/connection.ts";
import { disconnectPage } from "./disconnect-page.ts";
import { DONE_WORDS, integrationsPage } from "./integrations-page.ts";
import type { Done } from "./integrations-page.ts";
import type { PageDependencies } from "./pages.ts";
import { signInPage } from "./sign-in-page.ts";
import { readSubmission } from "./submission.ts";

const HOME = "/settings/integrations";

export function registerIntegrations(app: Hono<AppEnv>, dependencies: PageDependencies): void {
  const { findVisitor, syncControl, grants, now } = dependencies;

  app.get(HOME, async (context) => {
    const session = await findVisitor(context);
    if (session === undefined) return await context.html(signInPage(), 401);
    const time = now();
    return await context.html(
      integrationsPage({
        session,
        connection: describeConnection(session.viewer.connection),
        sync: await syncControl.find(session.viewer, time),
        asked: Feature.options.filter((name) => context.req.query("asked")?.split(",").includes(name)),
        done: DONE.find((done) => done === context.req.query("done")),
        now: time,
      }),
    );
  });

  app.get(`${HOME}/disconnect`, async (context) => {
    const session = await findVisitor(context);
    if (session === undefined) return await context.html(signInPage(), 401);
    if (session.viewer.connection.status === "none") return context.redirect(HOME, 303);
    return await context.html(disconnectPage(session));
  });

  app.post(`${HOME}/email`, async (context) => {
    const { session, form, sync } = await submission(context);
    const { enabled } = sync.email;
    await syncControl.setEmail(session.viewer, { enabled, shareLevel: shareLevelOf(form) }, now());
    return back(context, "saved");
  });

  app.post(`${HOME}/calendar`, async (context) => {
    const { session, form, sync } = await submission(context);
    const { enabled } = sync.calendar;
    // Before they are listed for the first time the form has no boxes, and says nothing about them.
    const calendars = sync.calendars.length === 0 ? undefined : form.getAll("calendar");
    await syncControl.setCalendar(
      session.viewer,
      { enabled, shareLevel: shareLevelOf(form), calendars },
      now(),
    );
    return back(context, "saved");
  });

  app.post(`${HOME}/:what{email|calendar}/switch`, async (context) => {
    const { session, form } = await submission(context);
    const enabled = form.get("enabled") === "true";
    if (context.req.param("what") === "email") await syncControl.setEmail(session.viewer, { enabled }, now());
    else await syncControl.setCalendar(session.viewer, { enabled }, now());
    return back(context, enabled ? "resumed" : "paused");
  });

  app.post(`${HOME}/:what{email|calendar}/run`, async (context) => {
    const { session } = await submission(context);
    const what = context.req.param("what") === "email" ? "email" : "calendar";
    await syncControl.run(session.viewer, what, now());
    return back(context, "queued");
  });

  app.post(`${HOME}/disconnect`, async (context) => {
    const { session, form } = await submission(context);
    const purge = form.get("purge") === "true";
    await grants.disconnect(session.viewer, { purge }, now());
    return back(context, purge ? "purged" : "disconnected");
  });

  /** Rejects with a Refusal for whoever is not signed in or does not come from our page. */
  async function submission(context: Context<AppEnv>) {
    const { session, form } = await readSubmission(context, dependencies);
    return { session, form, sync: await syncControl.find(session.viewer, now()) };
  }
}

const DONE = Object.keys(DONE_WORDS) as Done[];

/** 303: whoever reloads the page sends no form twice. */
function back(context: Context<AppEnv>, done: Done): Response {
  return context.redirect(`${HOME}?done=${done}`, 303);
}

function shareLevelOf(form: URLSearchParams): Visibility {
  return parseInput(Visibility, form.get("shareLevel"));
}
