/** Signed-in browsers: what the cookie is worth, for how long, and what it does not let a foreign page do. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { operations } from "../../contract/api.ts";
import type { Operation } from "../../contract/api.ts";
import { NORA, OTTO, startWebScene } from "./web-scene.ts";
import type { TestBrowser, WebScene } from "./web-scene.ts";

const DAY = 86_400_000;

let scene: WebScene;
let browser: TestBrowser;

beforeAll(async () => {
  scene = await startWebScene();
});
beforeEach(async () => {
  await scene.database.database.pool.query("truncate workspace cascade");
  browser = scene.browser();
});
afterAll(async () => {
  await scene.close();
});

const statusOf = async (visitor: TestBrowser, path = "/api/v1/me") => (await visitor.request(path)).status;

/** A browser with somebody else's cookie. */
function thief(value: string): TestBrowser {
  const stolen = scene.browser();
  stolen.cookies.set("rapport", value);
  return stolen;
}

describe("the cookie", () => {
  test("is for this host only, out of scripts' reach, and secure where the public address is", async () => {
    const secured = await startWebScene({ publicUrl: "https://crm.example" });
    for (const [where, pattern] of [
      [scene, /^rapport=[0-9a-f-]{36}\.[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Lax$/],
      [
        secured,
        /^__Host-rapport=[0-9a-f-]{36}\.[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ],
    ] as const) {
      const cookies = (await where.browser().signIn()).headers.getSetCookie();
      expect(cookies).toHaveLength(2);
      expect(cookies[1]).toMatch(pattern);
      expect(cookies[0]).toMatch(/^(__Host-)?rapport-connect=; Max-Age=0;/);
    }
    await secured.close();
  });

  test("cannot be made from what the database holds", async () => {
    await browser.signIn();
    const [session] = await scene.rows("select * from session");
    const value = browser.cookies.get("rapport") ?? "";
    expect(JSON.stringify(session)).not.toContain(value.split(".")[1]);
    const forged = `${String(session?.["workspace_id"])}.${String(session?.["token_hash"])}`;
    expect(await statusOf(thief(forged))).toBe(401);
    expect(await statusOf(browser)).toBe(200);
  });

  test("opens nothing with another workspace's id, a changed letter, or rubbish", async () => {
    await browser.signIn();
    const value = browser.cookies.get("rapport") ?? "";
    const [, secret = ""] = value.split(".");
    const changed = value.slice(0, -1) + (value.endsWith("A") ? "B" : "A");
    for (const wrong of [
      `00000000-0000-4000-8000-000000000000.${secret}`,
      changed,
      secret,
      "",
      ".",
      "x".repeat(5_000),
      "%00",
      `${value}.${secret}`,
      "' or 1=1 --",
    ]) {
      expect([wrong, await statusOf(thief(wrong))]).toEqual([wrong, 401]);
    }
  });

  test("of before does not become the session of after: signing in makes a new one", async () => {
    await browser.signIn();
    const before = browser.cookies.get("rapport") ?? "";
    await browser.signIn();
    expect(browser.cookies.get("rapport")).not.toBe(before);
    expect(await statusOf(thief(before))).toBe(401);
    expect(await scene.rows("select * from session")).toHaveLength(1);
  });
});

describe("a session", () => {
  test("lives thirty days from the last visit, and ninety at most", async () => {
    await browser.signIn();
    for (const day of [29, 58, 87]) {
      scene.advance(29 * DAY);
      expect([day, await statusOf(browser)]).toEqual([day, 200]);
    }
    scene.advance(3 * DAY + 1_000);
    expect(await statusOf(browser)).toBe(401);
  });

  test("nobody visits for thirty days is over, and swept away at the next sign-in", async () => {
    await browser.signIn();
    scene.advance(30 * DAY + 1_000);
    expect(await statusOf(browser)).toBe(401);
    await scene.browser().signIn();
    expect(await scene.rows("select * from session")).toHaveLength(1);
  });

  test("that is used is written once a day only", async () => {
    await browser.signIn();
    const expiry = async () => (await scene.rows("select expires_at from session"))[0]?.["expires_at"];
    const first = await expiry();
    await statusOf(browser);
    expect(await expiry()).toEqual(first);
    scene.advance(DAY + 1_000);
    await statusOf(browser);
    expect(await expiry()).not.toEqual(first);
  });

  test("ends with its user, and when the address went to somebody else", async () => {
    const other = scene.browser();
    await browser.signIn();
    await other.signIn("", { account: OTTO });
    await scene.rows("update app_user set email = 'former:' || id where email = $1", [OTTO]);
    expect([await statusOf(browser), await statusOf(other)]).toEqual([200, 401]);
    await scene.rows("delete from app_user where email = $1", [NORA]);
    expect(await statusOf(browser)).toBe(401);
    expect(await scene.rows("select user_id from session")).toHaveLength(1);
  });

  test("ends when its user signs out, on this browser only", async () => {
    const phone = scene.browser();
    await browser.signIn();
    await phone.signIn();
    const value = browser.cookies.get("rapport") ?? "";
    const response = await browser.submit("/api/auth/logout");
    expect([response.status, response.headers.get("location")]).toEqual([303, "/"]);
    expect(browser.cookies.has("rapport")).toBe(false);
    expect([await statusOf(thief(value)), await statusOf(phone)]).toEqual([401, 200]);
    // Whoever is signed out already is.
    expect((await scene.browser().request("/api/auth/logout", { method: "POST" })).status).toBe(204);
  });
});

describe("what changes something", () => {
  const OWN = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };

  beforeEach(async () => {
    await browser.signIn("mail");
  });
  afterEach(async () => {
    scene.google.revokeAccess(NORA);
    expect(await scene.rows("select status from google_account")).toEqual([{ status: "connected" }]);
    expect(await scene.rows("select enabled from mail_sync")).toEqual([{ enabled: true }]);
    expect(await scene.rows("select * from session")).toHaveLength(1);
  });

  const forms: [string, Record<string, string>][] = [
    ["/api/auth/logout", {}],
    ["/settings/integrations/email", { shareLevel: "private" }],
    ["/settings/integrations/email/switch", { enabled: "false" }],
    ["/settings/integrations/email/run", {}],
    ["/settings/integrations/calendar", { shareLevel: "private" }],
    ["/settings/integrations/calendar/switch", { enabled: "true" }],
    ["/settings/integrations/calendar/run", {}],
    ["/settings/integrations/disconnect", { purge: "true" }],
  ];

  describe.each(forms)("the form at %s", (path, fields) => {
    test.each([
      ["a foreign page", { ...OWN, origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
      ["a sister domain", { ...OWN, origin: "http://other.localhost:3000", "sec-fetch-site": "same-site" }],
      ["nowhere", { origin: "null", "sec-fetch-site": "none" }],
    ])("is refused from %s, even with the token", async (_, headers) => {
      expect((await browser.submit(path, fields, headers)).status).toBe(403);
    });

    test.each([
      ["no", ""],
      ["a wrong", "x".repeat(43)],
    ])("is refused with %s token, even from our own page", async (_, csrf) => {
      expect((await browser.submit(path, { ...fields, csrf }, OWN)).status).toBe(403);
    });

    test("is refused with the token of another session", async () => {
      const phone = scene.browser();
      await phone.signIn();
      const csrf = await phone.csrfToken();
      expect((await browser.submit(path, { ...fields, csrf }, OWN)).status).toBe(403);
      await phone.submit("/api/auth/logout");
    });

    test("is no link", async () => {
      const response = await browser.request(path);
      if (path !== "/settings/integrations/disconnect") expect([404, 405]).toContain(response.status);
    });
  });

  test("a browser too old for Sec-Fetch-Site is judged by its Origin", async () => {
    const path = "/settings/integrations/email/run";
    const send = async (origin: string) => {
      const csrf = await browser.csrfToken();
      const headers = {
        "content-type": "application/x-www-form-urlencoded",
        ...(origin === "" ? {} : { origin }),
      };
      const body = new URLSearchParams({ csrf }).toString();
      return (await browser.request(path, { method: "POST", body, headers })).status;
    };
    expect(await send("http://localhost:3000")).toBe(303);
    expect([await send("https://evil.example"), await send("")]).toEqual([403, 403]);
  });

  const writing = Object.entries<Operation>(operations).filter(
    ([, { caller, method }]) => caller === "user" && method !== "GET",
  );
  test.each(writing)("%s wants the token too when a cookie says who it is", async (_, { method, path }) => {
    const send = async (headers: Record<string, string>) => {
      const init = method === "DELETE" ? {} : { body: "{}" };
      const target = path.replace("{id}", "1");
      return (await browser.request(target, { method, ...init, headers: { ...OWN, ...headers } })).status;
    };
    expect(await send({ "content-type": "application/json" })).toBe(403);
    expect(await send({ "content-type": "text/plain" })).toBe(403);
    expect(await send({ "x-csrf-token": "wrong" })).toBe(403);
    expect(await send({ "x-csrf-token": await browser.csrfToken(), "sec-fetch-site": "cross-site" })).toBe(
      403,
    );
  });
});

test("the API works from our own pages: reading with the cookie, writing with the token", async () => {
  await browser.signIn();
  expect(await statusOf(browser, "/api/v1/sync")).toBe(200);
  expect((await browser.request("/api/v1/sync", { method: "HEAD" })).status).toBe(200);
  const response = await browser.request("/api/v1/contacts", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "sec-fetch-site": "same-origin",
      "x-csrf-token": await browser.csrfToken(),
    },
    body: JSON.stringify({ kind: "lead", name: "Lena", emails: ["lena@customer.example"] }),
  });
  expect(response.status).toBe(201);
});

test("who shows a token is who the token says, whatever cookie comes along", async () => {
  await browser.signIn();
  const bearer = scene.google.tokens.identityToken({
    email: OTTO,
    audience: "addon.apps.googleusercontent.com",
  });
  const response = await browser.request("/api/v1/me", { headers: { authorization: `Bearer ${bearer}` } });
  expect(await response.json()).toMatchObject({ user: { email: OTTO } });
  const wrong = await browser.request("/api/v1/me", { headers: { authorization: "Bearer wrong" } });
  expect(wrong.status).toBe(401);
});
