/** R2: the worker dies at each of its calls in turn, before it was made or before its answer came; the next one goes on. */
import { describe, expect, test } from "@jest/globals";
import { findWrong } from "./check-world.ts";
import { createStage, perform } from "./mail-schedule.ts";
import type { Event } from "./mail-schedule.ts";
import { diceOf } from "./run-schedule.ts";
import { SyncWorld } from "./sync-world.ts";
import type { Through } from "./gated.ts";

interface Scenario {
  /** Synced, before what is interrupted. */
  readonly before: readonly Event[];
  readonly then: readonly Event[];
}

const mail = (from: number, to: number[], thread = 0): Event => ({
  ...{ do: "deliver", from, to, thread, ageMinutes: 0, isBulk: false, isUnindexed: false },
});
const enter = (address: number, workspace = 0): Event => ({ do: "enter", workspace, addresses: [address] });

/** Ann's and Bob's mailboxes hold mails of contacts, of their threads, of strangers, and some in the trash. */
const full: readonly Event[] = [
  enter(3),
  enter(4, 1),
  ...[mail(3, [0, 1]), mail(0, [3]), mail(6, [0]), mail(5, [0, 1], 1), mail(3, [1], 1), mail(0, [1], 2)],
  ...[mail(4, [2], 2), mail(2, [4, 0], 2), mail(1, [4], 3), mail(3, [0], 3)],
  { do: "trash", which: 2 },
];
const news: readonly Event[] = [
  ...[mail(3, [0], 3), mail(0, [3, 4]), mail(6, [0, 1]), mail(5, [2], 1), mail(4, [0], 3)],
  { do: "trash", which: 0 },
  { do: "untrash", which: 2 },
  { do: "delete", which: 3 },
  { do: "spoof", which: 1 },
  { do: "draft", mailbox: 0, to: 3, saves: 2, end: "sent" },
];

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "a first sync": { before: [], then: full },
  "an incremental sync": { before: full, then: news },
  "a recovery": {
    before: full,
    then: [...news, ...[0, 1, 2].map((mailbox): Event => ({ do: "expire", mailbox, shortPages: 0 }))],
  },
  "a daily check": { before: full, then: [...news, { do: "tick", minutes: 1_500 }] },
  "a search for a new contact": { before: full, then: [enter(5), enter(6, 1), enter(6)] },
};

class Killed extends Error {}

describe.each(Object.entries(SCENARIOS))("%s", (_, { before, then }) => {
  async function play(killAt: number, isHeard: boolean) {
    const random = diceOf(7);
    const world = await SyncWorld.create(random);
    const stage = createStage(world, random);
    for (const event of before) await perform(stage, event);
    if (before.length > 0) await world.becomeQuiet();
    for (const event of then) await perform(stage, event);
    for (const { userId } of world.reps) await world.crm.makeDue(userId, world.now);
    let calls = 0;
    const through: Through = async (call) => {
      calls += 1;
      // The dead make no further calls.
      if (calls > killAt || (calls === killAt && !isHeard)) throw new Killed();
      const answer = await call();
      if (calls >= killAt) throw new Killed();
      return answer;
    };
    try {
      while (await world.work(through));
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    return { calls, wrong: await findWrong(world) };
  }

  test("comes to the same end wherever it is interrupted", async () => {
    const { calls, wrong } = await play(Infinity, true);
    expect(wrong).toBeUndefined();
    expect(calls).toBeGreaterThan(20);
    for (let at = 1; at <= calls; at++)
      for (const isHeard of [true, false])
        expect({ at, isHeard, wrong: (await play(at, isHeard)).wrong }).toEqual({
          at,
          isHeard,
          wrong: undefined,
        });
  });
});
