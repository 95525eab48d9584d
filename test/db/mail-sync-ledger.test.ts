import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createMailScene, logged, skipped } from "./mail-sync-scene.ts";
import type { MailScene, Team } from "./mail-sync-scene.ts";
import { activityId, contactId, hoursAfterNoon, newMail, NOON, toAddress } from "./scene.ts";

let scene: MailScene;
let rep: Team["rep"];
let lead: Team["lead"];
let score: Team["score"];
let timeline: Team["timeline"];
let decisions: Team["decisions"];
let colleague: Team["colleague"];
let activityCount: Team["activityCount"];

beforeAll(async () => {
  scene = await createMailScene();
});
afterAll(async () => {
  await scene.drop();
});
beforeEach(async () => {
  ({ rep, lead, score, timeline, decisions, colleague, activityCount } = await scene.newTeam());
});

const STRANGER = "stranger@elsewhere.example";

describe("a mail that goes", () => {
  const trash = (id: string) => ({
    hidden: [{ id, threadId: `thread of ${id}`, reason: "in_trash" as const }],
  });

  test("leaves what somebody noted, linked or logged himself", async () => {
    const other = await scene.createContact(rep, { name: "Other", emails: ["other@customer.example"] });
    await rep.apply({ decided: ["a", "b"].map((id, at) => logged({ id, at: -2 - at })) });
    await scene.log(rep, newMail({ mergeKey: "key of c", gmail: { messageId: "c", threadId: "t" } }));
    const [a, b] = (await timeline()).filter(({ gmail }) => gmail?.messageId !== "c");
    if (a === undefined || b === undefined) throw new Error("not logged");
    await scene.stores.activities.update(rep, activityId(a.id), { note: "Call back" }, NOON);
    const contactIds = [contactId(lead), contactId(other)];
    await scene.stores.activities.update(rep, activityId(b.id), { contactIds }, NOON);
    for (const id of ["a", "b", "c"]) await rep.apply(trash(id));
    expect(await timeline()).toHaveLength(3);
    expect(await decisions()).toEqual({
      a: "skipped in_trash",
      b: "skipped in_trash",
      c: "skipped in_trash",
    });
  });

  test("comes back when it is listed or its labels change", async () => {
    await rep.apply({ decided: [logged({ id: "a" }), logged({ id: "b" })] });
    await rep.apply(trash("a"));
    await rep.apply(trash("b"));
    expect(await score()).toBe(0);
    const list = { messages: [{ id: "a", threadId: "thread of a" }], readAll: true, listing: 1 };
    const messages = [{ id: "b", threadId: "thread of b" }];
    await rep.apply({ list, enqueue: { messages, reason: "history", force: true } });
    expect(await decisions()).toEqual({ a: "waiting list", b: "waiting history" });
    await rep.apply({ decided: [logged({ id: "a" }), logged({ id: "b" })] });
    expect(await score()).toBe(2);
  });

  test("unread or unknown just has its row", async () => {
    await rep.apply({
      enqueue: { messages: [{ id: "a", threadId: "t" }], reason: "search", force: false },
    });
    await rep.apply({ ...trash("a"), deleted: [{ id: "b", threadId: "t" }] });
    expect(await decisions()).toEqual({ a: "skipped in_trash", b: "skipped deleted" });
  });

  test("and is judged not to be logged any more loses its activity, unless somebody laid a hand on it", async () => {
    await rep.apply({ decided: [logged({ id: "a" }), logged({ id: "b", at: -2 })] });
    const noted = (await timeline()).find(({ gmail }) => gmail?.messageId === "b");
    await scene.stores.activities.update(rep, activityId(noted?.id ?? ""), { note: "Important" }, NOON);
    await rep.apply({ decided: [skipped("a", "never_rule"), skipped("b", "never_rule")] });
    expect(await decisions()).toEqual({ a: "skipped never_rule", b: "logged contact_on_it" });
    expect(await score()).toBe(1);
  });
});

