/** What every form of our pages goes through, and what of it was wrong. */
import type { Context } from "hono";
import type { AppEnv } from "../http/access-log.ts";
import { readForm } from "../http/form.ts";
import { Refusal } from "../http/problem.ts";
import type { Session, Sessions } from "../http/sessions.ts";
import type { FindVisitor } from "../http/visitor.ts";

export interface Submission {
  readonly session: Session;
  readonly form: URLSearchParams;
}

export interface SubmissionDependencies {
  readonly sessions: Pick<Sessions, "requireOwnPage">;
  readonly findVisitor: FindVisitor;
}

/** Rejects with a Refusal for whoever is not signed in or does not come from our page. */
export async function readSubmission(
  context: Context<AppEnv>,
  { sessions, findVisitor }: SubmissionDependencies,
  maxBytes?: number,
): Promise<Submission> {
  const session = await findVisitor(context);
  if (session === undefined) throw new Refusal("unauthenticated", "You are signed out. Sign in again.");
  const form = await readForm(context.req.raw, maxBytes);
  sessions.requireOwnPage(context.req.raw.headers, session, form.get("csrf") ?? undefined);
  return { session, form };
}

/** What is wrong, by the API's name of the field. */
export type FieldErrors = ReadonlyMap<string, string>;

export const NO_ERRORS: FieldErrors = new Map();

/** Undefined: it is done. What is no fault of a field is thrown on. */
export async function fieldErrorsOf(deed: () => Promise<unknown>): Promise<FieldErrors | undefined> {
  try {
    await deed();
    return undefined;
  } catch (error) {
    const isOfFields = error instanceof Refusal && ["invalid_input", "conflict"].includes(error.code);
    if (!isOfFields || error.extra.errors === undefined) throw error;
    return new Map(error.extra.errors.map(({ path, message }) => [path, message.en]));
  }
}
