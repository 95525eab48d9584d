/** Turns what a function returned or threw into plain data, inside the realm: the host touches no object of the project. */
import type { RealmOutcome } from "../bridge-protocol.ts";
import { authorizationOf } from "./cards/authorization-exception.ts";
import { Card, printCard } from "./cards/card.ts";
import { printResponse } from "./cards/responses.ts";
import { exception } from "./exception.ts";
import { toText } from "./to-text.ts";

const { stringify } = JSON;

/** Google takes built cards, lists of them and built responses; anything else has no meaning to a host. */
export function returned(value: unknown): string {
  return stringify({ result: print(value) } satisfies RealmOutcome);
}

export function threw(error: unknown): string {
  try {
    return describe(error);
  } catch {
    // Its message or stack throws in turn.
    return '{"error":{"name":"Error","message":"Something was thrown that cannot be described.","stack":""}}';
  }
}

function describe(error: unknown): string {
  const isError = error instanceof Error;
  const authorization = authorizationOf(error);
  return stringify({
    error: {
      name: isError ? toText(error.name) : "Error",
      message: isError ? toText(error.message) : textOf(error),
      stack: isError ? toText(error.stack) : "",
      ...(authorization === undefined ? {} : { authorization }),
    },
  } satisfies RealmOutcome);
}

function print(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (Card.instance.accepts(value)) return [printCard(value)];
  if (Array.isArray(value) && value.every((item) => Card.instance.accepts(item))) return value.map(printCard);
  // An async handler: nobody will await it, so its failure must not surface elsewhere.
  if (value instanceof Promise) value.catch(() => undefined);
  const response = printResponse(value);
  if (response !== undefined) return response;
  throw exception(
    "The value returned from Apps Script has a type that cannot be used by the add-ons platform. " +
      "Also make sure to call build on any builder before returning it.",
  );
}

function textOf(value: unknown): string {
  return typeof value === "object" ? stringify(value) : toText(value);
}
