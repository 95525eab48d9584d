/** Reads the JSON body of an API call, refusing as Google refuses. */
import type { z } from "zod";
import { GoogleError } from "../google-error.ts";

export function readJsonBody<T>(schema: z.ZodType<T>, body: Buffer): T {
  let json: unknown;
  try {
    json = body.length === 0 ? {} : JSON.parse(body.toString());
  } catch {
    throw new GoogleError(400, "parseError", "Parse Error", { status: "INVALID_ARGUMENT" });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new GoogleError(
    400,
    "invalid",
    `Invalid value at '${issue?.path.join(".") ?? ""}': ${issue?.message ?? "unreadable"}`,
    { status: "INVALID_ARGUMENT" },
  );
}
