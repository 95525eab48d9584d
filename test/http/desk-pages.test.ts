/** Templates, my settings and the outbox as pages: the forms do what the API does, and say on the field what is wrong. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { NORA, OTTO, startWebScene } from "./web-scene.ts";
import type { TestBrowser, WebScene } from "./web-scene.ts";

const TEMPLATES = "/settings/templates";
const ME = "/settings/me";
const PAGES = [TEMPLATES, `${TEMPLATES}/new`, ME, "/outbox"];
const HOSTILE = `</select></textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>"'&`;

let scene: WebScene;
let browser: TestBrowser;

beforeAll(async () => {
  scene = await startWebScene();
});
beforeEach(async () => {
  await scene.database.database.pool.query("truncate workspace cascade");
  browser = scene.browser();
  await browser.signIn("mail");
});
afterAll(async () => {
  await scene.close();
});

const pageOf = async (path: string) => {
  const response = await browser.get(path);
  expect([path, response.status]).toEqual([path, 200]);
  return await response.text();
};

/** Follows the way back after a form that was taken. */
const submit = async (path: string, fields: Record<string, string | readonly string[]> = {}) => {
  const response = await browser.submit(path, fields);
  expect([path, response.status]).toEqual([path, 303]);
  return await pageOf(response.headers.get("location") ?? "");
};

const templatesOf = async () => (await scene.addon(NORA).ok("listTemplates")).items;

const letter = {
  name: "Follow up",
  subject: "For {{company|you}}",
  text: "Hello {{first_name}},\r\n\r\nbye",
};

describe("every page", () => {
  test.each(PAGES)("%s is for people who are signed in", async (path) => {
    const response = await scene.browser().get(path);
    expect(response.status).toBe(401);
    expect(await response.text()).toContain(`href="/api/auth/google"`);
  });

  test("has no inline script and style, and links only to what is there", async () => {
    await submit(TEMPLATES, letter);
    const [template] = await templatesOf();
    for (const path of [...PAGES, `${TEMPLATES}/${template?.id ?? ""}`]) {
      const page = await pageOf(path);
      expect(page).not.toMatch(/<script|<style|style=|javascript:| on\w+=/);
      expect(page).not.toMatch(/undefined|\[object|NaN|null/);
      for (const [, link = ""] of page.matchAll(/href="(\/[^"]*)"/g)) {
        if (!link.startsWith("/api/auth"))
          expect([link, (await browser.get(link)).status]).toEqual([link, 200]);
      }
    }
  });

  test("takes no form from elsewhere", async () => {
    await submit(TEMPLATES, letter);
    const [template] = await templatesOf();
    const one = `${TEMPLATES}/${template?.id ?? ""}`;
    for (const path of [TEMPLATES, one, `${one}/delete`, ME, "/outbox/x/cancel"]) {
      expect((await browser.submit(path, { ...letter, csrf: "x" })).status).toBe(403);
      const elsewhere = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
      expect((await browser.submit(path, letter, elsewhere)).status).toBe(403);
    }
    expect(await templatesOf()).toEqual([template]);
  });
});

