/** Plays one schedule to its quiet end. */
import { findWrong } from "./check-world.ts";
import { createStage, perform } from "./mail-schedule.ts";
import type { Schedule } from "./mail-schedule.ts";
import { ENGINE, SyncWorld } from "./sync-world.ts";
import type { Subject } from "./sync-world.ts";

/** What is wrong at the end; undefined: nothing. */
export async function runSchedule(
  schedule: Schedule,
  subject: Subject = ENGINE,
): Promise<string | undefined> {
  const random = diceOf(schedule.seed);
  const world = new SyncWorld(random, subject);
  const stage = createStage(world, random);
  for (const event of schedule.before) await perform(stage, event);
  if (schedule.isSynced) while (await world.work());
  for (const event of schedule.events) await perform(stage, event);
  const logged = world.workspaces.map(({ activities }) => new Map(activities));
  const wrong = await findWrong(world);
  if (wrong !== undefined) return wrong;
  for (const [index, { activities }] of world.workspaces.entries())
    for (const [key, activity] of logged[index] ?? [])
      if (!stage.isReshaped && !stage.moved.has(activity.subject) && activities.get(key) !== activity)
        return `was gone for a while: ${activity.subject}`;
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
