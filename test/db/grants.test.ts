import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { connect } from "../../backend/src/db/connect.ts";
import { createGrantStore } from "../../backend/src/db/grant-store.ts";
import { GoogleCallFailed } from "../../backend/src/sync/google-failure.ts";
import type { GoogleFailure } from "../../backend/src/sync/google-failure.ts";
import type { GrantStore, SealedTokens } from "../../backend/src/sync/grant-ports.ts";
import { createMailScene, logged, skipped } from "./mail-sync-scene.ts";
import type { Mailbox, MailScene } from "./mail-sync-scene.ts";
import { activityId, contactId, NOON } from "./scene.ts";

let scene: MailScene;
let grants: GrantStore;
let rep: Mailbox;
let teams = 0;

beforeAll(async () => {
  scene = await createMailScene();
  grants = createGrantStore(scene.database);
});
afterAll(async () => {
  await scene.drop();
});
beforeEach(async () => {
  rep = await scene.connect(`rep@grants${++teams}.example`);
  await grants.connect(rep, { ...tokens("0"), refreshToken: "sealed refresh 0", scopes: ["a", "b"] }, NOON);
});

function tokens(name: string): SealedTokens {
  return { accessToken: `sealed access ${name}`, accessTokenExpiresAt: new Date(NOON.getTime() + 3_600_000) };
}

function failure(failure: GoogleFailure): GoogleCallFailed {
  return new GoogleCallFailed("token refresh", failure);
}

async function notices(): Promise<number> {
  const found = await scene.rows(
    "select 1 from notice where user_id = $1 and kind = 'reconnect'",
    rep.userId,
  );
  return found.length;
}

async function audit(): Promise<readonly string[]> {
  const found = await scene.rows<{ action: string }>(
    "select action from audit_event where user_id = $1 and action like 'google.%' order by at, id",
    rep.userId,
  );
  return found.map(({ action }) => action);
}

