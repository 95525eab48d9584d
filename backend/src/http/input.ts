/** Checks what came in against the contract and says in plain words what is wrong with it. */
import type { z } from "zod";
import { wrong, wrongByContract } from "../crm/field-problems.ts";
import type { Words } from "../crm/words.ts";
import { invalidInput } from "./problem.ts";
import { storableText } from "./json-body.ts";

/** A caller who got this many things wrong has enough to read. */
const MAX_ERRORS = 20;

/** @throws Refusal with the path and message of each error. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  // What is missing is told from what is of another type by what was given.
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw invalidInput(
    result.error.issues
      .slice(0, MAX_ERRORS)
      .map((issue) => ({ path: issue.path.join("."), message: wordsFor(issue) })),
  );
}

/** An empty value counts as left out: forms send `?stage=` when nothing is chosen. */
export function queryValues(queries: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, [value = "", ...others]] of Object.entries(queries)) {
    if (others.length > 0) throw invalidInput([{ path: name, message: wrong.givenTwice }]);
    if (value !== "" && name !== "__proto__") values[name] = storableText(value);
  }
  return values;
}

function wordsFor(issue: z.core.$ZodIssue): Words {
  const byContract = wrongByContract.get(issue.message);
  if (byContract !== undefined) return byContract;
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? wrong.isMissing : wrong.notType(issue.expected);
    case "invalid_value":
      return wrong.notOneOf(issue.values.map((value) => JSON.stringify(value)));
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "invalid_format":
      return issue.format === "datetime" ? wrong.noIsoTime : wrong.notRight(issue.message);
    case "invalid_union":
      return issue.discriminator === undefined ? wrong.notRight(issue.message) : wrong.ofNoKnownKind;
    case "custom":
    case "invalid_element":
    case "invalid_key":
    case "not_multiple_of":
    case "unrecognized_keys":
      return wrong.notRight(issue.message);
  }
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): Words {
  const least = String(minimum);
  if (origin === "string") return minimum === 1 ? wrong.isEmpty : wrong.textTooShort(least);
  return origin === "array" ? wrong.listTooShort(least) : wrong.numberTooSmall(least);
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): Words {
  const most = String(maximum);
  if (origin === "string") return wrong.textTooLong(most);
  return origin === "array" ? wrong.listTooLong(most) : wrong.numberTooLarge(most);
}
