/** How the sync stands and its switches, over the API, with the real sync on the local Google behind it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { NORA, OTTO, startWebScene } from "./web-scene.ts";
import type { TestBrowser, WebScene } from "./web-scene.ts";
import type { Caller } from "./test-api.ts";

let scene: WebScene;
let nora: Caller;
let browser: TestBrowser;
const lena = { email: "lena@customer.example" };

beforeAll(async () => {
  scene = await startWebScene();
});
beforeEach(async () => {
  await scene.database.database.pool.query("truncate workspace cascade");
  for (const person of [NORA, OTTO]) scene.google.revokeAccess(person);
  browser = scene.browser();
  nora = scene.addon(NORA);
});
afterAll(async () => {
  await scene.close();
});

const syncOf = async (caller = nora) => await caller.ok("getSync");

async function addLena(): Promise<string> {
  return (await nora.ok("createContact", { body: { name: "Lena", emails: [lena.email] } })).id;
}

describe("before anything is connected", () => {
  test("there is nothing to tell, and nothing to switch on", async () => {
    const sync = await syncOf();
    expect(sync).toMatchObject({
      email: { enabled: false, phase: "idle", seen: 0, lastSyncedAt: null, error: null },
      calendar: { enabled: false },
      calendars: [],
    });
    expect(await nora.ok("getHome")).toMatchObject({
      sync: null,
      connection: { status: "none", features: [] },
    });
    const refused = { status: 424, code: "google_reconnect_required" };
    expect(await nora.problem("setEmailSync", { body: { enabled: true } })).toMatchObject(refused);
    expect(await nora.problem("setCalendarSync", { body: { enabled: true } })).toMatchObject(refused);
    expect(await nora.problem("runEmailSync")).toMatchObject(refused);
    expect(await nora.problem("runCalendarSync")).toMatchObject(refused);
  });
});

test("a mailbox is counted: seen, logged, skipped by reason", async () => {
  const own = await startWebScene();
  const caller = own.addon(NORA);
  await own.browser().signIn("mail");
  await caller.ok("createContact", { body: { name: "Lena", emails: [lena.email] } });
  for (let n = 0; n < 3; n += 1) own.deliver(NORA, { from: lena });
  own.deliver(NORA, { from: { email: "stranger@nowhere.example" } });
  own.deliver(NORA, { from: { email: OTTO } });
  expect((await syncOf(caller)).email).toMatchObject({ enabled: true, phase: "first", lastSyncedAt: null });
  await own.sync();
  const { email } = await syncOf(caller);
  expect(email).toMatchObject({
    phase: "idle",
    seen: 5,
    logged: 3,
    waiting: 0,
    quarantined: 0,
    estimate: null,
    error: null,
    shareLevel: "everything",
  });
  expect(Object.values(email.skipped).reduce((sum, n) => sum + n, 0)).toBe(2);
  expect(email.lagSeconds).toBeLessThan(60);
  expect(Date.parse(email.nextRunAt ?? "")).toBeGreaterThan(Date.parse(email.lastSyncedAt ?? ""));
  const home = await caller.ok("getHome");
  expect(home.sync).toEqual({ ...email, lagSeconds: home.sync?.lagSeconds });
  await own.close();
});

describe("a connected mailbox", () => {
  beforeEach(async () => {
    await browser.signIn("mail");
  });

  test("is paused and resumed where it stopped; its share level stays", async () => {
    await addLena();
    scene.deliver(NORA, { from: lena });
    await scene.sync();
    const before = (await syncOf()).email.logged;
    const paused = await nora.ok("setEmailSync", { body: { enabled: false, shareLevel: "subject" } });
    expect(paused.email).toMatchObject({
      enabled: false,
      phase: "idle",
      nextRunAt: null,
      shareLevel: "subject",
    });
    expect(await nora.problem("runEmailSync")).toMatchObject({ status: 409, code: "conflict" });
    scene.deliver(NORA, { from: lena });
    await scene.sync();
    expect((await syncOf()).email.logged).toBe(before);
    const resumed = await nora.ok("setEmailSync", { body: { enabled: true } });
    expect(resumed.email).toMatchObject({ enabled: true, shareLevel: "subject" });
    await scene.sync();
    expect((await syncOf()).email.logged).toBe(before + 1);
  });

  test("is due at once when asked for, and not before Google's time", async () => {
    await scene.sync();
    expect(await nora.ok("runEmailSync")).toEqual({ queued: 1 });
    expect(await scene.rows("select due_at <= $1 as due from mail_sync", [new Date()])).toEqual([
      { due: true },
    ]);
    const later = new Date(Date.now() + 60_000);
    await scene.rows("update mail_sync set throttled_until = $1, due_at = $1", [later]);
    await nora.ok("runEmailSync");
    expect((await syncOf()).email).toMatchObject({ phase: "throttled", nextRunAt: later.toISOString() });
  });

  test("says in words what went wrong, until somebody asks again", async () => {
    await scene.sync();
    await scene.rows(
      "update mail_sync set failures = 2, error_code = 'google_away', error_message = 'Google did not answer.'",
    );
    expect((await syncOf()).email).toMatchObject({
      phase: "failed",
      error: { code: "google_away", message: "Google did not answer." },
    });
    await nora.ok("runEmailSync");
    expect((await syncOf()).email.error).toBeNull();
  });

  test("whose permission was withdrawn has to be connected again, and says so everywhere", async () => {
    await scene.sync();
    scene.google.revokeAccess(NORA);
    scene.advance(2 * 3_600_000);
    await nora.ok("runEmailSync");
    await scene.sync();
    const { email } = await syncOf();
    expect(email).toMatchObject({ phase: "reconnect", nextRunAt: null, error: { code: "revoked" } });
    const { connection } = await nora.ok("getMe");
    expect(connection).toMatchObject({ status: "reconnect", reason: "revoked", features: ["mail"] });
    expect(connection.message).toMatch(/Connect again/);
    expect((await nora.problem("runEmailSync")).detail).toBe(connection.message);
    const page = await (await browser.get("/settings/integrations")).text();
    expect(page).toContain("Google no longer accepts the permission");
    expect(page).toContain(`href="/api/auth/google?features=mail"`);
    // The switches may still be set.
    await nora.ok("setEmailSync", { body: { enabled: true, shareLevel: "metadata" } });
    await browser.signIn("mail");
    await scene.sync();
    expect((await syncOf()).email).toMatchObject({ phase: "idle", error: null, shareLevel: "metadata" });
  });

  test("is each rep's own", async () => {
    await scene.browser().signIn("mail", { account: OTTO });
    await addLena();
    scene.deliver(NORA, { from: lena });
    await scene.sync();
    await scene.addon(OTTO).ok("setEmailSync", { body: { enabled: false } });
    expect((await syncOf()).email.enabled).toBe(true);
    expect((await syncOf(scene.addon(OTTO))).email.enabled).toBe(false);
  });
});

describe("calendars", () => {
  const list = async () => {
    await scene.rows(
      `insert into calendar_sync (workspace_id, user_id, calendar_id, summary, "primary", access_role, enabled)
       select workspace_id, user_id, calendar, calendar, calendar = 'primary', 'owner', calendar = 'primary'
       from google_account, unnest(array['team', 'primary', 'holidays']) calendar`,
    );
  };

  beforeEach(async () => {
    await browser.signIn("calendar");
  });

  test("are on from the connection, and chosen one by one", async () => {
    await list();
    const before = await syncOf();
    expect(before.calendar).toEqual({ enabled: true, shareLevel: "everything" });
    expect(before.calendars.map(({ calendarId, chosen, enabled }) => [calendarId, chosen, enabled])).toEqual([
      ["primary", true, true],
      ["holidays", false, false],
      ["team", false, false],
    ]);
    const body = { enabled: true, shareLevel: "metadata" as const, calendars: ["team", "primary"] };
    const after = await nora.ok("setCalendarSync", { body });
    expect(after.calendars.filter(({ enabled }) => enabled).map(({ calendarId }) => calendarId)).toEqual([
      "primary",
      "team",
    ]);
    expect(after.calendar.shareLevel).toBe("metadata");
    expect(await nora.ok("runCalendarSync")).toEqual({ queued: 2 });
    const off = await nora.ok("setCalendarSync", { body: { enabled: false } });
    expect(off.calendars.map(({ chosen, enabled }) => [chosen, enabled])).toEqual([
      [true, false],
      [false, false],
      [true, false],
    ]);
    expect(await nora.problem("runCalendarSync")).toMatchObject({ status: 409 });
  });

  test("that the rep does not have are named, and nothing changes", async () => {
    await list();
    const body = { enabled: false, calendars: ["team", "of somebody else"] };
    expect(await nora.problem("setCalendarSync", { body })).toMatchObject({
      status: 404,
      errors: [{ path: "calendars.1" }],
    });
    expect((await syncOf()).calendar.enabled).toBe(true);
  });

  test("can be asked for before they are listed", async () => {
    expect(await nora.ok("runCalendarSync")).toEqual({ queued: 0 });
    expect(await scene.rows("select calendars_due_at is not null as due from google_account")).toEqual([
      { due: true },
    ]);
  });
});

describe("disconnecting", () => {
  beforeEach(async () => {
    await browser.signIn("mail,calendar");
  });

  test("gives the permission back to Google and forgets it; what was logged stays", async () => {
    const id = await addLena();
    scene.deliver(NORA, { from: lena });
    await scene.sync();
    expect(await nora.ok("disconnectGoogle", { body: { purge: false } })).toEqual({
      activitiesRemoved: 0,
      revoked: true,
    });
    expect(await scene.rows("select status, refresh_token, access_token from google_account")).toEqual([
      { status: "none", refresh_token: null, access_token: null },
    ]);
    const { items } = await nora.ok("listActivities", { query: { contactId: id } });
    expect(items.length).toBeGreaterThan(0);
    expect(await syncOf()).toMatchObject({ email: { enabled: false }, calendar: { enabled: false } });
    // Still signed in.
    expect((await browser.request("/api/v1/me")).status).toBe(200);
    // Google asks anew: nothing is granted any more.
    const again = await browser.consent("mail", { scopes: [] });
    expect(again.searchParams.get("scope")).not.toContain("gmail");
  });

  test("with purge removes what only this mailbox brought", async () => {
    const id = await addLena();
    scene.deliver(NORA, { from: lena });
    const kept = scene.deliver(NORA, { from: lena, subject: "With a note" });
    await scene.sync();
    const before = await nora.ok("listActivities", { query: { contactId: id } });
    const withNote = before.items.find(({ gmail }) => gmail?.messageId === kept.gmailMessageId);
    await nora.ok("updateActivity", { params: { id: withNote?.id ?? "" }, body: { note: "Call back" } });
    const { activitiesRemoved } = await nora.ok("disconnectGoogle", { body: { purge: true } });
    expect(activitiesRemoved).toBe(before.items.length - 1);
    const { items } = await nora.ok("listActivities", { query: { contactId: id } });
    expect(items.map(({ note }) => note)).toEqual(["Call back"]);
    expect(await nora.ok("getContact", { params: { id } })).toMatchObject({ engagementScore: 1 });
  });

  test("works by the page's form, with its two choices", async () => {
    const page = await (await browser.get("/settings/integrations/disconnect")).text();
    expect(page).toMatch(/name="purge" value="false" checked/);
    const response = await browser.submit("/settings/integrations/disconnect", { purge: "true" });
    expect(response.headers.get("location")).toBe("/settings/integrations?done=purged");
    expect(await (await browser.get("/settings/integrations?done=purged")).text()).toContain(
      "Disconnected, and",
    );
    // There is nothing to disconnect any more.
    expect((await browser.get("/settings/integrations/disconnect")).status).toBe(303);
  });
});

test("disconnecting while Google is away forgets the tokens all the same", async () => {
  const own = await startWebScene();
  await own.browser().signIn("mail");
  const token = own.addon(NORA);
  await token.ok("getMe");
  await own.google.close();
  expect(await token.ok("disconnectGoogle", { body: { purge: false } })).toEqual({
    activitiesRemoved: 0,
    revoked: false,
  });
  await own.database.drop();
}, 60_000);
