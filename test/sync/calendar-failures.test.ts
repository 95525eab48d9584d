/** Google refuses, the list of calendars changes, two workers have one calendar, notifications lapse: over HTTP. */
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Calendar } from "../../dev/google/calendar/calendar.ts";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import { createCalendarListStore } from "../../backend/src/db/calendar-list-store.ts";
import { createSyncStatusStore } from "../../backend/src/db/sync-status-store.ts";
import { renewCalendarChannel } from "../../backend/src/sync/renew-calendar-channel.ts";
import { syncCalendar } from "../../backend/src/sync/sync-calendar.ts";
import { claimFirst, createCalendarScene, DAY_MS, HOUR_MS, hours, NOW, SETTINGS } from "./calendar-scene.ts";
import type { CalendarScene } from "./calendar-scene.ts";

let scene: CalendarScene;
let rep: Viewer;

beforeEach(async () => {
  scene = await createCalendarScene();
  rep = await scene.addRep("rep@team.example");
  await scene.createContact(rep, { emails: ["lena@customer.example"] });
});
afterEach(async () => {
  await scene.stop();
});

function book(start = "2026-11-25T10:00:00Z") {
  return scene.google.meetings.book({
    organizer: { email: "rep@team.example" },
    guests: [{ email: "lena@customer.example" }],
    summary: "Demo",
    ...hours(start),
  });
}

const status = async () =>
  (await createSyncStatusStore(scene.database).findCalendars(rep, scene.now)).calendars;
const primary = () => {
  const account = scene.google.world.accounts.get("rep@team.example");
  if (account === undefined) throw new Error("there is no account");
  return account.calendars;
};

describe("when Google does not do as asked", () => {
  test.each([
    ["breaks the connection", { kind: "reset" }, "google_unavailable"],
    ["answers with half a body", { kind: "cut" }, "google_unavailable"],
    ["answers with nothing", { kind: "empty" }, "google_unavailable"],
    ["answers with some proxy's page", { kind: "html", status: 200 }, "google_unavailable"],
    ["has no such calendar", { kind: "status", status: 404, reason: "notFound" }, "calendar_gone"],
    ["refuses", { kind: "status", status: 403, reason: "forbidden" }, "google_refused"],
    [
      "does not take the grant",
      { kind: "status", status: 401, reason: "authError" },
      "google_reconnect_required",
    ],
  ] as const)("%s: it is told, and made up for", async (_what, fault, code) => {
    book();
    const rule = scene.google.faults.add({ method: "calendar.events.list", fault });
    await scene.sync();
    expect(await status()).toMatchObject([{ error: { code }, logged: 0 }]);
    expect(scene.reconnects).toEqual(code === "google_reconnect_required" ? ["revoked"] : []);
    scene.google.faults.remove(rule);
    scene.now = new Date(NOW.getTime() + HOUR_MS);
    await scene.sync();
    expect(await status()).toMatchObject([{ error: null, logged: 1 }]);
  });

  test("a wait it asks for is waited", async () => {
    book();
    scene.google.faults.add({
      method: "calendar.events.list",
      fault: { kind: "error", error: "rateLimit", retryAfterMs: 600_000 },
      times: 1,
    });
    await scene.sync();
    expect(await status()).toMatchObject([{ phase: "throttled", logged: 0 }]);
    expect(await scene.deps.store.claim(new Date(NOW.getTime() + 599_000), SETTINGS.leaseMs)).toBeUndefined();
    scene.now = new Date(NOW.getTime() + 601_000);
    await scene.sync();
    expect(await status()).toMatchObject([{ phase: "idle", logged: 1 }]);
  });

  test("a sync token it does not take for this request is as good as none", async () => {
    book();
    await scene.sync();
    scene.google.faults.add({
      method: "calendar.events.list",
      target: "syncToken",
      fault: { kind: "status", status: 400, reason: "syncTokenWithRequestRestrictions" },
      times: 1,
    });
    book("2026-11-26T10:00:00Z");
    await scene.sync();
    expect(await scene.meetings(rep)).toHaveLength(2);
  });

  test("an empty page is not the last one", async () => {
    for (let day = 10; day < 20; day++) book(`2026-11-${day}T10:00:00Z`);
    scene.google.faults.add({ method: "calendar.events.list", fault: { kind: "empty-page" }, times: 3 });
    await scene.sync();
    expect(await scene.meetings(rep)).toHaveLength(10);
  });
});

describe("two workers", () => {
  test("of whom one was away beyond its lease: what it brings is refused", async () => {
    const meeting = book();
    await scene.sync();
    await scene.database.pool.query("update calendar_sync set due_at = $1", [scene.now]);
    const slow = await claimFirst(scene.deps.store, scene.now);
    scene.now = new Date(NOW.getTime() + 2 * SETTINGS.leaseMs);
    scene.google.meetings.change(meeting, { summary: "Renamed" });
    await scene.sync();
    await syncCalendar(scene.deps, slow);
    expect(await scene.meetings(rep)).toMatchObject([{ subject: "Renamed" }]);
    expect(await status()).toMatchObject([{ error: null, phase: "idle" }]);
  });

  test("never have the same calendar", async () => {
    await scene.sync();
    await scene.database.pool.query("update calendar_sync set due_at = $1", [scene.now]);
    const claims = await Promise.all(
      Array.from({ length: 8 }, async () => await scene.deps.store.claim(scene.now, SETTINGS.leaseMs)),
    );
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1);
  });
});