describe("templates", () => {
  test("are offered where there is none, made, changed, and deleted", async () => {
    expect(await pageOf(TEMPLATES)).toContain("No templates yet");
    const list = await submit(TEMPLATES, letter);
    expect(list).toMatch(/Saved\.[\s\S]*Follow up[\s\S]*For {{company\|you}}/);
    const [made] = await templatesOf();
    expect(made).toMatchObject({ name: "Follow up", text: "Hello {{first_name}},\n\nbye" });
    const path = `${TEMPLATES}/${made?.id ?? ""}`;
    const page = await submit(path, { ...letter, name: "After a call", text: "Short" });
    expect(page).toContain("Saved.");
    expect(await templatesOf()).toMatchObject([{ id: made?.id, name: "After a call", text: "Short" }]);
    expect(await submit(`${path}/delete`)).toMatch(/Deleted\.[\s\S]*No templates yet/);
    expect((await browser.get(path)).status).toBe(404);
  });

  test("say on the field what is wrong, and keep what was written", async () => {
    await submit(TEMPLATES, letter);
    for (const [fields, words] of [
      [{ ...letter, name: "FOLLOW UP" }, "Name is taken"],
      [{ ...letter, name: "" }, "Name is empty"],
      [{ ...letter, name: "New", text: "Hello {{frist_name}}, bye" }, "Text has &quot;{{frist_name}}&quot;"],
      [{ ...letter, name: "New", subject: "{{ x }}" }, "Subject has &quot;{{ x }}&quot;"],
      [{ ...letter, name: "New", subject: "two\nlines" }, "Subject has to be one line"],
    ] as const) {
      const response = await browser.submit(TEMPLATES, fields);
      expect(response.status).toBe(400);
      const page = await response.text();
      expect(page).toContain(words);
      expect(page).toContain("not saved");
      expect(page).toContain("bye");
      expect(page.match(/role="alert"/g)).toHaveLength(1);
    }
    expect(await templatesOf()).toHaveLength(1);
    const [template] = await templatesOf();
    const response = await browser.submit(`${TEMPLATES}/${template?.id ?? ""}`, {
      ...letter,
      text: "{{no}}",
    });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining("{{no}}</textarea"),
    ]);
    expect(await templatesOf()).toEqual([template]);
  });

  test("take the longest text there is", async () => {
    const text = "ä".repeat(50_000);
    await submit(TEMPLATES, { ...letter, text });
    const [template] = await templatesOf();
    expect(template?.text).toBe(text);
  });

  test("are shown with a contact's values, and what is missing", async () => {
    const nora = scene.addon(NORA);
    await nora.ok("createContact", {
      body: { name: "Lee, Ann", emails: ["ann@a.example"], company: "A & B" },
    });
    await nora.ok("createContact", { body: { name: "Annabel", emails: ["bel@b.example"] } });
    await submit(TEMPLATES, { ...letter, text: "Hello {{first_name}}, {{title}}" });
    const [template] = await templatesOf();
    const path = `${TEMPLATES}/${template?.id ?? ""}`;
    const preview = async (q: string) =>
      (await pageOf(`${path}?for=${encodeURIComponent(q)}`)).split('id="preview"')[1];
    expect(await preview("ann@a.example")).toMatch(
      /For A &amp; B[\s\S]*Hello Ann, {{title}}[\s\S]*Not known of Lee, Ann: title of the contact/,
    );
    expect(await preview("ann")).toMatch(/Also found:[\s\S]*Hello Annabel|Also found:[\s\S]*Hello Ann,/);
    expect(await preview("nobody at all")).toContain("Nobody is found by “nobody at all”");
    expect(await preview("")).toMatch(/For you[\s\S]*Not known: first name of the contact/);
  });

  test("of another workspace are not there", async () => {
    await submit(TEMPLATES, letter);
    const [template] = await templatesOf();
    await scene.rows("update workspace set domain = 'other.example'");
    const stranger = scene.browser();
    await stranger.signIn("", { account: OTTO });
    const path = `${TEMPLATES}/${template?.id ?? ""}`;
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.submit(path, letter)).status).toBe(404);
    expect((await stranger.submit(`${path}/delete`)).status).toBe(404);
    expect(await (await stranger.get(TEMPLATES)).text()).toContain("No templates yet");
  });
});

describe("my settings", () => {
  const fields = { timeZone: "America/New_York", day: ["1", "3", "7"], from: "08:15", to: "16:45" };

  test("keep zone and working hours", async () => {
    expect(await pageOf(ME)).toMatch(/Not known yet: UTC[\s\S]*value="09:00"[\s\S]*value="17:00"/);
    const page = await submit(ME, fields);
    expect(page).toMatch(/Saved\.[\s\S]*<option selected value="America\/New_York">\s*America\/New York/);
    expect(page).toMatch(/G?MT-|E[SD]T|GMT−/);
    expect((await scene.addon(NORA).ok("getMe")).user).toMatchObject({
      timeZone: "America/New_York",
      workingHours: { days: [1, 3, 7], from: "08:15", to: "16:45" },
    });
  });

  test.each([
    [{ to: "08:15" }, "The end has to be after the beginning"],
    [{ day: [] }, "The week has no day"],
    [{ from: "" }, "The beginning is not a time like 09:00"],
    [{ timeZone: "Mars/Olympus" }, "The time zone is not a time zone"],
    [{ day: ["8"] }, "The week"],
  ])("with %j are refused, with the word on the field", async (changes, words) => {
    const before = await scene.addon(NORA).ok("getMe");
    const response = await browser.submit(ME, { ...fields, ...changes });
    expect(response.status).toBe(400);
    const page = await response.text();
    expect(page).toContain(words);
    expect(await scene.addon(NORA).ok("getMe")).toEqual(before);
  });
});

test("asking for the home card changes nothing: any page can make a browser do that", async () => {
  expect((await browser.get("/api/v1/home?timeZone=Asia/Tokyo")).status).toBe(200);
  expect(await pageOf(ME)).toContain("Not known yet: UTC");
});

