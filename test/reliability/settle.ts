/** Lets everything come to rest: faults stop, whatever waits for its time is due now, and all is synced once more. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ReliabilityWorld } from "./world.ts";

export interface SettleOptions {
  /** Also against Google's own list, as once a day. */
  readonly check?: boolean;
  readonly timeoutMs?: number;
}

/** Rejects, saying what is still open, when it takes too long or a mailbox would never be synced again. */
export async function settle(world: ReliabilityWorld, options: SettleOptions = {}): Promise<void> {
  const { check = false, timeoutMs = 20_000 } = options;
  world.google.faults.clear();
  expectNothing("stuck", await findStuck(world));
  const since = world.clock.date();
  if (check) await world.rows("update mail_sync set last_checked_at = null");
  await world.rows(
    "update mail_sync set due_at = $1 where enabled and (due_at > $1 or due_at is null) and throttled_until is null",
    since,
  );
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const open = await findOpen(world, since);
    if (open.length === 0) break;
    if (Date.now() > deadline) expectNothing("not at rest", open);
    await hurry(world);
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

/** What waits for a later time need not, unless Google named it. */
async function hurry(world: ReliabilityWorld): Promise<void> {
  await world.rows(
    `with hurried as (
       update mail_sync s set due_at = $1
       where due_at > $1 and (throttled_until is null or throttled_until < $1)
         and (failures > 0 or last_synced_at is null or last_synced_at < $1 - interval '1 minute'
           or exists (select from ledger_entry l where l.user_id = s.user_id and l.decision = 'waiting')
           or exists (select from mail_search m where m.user_id = s.user_id))
       returning 1
     )
     select pg_notify('rapport_due', '') from hurried limit 1`,
    world.clock.date(),
  );
}

async function findOpen(world: ReliabilityWorld, since: Date): Promise<readonly object[]> {
  return await world.rows(
    `select s.user_id, s.due_at, s.lease_until, s.last_synced_at, s.failures, s.error_code, s.cursor ->> 'phase' as phase,
       (select count(*)::int from ledger_entry l where l.user_id = s.user_id and l.decision = 'waiting') as waiting
     from mail_sync s
     join google_account g using (workspace_id, user_id)
     where s.enabled and g.status = 'connected' and (
       s.lease_until is not null or s.last_synced_at is null or s.last_synced_at < $1
       or s.last_checked_at is null or s.cursor ->> 'phase' <> 'incremental'
       or exists (select from ledger_entry l where l.user_id = s.user_id and l.decision = 'waiting')
       or exists (select from mail_search m where m.user_id = s.user_id))`,
    since,
  );
}

/** Neither due nor taken, or not before a time that is too far off: nobody would ever look at it again. */
async function findStuck(world: ReliabilityWorld): Promise<readonly object[]> {
  return await world.rows(
    `select s.user_id, s.due_at, s.lease_until, s.throttled_until, s.error_code
     from mail_sync s
     join google_account g using (workspace_id, user_id)
     where s.enabled and g.status = 'connected' and (
       s.due_at is null and s.lease_until is null
       or s.due_at > $1::timestamptz + interval '2 hours' or s.lease_until > $1::timestamptz + interval '5 minutes')`,
    world.clock.date(),
  );
}

function expectNothing(what: string, found: readonly object[]): void {
  if (found.length > 0) throw new Error(`${what}: ${JSON.stringify(found, undefined, 1)}`);
}
