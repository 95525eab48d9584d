/** Reads what a form of our pages sends. */
import { readBytes } from "./json-body.ts";
import { Refusal } from "./problem.ts";

const MAX_BYTES = 64 * 1024;

export function isForm(request: Request): boolean {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  return type.trim().toLowerCase() === "application/x-www-form-urlencoded";
}

/** @throws Refusal for what is no form, or too much of one. */
export async function readForm(request: Request, maxBytes = MAX_BYTES): Promise<URLSearchParams> {
  if (!isForm(request)) {
    throw new Refusal("unsupported_media_type", "Send the form as application/x-www-form-urlencoded.");
  }
  return new URLSearchParams(new TextDecoder().decode(await readBytes(request, maxBytes)));
}
