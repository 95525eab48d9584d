/**
 * Tables that grow from nothing within seconds, as in the first sync of a new installation, look empty to the planner until
 * autovacuum comes by: a minute in which its plans read a whole mailbox for each message. So whoever writes much asks for
 * statistics himself, a few times, where there are none to speak of.
 */
import type pg from "pg";
import { query, sql } from "./sql.ts";

const TABLES = ["ledger_entry", "activity", "activity_contact", "participant", "contact"];
/** Rows written by this process after which to look for the first time; then whenever they have doubled. */
const LOOK_AFTER = 300;
/** A table with fewer rows than this share of what was written may well have been counted while it was empty. */
const SHARE = 0.05;

/** To be told of every so many rows written, outside of transactions. */
export function keepStatistics(pool: pg.Pool): (rows: number) => Promise<void> {
  let written = 0;
  let lookAt = LOOK_AFTER;
  return async (rows) => {
    written += rows;
    if (written < lookAt) return;
    lookAt = 2 * written;
    const unknown = await query<{ name: string }>(
      pool,
      sql`
        select relname as name from pg_class
        where oid = any(array(select to_regclass(name) from unnest(${TABLES}::text[]) as name))
          and reltuples < ${Math.round(written * SHARE)}`,
    );
    // Somebody else may be at it; and it is the owner's to do.
    if (unknown.length > 0)
      await pool.query(`analyze (skip_locked) ${unknown.map(({ name }) => name).join(", ")}`);
  };
}
