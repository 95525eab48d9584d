/** The pages of somebody signed in, as HTML: what they say in which state, and that nothing of it can be markup. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ReconnectReason } from "../../contract/me.ts";
import { NORA, startWebScene } from "./web-scene.ts";
import type { TestBrowser, WebScene } from "./web-scene.ts";

const SETTINGS = "/settings/integrations";

let scene: WebScene;
let browser: TestBrowser;

beforeAll(async () => {
  scene = await startWebScene();
});
beforeEach(async () => {
  await scene.database.database.pool.query("truncate workspace cascade");
  scene.google.revokeAccess(NORA);
  browser = scene.browser();
});
afterAll(async () => {
  await scene.close();
});

const pageOf = async (path = SETTINGS) => await (await browser.get(path)).text();

test.each([SETTINGS, `${SETTINGS}/disconnect`])("%s is for people who are signed in", async (path) => {
  const response = await browser.get(path);
  expect(response.status).toBe(401);
  expect(await response.text()).toContain(`href="/api/auth/google"`);
});

test("the home page tells who is signed in how things stand, others what this is", async () => {
  expect(await pageOf("/")).toContain("Sign in with Google");
  await browser.signIn();
  expect(await pageOf("/")).toMatch(/Hello Nora[\s\S]+not connected/);
  await browser.signIn("mail");
  await scene.sync();
  const page = await pageOf("/");
  expect(page).toContain("is connected");
  expect(page).toContain("Up to date");
});

test("one consent connects everything, as long as nothing is connected", async () => {
  const everything = `class="button primary" href="/api/auth/google?features=mail,calendar,send">Connect everything`;
  await browser.signIn();
  const page = await pageOf();
  expect(page).toContain(everything);
  expect(page.match(/button primary/g)).toHaveLength(1);
  expect(page).toContain(`href="/api/auth/google?features=mail">Connect Gmail`);
  await browser.signIn("mail");
  expect(await pageOf()).not.toContain("Connect everything");
});

test("the navigation says where one is", async () => {
  await browser.signIn();
  for (const path of ["/outbox", "/settings/templates", SETTINGS, "/settings/me", "/api/docs", "/privacy"])
    expect(await pageOf(path)).toMatch(new RegExp(`<a href="${path}" aria-current="page">`));
  expect(await pageOf("/")).not.toContain("aria-current");
});

test("pages have no inline script and style, and carry the same headers as all answers", async () => {
  await browser.signIn("mail,calendar");
  for (const path of ["/", SETTINGS, `${SETTINGS}/disconnect`]) {
    const response = await browser.get(path);
    expect(response.headers.get("content-security-policy")).toMatch(/default-src 'none'.*script-src 'self'/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const page = await response.text();
    expect(page).not.toMatch(/<script(?! src="\/live\.js")|<style|style=|javascript:| on\w+=/);
    expect(page).not.toMatch(/undefined|\[object|NaN|null/);
  }
  const script = await browser.request("/live.js");
  expect([script.status, script.headers.get("content-type")]).toEqual([
    200,
    "text/javascript; charset=utf-8",
  ]);
});

test("who lets Rapport send but not read is told what his mails lack", async () => {
  await browser.signIn("send");
  expect(await pageOf()).toMatch(/may not read your mail: mails go without your signature/);
  await browser.signIn("mail,send");
  expect(await pageOf()).not.toContain("may not read your mail");
});

test("names, calendars and errors are text, whatever they hold", async () => {
  await browser.signIn("mail,calendar");
  const hostile = `</select></textarea><script>alert(1)</script><img src=x onerror=alert(1)>"'&`;
  await scene.rows("update app_user set name = $1", [hostile]);
  await scene.rows("update mail_sync set failures = 1, error_code = $1, error_message = $1", [hostile]);
  await scene.rows(
    `insert into calendar_sync (workspace_id, user_id, calendar_id, summary, access_role, enabled, error_code, error_message, failures)
     select workspace_id, user_id, $1, $1, 'owner', true, $1, $1, 1 from google_account`,
    [hostile],
  );
  await scene.rows(
    `insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason)
     select workspace_id, user_id, 'm', 't', 'skipped', $1 from google_account`,
    [hostile],
  );
  for (const path of ["/", SETTINGS]) {
    const page = await pageOf(path);
    expect(page).toContain("alert(1)");
    expect(page).not.toMatch(/<script>|<img src=x|<\/textarea>/);
  }
});

describe("a lost permission", () => {
  test.each(ReconnectReason.options)("because of %s has a sentence and a button", async (reason) => {
    await browser.signIn("mail,calendar");
    const before = await pageOf();
    await scene.rows("update google_account set status = 'reconnect', status_reason = $1", [reason]);
    const page = await pageOf();
    const sentence = /class="notice bad" role="status">\s*<p>([^<]+)</.exec(page)?.[1] ?? "";
    expect(sentence).toMatch(/\. .*(connect again|Connect again)/);
    expect(page).toContain(`href="/api/auth/google?features=mail,calendar"`);
    expect(before).not.toContain(sentence);
  });
});

test("each state of the sync has its words", async () => {
  await browser.signIn("mail");
  const shown = async (set: string) => {
    await scene.rows(`update mail_sync set ${set}`);
    return /class="phase">([\s\S]*?)<\/p>/
      .exec(await pageOf())?.[1]
      ?.replace(/<[^>]+>|\s+/g, " ")
      .trim();
  };
  expect(await shown("due_at = now()")).toMatch(/^The first sync is under way/);
  const incremental = `cursor = '{"phase":"incremental","historyId":"1"}'`;
  expect(await shown(incremental)).toMatch(/^Waiting for the first look/);
  expect(await shown("last_synced_at = now() - interval '5 minutes'")).toBe("Up to date, 5 minutes ago.");
  expect(await shown("lease_until = now() + interval '1 minute'")).toBe("Reading what changed.");
  const throttled =
    "lease_until = null, throttled_until = now() + interval '10 minutes', due_at = now() + interval '10 minutes'";
  expect(await shown(throttled)).toBe("Google asked to wait a little; it goes on in 10 minutes.");
  expect(await shown("throttled_until = null, failures = 3")).toBe(
    "The last attempt did not work. It is tried again in 10 minutes.",
  );
  expect(await shown("enabled = false")).toMatch(/^Paused/);
});

test("a first sync shows its progress in numbers", async () => {
  await browser.signIn("mail");
  const cursor = {
    phase: "first",
    plan: "search",
    historyId: "1",
    after: null,
    estimate: 4_000,
    step: { kind: "read" },
  };
  await scene.rows("update mail_sync set cursor = $1, lease_until = now() + interval '1 minute'", [
    JSON.stringify(cursor),
  ]);
  await scene.rows(
    `insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason)
     select workspace_id, user_id, n::text, n::text,
       (case when n <= 500 then 'skipped' else 'waiting' end)::ledger_decision,
       case when n <= 499 then 'no_contact' when n = 500 then 'in_spam' else 'list' end
     from google_account, generate_series(1, 1500) n`,
  );
  const page = await pageOf();
  expect(page).toContain(`value="12"`);
  expect(page).toContain("12 %, 500 of about 4,000");
  expect(page).toContain("Nobody on it is a lead or client");
  expect(page.replace(/\s+/g, " ")).toMatch(/<td>In spam<\/td> <td class="n">1<\/td>/);
});

test("a first sync is not said to be whole before it is, whatever was logged by hand before", async () => {
  await browser.signIn("mail");
  await scene.rows(
    `insert into ledger_entry (workspace_id, user_id, gmail_message_id, gmail_thread_id, decision, reason)
     select workspace_id, user_id, n::text, n::text, 'skipped', 'no_contact' from google_account, generate_series(1, 107) n`,
  );
  const begin = "lease_until = now() + interval '1 minute'";
  await scene.rows(`update mail_sync set cursor = null, ${begin}`);
  expect(await pageOf()).toContain("Counting…");
  const cursor = { phase: "first", plan: "search", historyId: "1", after: null, step: { kind: "read" } };
  await scene.rows("update mail_sync set cursor = $1", [JSON.stringify({ ...cursor, estimate: 107 })]);
  expect(await pageOf()).toContain("99 %, 107 of about 107");
});

describe("the forms", () => {
  beforeEach(async () => {
    await browser.signIn("mail");
  });

  test("save, pause and resume, and come back to the page with a word", async () => {
    const saved = await browser.submit(`${SETTINGS}/email`, { shareLevel: "metadata" });
    expect([saved.status, saved.headers.get("location")]).toEqual([303, `${SETTINGS}?done=saved`]);
    expect(await pageOf(`${SETTINGS}?done=saved`)).toContain("Saved.");
    const location = async (fields: Record<string, string>, path: string) =>
      (await browser.submit(`${SETTINGS}/${path}`, fields)).headers.get("location");
    expect(await location({ enabled: "false" }, "email/switch")).toBe(`${SETTINGS}?done=paused`);
    expect(await location({ enabled: "true" }, "email/switch")).toBe(`${SETTINGS}?done=resumed`);
    expect(await location({}, "email/run")).toBe(`${SETTINGS}?done=queued`);
    expect(await scene.rows("select share_level, enabled from mail_sync")).toEqual([
      { share_level: "metadata", enabled: true },
    ]);
  });

  test.each<[string, Record<string, string>, number]>([
    ["email", { shareLevel: "all" }, 400],
    ["email", {}, 400],
    ["calendar/switch", { enabled: "true" }, 424],
    ["calendar/run", {}, 424],
    ["contacts/run", {}, 404],
  ])("%s with %j says in words why not", async (path, fields, status) => {
    const response = await browser.submit(`${SETTINGS}/${path}`, fields);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      status,
      "text/html; charset=UTF-8",
    ]);
    expect(await response.text()).toMatch(/<h1>[^<]+<\/h1>\s*<p>[^<]+\.<\/p>/);
  });

  test("of somebody signed out meanwhile say so, and of the wrong kind too", async () => {
    const csrf = await browser.csrfToken();
    const wrong = await browser.submit(`${SETTINGS}/email/run`, { csrf }, { "content-type": "text/plain" });
    expect(wrong.status).toBe(415);
    await scene.rows("delete from session");
    expect((await browser.submit(`${SETTINGS}/email/run`, { csrf })).status).toBe(401);
  });

  test("take no more than a form has", async () => {
    const response = await browser.submit(`${SETTINGS}/email`, { shareLevel: "x".repeat(100_000) });
    expect(response.status).toBe(413);
  });
});

test("words in the address change nothing but known notices", async () => {
  await browser.signIn("mail");
  const page = await pageOf(`${SETTINGS}?done=<script>&asked=mail,<b>x</b>,calendar`);
  expect(page).not.toMatch(/<b>x|<script>/);
  expect(page).toContain(`href="/api/auth/google?features=calendar"`);
});
