/** Checks what came in against the contract and says in plain words what is wrong with it. */
import type { z } from "zod";
import { invalidInput } from "./problem.ts";
import type { FieldError } from "./problem.ts";
import { storableText } from "./json-body.ts";

/** A caller who got this many things wrong has enough to read. */
const MAX_ERRORS = 20;

/** @throws Refusal with the path and message of each error. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value, { error: plainMessage });
  if (result.success) return result.data;
  throw invalidInput(
    result.error.issues
      .slice(0, MAX_ERRORS)
      .map(({ path, message }): FieldError => ({ path: path.join("."), message })),
  );
}

/** An empty value counts as left out: forms send `?stage=` when nothing is chosen. */
export function queryValues(queries: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, [value = "", ...others]] of Object.entries(queries)) {
    if (others.length > 0) throw invalidInput([{ path: name, message: "is given more than once" }]);
    if (value !== "" && name !== "__proto__") values[name] = storableText(value);
  }
  return values;
}

/** Sentences that continue the path: `emails.0 is too long (at most 320 characters)`. */
function plainMessage(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${withArticle(issue.expected)}`;
    case "invalid_value":
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "too_small":
      if (issue.minimum === 1 && issue.origin === "string") return "is empty";
      return `${tooSmall(issue.origin)} (at least ${issue.minimum}${unitOf(issue.origin)})`;
    case "too_big":
      return `${issue.origin === "string" ? "is too long" : "is too many or too much"} (at most ${issue.maximum}${unitOf(issue.origin)})`;
    case "invalid_format":
      return issue.format === "datetime"
        ? "must be an ISO 8601 time with offset, like 2026-11-22T16:54:46+01:00"
        : undefined;
    case "invalid_union":
      return issue.discriminator === undefined ? undefined : "is none of the known kinds";
    case "custom":
    case "invalid_element":
    case "invalid_key":
    case "not_multiple_of":
    case "unrecognized_keys":
      return undefined;
  }
}

function tooSmall(origin: string): string {
  return origin === "number" || origin === "int" ? "is too small" : "is too short";
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}

function withArticle(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}