describe("the list of calendars", () => {
  const shared = (id: string) =>
    new Calendar({ id, summary: id, timeZone: "UTC", owner: { email: id } }, () => scene.now.getTime());

  test("brings new ones that nobody chose yet, the rep's own chosen", async () => {
    primary().add(shared("team@team.example"), "reader");
    primary().add(shared("boss@team.example"), "freeBusyReader");
    await scene.sync();
    expect(await status()).toMatchObject([
      { calendarId: "rep@team.example", primary: true, chosen: true },
      { calendarId: "boss@team.example", primary: false, chosen: false },
      { calendarId: "team@team.example", primary: false, chosen: false },
    ]);
  });

  test("takes along what is no longer on it, with its rows; the meetings stay", async () => {
    const team = shared("team@team.example");
    primary().add(team, "reader");
    await scene.sync();
    await scene.database.pool.query("update calendar_sync set enabled = true");
    team.insert({
      ...hours("2026-11-25T10:00:00Z"),
      attendees: [{ email: "lena@customer.example", responseStatus: "accepted" }],
    });
    await scene.sync();
    expect(await scene.meetings(rep)).toHaveLength(1);
    const entries = primary()
      .list()
      .filter(({ calendar }) => calendar !== team);
    Object.assign(primary(), { list: () => entries });
    scene.now = new Date(NOW.getTime() + DAY_MS);
    await scene.sync();
    expect((await status()).map(({ calendarId }) => calendarId)).toEqual(["rep@team.example"]);
    expect(await scene.ledger()).toEqual({});
    expect(await scene.meetings(rep)).toHaveLength(1);
  });

  test("that lacks the rep's own is not believed", async () => {
    book();
    await scene.sync();
    Object.assign(primary(), { list: () => [] });
    scene.now = new Date(NOW.getTime() + DAY_MS);
    Object.assign(scene.listDeps.log, { warn: () => undefined });
    await scene.sync();
    expect(await status()).toMatchObject([{ calendarId: "rep@team.example", logged: 1 }]);
  });

  test("a calendar of which only free and busy is shown is never taken up", async () => {
    primary().add(shared("boss@team.example"), "freeBusyReader");
    await scene.sync();
    await scene.database.pool.query("update calendar_sync set enabled = true, due_at = $1", [scene.now]);
    const claims = [
      await claimFirst(scene.deps.store, scene.now),
      await scene.deps.store.claim(scene.now, 1),
    ];
    expect(claims.map((claim) => claim?.calendarId)).toEqual(["rep@team.example", undefined]);
  });

  test("with another zone moves whole days", async () => {
    scene.google.meetings.book({
      organizer: { email: "rep@team.example" },
      guests: [{ email: "lena@customer.example" }],
      start: { date: "2026-11-25" },
      end: { date: "2026-11-26" },
    });
    await scene.sync();
    await scene.database.pool.query("update calendar_sync set time_zone = 'Asia/Tokyo'");
    scene.now = new Date(NOW.getTime() + DAY_MS);
    await scene.sync();
    expect(await scene.meetings(rep)).toMatchObject([{ occurredAt: "2026-11-24T23:00:00.000Z" }]);
  });
});

describe("notifications", () => {
  const hashToken = (token: string) => createHash("sha256").update(token).digest("base64url");

  test("are asked for, and again before they end; then the old ones stop", async () => {
    await scene.sync();
    const store = createCalendarListStore(scene.database);
    const deps = {
      store,
      openSource: scene.deps.openSource,
      now: () => scene.now,
      log: scene.deps.log,
      address: "http://127.0.0.1:9/webhooks/calendar",
      hashToken,
      newChannel: () => ({ id: `channel-${scene.now.getTime()}`, token: "unguessable" }),
    };
    const first = await store.takeChannel(scene.now);
    if (first === undefined) throw new Error("no calendar wants notifications");
    expect(first.channel).toBeNull();
    await renewCalendarChannel(deps, first);
    expect(await store.takeChannel(new Date(NOW.getTime() + 5 * DAY_MS))).toBeUndefined();
    scene.now = new Date(NOW.getTime() + 6.5 * DAY_MS);
    const again = await store.takeChannel(scene.now);
    expect(again?.channel).toMatchObject({ id: `channel-${NOW.getTime()}` });
    if (again !== undefined) await renewCalendarChannel(deps, again);
    expect(scene.calls.map(({ call }) => call).slice(-2)).toEqual(["events.watch", "channels.stop"]);
    const { rows } = await scene.database.pool.query(
      "select channel_id, channel_token_hash from calendar_sync",
    );
    expect(rows).toEqual([
      { channel_id: `channel-${scene.now.getTime()}`, channel_token_hash: hashToken("unguessable") },
    ]);
  });
});