describe("the outbox", () => {
  const put = async (
    status: string,
    subject: string,
    changes: { sendInHours?: number; error?: string } = {},
  ) => {
    const [row] = await scene.rows(
      `insert into outbound_email (workspace_id, id, user_id, idempotency_key, request_hash, status, message_id, date,
        from_address, "to", subject, text, contact_ids, send_at, due_at, error_code, error_message, sent_at)
       select workspace_id, gen_random_uuid(), id, $2, 'h', $1::email_status, '<m@x>', now(), email,
        '[{"address":"lea@customer.example","name":null}]', $2, 't', '{}',
        now() + make_interval(hours => $3), now() + make_interval(hours => $3), $4, $4,
        case when $1 = 'SENT' then now() end
       from app_user where email = '${NORA}' returning id`,
      [status, subject, changes.sendInHours ?? null, changes.error ?? null],
    );
    return String(row?.["id"]);
  };

  test("says when there is nothing", async () => {
    expect(await pageOf("/outbox")).toContain("Nothing was sent from Rapport yet");
  });

  test("shows what goes later, what was not sent and why, and what was", async () => {
    await submit(ME, { timeZone: "Europe/Berlin", day: ["1"], from: "09:00", to: "17:00" });
    await put("QUEUED", "Tomorrow", { sendInHours: 24 });
    await put("QUEUED", "Soon", { sendInHours: 2 });
    await put("SENDING", "Just now");
    await put("FAILED", "Wrong address", { error: "Google refused bob@nowhere.example." });
    await put("UNKNOWN", "Who knows", { error: "Gmail did not answer." });
    await put("SENT", "Arrived");
    await put("CANCELLED", "Taken back");
    const page = await pageOf("/outbox");
    expect(page).toMatch(
      /To be sent[\s\S]*Just now[\s\S]*On its way[\s\S]*Soon[\s\S]*CES?T[\s\S]*in 2 hours[\s\S]*Tomorrow[\s\S]*in 24 hours/,
    );
    expect(page).toMatch(
      /Not sent[\s\S]*Who knows[\s\S]*Gmail did not answer[\s\S]*Wrong address[\s\S]*Google refused bob@/,
    );
    expect(page).toMatch(/Sent lately[\s\S]*Arrived/);
    expect(page).not.toContain("Taken back");
    expect(page.match(/>Cancel</g)).toHaveLength(2);
    expect(page.match(/>Discard</g)).toHaveLength(1);
  });

  test("cancels what has not gone, says so when it is too late, and knows nothing of others' mails", async () => {
    const id = await put("QUEUED", "Later", { sendInHours: 1 });
    const other = scene.browser();
    await other.signIn("", { account: OTTO });
    expect((await other.submit(`/outbox/${id}/cancel`)).status).toBe(404);
    expect(await submit(`/outbox/${id}/cancel`)).toContain("Cancelled. It is not sent.");
    expect(await scene.rows("select status from outbound_email")).toEqual([{ status: "CANCELLED" }]);
    const sent = await put("SENT", "Gone");
    expect(await submit(`/outbox/${sent}/cancel`)).toContain("It was too late");
    const failed = await put("FAILED", "Refused");
    expect(await submit(`/outbox/${failed}/cancel`)).not.toContain("Refused");
  });
});

test("names, subjects and texts are text, whatever they hold", async () => {
  const nora = scene.addon(NORA);
  await nora.ok("createContact", { body: { name: HOSTILE, emails: ["a@a.example"], company: HOSTILE } });
  const name = HOSTILE.slice(0, 90);
  const { id } = await nora.ok("createTemplate", {
    body: { name, subject: HOSTILE, text: `${HOSTILE} {{name}} {{company}}` },
  });
  await scene.rows("update app_user set name = $1, time_zone = $1", [HOSTILE]);
  await scene.rows("update workspace set name = $1", [HOSTILE]);
  for (const status of ["QUEUED", "FAILED", "SENT"]) {
    await scene.rows(
      `insert into outbound_email (workspace_id, id, user_id, idempotency_key, request_hash, status, message_id, date,
        from_address, "to", subject, text, contact_ids, send_at, error_code, error_message)
       select workspace_id, gen_random_uuid(), id, $2::text, 'h', $2::email_status, '<m@x>', now(), 'x',
        jsonb_build_array(jsonb_build_object('address', $1::text, 'name', $1::text)), $1::text, $1::text, '{}', now(), $1, $1
       from app_user`,
      [HOSTILE, status],
    );
  }
  for (const path of [
    ...PAGES,
    `${TEMPLATES}/${id}?for=a@a.example`,
    `${TEMPLATES}/${id}?for=${encodeURIComponent(HOSTILE)}`,
  ]) {
    const page = await pageOf(path);
    expect(page).toContain("alert(1)");
    expect(page).not.toMatch(/<script>|<img src=x|<\/textarea><\/title>/);
  }
  const back = await browser.submit(TEMPLATES, { name, subject: HOSTILE, text: `{{${HOSTILE}` });
  expect(back.status).toBe(400);
  expect(await back.text()).not.toMatch(/<script>|<img src=x/);
});
