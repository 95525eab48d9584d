import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createMailScene, logged } from "./mail-sync-scene.ts";
import type { MailScene, Team } from "./mail-sync-scene.ts";
import { activityId, contactId, NOON, toAddress } from "./scene.ts";

let scene: MailScene;
let rep: Team["rep"];
let lead: Team["lead"];
let score: Team["score"];
let timeline: Team["timeline"];
let decisions: Team["decisions"];
let colleague: Team["colleague"];
let activityCount: Team["activityCount"];
let changeAddresses: Team["changeAddresses"];
let setBackfill: Team["setBackfill"];

beforeAll(async () => {
  scene = await createMailScene();
});
afterAll(async () => {
  await scene.drop();
});
beforeEach(async () => {
  ({ rep, lead, score, timeline, decisions, colleague, activityCount, changeAddresses, setBackfill } =
    await scene.newTeam());
});

const STRANGER = "stranger@elsewhere.example";

describe("the thread of a contact", () => {
  const reply = logged({ id: "reply", threadId: "t", at: -1, from: STRANGER });
  const first = logged({ id: "first", threadId: "t", at: -2 });

  test("takes in replies of unknown people, in whatever order they are read", async () => {
    await rep.apply({ decided: [reply] });
    expect(await decisions()).toEqual({ reply: "skipped no_contact" });
    const after = await rep.apply({ decided: [first] });
    expect(after.hasWaiting).toBe(true);
    expect(await scene.mails.listWaiting(rep, 10)).toEqual([
      { id: "reply", threadId: "t", reason: "thread" },
    ]);
    await rep.apply({ decided: [reply] });
    expect(await decisions()).toEqual({ first: "logged contact_on_it", reply: "logged thread" });
    expect(await score()).toBe(2);
    expect((await timeline()).map(({ contacts }) => contacts[0]?.role)).toEqual([null, "from"]);
  });

  test("takes them in within one commit and after an earlier one", async () => {
    await rep.apply({ decided: [reply, first] });
    expect(await score()).toBe(2);
    await rep.apply({ decided: [logged({ id: "more", threadId: "t", at: -0.5, from: STRANGER })] });
    expect(await score()).toBe(3);
  });

  test("ends with what came before, with internal mail and where somebody else is on it", async () => {
    const other = await scene.createContact(rep, { name: "Other", emails: ["other@customer.example"] });
    await rep.apply({
      decided: [
        first,
        logged({ id: "before", threadId: "t", at: -3, from: STRANGER }),
        logged({ id: "internal", threadId: "t", from: STRANGER, mayInherit: false }),
        logged({ id: "theirs", threadId: "t", from: "other@customer.example" }),
      ],
    });
    expect(await decisions()).toEqual({
      first: "logged contact_on_it",
      before: "skipped no_contact",
      internal: "skipped no_contact",
      theirs: "logged contact_on_it",
    });
    expect([await score(), await score(other)]).toEqual([1, 1]);
  });

  test("is each mailbox's own", async () => {
    const other = await colleague();
    await rep.apply({ decided: [first] });
    await other.apply({ decided: [{ ...reply, id: "elsewhere" }] });
    expect(await decisions(other)).toEqual({ elsewhere: "skipped no_contact" });
  });

  test("lets go of them when the mail they follow goes", async () => {
    await rep.apply({ decided: [first, reply] });
    await rep.apply({ deleted: [{ id: "first", threadId: "t" }] });
    expect(await decisions()).toEqual({ first: "skipped deleted", reply: "skipped no_contact" });
    expect([await score(), await activityCount()]).toEqual([0, 0]);
  });

  test("keeps them while another mail of the contact is before them", async () => {
    await rep.apply({ decided: [first, logged({ id: "second", threadId: "t", at: -1.5 }), reply] });
    await rep.apply({ deleted: [{ id: "first", threadId: "t" }] });
    expect(await score()).toBe(2);
    const [latest] = await timeline();
    await scene.stores.activities.undo(rep, activityId(latest?.id ?? ""), NOON);
    expect(await decisions()).toMatchObject({ second: "logged contact_on_it", reply: "skipped undone" });
  });

  test("has them read again when a contact turns up on it", async () => {
    await rep.apply({
      decided: [logged({ id: "x", threadId: "t", at: -3, from: "late@customer.example" }), reply],
    });
    expect(await decisions()).toEqual({ x: "skipped no_contact", reply: "skipped no_contact" });
    await rep.apply({ decided: [logged({ id: "y", threadId: "t", at: -2, to: ["late@customer.example"] })] });
    expect(await decisions()).toMatchObject({ y: "logged contact_on_it", reply: "waiting thread" });
    await rep.apply({ decided: [reply] });
    // Another contact now is on the one logged before; the reply is his as well from then on, once it is read.
    await scene.createContact(rep, { name: "Late", emails: ["late@customer.example"] });
    expect((await timeline())[1]?.contacts.map(({ name }) => name)).toEqual(["Late", "Lena Lead"]);
  });
});

