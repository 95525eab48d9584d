/** R2: the worker dies at each of its calls in turn, before it was made or before its answer came; the next one goes on. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startOutboxScene } from "./outbox-scene.ts";
import type { OutboxScene } from "./outbox-scene.ts";
import type { EmailCreate } from "../../contract/emails.ts";
import type { Through } from "../sync/gated.ts";

let scene: OutboxScene;
beforeAll(async () => {
  scene = await startOutboxScene();
});
afterAll(async () => {
  await scene.close();
});

class Killed extends Error {}

/** Each is played once for each call there is. */
const SCENARIOS: Readonly<
  Record<string, { readonly email: () => Partial<EmailCreate>; readonly isLost?: true }>
> = {
  "a mail": { email: () => ({}) },
  "a mail whose answer was lost": { email: () => ({}), isLost: true },
  "a mail that goes later": {
    email: () => ({ sendAt: new Date(scene.now().getTime() + 3_600_000).toISOString() }),
  },
};

describe.each(Object.entries(SCENARIOS))("%s", (name, { email, isLost }) => {
  async function play(killAt: number, isHeard: boolean) {
    const subject = `${name}, ${killAt}, ${String(isHeard)}`;
    scene.google.gmailPolicy.set({ keepsMessageIds: killAt % 2 === 0 });
    scene.google.faults.clear();
    if (isLost)
      scene.google.faults.add({ method: "gmail.messages.send", fault: { kind: "lost-answer" }, times: 1 });
    const asked = await scene.ask({ ...email(), subject });
    scene.advance(4_000_000);
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
      while (await scene.work(through)) scene.advance(10_000);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
    await scene.settle();
    const { status, activityId } = await scene.read(asked.id);
    return { calls, subject, activityId, outcome: { status, sent: scene.sent(subject).length } };
  }

  test("goes once and is one activity wherever its worker dies", async () => {
    const whole = await play(Infinity, true);
    expect(whole.calls).toBeGreaterThan(4);
    const plays = [whole];
    for (let at = 1; at <= whole.calls; at++)
      for (const isHeard of [true, false]) plays.push(await play(at, isHeard));
    for (const { subject, outcome } of plays)
      expect({ subject, ...outcome }).toEqual({ subject, status: "SENT", sent: 1 });
    await scene.sync();
    for (const { subject, activityId } of plays)
      expect(await activitiesOf(subject)).toEqual([{ subject, id: activityId, delivery: null, messages: 1 }]);
  });
});

async function activitiesOf(subject: string) {
  return await scene.rows(
    `select a.subject, a.id, a.delivery, (select count(*)::int from ledger_entry l where l.activity_id = a.id) as messages
     from activity a where a.subject = $1`,
    [subject],
  );
}
