/** A mail that is on a timeline only because an earlier one of its thread is, in the mailboxes of two reps. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createMailScene, logged } from "./mail-sync-scene.ts";
import type { MailScene } from "./mail-sync-scene.ts";

let scene: MailScene;
beforeAll(async () => {
  scene = await createMailScene();
});
afterAll(async () => {
  await scene.drop();
});

test("goes with the last mailbox whose thread speaks for it, though another has it too", async () => {
  const [nora, otto] = [await scene.connect("nora@team.example"), await scene.connect("otto@team.example")];
  await scene.createContact(nora, { emails: ["lead@customer.example"] });
  const offer = { from: "otto@team.example", to: ["lead@customer.example"], mergeKey: "offer", at: -2 };
  const answer = { from: "uli@elsewhere.example", to: ["otto@team.example"], mergeKey: "answer", at: -1 };
  for (const [mailbox, name] of [[nora, "n"] as const, [otto, "o"] as const]) {
    const threadId = `thread ${name}`;
    await mailbox.apply({
      decided: [
        logged({ ...offer, id: `offer ${name}`, threadId }),
        logged({ ...answer, id: `answer ${name}`, threadId }),
      ],
    });
  }
  const keys = async () =>
    (await scene.rows<{ key: string }>("select merge_key as key from activity order by 1")).map(
      ({ key }) => key,
    );
  expect(await keys()).toEqual(["answer", "offer"]);

  await nora.apply({ hidden: [{ id: "offer n", threadId: "thread n", reason: "in_spam" }] });
  expect(await keys()).toEqual(["answer", "offer"]);
  await otto.apply({ deleted: [{ id: "answer o", threadId: "thread o" }] });
  expect(await keys()).toEqual(["offer"]);
  expect((await scene.ledger(nora)).get("answer n")).toMatchObject({
    decision: "skipped",
    reason: "no_contact",
    activity_id: null,
  });
  const [contact] = await scene.rows<{ score: number }>("select engagement_score as score from contact");
  expect(contact?.score).toBe(1);
});
