/** Reads and checks the query parameters of the Gmail API, with its own wording of what is wrong. */
import { GoogleError } from "../google-error.ts";
import { invalidArgument } from "../google-errors.ts";
import type { MessageFormat } from "./message-resource.ts";

export function readFormat(parameters: URLSearchParams): MessageFormat {
  const given = (parameters.get("format") ?? "full").toLowerCase();
  const format = (["minimal", "full", "raw", "metadata"] as const).find((known) => known === given);
  if (format === undefined)
    throw invalidValue("format", "type.googleapis.com/gmail.v1.Format", parameters.get("format") ?? "");
  return format;
}

/** The default is 100 and Gmail gives at most 500 whatever is asked for. */
export function readMaxResults(parameters: URLSearchParams): number {
  const given = parameters.get("maxResults");
  if (given === null) return 100;
  if (!/^\d{1,10}$/.test(given) || Number(given) > 0xffff_ffff)
    throw invalidValue("max_results", "TYPE_UINT32", given);
  return Number(given) === 0 ? 100 : Math.min(Number(given), 500);
}

export function readFlag(parameters: URLSearchParams, name: string): boolean {
  const given = parameters.get(name);
  if (given === null || given === "false") return false;
  if (given === "true") return true;
  throw invalidValue(name, "TYPE_BOOL", given);
}

/** Message and thread ids are hexadecimal; anything else is refused before it is looked for. */
export function readId(id: string): string {
  if (/^[0-9a-f]{1,16}$/i.test(id)) return id.toLowerCase();
  throw invalidArgument("Invalid id value");
}

export function invalidValue(name: string, type: string, given: string): GoogleError {
  const message = `Invalid value at '${name}' (${type}), "${given.slice(0, 100)}"`;
  return new GoogleError(400, "invalid", message, {
    status: "INVALID_ARGUMENT",
    details: {
      "@type": "type.googleapis.com/google.rpc.BadRequest",
      fieldViolations: [{ field: name, description: message }],
    },
  });
}
