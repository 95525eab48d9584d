/** What a log may say of an error: never the message of a library, which may quote the data it choked on. */
const OWN_WORDS = new Set([
  "Error",
  "TypeError",
  "RangeError",
  "ReferenceError",
  "KeysUnavailable",
  "GoogleCallFailed",
]);
/** Names of things, not their values. */
const SAFE_FIELDS = ["code", "constraint", "table", "column", "routine", "syscall"] as const;

export function safeError(error: unknown): Record<string, unknown> {
  if (!isError(error)) return { type: typeof error };
  const safe: Record<string, unknown> = { type: error.name };
  for (const field of SAFE_FIELDS) {
    const value: unknown = Reflect.get(error, field);
    if (typeof value === "string") safe[field] = value;
  }
  if (OWN_WORDS.has(error.name) && !("code" in error)) safe["message"] = error.message;
  // The first lines of a stack repeat the message.
  safe["stack"] = (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
  if (error.cause !== undefined) safe["cause"] = safeError(error.cause);
  return safe;
}

/** Also for errors of another realm, which are no `instanceof Error` here. */
function isError(value: unknown): value is Error {
  return Object.prototype.toString.call(value) === "[object Error]";
}
