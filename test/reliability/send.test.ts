/** R13: Gmail accepts a mail and the answer does not arrive. A hundred rounds: each mail goes once, and is one activity. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { FaultRule } from "../../dev/google/faults/fault-rule.ts";
import { seededDice } from "../../dev/google/seed/seeded-dice.ts";
import { LEA, startOutboxScene } from "../outbox/outbox-scene.ts";
import type { OutboxScene } from "../outbox/outbox-scene.ts";
import type { Through } from "../sync/gated.ts";
import { SUITE_TIMEOUT_MS, sized } from "./size.ts";

const ROUNDS = sized(100, 1_000);

/** The first ones after Gmail accepted the mail, the others without. */
const FAULTS: readonly FaultRule["fault"][] = [
  { kind: "lost-answer" },
  { kind: "hang", done: true },
  { kind: "cut" },
  { kind: "cut", breaks: true },
  { kind: "empty", done: true },
  { kind: "html", status: 502, done: true },
  { kind: "html", status: 200, done: true },
  { kind: "error", error: "backendError", done: true },
  { kind: "error", error: "badGateway", done: true },
  { kind: "reset" },
  { kind: "hang" },
  { kind: "error", error: "unavailable" },
  { kind: "error", error: "rateLimit", retryAfterMs: 30_000 },
];

let scene: OutboxScene;
beforeAll(async () => {
  scene = await startOutboxScene();
  scene.waitForAnswers(250);
});
afterAll(async () => {
  await scene.close();
});

class Killed extends Error {}

test(
  "each mail goes once and is one activity, whatever became of the answers",
  async () => {
    const random = seededDice(13);
    const pick = <Item>(list: readonly Item[]) => list[Math.floor(random() * list.length)];
    for (let round = 0; round < ROUNDS; round++) {
      scene.google.gmailPolicy.set({
        keepsMessageIds: round % 2 === 0,
        searchLagMs: random() < 0.3 ? 45_000 : 0,
      });
      const fault = pick(FAULTS);
      const method = "gmail.messages.send";
      if (fault !== undefined)
        scene.google.faults.add({ method, fault, times: 1 + Math.floor(random() * 2) });
      // Looking for it does not always work either.
      if (random() < 0.3)
        scene.google.faults.add({
          method: "gmail.messages.*",
          probability: 0.2,
          times: 4,
          fault: { kind: "error", error: "backendError" },
        });
      const asked = await scene.ask({ subject: `Round ${round}` });
      if (random() < 0.3) await scene.work(killedAt(1 + Math.floor(random() * 12))).catch(expectKilled);
      else await scene.work();
      // The sync may meet it before anybody knows.
      if (random() < 0.3) await scene.sync();
      await scene.settle();
      scene.google.faults.clear();
      const { status } = await scene.read(asked.id);
      expect({ round, fault, status, sent: scene.sent(`Round ${round}`).length }).toEqual({
        ...{ round, fault, sent: 1 },
        status: "SENT",
      });
    }
    await scene.sync();
    const found = await scene.rows(
      `select a.subject, count(*)::int as activities, bool_and(a.delivery is null) as confirmed,
         (select count(*)::int from ledger_entry l where l.activity_id = min(a.id::text)::uuid) as messages
       from activity a where a.type = 'EMAIL' group by a.subject`,
    );
    expect(found).toHaveLength(ROUNDS);
    expect(
      found.filter(
        ({ activities, confirmed, messages }) => activities !== 1 || confirmed !== true || messages !== 1,
      ),
    ).toEqual([]);
    const [lea] = await scene.rows("select engagement_score as score from contact where name = $1", [
      "Lea Kunde",
    ]);
    expect(lea).toEqual({ score: ROUNDS });
    expect(
      scene.google.postOffice.accepted("nora@northwind.example").map(({ recipients }) => recipients),
    ).toEqual(Array.from({ length: ROUNDS }, () => [LEA]));
  },
  SUITE_TIMEOUT_MS,
);

/** The worker's call number so many takes place, or not, and the worker hears nothing of it. */
function killedAt(at: number): Through {
  let calls = 0;
  return async (call) => {
    calls += 1;
    if (calls > at) throw new Killed();
    if (calls < at) return await call();
    if (at % 2 === 0) await call().catch(() => undefined);
    throw new Killed();
  };
}

function expectKilled(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}
