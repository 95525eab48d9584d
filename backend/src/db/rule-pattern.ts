/** Whether a rule's pattern is about an address, in SQL; `crm/rules.ts` says the same. */
import { parseEmailAddress } from "../crm/email-address.ts";
import { sql } from "./sql.ts";
import type { Sql } from "./sql.ts";

/** The address itself; or, for a domain, an address of it or of one below it. */
export function matches(address: Sql, pattern: string): Sql {
  if (parseEmailAddress(pattern) !== undefined) return sql`${address} = ${pattern}`;
  const end = sql`right(${address}, ${pattern.length + 1}::int)`;
  return sql`(${end} = ${`@${pattern}`} or ${end} = ${`.${pattern}`})`;
}
