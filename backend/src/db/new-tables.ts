/**
 * Statistics for tables that have just begun to fill. PostgreSQL looks for such tables once a minute; until then the
 * plans made for an empty table read all of it for every look-up, and the first sync of a new installation is what fills
 * it. https://www.postgresql.org/docs/18/routine-vacuuming.html#VACUUM-FOR-STATISTICS
 */
import type { Database } from "./connect.ts";
import { query, sql } from "./sql.ts";

const ENOUGH_ROWS = 200;

/** Does nothing but one look once every table was analyzed. Gives which ones were now. */
export async function analyzeNewTables({ pool }: Pick<Database, "pool">): Promise<readonly string[]> {
  const tables = await query<{ name: string; identifier: string }>(
    pool,
    sql`
      select relname as name, format('%I.%I', schemaname, relname) as identifier
      from pg_stat_user_tables
      where last_analyze is null and last_autoanalyze is null and n_mod_since_analyze >= ${ENOUGH_ROWS}::int
        and schemaname = current_schema()
      order by relname`,
  );
  for (const { identifier } of tables) await pool.query(`analyze ${identifier}`);
  return tables.map(({ name }) => name);
}
