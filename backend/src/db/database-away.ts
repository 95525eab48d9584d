/** Tells a database that is away or too busy from a statement that is wrong: the first passes, the second is our fault. */
import { codeOf } from "./error-code.ts";

/** The network; SQLSTATE classes 08 (connection), 53 (resources) and 57P (shutdown); timeouts; Prisma's own codes. */
const AWAY =
  /^(ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08\w{3}|53\w{3}|57P\d\d|57014|55P03|P1001|P1002|P1008|P1017|P2024)$/;
/** node-postgres gives these no code. */
const AWAY_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const code = codeOf(error);
  if (code !== undefined && AWAY.test(code)) return true;
  if ("message" in error && typeof error.message === "string" && AWAY_WORDS.test(error.message)) return true;
  if ("errors" in error && Array.isArray(error.errors) && error.errors.some(isDatabaseAway)) return true;
  return "cause" in error && isDatabaseAway(error.cause);
}
