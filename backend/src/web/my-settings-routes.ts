/** A rep's own settings: the form does what the API does. */
import type { Hono } from "hono";
import { MePatch } from "../../../contract/me.ts";
import { clockOf } from "../crm/clock-time.ts";
import type { AppEnv } from "../http/access-log.ts";
import { parseInput } from "../http/input.ts";
import type { Handlers } from "../http/operation.ts";
import { MY_SETTINGS, mySettingsPage } from "./my-settings-page.ts";
import type { TimeValues } from "./my-settings-page.ts";
import { signInPage } from "./sign-in-page.ts";
import { fieldErrorsOf, NO_ERRORS, readSubmission } from "./submission.ts";
import type { SubmissionDependencies } from "./submission.ts";

export interface MySettingsRoutes extends SubmissionDependencies {
  readonly handlers: Pick<Handlers, "updateMe">;
  readonly now: () => Date;
}

export function registerMySettings(app: Hono<AppEnv>, dependencies: MySettingsRoutes): void {
  const { findVisitor, handlers, now } = dependencies;

  app.get(MY_SETTINGS, async (context) => {
    const session = await findVisitor(context);
    if (session === undefined) return await context.html(signInPage(), 401);
    const { timeZone, workingHours } = session.viewer;
    const { days, from, to } = workingHours;
    const values: TimeValues = {
      timeZone: timeZone ?? "",
      workingHours: { days: [...days], from: clockOf(from), to: clockOf(to) },
    };
    const isSaved = context.req.query("done") === "saved";
    return await context.html(mySettingsPage({ session, values, errors: NO_ERRORS, isSaved, now: now() }));
  });

  app.post(MY_SETTINGS, async (context) => {
    const { session, form } = await readSubmission(context, dependencies);
    const values = valuesOf(form);
    const { timeZone, workingHours } = values;
    const errors = await fieldErrorsOf(async () => {
      await handlers.updateMe({
        caller: { viewer: session.viewer, source: "web" },
        body: parseInput(MePatch, { workingHours, ...(timeZone === "" ? {} : { timeZone }) }),
        ...{ params: undefined, query: undefined, idempotencyKey: undefined, language: "en" },
        now: now(),
      });
    });
    if (errors === undefined) return context.redirect(`${MY_SETTINGS}?done=saved`, 303);
    const page = mySettingsPage({ session, values, errors, isSaved: false, now: now() });
    return await context.html(page, 400);
  });
}

function valuesOf(form: URLSearchParams): TimeValues {
  return {
    timeZone: form.get("timeZone") ?? "",
    workingHours: {
      days: form.getAll("day").map(Number),
      // Browsers send seconds where somebody chose them.
      from: (form.get("from") ?? "").slice(0, 5),
      to: (form.get("to") ?? "").slice(0, 5),
    },
  };
}