describe("what is undone", () => {
  test("stays undone in every mailbox, also in those that bring it later", async () => {
    const other = await colleague();
    await rep.apply({ decided: [logged({ id: "a", mergeKey: "same" })] });
    const [mail] = await timeline();
    expect(await scene.stores.activities.undo(rep, activityId(mail?.id ?? ""), NOON)).toBe("undone");
    const enqueue = { messages: [{ id: "a", threadId: "t" }], reason: "search", force: true } as const;
    await rep.apply({ enqueue, decided: [logged({ id: "a", mergeKey: "same" })] });
    await rep.apply({ hidden: [{ id: "a", threadId: "t", reason: "in_trash" }] });
    await other.apply({ decided: [logged({ id: "z", mergeKey: "same" })] });
    expect(await decisions()).toEqual({ a: "skipped undone" });
    expect(await decisions(other)).toEqual({ z: "skipped undone" });
    expect(await activityCount()).toBe(0);
  });

  test("is logged again by hand, and then by the sync of others", async () => {
    const other = await colleague();
    await rep.apply({ decided: [logged({ id: "a", mergeKey: "same" })] });
    const [mail] = await timeline();
    await scene.stores.activities.undo(rep, activityId(mail?.id ?? ""), NOON);
    await scene.log(rep, newMail({ mergeKey: "same", gmail: { messageId: "a", threadId: "thread of a" } }));
    expect(await decisions()).toEqual({ a: "logged contact_on_it" });
    await other.apply({ decided: [logged({ id: "z", mergeKey: "same" })] });
    expect(await decisions(other)).toEqual({ z: "logged contact_on_it" });
    expect(await score()).toBe(1);
  });

  test("is up to the reps who have it in their mailbox, and to admins", async () => {
    const other = await colleague();
    const stranger = await colleague("stranger");
    await other.apply({ decided: [logged({ id: "z" })] });
    const [mail] = await timeline();
    const id = activityId(mail?.id ?? "");
    expect(await scene.stores.activities.undo(stranger, id, NOON)).toBe("forbidden");
    expect(await scene.stores.activities.undo(other, id, NOON)).toBe("undone");
  });
});

describe("logging by hand", () => {
  test("takes over what the sync skipped or has not read yet", async () => {
    const enqueue = { messages: [{ id: "a", threadId: "t" }], reason: "search", force: true } as const;
    await rep.apply({ enqueue, decided: [skipped("b", "internal")] });
    const link = { kind: "chosen", contactIds: [contactId(lead)] } as const;
    for (const id of ["a", "b"])
      await scene.log(rep, newMail({ link, gmail: { messageId: id, threadId: "t" } }));
    expect(await decisions()).toEqual({ a: "logged logged_by_hand", b: "logged logged_by_hand" });
    await rep.apply({ decided: [skipped("a", "internal")] });
    expect(await decisions()).toMatchObject({ a: "logged logged_by_hand" });
  });

  test("makes what the sync logged the rep's own", async () => {
    await rep.apply({ decided: [logged({ id: "a" })] });
    await scene.log(
      rep,
      newMail({ mergeKey: "key of a", gmail: { messageId: "a", threadId: "thread of a" } }),
    );
    await rep.apply({ deleted: [{ id: "a", threadId: "thread of a" }] });
    expect(await timeline()).toMatchObject([{ source: "sync", loggedBy: { id: rep.userId } }]);
  });

  test("brings an unknown replier's mails along", async () => {
    await rep.apply({ decided: [logged({ id: "reply", threadId: "t", from: STRANGER })] });
    expect(await decisions()).toEqual({ reply: "skipped no_contact" });
    await scene.log(
      rep,
      newMail({ occurredAt: hoursAfterNoon(-5), gmail: { messageId: "a", threadId: "t" } }),
    );
    expect(await decisions()).toMatchObject({ reply: "waiting thread" });
  });
});