describe("changing contacts", () => {
  const first = logged({ id: "first", threadId: "t", at: -2 });
  const reply = logged({ id: "reply", threadId: "t", at: -1, from: STRANGER });

  test("takes activities from an address that goes, but what somebody touched", async () => {
    await rep.apply({ decided: [first, reply, logged({ id: "b", at: -4 })] });
    const noted = (await timeline()).find(({ gmail }) => gmail?.messageId === "b");
    await scene.stores.activities.update(rep, activityId(noted?.id ?? ""), { note: "Important" }, NOON);
    await changeAddresses(lead, ["new@customer.example"]);
    expect(await decisions()).toEqual({
      first: "skipped no_contact",
      reply: "skipped no_contact",
      b: "logged contact_on_it",
    });
    expect([await score(), await activityCount()]).toEqual([0, 1]);
  });

  test("leaves a reply to whoever else is on an earlier mail", async () => {
    const boss = await scene.createContact(rep, { name: "Boss", emails: ["boss@customer.example"] });
    const both = logged({ id: "both", threadId: "t", at: -2, to: ["boss@customer.example"] });
    await rep.apply({ decided: [both, reply] });
    expect([await score(), await score(boss)]).toEqual([2, 2]);
    await changeAddresses(lead, []);
    expect([await score(), await score(boss)]).toEqual([0, 2]);
  });

  test("gives a reply to its writer once he is a contact", async () => {
    await rep.apply({ decided: [first, reply] });
    const writer = await scene.createContact(rep, { name: "Writer", emails: [STRANGER] });
    expect([await score(), await score(writer)]).toEqual([1, 1]);
    await changeAddresses(writer, []);
    expect(await decisions()).toEqual({ first: "logged contact_on_it", reply: "waiting thread" });
    await rep.apply({ decided: [reply] });
    expect([await score(), await score(writer)]).toEqual([2, 0]);
  });

  test("and deleting one leaves the ledger complete", async () => {
    await rep.apply({ decided: [first, reply] });
    await scene.stores.contacts.remove(rep, contactId(lead));
    expect(await decisions()).toEqual({ first: "skipped no_contact", reply: "skipped no_contact" });
    expect(await activityCount()).toBe(0);
  });
});

describe("mails from before a contact was entered", () => {
  const earlier = logged({ id: "a", at: -1 });

  test("are not logged where nobody wants them", async () => {
    await setBackfill("none");
    await rep.apply({ decided: [earlier, logged({ id: "b", at: 0 })] });
    expect(await decisions()).toEqual({ a: "skipped backfill_none", b: "logged contact_on_it" });
    expect(await score()).toBe(1);
  });

  test("come without their text where only who and when is wanted", async () => {
    await setBackfill("headers");
    await rep.apply({ decided: [earlier] });
    expect(await timeline()).toMatchObject([{ bodyText: null, attachments: [] }]);
    await scene.createContact(rep, { name: "Other", emails: ["other@customer.example"] });
    await rep.apply({ decided: [logged({ id: "a", at: -1, to: ["other@customer.example"] })] });
    expect((await timeline())[0]?.bodyText).toMatch(/offer/);
  });

  test("count for whoever else is on them", async () => {
    await setBackfill("none");
    const other = await scene.createContact(rep, { name: "Other", emails: ["other@customer.example"] });
    await rep.apply({ decided: [logged({ id: "a", to: ["other@customer.example"] })] });
    expect([await score(), await score(other)]).toEqual([0, 1]);
  });
});

describe("people nobody entered", () => {
  const found = { address: toAddress(STRANGER), name: "Sam Stranger" };

  test("become leads of the rep, searched for in every mailbox, with all that is there of them", async () => {
    const other = await colleague();
    await rep.apply({
      decided: [
        logged({ id: "old", to: [STRANGER] }),
        logged({ id: "a", from: STRANGER, newContacts: [found] }),
      ],
    });
    const filter = { words: [], sort: "created", limit: 10, address: found.address } as const;
    const { items } = await scene.stores.contacts.list(rep.workspaceId, filter);
    expect(items).toMatchObject([
      { name: "Sam Stranger", kind: "lead", ownerId: rep.userId, engagementScore: 2 },
    ]);
    for (const mailbox of [rep, other])
      expect(await scene.mails.listSearches(mailbox, 10)).toContain(found.address);
    const audit = await scene.rows("select action from audit_event where workspace_id = $1", rep.workspaceId);
    expect(audit).toEqual([{ action: "contact.created_by_sync" }]);
  });

  test("are there once, whoever finds them", async () => {
    const reps = await Promise.all(["a", "b", "c", "d", "e", "f"].map(async (name) => await colleague(name)));
    await Promise.all(
      reps.map(async (one, n) => {
        await one.apply({ decided: [logged({ id: `${n}`, from: STRANGER, newContacts: [found, found] })] });
      }),
    );
    const contacts = await scene.rows<{ engagement_score: number }>(
      "select engagement_score from contact where workspace_id = $1 and name = 'Sam Stranger'",
      rep.workspaceId,
    );
    expect(contacts).toEqual([{ engagement_score: 6 }]);
  });
});