/** Resolves when it is told to. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe("a grant", () => {
  test("is what the consent gave", async () => {
    expect(await grants.find(rep)).toEqual({
      subject: `sub of ${rep.email}`,
      email: rep.email,
      scopes: ["a", "b"],
      status: "connected",
      reason: null,
      refreshToken: "sealed refresh 0",
      accessToken: "sealed access 0",
      accessTokenExpiresAt: tokens("0").accessTokenExpiresAt,
    });
    expect(await audit()).toEqual(["google.connected"]);
  });

  test("of another workspace is not found", async () => {
    const other = await scene.signIn(`rep@other${++teams}.example`);
    expect(await grants.find({ workspaceId: other.workspaceId, userId: rep.userId })).toBeUndefined();
    await grants.requireReconnect({ workspaceId: other.workspaceId, userId: rep.userId }, "revoked", NOON);
    expect(await grants.find(rep)).toMatchObject({ status: "connected" });
  });
});

describe("a refresh", () => {
  test("writes what it brought; what Google did not give again stays", async () => {
    expect(await grants.refresh(rep, () => Promise.resolve(tokens("1")))).toMatchObject({
      refreshToken: "sealed refresh 0",
      accessToken: "sealed access 1",
      scopes: ["a", "b"],
    });
    await grants.refresh(rep, () =>
      Promise.resolve({ ...tokens("2"), refreshToken: "sealed refresh 2", scopes: ["a"] }),
    );
    expect(await grants.find(rep)).toMatchObject({ refreshToken: "sealed refresh 2", scopes: ["a"] });
  });

  test("is one at a time, and whoever waited sees what the other brought", async () => {
    const seen: (string | null)[] = [];
    let underWay = 0;
    await Promise.all(
      [1, 2, 3, 4, 5].map(async (name) => {
        await createGrantStore(scene.database).refresh(rep, async (grant) => {
          underWay += 1;
          expect(underWay).toBe(1);
          seen.push(grant.accessToken);
          await scene.rows("select pg_sleep(0.01)");
          underWay -= 1;
          return tokens(`${name}`);
        });
      }),
    );
    expect(new Set(seen).size).toBe(5);
    expect(seen[0]).toBe("sealed access 0");
  });

  test("holds no connection while Google is slow", async () => {
    const small = connect({ url: scene.url, log: () => undefined, poolSize: 2 });
    try {
      const accounts = [];
      for (let index = 0; index < 8; index++) {
        const mailbox = await scene.connect(`rep${index}@slow${teams}.example`);
        await grants.connect(mailbox, { ...tokens("0"), refreshToken: "sealed" }, NOON);
        accounts.push(mailbox);
      }
      const google = gate();
      let asked = 0;
      const store = createGrantStore(small);
      const refreshes = accounts.map((account) =>
        store.refresh(account, async () => {
          asked += 1;
          if (asked === accounts.length) google.open();
          await google.opened;
          return tokens("1");
        }),
      );
      // All of them wait for Google at once, over two connections.
      expect(await Promise.all(refreshes)).toHaveLength(8);
    } finally {
      await small.close();
    }
  });

  test("by a process that died is taken over when its lease ends", async () => {
    const died = gate();
    const begun = gate();
    const store = createGrantStore(scene.database, { leaseMs: 100 });
    const stuck = store.refresh(rep, async () => {
      begun.open();
      await died.opened;
      return { ...tokens("late"), refreshToken: "sealed refresh late" };
    });
    await begun.opened;
    expect(await store.refresh(rep, () => Promise.resolve(tokens("1")))).toMatchObject({
      accessToken: "sealed access 1",
    });
    // Should it come back to life, it is too late.
    died.open();
    expect(await stuck).toMatchObject({ accessToken: "sealed access 1", refreshToken: "sealed refresh 0" });
  });

  test("that nobody ends is not waited for for ever", async () => {
    const never = gate();
    const begun = gate();
    const holding = createGrantStore(scene.database).refresh(rep, async () => {
      begun.open();
      await never.opened;
      return undefined;
    });
    await begun.opened;
    const impatient = createGrantStore(scene.database, { leaseMs: 5_000, sleep: () => Promise.resolve() });
    await expect(impatient.refresh(rep, () => Promise.resolve(undefined))).rejects.toMatchObject({
      failure: { kind: "transient" },
    });
    never.open();
    await holding;
  });

  test("that fails lets the next one try at once", async () => {
    const broken = failure({ kind: "transient", detail: "503" });
    await expect(grants.refresh(rep, () => Promise.reject(broken))).rejects.toBe(broken);
    expect(await grants.find(rep)).toMatchObject({ status: "connected", refreshToken: "sealed refresh 0" });
    expect(await grants.refresh(rep, () => Promise.resolve(tokens("1")))).toMatchObject({
      accessToken: "sealed access 1",
    });
  });

  test("that finds the grant gone makes the rep reconnect", async () => {
    const gone = failure({ kind: "grant-revoked", reason: "admin_policy" });
    await expect(grants.refresh(rep, () => Promise.reject(gone))).rejects.toBe(gone);
    expect(await grants.find(rep)).toMatchObject({
      status: "reconnect",
      reason: "admin_policy",
      refreshToken: null,
      accessToken: null,
      accessTokenExpiresAt: null,
    });
    expect(await notices()).toBe(1);
    let worked = false;
    await grants.refresh(rep, () => {
      worked = true;
      return Promise.resolve(undefined);
    });
    expect(worked).toBe(false);
  });

  test("of an old grant does not undo a consent given meanwhile", async () => {
    const late = [
      () => Promise.reject(failure({ kind: "grant-revoked", reason: "revoked" })),
      () => Promise.resolve({ ...tokens("old"), refreshToken: "sealed refresh old" }),
    ];
    for (const end of late) {
      const google = gate();
      const begun = gate();
      const refresh = grants.refresh(rep, async () => {
        begun.open();
        await google.opened;
        return await end();
      });
      await begun.opened;
      await grants.connect(rep, { ...tokens("new"), refreshToken: "sealed refresh new" }, NOON);
      google.open();
      await refresh.catch(() => undefined);
      expect(await grants.find(rep)).toMatchObject({
        status: "connected",
        refreshToken: "sealed refresh new",
        accessToken: "sealed access new",
      });
    }
  });
});

describe("a lost grant", () => {
  test("is told once until the rep connected again, with its first reason", async () => {
    await grants.requireReconnect(rep, "no_mailbox", NOON);
    await grants.requireReconnect(rep, "revoked", NOON);
    expect(await grants.find(rep)).toMatchObject({ status: "reconnect", reason: "no_mailbox" });
    expect(await notices()).toBe(1);
    await grants.connect(rep, { ...tokens("1"), refreshToken: "sealed" }, NOON);
    expect(await grants.find(rep)).toMatchObject({ status: "connected", reason: null });
    expect(await notices()).toBe(0);
    await grants.requireReconnect(rep, "revoked", NOON);
    expect(await notices()).toBe(1);
  });

  test("is none of somebody who disconnected", async () => {
    await grants.disconnect(rep, { purge: false }, NOON);
    await grants.requireReconnect(rep, "revoked", NOON);
    expect(await grants.find(rep)).toMatchObject({ status: "none", reason: null });
    expect(await notices()).toBe(0);
  });
});

describe("disconnecting", () => {
  async function addCalendar(): Promise<void> {
    await scene.rows(
      `insert into calendar_sync (workspace_id, user_id, calendar_id, summary, access_role, enabled, channel_id, due_at)
       values ($1, $2, 'c', 'Mine', 'owner', true, 'channel', $3)`,
      rep.workspaceId,
      rep.userId,
      NOON,
    );
  }

  test("drops the tokens, stops the syncs and keeps what they brought", async () => {
    await addCalendar();
    const lead = await scene.createContact(rep, {});
    await rep.apply({ decided: [logged({ id: "a" })] });
    expect(await grants.disconnect(rep, { purge: false }, NOON)).toEqual({ activitiesRemoved: 0 });
    expect(await grants.find(rep)).toMatchObject({
      status: "none",
      scopes: [],
      refreshToken: null,
      accessToken: null,
    });
    // A worker in the middle of it has lost the mailbox.
    await expect(rep.apply({ decided: [logged({ id: "b" })] })).rejects.toThrow("stale");
    expect(await scene.mails.claim(NOON, 1_000, rep)).toBeUndefined();
    const [mailbox] = await scene.rows("select * from mail_sync where user_id = $1", rep.userId);
    expect(mailbox).toMatchObject({ enabled: false, due_at: null, cursor: { historyId: "1" } });
    const [calendar] = await scene.rows("select * from calendar_sync where user_id = $1", rep.userId);
    expect(calendar).toMatchObject({ enabled: true, due_at: null, channel_id: null });
    const found = await scene.stores.contacts.find(rep.workspaceId, contactId(lead));
    expect(found?.engagementScore).toBe(1);
    expect(await audit()).toEqual(["google.connected", "google.disconnected"]);
  });

  test("with a purge leaves nothing that only this mailbox brought", async () => {
    await addCalendar();
    const lead = await scene.createContact(rep, {});
    const many = Array.from({ length: 600 }, (_, index) => logged({ id: `many ${index}`, at: -1 - index }));
    await rep.apply({ decided: many });
    await rep.apply({ decided: [skipped("s", "no_contact")], searched: [] });
    // Asked for when the contact was made.
    expect(await scene.rows("select 1 from mail_search where user_id = $1", rep.userId)).toHaveLength(1);
    const score = async () =>
      (await scene.stores.contacts.find(rep.workspaceId, contactId(lead)))?.engagementScore;
    expect(await score()).toBe(600);

    expect(await grants.disconnect(rep, { purge: true }, NOON)).toEqual({ activitiesRemoved: 600 });
    expect(await score()).toBe(0);
    for (const table of ["ledger_entry", "event_ledger_entry", "mail_search", "calendar_sync"])
      expect(await scene.rows(`select 1 from ${table} where user_id = $1`, rep.userId)).toEqual([]);
    const [mailbox] = await scene.rows("select * from mail_sync where user_id = $1", rep.userId);
    expect(mailbox).toMatchObject({ cursor: null, last_synced_at: null });
    expect(await audit()).toEqual(["google.connected", "google.disconnected", "google.purged"]);
    // Asked again there is nothing left to do.
    expect(await grants.disconnect(rep, { purge: true }, NOON)).toEqual({ activitiesRemoved: 0 });
  });

  test("with a purge keeps what a colleague's mailbox brought too, and what somebody laid a hand on", async () => {
    const colleague = await scene.connect(`colleague@grants${teams}.example`);
    const lead = await scene.createContact(rep, {});
    await rep.apply({
      decided: ["shared", "noted", "linked", "mine", "in calendars"].map((id) => logged({ id })),
    });
    await colleague.apply({ decided: [logged({ id: "shared" })] });
    const ledger = await scene.ledger(rep);
    const idOf = (id: string) => activityId(ledger.get(id)?.activity_id ?? "");
    await scene.stores.activities.update(rep, idOf("noted"), { note: "call back" }, NOON);
    await scene.stores.activities.update(rep, idOf("linked"), { contactIds: [contactId(lead)] }, NOON);
    await scene.rows("update activity_contact set origin = 'manual' where activity_id = $1", idOf("linked"));
    await scene.rows(
      `insert into event_ledger_entry (workspace_id, user_id, calendar_id, event_id, decision, reason, activity_id)
       values ($1, $2, 'c', 'e', 'logged', 'contact_on_it', $3)`,
      rep.workspaceId,
      colleague.userId,
      idOf("in calendars"),
    );
    await rep.apply({ decided: [skipped("other", "no_contact")] });

    expect(await grants.disconnect(rep, { purge: true }, NOON)).toEqual({ activitiesRemoved: 1 });
    const left = await scene.rows<{ id: string }>(
      "select id from activity where workspace_id = $1",
      rep.workspaceId,
    );
    const kept = ["shared", "noted", "linked", "in calendars"].map(idOf);
    expect(new Set(left.map(({ id }) => id))).toEqual(new Set(kept));
    // What stays because of a person still says whose it is; what stays because of a colleague is his.
    expect([...(await scene.ledger(rep)).keys()].sort()).toEqual(["linked", "noted"]);
    const found = await scene.stores.contacts.find(rep.workspaceId, contactId(lead));
    expect(found?.engagementScore).toBe(4);
  });

  test("with a purge, stopped half-way, goes on when it is asked again", async () => {
    await scene.createContact(rep, {});
    await rep.apply({
      decided: Array.from({ length: 900 }, (_, index) => logged({ id: `half ${index}`, at: -1 - index })),
    });
    const { pool } = scene.database;
    let transactions = 0;
    const dying = createGrantStore({
      pool: new Proxy(pool, {
        get(target, name) {
          if (name !== "connect") return Reflect.get(target, name, target) as unknown;
          return async () => {
            if (++transactions > 2) throw new Error("the process died");
            return await target.connect();
          };
        },
      }),
    });
    await expect(dying.disconnect(rep, { purge: true }, NOON)).rejects.toThrow("died");
    expect(await grants.disconnect(rep, { purge: true }, NOON)).toEqual({ activitiesRemoved: 400 });
    expect(await scene.rows("select 1 from activity where workspace_id = $1", rep.workspaceId)).toEqual([]);
  });
});
