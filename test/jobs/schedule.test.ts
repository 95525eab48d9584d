import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createScheduleStore, hashChannelToken } from "../../backend/src/db/schedule-store.ts";
import { listenForDue } from "../../backend/src/db/due-listener.ts";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import { createScene, NOON } from "../db/scene.ts";
import type { Scene } from "../db/scene.ts";

let scene: Scene;
let rep: Viewer;
let schedule: ReturnType<typeof createScheduleStore>;

beforeAll(async () => {
  scene = await createScene();
  rep = await scene.signIn("rep@team.example");
  schedule = createScheduleStore(scene.database);
});

afterAll(() => scene.drop());

beforeEach(async () => {
  const { pool } = scene.database;
  await pool.query("delete from mail_sync");
  await pool.query("delete from calendar_sync");
  await pool.query("update google_account set status = 'connected', calendar_enabled = true");
  await pool.query("insert into mail_sync (workspace_id, user_id) values ($1, $2)", [
    rep.workspaceId,
    rep.userId,
  ]);
  await pool.query(
    `insert into calendar_sync (workspace_id, user_id, calendar_id, summary, access_role, enabled, channel_id,
      channel_token_hash) values ($1, $2, 'team', 'Team', 'owner', true, 'channel-1', $3)`,
    [rep.workspaceId, rep.userId, hashChannelToken("token-1")],
  );
});

async function dueAt(table: "mail_sync" | "calendar_sync"): Promise<Date | null | undefined> {
  const { rows } = await scene.database.pool.query<{ due_at: Date | null }>(`select due_at from ${table}`);
  return rows[0]?.due_at;
}

test("a push makes the mailbox of its address due now", async () => {
  expect(await schedule.mailChanged("rep@team.example", NOON)).toBe(1);
  expect(await dueAt("mail_sync")).toEqual(NOON);
});

test("a push for nobody's mailbox changes nothing", async () => {
  expect(await schedule.mailChanged("stranger@team.example", NOON)).toBe(0);
  expect(await dueAt("mail_sync")).toBeNull();
});

test("pushes during and right after a sync start one more, five seconds after the last", async () => {
  await scene.database.pool.query("update mail_sync set started_at = $1", [NOON]);
  const burst = Array.from({ length: 200 }, (_, number) =>
    schedule.mailChanged("rep@team.example", new Date(NOON.getTime() + number * 10)),
  );
  await Promise.all(burst);
  expect(await dueAt("mail_sync")).toEqual(new Date(NOON.getTime() + 5_000));
});

test("a push never waits for who holds the mailbox or calendar, and says so", async () => {
  const holder = await scene.database.pool.connect();
  await holder.query("begin");
  await holder.query("select from mail_sync for no key update");
  await holder.query("select from calendar_sync for no key update");
  try {
    expect(await schedule.mailChanged("rep@team.example", NOON)).toBe("held");
    expect(await schedule.calendarChanged({ id: "channel-1", token: "token-1" }, NOON)).toBe("held");
  } finally {
    await holder.query("rollback");
    holder.release();
  }
  expect(await schedule.mailChanged("rep@team.example", NOON)).toBe(1);
  expect(await schedule.calendarChanged({ id: "channel-1", token: "token-1" }, NOON)).toBe(true);
});

test("no push opens a mailbox before the time Google named", async () => {
  const until = new Date(NOON.getTime() + 600_000);
  await scene.database.pool.query("update mail_sync set throttled_until = $1", [until]);
  await schedule.mailChanged("rep@team.example", NOON);
  await schedule.everything(NOON);
  expect(await dueAt("mail_sync")).toEqual(until);
});

test("what is paused or has no grant is not made due", async () => {
  await scene.database.pool.query("update mail_sync set enabled = false");
  expect(await schedule.mailChanged("rep@team.example", NOON)).toBe(0);
  await scene.database.pool.query("update mail_sync set enabled = true");
  await scene.database.pool.query("update google_account set status = 'reconnect'");
  expect(await schedule.mailChanged("rep@team.example", NOON)).toBe(0);
  expect(await schedule.everything(NOON)).toEqual({ total: 0, queued: 0 });
  expect(await dueAt("mail_sync")).toBeNull();
});

test("a channel's notification makes its calendar due only with its own token", async () => {
  expect(await schedule.calendarChanged({ id: "channel-1", token: "forged" }, NOON)).toBe(false);
  expect(await schedule.calendarChanged({ id: "channel-2", token: "token-1" }, NOON)).toBe(false);
  expect(await dueAt("calendar_sync")).toBeNull();
  expect(await schedule.calendarChanged({ id: "channel-1", token: "token-1" }, NOON)).toBe(true);
  expect(await dueAt("calendar_sync")).toEqual(NOON);
});

test("the cron makes everything due, and counts what was not due before", async () => {
  expect(await schedule.everything(NOON)).toEqual({ total: 2, queued: 2 });
  expect(await schedule.everything(NOON)).toEqual({ total: 2, queued: 0 });
});

test("who listens hears of it, in whatever process, and not of what was due already", async () => {
  let heard = 0;
  let told: () => void = () => undefined;
  const stop = await listenForDue({ url: scene.url, log: () => undefined }, () => {
    heard++;
    told();
  });
  expect(heard).toBe(1); // Once when it connected.
  const second = new Promise<void>((resolve) => (told = resolve));
  await schedule.mailChanged("rep@team.example", NOON);
  await schedule.mailChanged("rep@team.example", NOON);
  await second;
  const third = new Promise<void>((resolve) => (told = resolve));
  await scene.database.pool.query("select pg_notify('rapport_due', 'end')");
  await third;
  expect(heard).toBe(3);
  await stop();
});

test("of many workers each takes another watch to renew, and none twice within the hour", async () => {
  await scene.database.pool.query("update mail_sync set watch_due_at = $1", [NOON]);
  const taken = await Promise.all(Array.from({ length: 5 }, () => schedule.takeMailWatch(NOON)));
  expect(taken.filter((account) => account !== undefined)).toEqual([
    { workspaceId: rep.workspaceId, userId: rep.userId },
  ]);
});
