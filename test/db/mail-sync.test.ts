import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import pg from "pg";
import type { ContactId } from "../../backend/src/crm/ids.ts";
import type { MailChange } from "../../backend/src/sync/ports.ts";
import type { Contact } from "../../contract/contacts.ts";
import { createMailScene, CURSOR, LEASE_MS, logged, skipped } from "./mail-sync-scene.ts";
import type { Mailbox, MailScene } from "./mail-sync-scene.ts";
import { activityId, contactId, hoursAfterNoon, newContact, newMail, NOON, toAddress } from "./scene.ts";

let scene: MailScene;
let rep: Mailbox;
let lead: Contact;
let teams = 0;

beforeAll(async () => {
  scene = await createMailScene();
});
afterAll(async () => {
  await scene.drop();
});
beforeEach(async () => {
  scene.now = NOON;
  rep = await scene.connect(`rep@mails${++teams}.example`);
  lead = await scene.createContact(rep, {});
});

const STRANGER = "stranger@elsewhere.example";

async function score(contact: Contact = lead): Promise<number | undefined> {
  return (await scene.stores.contacts.find(rep.workspaceId, contactId(contact)))?.engagementScore;
}

async function timeline(contact: Contact = lead) {
  const filter = { contactId: contactId(contact), limit: 100 };
  return (await scene.stores.activities.list(rep, filter, scene.now)).items;
}

/** The messages' rows, as `decision reason`. */
async function decisions(of: Mailbox = rep): Promise<Record<string, string>> {
  const rows = [...(await scene.ledger(of)).values()];
  return Object.fromEntries(rows.map((row) => [row.gmail_message_id, `${row.decision} ${row.reason}`]));
}

async function colleague(name = "colleague"): Promise<Mailbox> {
  return await scene.connect(`${name}@mails${teams}.example`);
}

async function setBackfill(backfill: string, contact: Contact = lead): Promise<void> {
  await scene.rows("update contact set backfill = $1::backfill where id = $2", backfill, contact.id);
}

async function changeAddresses(contact: Contact, emails: readonly string[]): Promise<void> {
  const { addresses } = newContact({ emails });
  await scene.stores.contacts.update(rep, contactId(contact), { addresses });
}

async function activityCount(): Promise<number> {
  const [row] = await scene.rows<{ count: number }>(
    "select count(*)::int from activity where workspace_id = $1",
    rep.workspaceId,
  );
  return row?.count ?? 0;
}

describe("a decided mail", () => {
  test("is an activity of the contacts on it, by the sync, with the rep's share level", async () => {
    await scene.rows("update mail_sync set share_level = 'subject' where user_id = $1", rep.userId);
    await rep.apply({ decided: [logged({ id: "a" }), skipped("b", "internal")] });
    expect(await timeline()).toMatchObject([
      { type: "EMAIL", source: "sync", loggedBy: null, visibility: "subject", gmail: { messageId: "a" } },
    ]);
    expect(await score()).toBe(1);
    expect((await scene.ledger(rep)).get("a")?.matched_address).toBe("lead@customer.example");
    expect(await decisions()).toEqual({ a: "logged contact_on_it", b: "skipped internal" });
  });

  test("that is committed again changes nothing", async () => {
    const decided = [logged({ id: "a" }), logged({ id: "b", at: -2 })];
    await rep.apply({ decided });
    const before = await timeline();
    await rep.apply({ decided });
    expect(await timeline()).toEqual(before);
    expect(await score()).toBe(2);
  });

  test("is no activity when its contact was deleted meanwhile, and one when it was created", async () => {
    await scene.stores.contacts.remove(rep, contactId(lead));
    await rep.apply({ decided: [logged({ id: "a" })] });
    expect(await decisions()).toEqual({ a: "skipped no_contact" });
    const late = await scene.createContact(rep, { emails: [STRANGER] });
    await rep.apply({ decided: [logged({ id: "b", from: STRANGER })] });
    expect(await score(late)).toBe(1);
  });

  test("that is twice in the mailbox is one activity with two rows", async () => {
    const twins = [
      logged({ id: "a", mergeKey: "same", bodyText: null }),
      logged({ id: "b", mergeKey: "same", bodyText: "words" }),
    ];
    await rep.apply({ decided: twins });
    expect(await timeline()).toMatchObject([{ bodyText: "words" }]);
    expect(await decisions()).toEqual({ a: "logged contact_on_it", b: "logged contact_on_it" });
  });

  test("of a clock that runs fast counts as of now", async () => {
    await rep.apply({ decided: [logged({ id: "a", at: 3 })] });
    expect(await timeline()).toMatchObject([{ occurredAt: NOON.toISOString() }]);
    expect((await scene.stores.contacts.find(rep.workspaceId, contactId(lead)))?.lastEngagementAt).toBe(
      NOON.toISOString(),
    );
  });

  test("costs six statements with claim and look-ups", async () => {
    const sent = jest.spyOn(pg.Client.prototype, "query");
    try {
      const claimed = await scene.mails.claim(NOON, LEASE_MS, rep);
      if (claimed === undefined) throw new Error("not claimed");
      const mail = logged({ id: "a" });
      await scene.mails.findKnown(claimed.account, [mail.id]);
      await scene.mails.findMatches(claimed.account, { addresses: [], threadIds: [mail.threadId] });
      const change: MailChange = {
        cursor: CURSOR,
        decided: [mail],
        hidden: [],
        enqueue: { messages: [], reason: "history", force: true },
        release: { dueAt: null, result: { kind: "synced", at: NOON } },
      };
      await scene.mails.apply(claimed, change, NOON, LEASE_MS);
      const statements = sent.mock.calls.map(([given]: readonly unknown[]) => given);
      expect(statements.filter((given) => given !== "begin" && given !== "commit")).toHaveLength(6);
    } finally {
      sent.mockRestore();
    }
    expect(await score()).toBe(1);
  });
});

