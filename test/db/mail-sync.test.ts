import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import pg from "pg";
import type { MailChange } from "../../backend/src/sync/ports.ts";
import type { Contact } from "../../contract/contacts.ts";
import { createMailScene, CURSOR, LEASE_MS, logged, skipped } from "./mail-sync-scene.ts";
import type { Mailbox, MailScene, Team } from "./mail-sync-scene.ts";
import { contactId, hoursAfterNoon, NOON, toAddress } from "./scene.ts";

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
        [addresses[0], { contactId: contactId(lead), backfill: "headers", createdAt: NOON }],
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
    const theirs = await scene.connect(`rep@not-${rep.workspaceDomain ?? ""}`);
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
