/** Plays one schedule to its quiet end. */
import { findWrong } from "./check-world.ts";
import { addressOf, createStage, perform } from "./mail-schedule.ts";
import type { Schedule } from "./mail-schedule.ts";
import { ENGINE, SETTINGS, SyncWorld } from "./sync-world.ts";
import type { Subject } from "./sync-world.ts";

/** What is wrong at the end; undefined: nothing. */
export async function runSchedule(
  schedule: Schedule,
  subject: Subject = ENGINE,
): Promise<string | undefined> {
  const random = diceOf(schedule.seed);
  const known = schedule.known.map(({ workspace, addresses }) => ({
    workspace,
    addresses: addresses.map(addressOf),
  }));
  const world = await SyncWorld.create(random, subject, SETTINGS, known);
  const stage = createStage(world, random);
  for (const event of schedule.before) await perform(stage, event);
  if (schedule.isSynced) while (await world.work());
  for (const event of schedule.events) await perform(stage, event);
  const logged = await world.crm.report();
  const wrong = await findWrong(world);
  if (wrong !== undefined) return wrong;
  const { workspaces } = await world.crm.report();
  const kept = new Set(workspaces.flatMap(({ activities }) => activities.map(({ id }) => id)));
  for (const { id, subject: mail } of logged.workspaces.flatMap(({ activities }) => activities))
    if (!stage.isReshaped && !stage.moved.has(mail) && !kept.has(id)) return `was gone for a while: ${mail}`;
  return world.warnings.length > 0 ? `fault of our own: ${String(world.warnings[0])}` : undefined;
}

/** Mulberry32. */
export function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
