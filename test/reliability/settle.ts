/** Lets everything come to rest: faults stop, whatever waits for its time is due now, and all is synced once more. */
import { setTimeout as sleep } from "node:timers/promises";
import { sized } from "./size.ts";
import type { ReliabilityWorld } from "./world.ts";

export interface SettleOptions {
  /** Also against Google's own list, as once a day. */
  readonly check?: boolean;
  readonly timeoutMs?: number;
}

/** Rejects, saying what is still open, when it takes too long or a mailbox or calendar would never be synced again. */
export async function settle(world: ReliabilityWorld, options: SettleOptions = {}): Promise<void> {
  const { check = false, timeoutMs = sized(20_000, 600_000) } = options;
  world.google.faults.clear();
  expectNothing("stuck", await findStuck(world));
  const since = world.clock.date();
  if (check) await world.rows("update mail_sync set last_checked_at = null");
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const open = await findOpen(world, since);
    if (open.length === 0) break;
    if (Date.now() > deadline) expectNothing("not at rest", open);
    await makeDue(world, since);
    await sleep(30);
  }
  expectNothing("stuck", await findStuck(world));
}

/** Polls; for what comes about by itself. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`this never came about: ${what}`);
    await sleep(10);
  }
}

/** What was not synced since, has to be checked, or waits for another attempt; but not before a time that Google named. */
async function makeDue(world: ReliabilityWorld, since: Date): Promise<void> {
  const hurried = (table: string, condition = "false") => `
    update ${table} set due_at = $1
    where due_at > $1 and (throttled_until is null or throttled_until < $1)
      and (last_synced_at is null or last_synced_at < $2 or failures > 0 or due_at < $1 + interval '5 minutes' or ${condition})
    returning 1`;
  // A worker that had the mailbox when its check was asked for does not know of it.
  const mails = hurried("mail_sync", "last_checked_at is null");
  await world.rows(
    `with mails as (${mails}), calendars as (${hurried("calendar_sync")}), lists as (
       update google_account set calendars_due_at = $1 where calendars_due_at > $1 and calendars_due_at < $1 + interval '1 hour'
       returning 1
     )
     select pg_notify('rapport_due', '')
     from (select from mails union all select from calendars union all select from lists limit 1) hurried`,
    world.clock.date(),
    since,
  );
}

/** The two kinds of jobs, as far as they are to be done. */
const JOBS = `(
  select user_id, 'mail' as what, due_at, lease_until, last_synced_at, throttled_until, failures, error_code, cursor,
    last_checked_at, last_checked_at is null or cursor ->> 'phase' <> 'incremental'
      or exists (select from ledger_entry l where l.user_id = s.user_id and l.decision = 'waiting')
      or exists (select from mail_search m where m.user_id = s.user_id) as has_more
  from mail_sync s join google_account g using (workspace_id, user_id)
  where s.enabled and g.status = 'connected'
  union all
  select user_id, calendar_id, due_at, lease_until, last_synced_at, throttled_until, failures, error_code, cursor,
    null, exists (
      select from event_ledger_entry l
      where l.user_id = s.user_id and l.calendar_id = s.calendar_id and l.decision = 'waiting' and not l.is_series)
  from calendar_sync s join google_account g using (workspace_id, user_id)
  where s.enabled and g.calendar_enabled and g.status = 'connected'
)`;

async function findOpen(world: ReliabilityWorld, since: Date): Promise<readonly object[]> {
  const jobs = await world.rows(
    `select * from ${JOBS} job
     where lease_until is not null or last_synced_at is null or last_synced_at < $1 or has_more`,
    since,
  );
  const lists = await world.rows(
    `select user_id, calendars_due_at, calendars_lease_until from google_account
     where calendar_enabled and status = 'connected' and (calendars_lease_until is not null or calendars_due_at <= $1)`,
    world.clock.date(),
  );
  return [...jobs, ...lists];
}

/** Neither due nor taken, or not before a time that is too far off: nobody would ever look at it again. */
async function findStuck(world: ReliabilityWorld): Promise<readonly object[]> {
  return await world.rows(
    `select * from ${JOBS} job
     where due_at is null and lease_until is null
       or due_at > $1::timestamptz + interval '2 hours' or lease_until > $1::timestamptz + interval '5 minutes'`,
    world.clock.date(),
  );
}

function expectNothing(what: string, found: readonly object[]): void {
  if (found.length > 0) throw new Error(`${what}: ${JSON.stringify(found, undefined, 1)}`);
}
