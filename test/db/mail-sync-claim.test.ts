import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createScheduleStore } from "../../backend/src/db/schedule-store.ts";
import type { MailClaim, MailRelease } from "../../backend/src/sync/ports.ts";
import { createMailScene, CURSOR, LEASE_MS, logged } from "./mail-sync-scene.ts";
import type { Mailbox, MailScene } from "./mail-sync-scene.ts";
import { contactId, hoursAfterNoon, NOON, toAddress } from "./scene.ts";

let scene: MailScene;
let rep: Mailbox;
let teams = 0;

beforeAll(async () => {
  scene = await createMailScene();
});
afterAll(async () => {
  await scene.drop();
});
beforeEach(async () => {
  await scene.rows("update mail_sync set enabled = false");
  rep = await scene.connect(`rep@claims${++teams}.example`);
});

const LATER = new Date(NOON.getTime() + LEASE_MS + 1);

async function claim(now = NOON): Promise<MailClaim> {
  const claimed = await scene.mails.claim(now, LEASE_MS);
  if (claimed === undefined) throw new Error("nothing is due");
  return claimed;
}

async function set(columns: string, ...values: unknown[]): Promise<void> {
  await scene.rows(
    `update mail_sync set ${columns} where user_id = $${values.length + 1}`,
    ...values,
    rep.userId,
  );
}

async function state() {
  const [row] = await scene.rows<{
    due_at: Date | null;
    lease_until: Date | null;
    failures: number;
    throttled_until: Date | null;
    last_synced_at: Date | null;
    error_code: string | null;
    error_message: string | null;
  }>("select * from mail_sync where user_id = $1", rep.userId);
  if (row === undefined) throw new Error("no row");
  return row;
}

