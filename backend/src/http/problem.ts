/** Errors on their way to the caller: RFC 9457 `application/problem+json`. */
import type { z } from "zod";
import { PROBLEM_STATUS } from "../../../contract/problem.ts";
import type { Problem, ProblemCode } from "../../../contract/problem.ts";

export type FieldError = NonNullable<z.infer<typeof Problem>["errors"]>[number];

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
  readonly errors?: readonly FieldError[];
  readonly contactId?: string;
  readonly contactName?: string;
  /** Sent with the answer: Retry-After, Allow, WWW-Authenticate. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Thrown anywhere below a route; rendered in one place. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly extra: Extra;

  /** @param detail is read by people: say what is wrong and what to do. */
  constructor(code: ProblemCode, detail: string, extra: Extra = {}) {
    super(detail, { cause: extra.cause });
    this.name = "Refusal";
    this.code = code;
    this.extra = extra;
  }
}

export function invalidInput(errors: readonly FieldError[]): Refusal {
  const [first, ...others] = errors.map(({ path, message }) =>
    path === "" ? message : `${path} ${message}`,
  );
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return new Refusal("invalid_input", `${first ?? "The request is not right"}${more}.`, { errors });
}

/** Also for what exists in another workspace: to the caller there is no difference. */
export function notFound(
  what: "contact" | "activity" | "page" | "user" | "calendar" | "rule",
  path?: string,
): Refusal {
  const detail = `There is no such ${what}.`;
  return new Refusal(
    "not_found",
    detail,
    path === undefined ? {} : { errors: [{ path, message: "does not exist" }] },
  );
}

export function problemResponse(refusal: Refusal, requestId: string): Response {
  const { code, extra, message } = refusal;
  const body: Problem = {
    type: `/api/docs#problem-${code}`,
    title: TITLES[code],
    status: PROBLEM_STATUS[code],
    code,
    detail: message,
    requestId,
    ...(extra.errors === undefined ? {} : { errors: [...extra.errors] }),
    ...(extra.contactId === undefined ? {} : { contactId: extra.contactId }),
    ...(extra.contactName === undefined ? {} : { contactName: extra.contactName }),
  };
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { "content-type": "application/problem+json", ...extra.headers },
  });
}
