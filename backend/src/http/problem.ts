/** Errors on their way to the caller: RFC 9457 `application/problem+json`. */
import { PROBLEM_STATUS } from "../../../contract/problem.ts";
import type { Problem, ProblemCode } from "../../../contract/problem.ts";
import { wrong } from "../crm/field-problems.ts";
import type { FieldProblem } from "../crm/field-problems.ts";
import { words } from "../crm/words.ts";
import type { Language, Words } from "../crm/words.ts";

export const TITLES: Readonly<Record<ProblemCode, string>> = {
  invalid_input: "The request is not right",
  unauthenticated: "Not signed in",
  forbidden: "Not allowed",
  not_found: "Not found",
  method_not_allowed: "Method not allowed",
  conflict: "Conflict",
  payload_too_large: "Too large",
  unsupported_media_type: "Unsupported media type",
  no_contact: "Nobody on it is a contact",
  google_reconnect_required: "Google must be connected again",
  rate_limited: "Too many requests",
  internal: "Something went wrong",
  google_unavailable: "Google cannot be reached",
  unavailable: "Temporarily unavailable",
};

interface Extra {
  readonly errors?: readonly FieldProblem[];
  readonly contactId?: string;
  readonly contactName?: string;
  /** What stands in the way, as it is now. */
  readonly current?: unknown;
  /** Sent with the answer: Retry-After, Allow, WWW-Authenticate. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Thrown anywhere below a route; rendered in one place. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly detail: Words;
  readonly extra: Extra;

  /** @param detail is read by people: say what is wrong and what to do. In English only where the add-on has words of its own. */
  constructor(code: ProblemCode, detail: string | Words, extra: Extra = {}) {
    const said = typeof detail === "string" ? words(detail, detail) : detail;
    super(said.en, { cause: extra.cause });
    this.name = "Refusal";
    this.code = code;
    this.detail = said;
    this.extra = extra;
  }
}

export function invalidInput(errors: readonly FieldProblem[]): Refusal {
  const [first, ...others] = errors;
  const more = others.length;
  const detail = words(
    `${about(first, "en") ?? "The request is not right"}${more === 0 ? "" : ` (and ${more} more)`}.`,
    `${about(first, "de") ?? "Die Anfrage ist nicht richtig"}${more === 0 ? "" : ` (und ${more} weitere)`}.`,
  );
  return new Refusal("invalid_input", detail, { errors });
}

function about(problem: FieldProblem | undefined, language: Language): string | undefined {
  if (problem === undefined) return undefined;
  const { path, message } = problem;
  const between = language === "de" ? ": " : " ";
  return path === "" ? message[language] : `${path}${between}${message[language]}`;
}

/** Also for what exists in another workspace: to the caller there is no difference. */
export function notFound(
  what:
    | "contact"
    | "activity"
    | "page"
    | "user"
    | "calendar"
    | "meeting"
    | "rule"
    | "template"
    | "follow-up"
    | "mail",
  path?: string,
): Refusal {
  const detail = `There is no such ${what}.`;
  return new Refusal(
    "not_found",
    detail,
    path === undefined ? {} : { errors: [{ path, message: wrong.doesNotExist }] },
  );
}

export function problemResponse(refusal: Refusal, requestId: string, language: Language): Response {
  const { code, extra, detail } = refusal;
  const errors = extra.errors?.map(({ path, message }) => ({ path, message: message[language] }));
  const body: Problem = {
    type: `/api/docs#problem-${code}`,
    title: TITLES[code],
    status: PROBLEM_STATUS[code],
    code,
    detail: detail[language],
    requestId,
    ...(errors === undefined ? {} : { errors }),
    ...(extra.contactId === undefined ? {} : { contactId: extra.contactId }),
    ...(extra.contactName === undefined ? {} : { contactName: extra.contactName }),
    ...(extra.current === undefined ? {} : { current: extra.current }),
  };
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { "content-type": "application/problem+json", ...extra.headers },
  });
}
