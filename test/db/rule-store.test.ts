/** Rules made and removed while workers are deciding, or just beginning to decide, without knowing of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type pg from "pg";
import { createCalendarListStore } from "../../backend/src/db/calendar-list-store.ts";
import { createCalendarSyncStore } from "../../backend/src/db/calendar-sync-store.ts";
import { claimMailbox } from "../../backend/src/db/mail-claim.ts";
import { createRuleStore } from "../../backend/src/db/rule-store.ts";
import type { RuleId } from "../../backend/src/crm/ids.ts";
import type { NewRule, RuleStore } from "../../backend/src/sync/control-ports.ts";
import type { MailClaim } from "../../backend/src/sync/ports.ts";
import { createMailScene, CURSOR, LEASE_MS, logged } from "./mail-sync-scene.ts";
import type { Mailbox, MailScene, Team } from "./mail-sync-scene.ts";
import { NOON } from "./scene.ts";

const RULE: NewRule = { effect: "never", pattern: "customer.example", scope: "workspace" };

let scene: MailScene;
let rules: RuleStore;
let team: Team;
let colleague: Mailbox;

beforeAll(async () => {
  scene = await createMailScene();
  rules = createRuleStore(scene.database);
});
afterAll(async () => {
  await scene.drop();
});
beforeEach(async () => {
  team = await scene.newTeam();
  colleague = await team.colleague();
});

async function make(rule: Partial<NewRule> = {}): Promise<RuleId> {
  const made = await rules.create(team.rep, { ...RULE, ...rule }, { purge: true }, NOON);
  return made.rule.id as RuleId;
}

async function claim(mailbox: Mailbox): Promise<MailClaim> {
  const claimed = await scene.mails.claim(NOON, LEASE_MS, mailbox);
  if (claimed === undefined) throw new Error("somebody else has it");
  return claimed;
}

/** Whether a mail decided under a claim is still written. */
async function mayLog(claimed: MailClaim): Promise<boolean> {
  const change = { cursor: CURSOR, decided: [logged({ id: `mail ${claimed.account.email}` })] };
  return (await scene.mails.apply(claimed, change, NOON, LEASE_MS)) !== "stale";
}

async function dueAt({ userId }: Mailbox): Promise<Date | null | undefined> {
  const [row] = await scene.rows<{ due_at: Date | null }>(
    "select due_at from mail_sync where user_id = $1",
    userId,
  );
  return row?.due_at;
}

describe("what is decided without a rule is not written", () => {
  test.each(["never", "always"] as const)("when a rule is made: %s", async (effect) => {
    const claims = [await claim(team.rep), await claim(colleague)];
    await make({ effect });
    for (const claimed of claims) expect(await mayLog(claimed)).toBe(false);
    expect(await team.activityCount()).toBe(0);
    expect([await dueAt(team.rep), await dueAt(colleague)]).toEqual([NOON, NOON]);
    expect(await mayLog(await claim(team.rep))).toBe(true);
  });

  test("when a rule becomes its opposite", async () => {
    await make({ effect: "always" });
    const claimed = await claim(team.rep);
    await make({ effect: "never" });
    expect(await mayLog(claimed)).toBe(false);
  });

  test("when a rule is removed", async () => {
    const id = await make();
    const claimed = await claim(team.rep);
    expect(await rules.remove(team.rep, id, NOON)).toBe("removed");
    expect(await mayLog(claimed)).toBe(false);
  });

  test("in calendars either", async () => {
    const lists = createCalendarListStore(scene.database);
    const calendars = createCalendarSyncStore(scene.database);
    const id = team.rep.email;
    const calendar = { id, summary: id, isPrimary: true, timeZone: "Europe/Berlin", accessRole: "owner" };
    await scene.rows("update google_account set calendar_enabled = true where user_id = $1", team.rep.userId);
    await lists.saveList(team.rep, [calendar], NOON, NOON);
    const claimed = await calendars.claim(NOON, LEASE_MS, { ...team.rep, calendarId: id });
    if (claimed === undefined) throw new Error("the calendar could not be claimed");
    await make();
    const cursor = { phase: "full", after: null, pageToken: null, listing: 1 } as const;
    expect(await calendars.apply(claimed, { cursor }, NOON, LEASE_MS)).toBe("stale");
  });

  test("by whoever takes a mailbox at that moment", async () => {
    const { pool } = scene.database;
    const other = await pool.connect();
    try {
      await other.query("begin");
      const claimed = await claimMailbox(other, NOON, LEASE_MS, team.rep);
      const made = make();
      await expectWaiter(pool);
      await other.query("commit");
      await made;
      expect(claimed && (await mayLog(claimed))).toBe(false);
    } finally {
      other.release(true);
    }
  });
});

test("a rep's own rule leaves the others at their work", async () => {
  const claims = [await claim(team.rep), await claim(colleague)] as const;
  await make({ scope: "personal" });
  expect(await mayLog(claims[0])).toBe(false);
  expect(await mayLog(claims[1])).toBe(true);
});

test("a rule that is there already takes no work from anybody", async () => {
  await make();
  const claimed = await claim(team.rep);
  await make();
  expect(await mayLog(claimed)).toBe(true);
});

test("a mailbox nobody has becomes due no sooner by a rule", async () => {
  await scene.rows("update mail_sync set due_at = null where user_id = $1", team.rep.userId);
  await make();
  expect(await dueAt(team.rep)).toBeNull();
});

/** Returns once somebody waits for a lock of this database. */
async function expectWaiter(pool: pg.Pool): Promise<void> {
  const waiters =
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  const deadline = Date.now() + 5_000;
  while ((await pool.query(waiters)).rowCount === 0) {
    if (Date.now() > deadline) throw new Error("nobody waits");
  }
}
