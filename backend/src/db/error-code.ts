/** The code of a system or database error. Not by `instanceof`: test runners have an `Error` of their own. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