describe("a mail that several reps have", () => {
  test("is one activity, with whom only one of them sees and the strictest share level", async () => {
    const other = await colleague();
    const hidden = await scene.createContact(rep, { name: "Hidden", emails: ["bcc@customer.example"] });
    await scene.rows("update mail_sync set share_level = 'metadata' where user_id = $1", other.userId);
    await rep.apply({ decided: [logged({ id: "a", mergeKey: "same" })] });
    await other.apply({
      decided: [logged({ id: "z", mergeKey: "same", bcc: ["bcc@customer.example"] })],
    });
    expect(await activityCount()).toBe(1);
    expect(await timeline(hidden)).toMatchObject([
      { visibility: "metadata", contacts: [{ name: "Hidden", role: "bcc" }, { role: "from" }] },
    ]);
    expect([await score(), await score(hidden)]).toEqual([1, 1]);
  });

  test("stays with the mailboxes that still have it, and goes with the last one", async () => {
    const other = await colleague();
    await rep.apply({ decided: [logged({ id: "a", mergeKey: "same" })] });
    await other.apply({ decided: [logged({ id: "z", mergeKey: "same" })] });
    await rep.apply({ hidden: [{ id: "a", threadId: "thread of a", reason: "in_trash" }] });
    expect(await score()).toBe(1);
    expect(await decisions()).toEqual({ a: "skipped in_trash" });
    await other.apply({ deleted: [{ id: "z", threadId: "thread of z" }] });
    expect(await activityCount()).toBe(0);
    expect(await score()).toBe(0);
    expect(await decisions(other)).toEqual({ z: "skipped deleted" });
  });

  test("brought in by all of them at once is one", async () => {
    const reps = await Promise.all(
      ["a", "b", "c", "d", "e", "f", "g", "h"].map(async (name) => await colleague(name)),
    );
    await Promise.all(
      reps.map(async (one, index) => {
        const mails = ["x", "y", "z"].map((key, at) =>
          logged({ id: `${key}${index}`, mergeKey: key, at: -1 - at }),
        );
        await one.apply({ decided: index % 2 === 0 ? mails : mails.toReversed() });
      }),
    );
    expect(await activityCount()).toBe(3);
    expect(await score()).toBe(3);
  });
});