describe("a claim", () => {
  test("says whose mailbox it is and what there is to do", async () => {
    await scene.rows(
      "update google_account set aliases = $1 where user_id = $2",
      [rep.email, "sales@team.example"],
      rep.userId,
    );
    await scene.rows("update workspace set contact_creation = 'all' where id = $1", rep.workspaceId);
    await scene.createContact(rep, {});
    expect(await claim()).toEqual({
      account: {
        workspaceId: rep.workspaceId,
        userId: rep.userId,
        email: rep.email,
        aliases: ["sales@team.example"],
        workspaceDomain: `claims${teams}.example`,
        shareLevel: "everything",
        contactCreation: "all",
      },
      cursor: null,
      version: 1,
      failures: 0,
      lastCheckedAt: null,
      hasWaiting: false,
      hasSearches: true,
    });
    expect(await state()).toMatchObject({ due_at: null, lease_until: new Date(NOON.getTime() + LEASE_MS) });
  });

  test("takes whoever is due for longest, and nobody who is not", async () => {
    const early = await scene.connect(`early@claims${teams}.example`);
    await scene.rows("update mail_sync set due_at = $1 where user_id = $2", hoursAfterNoon(-1), early.userId);
    const later = await scene.connect(`later@claims${teams}.example`);
    await scene.rows("update mail_sync set due_at = $1 where user_id = $2", hoursAfterNoon(1), later.userId);
    const off = await scene.connect(`off@claims${teams}.example`);
    await scene.rows("update mail_sync set enabled = false where user_id = $1", off.userId);
    const gone = await scene.connect(`gone@claims${teams}.example`);
    await scene.rows("update google_account set status = 'reconnect' where user_id = $1", gone.userId);
    expect((await claim()).account.userId).toBe(early.userId);
    expect((await claim()).account.userId).toBe(rep.userId);
    expect(await scene.mails.claim(NOON, LEASE_MS)).toBeUndefined();
  });

  test("is one worker's, however many there are", async () => {
    for (let n = 0; n < 7; n++) await scene.connect(`rep${n}@claims${teams}.example`);
    const claims = await Promise.all(
      Array.from({ length: 20 }, async () => await scene.mails.claim(NOON, LEASE_MS)),
    );
    const users = claims.flatMap((claimed) => (claimed === undefined ? [] : [claimed.account.userId]));
    expect(new Set(users).size).toBe(users.length);
    while ((await scene.mails.claim(NOON, LEASE_MS)) !== undefined) users.push(rep.userId);
    expect(users).toHaveLength(8);
  });

  test("of a worker that went silent passes on when its lease is over, and its work is refused", async () => {
    const silent = await claim();
    expect(await scene.mails.claim(NOON, LEASE_MS)).toBeUndefined();
    const next = await claim(LATER);
    expect(next.version).toBe(silent.version + 1);
    await scene.createContact(rep, {});
    const change = { cursor: CURSOR, decided: [logged({ id: "a" })] };
    expect(await scene.mails.apply(silent, change, LATER, LEASE_MS)).toBe("stale");
    await scene.mails.release(silent, { dueAt: NOON, result: { kind: "synced", at: NOON } }, LATER);
    expect(await scene.ledger(rep)).toEqual(new Map());
    expect((await state()).last_synced_at).toBeNull();
    expect(await scene.mails.apply(next, change, LATER, LEASE_MS)).not.toBe("stale");
  });

  test("of one mailbox does not wait until it is due, but for whoever has it", async () => {
    await set("due_at = null");
    expect(await scene.mails.claim(NOON, LEASE_MS)).toBeUndefined();
    expect((await scene.mails.claim(NOON, LEASE_MS, rep))?.account.userId).toBe(rep.userId);
    expect(await scene.mails.claim(NOON, LEASE_MS, rep)).toBeUndefined();
  });

  test("is lost when the rep disconnects or switches off", async () => {
    const claimed = await claim();
    await set("enabled = false");
    expect(await scene.mails.apply(claimed, { cursor: CURSOR }, NOON, LEASE_MS)).toBe("stale");
    await set("enabled = true");
    await scene.rows("update google_account set status = 'none' where user_id = $1", rep.userId);
    expect(await scene.mails.apply(claimed, { cursor: CURSOR }, NOON, LEASE_MS)).toBe("stale");
  });

  test("lives on with each commit", async () => {
    const claimed = await claim();
    const after = await scene.mails.apply(claimed, { cursor: CURSOR }, LATER, LEASE_MS);
    expect(after).toMatchObject({ cursor: CURSOR, version: claimed.version + 1 });
    expect((await state()).lease_until).toEqual(new Date(LATER.getTime() + LEASE_MS));
  });
});

describe("a release", () => {
  async function release(
    dueAt: Date | null,
    result: MailRelease["result"],
    inCommit: boolean,
  ): Promise<void> {
    const claimed = await claim();
    if (inCommit)
      await scene.mails.apply(claimed, { cursor: CURSOR, release: { dueAt, result } }, NOON, LEASE_MS);
    else await scene.mails.release(claimed, { dueAt, result }, NOON);
  }

  test.each([true, false])(
    "after all is done says so and when to come again (in a commit: %s)",
    async (inCommit) => {
      await set("failures = 3, error_code = 'x', error_message = 'y', throttled_until = now()");
      await release(hoursAfterNoon(1), { kind: "synced", at: NOON }, inCommit);
      expect(await state()).toMatchObject({
        due_at: hoursAfterNoon(1),
        lease_until: null,
        failures: 0,
        throttled_until: null,
        last_synced_at: NOON,
        error_code: null,
        error_message: null,
      });
    },
  );

  test("after a failure counts it and keeps the sentence", async () => {
    await set("failures = 1");
    await release(
      hoursAfterNoon(1),
      { kind: "failed", code: "google", message: "It did not answer." },
      false,
    );
    expect(await state()).toMatchObject({
      failures: 2,
      error_code: "google",
      error_message: "It did not answer.",
      last_synced_at: null,
    });
  });

  test.each([true, false])(
    "gives way to what was asked for meanwhile (in a commit: %s)",
    async (inCommit) => {
      const claimed = await claim();
      await set("due_at = $1", NOON);
      const later: MailRelease = { dueAt: hoursAfterNoon(1), result: { kind: "sliced" } };
      if (inCommit) await scene.mails.apply(claimed, { cursor: CURSOR, release: later }, NOON, LEASE_MS);
      else await scene.mails.release(claimed, later, NOON);
      expect((await state()).due_at).toEqual(NOON);
    },
  );

  test("when throttled lets nobody ask before Google's time", async () => {
    const claimed = await claim();
    await set("due_at = $1", NOON);
    const until = hoursAfterNoon(2);
    await scene.mails.release(claimed, { dueAt: until, result: { kind: "throttled", until } }, NOON);
    expect(await state()).toMatchObject({ due_at: until, throttled_until: until, failures: 0 });
  });
});