describe("the ledger", () => {
  const refs = (...ids: string[]) => ids.map((id) => ({ id, threadId: `thread of ${id}` }));

  test("lets wait what is listed of known threads, and all where all is to be read", async () => {
    await rep.apply({
      decided: [logged({ id: "a", threadId: "t" })],
      enqueue: { messages: [{ id: "w", threadId: "u" }], reason: "search", force: false },
    });
    const messages = [...refs("x"), { id: "y", threadId: "t" }, { id: "z", threadId: "u" }];
    await rep.apply({ list: { messages: [...messages, ...messages], readAll: false, listing: null } });
    expect(await decisions()).toMatchObject({
      x: "skipped no_contact",
      y: "waiting list",
      z: "waiting list",
    });
    await rep.apply({ list: { messages: refs("x", "v"), readAll: true, listing: null } });
    expect(await decisions()).toMatchObject({ x: "skipped no_contact", v: "waiting list" });
  });

  test("knows what it knows, and gives what waits newest first", async () => {
    await rep.apply({ enqueue: { messages: refs("1", "3", "2"), reason: "search", force: false } });
    expect(await scene.mails.findKnown(rep, ["1", "9"])).toEqual(new Map([["1", { isUnread: false }]]));
    expect((await scene.mails.listWaiting(rep, 2)).map(({ id }) => id)).toEqual(["3", "2"]);
  });

  test("tells what was only listed from what was looked at", async () => {
    await rep.apply({ list: { messages: refs("1", "2"), readAll: false, listing: null } });
    const hidden = refs("3").map((message) => ({ ...message, reason: "in_spam" as const }));
    await rep.apply({ decided: [skipped("2", "no_contact")], hidden });
    expect(await scene.mails.findKnown(rep, ["1", "2", "3"])).toEqual(
      new Map([
        ["1", { isUnread: true }],
        ["2", { isUnread: false }],
        ["3", { isUnread: false }],
      ]),
    );
  });

  test("looks again at the mails of the last minutes once a search is done, as it may not know them yet", async () => {
    const now = { receivedAt: NOON };
    await rep.apply({
      decided: [
        skipped("old", "no_contact"),
        { ...skipped("new", "no_contact"), ...now },
        { ...skipped("us", "internal"), ...now },
      ],
    });
    await rep.apply({ searched: [toAddress(STRANGER)] });
    expect(await decisions()).toEqual({
      ...{ new: "waiting search", old: "skipped no_contact", us: "skipped internal" },
    });
  });

  test("takes up again what was skipped only when told to, and never what is logged", async () => {
    await rep.apply({ decided: [skipped("a", "no_contact"), logged({ id: "b" })] });
    await rep.apply({ enqueue: { messages: refs("a", "b"), reason: "search", force: false } });
    expect(await decisions()).toEqual({ a: "skipped no_contact", b: "logged contact_on_it" });
    const after = await rep.apply({ enqueue: { messages: refs("a", "b"), reason: "search", force: true } });
    expect(await decisions()).toEqual({ a: "waiting search", b: "logged contact_on_it" });
    expect(after.hasWaiting).toBe(true);
  });

  test("gives up a message after three attempts, and says why", async () => {
    const unreadable = refs("a").map((message) => ({ ...message, reason: "malformed" }));
    for (const expected of ["waiting retry", "waiting retry", "quarantined malformed"]) {
      const after = await rep.apply({ unreadable });
      expect(await decisions()).toEqual({ a: expected });
      expect(after.hasWaiting).toBe(expected === "waiting retry");
    }
    await rep.apply({ decided: [logged({ id: "a" })] });
    expect((await scene.ledger(rep)).get("a")).toMatchObject({ decision: "logged", attempts: 0 });
  });

  test("has a second look at what a listing did not name", async () => {
    const old = logged({ id: "old", at: -100 });
    await rep.apply({ decided: [logged({ id: "a" }), logged({ id: "b" }), old] });
    const list = { messages: refs("a", "new"), readAll: true, listing: 7 };
    const after = hoursAfterNoon(-50);
    const claimed = await rep.apply({ list, recheckUnlisted: { listing: 7, after }, checked: { at: NOON } });
    expect(claimed).toMatchObject({ hasWaiting: true, lastCheckedAt: NOON });
    const waiting = await scene.mails.listWaiting(rep, 10);
    expect(waiting.map(({ id, reason }) => `${id} ${reason}`)).toEqual(["new list", "b recheck"]);
    const [row] = await scene.rows(
      "select last_check_found, check_found from mail_sync where user_id = $1",
      rep.userId,
    );
    expect(row).toEqual({ last_check_found: 1, check_found: 0 });
    // While it waits it is there as before; a look that fails thrice leaves it so.
    expect(await score()).toBe(3);
    for (let n = 0; n < 3; n++)
      await rep.apply({ unreadable: [{ id: "b", threadId: "thread of b", reason: "x" }] });
    expect(await decisions()).toMatchObject({ b: "logged contact_on_it" });
  });
});