describe("fifty commits at once on the same contacts", () => {
  test("leave every score right", async () => {
    const contacts: Contact[] = [];
    for (let n = 0; n < 6; n++)
      contacts.push(await scene.createContact(rep, { emails: [`c${n}@customer.example`] }));
    const reps: Mailbox[] = [];
    for (let n = 0; n < 50; n++) reps.push(await colleague(`r${n}`));
    await Promise.all(
      reps.map(async (one, r) => {
        const on = (n: number) => `c${(r * 5 + n) % 6}@customer.example`;
        await one.apply({
          decided: [0, 1, 2].map((n) => logged({ id: `${r}-${n}`, from: on(n), to: [on(n + 1), on(n + 3)] })),
        });
      }),
    );
    for (const contact of contacts) {
      const [row] = await scene.rows<{ count: number }>(
        "select count(*)::int from activity_contact where contact_id = $1",
        contact.id,
      );
      expect(await score(contact)).toBe(row?.count);
    }
    expect(await activityCount()).toBe(150);
  }, 60_000);
});

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
    expect(await scene.mails.findKnown(rep, ["1", "9"])).toEqual(new Set(["1"]));
    expect((await scene.mails.listWaiting(rep, 2)).map(({ id }) => id)).toEqual(["3", "2"]);
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
    for (let n = 0; n < 3; n++) await rep.apply({ unreadable: [{ ...refs("b")[0], reason: "x" } as never] });
    expect(await decisions()).toMatchObject({ b: "logged contact_on_it" });
  });
});

describe("looking people up", () => {
  test("finds contacts, colleagues, rules and threads at once", async () => {
    const other = await colleague();
    await setBackfill("headers");
    await scene.rows(
      "update google_account set aliases = $1 where user_id = $2",
      ["boss@x.example"],
      other.userId,
    );
    await rep.apply({
      decided: [logged({ id: "a", threadId: "t", at: -2 }), logged({ id: "b", threadId: "t" })],
    });
    const rule = async (userId: string | null, effect: string, pattern: string) => {
      await scene.rows(
        "insert into rule (workspace_id, id, user_id, effect, pattern) values ($1, gen_random_uuid(), $2, $3, $4)",
        rep.workspaceId,
        userId,
        effect,
        pattern,
      );
    };
    await rule(null, "never", "customer.example");
    await rule(rep.userId, "always", "customer.example");
    await rule(other.userId, "never", "lead@customer.example");
    await rule(null, "never", "example");
    await rule(null, "never", "unrelated.example");
    const addresses = ["lead@customer.example", other.email, "boss@x.example", STRANGER].map(toAddress);
    const matches = await scene.mails.findMatches(rep, { addresses, threadIds: ["t", "u", "t"] });
    expect(matches).toEqual({
      contacts: new Map([
        [addresses[0], { contactId: lead.id as ContactId, backfill: "headers", createdAt: NOON }],
      ]),
      colleagues: new Set([other.email, "boss@x.example"]),
      rules: new Map([
        ["customer.example", "always"],
        ["example", "never"],
      ]),
      threads: new Map([["t", hoursAfterNoon(-2)]]),
    });
  });

  test("gives contacts' addresses in order, a page at a time", async () => {
    await changeAddresses(lead, ["c@x.example", "a@x.example", "b@x.example"]);
    expect(await scene.mails.countContactAddresses(rep)).toBe(3);
    expect(await scene.mails.listContactAddresses(rep, null, 2)).toEqual(["a@x.example", "b@x.example"]);
    expect(await scene.mails.listContactAddresses(rep, "b@x.example", 2)).toEqual(["c@x.example"]);
  });
});

describe("two workspaces with the same mail", () => {
  test("have nothing to do with each other", async () => {
    const theirs = await scene.connect(`rep@others${teams}.example`);
    await scene.createContact(theirs, {});
    const mails = [logged({ id: "a", threadId: "t", mergeKey: "same" })];
    await rep.apply({ decided: mails });
    await theirs.apply({ decided: [logged({ id: "b", threadId: "t", from: STRANGER })] });
    expect(await decisions(theirs)).toEqual({ b: "skipped no_contact" });
    await theirs.apply({ decided: mails });
    await theirs.apply({ deleted: [{ id: "a", threadId: "t" }] });
    expect(await decisions()).toEqual({ a: "logged contact_on_it" });
    expect(await score()).toBe(1);
    const asked = { addresses: [toAddress(theirs.email)], threadIds: ["t"] };
    const matches = await scene.mails.findMatches(rep, asked);
    expect([matches.colleagues.size, matches.threads.size]).toEqual([0, 1]);
  });
});