describe("searches", () => {
  const address = toAddress("lead@customer.example");

  test("are asked for in every mailbox of the workspace when a contact gets an address", async () => {
    const colleague = await scene.connect(`colleague@claims${teams}.example`);
    const claims = [await claim(), await claim()];
    await scene.createContact(rep, { emails: [address] });
    for (const account of [rep, colleague])
      expect(await scene.mails.listSearches(account, 10)).toEqual([address]);
    for (const claimed of claims)
      await scene.mails.release(claimed, { dueAt: null, result: { kind: "sliced" } }, NOON);
    expect((await claim()).hasSearches).toBe(true);
    expect((await claim()).hasSearches).toBe(true);
  });

  test("end when they are done, unless asked for again meanwhile", async () => {
    const contact = await scene.createContact(rep, { emails: [address] });
    scene.now = hoursAfterNoon(1);
    const after = await rep.apply({ searched: [address] });
    expect(after.hasSearches).toBe(false);
    expect(await scene.mails.listSearches(rep, 10)).toEqual([]);
    scene.now = hoursAfterNoon(2);
    await scene.stores.contacts.update(rep, contactId(contact), { addresses: [] });
    await scene.createContact(rep, { emails: [address] });
    await rep.apply({ searched: [address] });
    expect(await scene.mails.listSearches(rep, 10)).toEqual([address]);
    scene.now = NOON;
  });

  test("go with the contact", async () => {
    const contact = await scene.createContact(rep, { emails: [address] });
    await scene.stores.contacts.remove(rep, contactId(contact));
    expect(await scene.mails.listSearches(rep, 10)).toEqual([]);
  });
});

describe("a mailbox that a push made due", () => {
  let schedule: ReturnType<typeof createScheduleStore>;
  beforeAll(() => {
    schedule = createScheduleStore(scene.database);
  });
  const seconds = (count: number) => new Date(NOON.getTime() + count * 1_000);
  const synced = (at: Date): MailRelease => ({
    dueAt: hoursAfterNoon(1),
    result: { kind: "synced", at },
  });

  test("is looked at once more soon, then by the schedule", async () => {
    await schedule.mailChanged(rep.email, NOON);
    await scene.mails.release(await claim(), synced(seconds(1)), seconds(1));
    expect((await state()).due_at).toEqual(seconds(31));
    await scene.mails.release(await claim(seconds(31)), synced(seconds(32)), seconds(32));
    expect((await state()).due_at).toEqual(hoursAfterNoon(1));
  });

  test("that another push reached meanwhile is synced for that one first", async () => {
    await schedule.mailChanged(rep.email, NOON);
    const claimed = await claim();
    await schedule.mailChanged(rep.email, seconds(1));
    await scene.mails.release(claimed, synced(seconds(2)), seconds(2));
    expect((await state()).due_at).toEqual(seconds(5));
    await scene.mails.release(await claim(seconds(5)), synced(seconds(6)), seconds(6));
    expect((await state()).due_at).toEqual(seconds(36));
  });
});
