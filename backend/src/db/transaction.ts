/** Transactions: short, retried when the database asks for it, and in an order in which none waits in a circle. */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import type { WorkspaceId } from "../crm/ids.ts";
import { codeOf } from "./error-code.ts";
import { query, sql } from "./sql.ts";
import type { Queryable } from "./sql.ts";

/** Another transaction was quicker; seen again from the start, its work is there to be found. */
export class LostRace extends Error {}

export async function inTransaction<T>(pool: pg.Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await pool.connect();
    let broken = false;
    try {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      return result;
    } catch (error) {
      await client.query("rollback").catch(() => (broken = true));
      if (attempt === MAX_ATTEMPTS || !isWorthRetrying(error)) throw error;
    } finally {
      // A connection that could not even roll back is thrown away, not given to the next one.
      client.release(broken);
    }
    await sleep(Math.random() * 10 * 2 ** attempt);
  }
}

/**
 * `logging`: many at once. `reshaping`: alone in its workspace, for what changes who is matched by what (addresses,
 * links, deletions). So the contacts of a mail cannot change between finding them and linking them, and whoever only
 * logs takes its locks in one order: its mailbox, calendar or mail to be sent, contacts in the order of their ids,
 * activities, ledgers. Only what a calendar asks of colleagues' (`showAgain`) comes out of it: should that close a
 * circle, the database ends one of the two, which starts over.
 */
export async function inWorkspace<T>(
  pool: pg.Pool,
  workspaceId: WorkspaceId,
  purpose: "logging" | "reshaping",
  work: (tx: Queryable) => Promise<T>,
): Promise<T> {
  return await inTransaction(pool, async (tx) => {
    const key = sql`hashtextextended(${workspaceId}, 0)`;
    await query(
      tx,
      purpose === "logging"
        ? sql`select pg_advisory_xact_lock_shared(${key})`
        : sql`select pg_advisory_xact_lock(${key})`,
    );
    return await work(tx);
  });
}

const MAX_ATTEMPTS = 6;

function isWorthRetrying(error: unknown): boolean {
  // https://www.postgresql.org/docs/18/mvcc-serialization-failure-handling.html
  return error instanceof LostRace || ["40001", "40P01"].includes(codeOf(error) ?? "");
}
