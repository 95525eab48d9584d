/** Signing in and connecting, through the local Google's real consent page. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { NORA, OTTO, startWebScene, STRANGER } from "./web-scene.ts";
import type { TestBrowser, WebScene } from "./web-scene.ts";

const SCOPES = "https://www.googleapis.com/auth";
const MAIL = `${SCOPES}/gmail.readonly`;
const CALENDAR = [
  `${SCOPES}/calendar.events`,
  `${SCOPES}/calendar.calendarlist.readonly`,
  `${SCOPES}/calendar.freebusy`,
];

let scene: WebScene;
let browser: TestBrowser;

beforeAll(async () => {
  scene = await startWebScene();
});
beforeEach(async () => {
  await scene.database.database.pool.query("truncate workspace cascade");
  for (const person of [NORA, OTTO]) scene.google.revokeAccess(person);
  browser = scene.browser();
});
afterAll(async () => {
  await scene.close();
});

const accounts = async () => await scene.rows("select * from google_account");

/** Nobody signed in, nobody admitted, nothing connected. */
async function expectNoRows(): Promise<void> {
  for (const table of ["workspace", "app_user", "google_account", "session", "mail_sync", "audit_event"]) {
    expect([table, await scene.rows(`select * from ${table}`)]).toEqual([table, []]);
  }
}

describe("the way to Google", () => {
  test("asks for what the feature needs, with state, nonce and PKCE, once", async () => {
    const ask = async (path: string) =>
      new URL((await scene.browser().get(path)).headers.get("location") ?? "").searchParams;
    const [one, other] = [
      await ask("/api/auth/google?features=mail"),
      await ask("/api/auth/google?features=mail"),
    ];
    expect(Object.fromEntries(one)).toMatchObject({
      response_type: "code",
      scope: `openid email profile ${MAIL}`,
      redirect_uri: "http://localhost:3000/api/auth/google/callback",
      code_challenge_method: "S256",
      access_type: "offline",
      prompt: "consent",
      include_granted_scopes: "true",
    });
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(one.get(name)).toMatch(/^[\w-]{43}$/);
      expect(one.get(name)).not.toBe(other.get(name));
    }
    expect((await ask("/api/auth/google")).get("scope")).toBe("openid email profile");
  });

  test("proposes the account that is signed in, and asks again for what is granted already", async () => {
    await browser.signIn("mail");
    const address = (await browser.get("/api/auth/google?features=calendar")).headers.get("location") ?? "";
    const query = new URL(address).searchParams;
    expect(query.get("login_hint")).toBe(NORA);
    expect(query.get("scope")?.split(" ")).toEqual(expect.arrayContaining([MAIL, ...CALENDAR]));
  });

  test("binds the browser by a sealed cookie that tells nothing", async () => {
    const response = await browser.get("/api/auth/google?features=mail");
    const [cookie = ""] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^rapport-connect=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
    const query = new URL(response.headers.get("location") ?? "").searchParams;
    const opened = cookie.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"));
    for (const secret of [query.get("state"), query.get("nonce")]) {
      expect(cookie).not.toContain(secret);
      expect(opened.join()).not.toContain(secret);
    }
  });

  test("knows three features only, and leads nowhere else", async () => {
    const wrong = await browser.request("/api/auth/google?features=mail,everything");
    expect(wrong.status).toBe(400);
    const elsewhere = await browser.get(
      "/api/auth/google?next=https://evil.example&redirect_uri=https://evil.example",
    );
    expect(elsewhere.headers.get("location")).toMatch(new RegExp(`^${scene.google.url}/`));
    expect(elsewhere.headers.get("location")).not.toContain("evil");
  });
});

describe("coming back", () => {
  test("with everything connects: tokens sealed, mailbox and calendars due, session open", async () => {
    const response = await browser.signIn("mail,calendar");
    expect([response.status, response.headers.get("location")]).toEqual([
      303,
      "/settings/integrations?asked=mail,calendar",
    ]);
    const [stored] = await accounts();
    expect(stored).toMatchObject({
      email: NORA,
      status: "connected",
      status_reason: null,
      calendar_enabled: true,
    });
    expect(stored?.["scopes"]).toEqual(expect.arrayContaining([MAIL, ...CALENDAR]));
    expect(stored?.["refresh_token"]).toMatch(/^v1\.k\./);
    expect(stored?.["calendars_due_at"]).not.toBeNull();
    expect(await scene.rows("select enabled, due_at <= now() as due from mail_sync")).toEqual([
      { enabled: true, due: true },
    ]);
    const page = await (await browser.get("/settings/integrations")).text();
    expect(page).toContain(NORA);
    expect(page).toContain("read your mail");
    expect(browser.cookies.has("rapport-connect")).toBe(false);
  });

  test("without features signs in and connects nothing", async () => {
    const response = await browser.signIn();
    expect(response.headers.get("location")).toBe("/settings/integrations");
    expect(await accounts()).toMatchObject([{ status: "none", refresh_token: null, scopes: [] }]);
    expect(await scene.rows("select * from mail_sync")).toEqual([]);
    expect(await (await browser.get("/settings/integrations")).text()).toContain("Connect Gmail");
  });

  test("with fewer boxes ticked connects what was granted, and offers the rest", async () => {
    const response = await browser.signIn("mail,calendar", { scopes: [MAIL, ...CALENDAR.slice(0, 2)] });
    expect(await accounts()).toMatchObject([{ status: "connected", calendar_enabled: false }]);
    const page = await (await browser.get(response.headers.get("location") ?? "")).text();
    expect(page).toContain("not every box was ticked");
    expect(page).toContain(`href="/api/auth/google?features=calendar"`);
    expect(page).toContain("Connect Calendar");
  });

  test("with no box ticked signs in, and says that nothing was connected", async () => {
    const response = await browser.signIn("mail", { scopes: [] });
    expect(await accounts()).toMatchObject([{ status: "none", refresh_token: null }]);
    const page = await (await browser.get(response.headers.get("location") ?? "")).text();
    expect(page).toContain("not every box was ticked");
  });

  test("again adds a feature to what was there", async () => {
    await browser.signIn("mail");
    await scene.rows("update mail_sync set enabled = false, due_at = null");
    await browser.signIn("calendar");
    expect(await accounts()).toMatchObject([{ status: "connected", calendar_enabled: true }]);
    // What was paused stays paused.
    expect(await scene.rows("select enabled, due_at from mail_sync")).toEqual([
      { enabled: false, due_at: null },
    ]);
  });

  test("cures what had to be connected again, also by merely signing in", async () => {
    await browser.signIn("mail");
    for (const road of ["mail", ""]) {
      await scene.rows(
        "update google_account set status = 'reconnect', status_reason = 'revoked', refresh_token = null",
      );
      await scene.rows(
        "update mail_sync set due_at = null, failures = 3, error_code = 'x', error_message = 'y'",
      );
      await browser.signIn(road);
      expect(await accounts()).toMatchObject([{ status: "connected", status_reason: null }]);
      expect(
        await scene.rows("select due_at is not null as due, failures, error_code from mail_sync"),
      ).toEqual([{ due: true, failures: 0, error_code: null }]);
    }
  });
});

describe("coming back with nothing", () => {
  const textOf = async (response: Response) => ({ status: response.status, page: await response.text() });

  test.each([
    ["a no", "access_denied", 403, "You said no"],
    ["an administrator's no", "admin_policy_enforced", 403, "administrator"],
    ["a fault of Google's", "server_error", 503, "cannot be reached"],
    ["a fault of ours", "redirect_uri_mismatch", 502, "not set up right"],
  ])("because of %s: a sentence and a button", async (_, error, status, sentence) => {
    const back = await browser.consent("mail");
    const failed = await textOf(
      await browser.get(`/api/auth/google/callback?state=${back.searchParams.get("state")}&error=${error}`),
    );
    expect(failed.status).toBe(status);
    expect(failed.page).toContain(sentence);
    expect(failed.page).toContain(`href="/api/auth/google?features=mail"`);
    await expectNoRows();
  });

  test("because Google's token endpoint is away: a sentence and a button", async () => {
    const own = await startWebScene();
    const visitor = own.browser();
    const back = await visitor.consent("mail");
    await own.google.close();
    const failed = await textOf(await visitor.get(`${back.pathname}${back.search}`));
    expect([failed.status, failed.page]).toEqual([503, expect.stringContaining("cannot be reached")]);
    await own.database.drop();
  });

  test("because Google was never there: a sentence and a button", async () => {
    const own = await startWebScene();
    await own.google.close();
    const failed = await textOf(await own.browser().get("/api/auth/google?features=mail"));
    expect([failed.status, failed.page]).toEqual([503, expect.stringContaining("cannot be reached")]);
    await own.database.drop();
  });

  test("because nobody invited this address", async () => {
    const failed = await textOf(await browser.signIn("mail", { account: STRANGER }));
    expect([failed.status, failed.page]).toEqual([403, expect.stringContaining("no account here")]);
    await expectNoRows();
  });

  test("because another account was chosen than the one signed in", async () => {
    await browser.signIn();
    const before = await scene.rows("select * from google_account order by email");
    for (const account of [OTTO, STRANGER]) {
      const failed = await textOf(await browser.signIn("mail", { account }));
      expect([failed.status, failed.page]).toEqual([403, expect.stringContaining(account)]);
      expect(failed.page).toContain(NORA);
    }
    expect(await scene.rows("select * from google_account order by email")).toEqual(before);
    expect(await scene.rows("select * from mail_sync")).toEqual([]);
  });

  test("because the one who began is signed out since, and somebody else answers", async () => {
    await browser.signIn();
    const back = await browser.consent("mail", { account: OTTO });
    browser.cookies.delete("rapport");
    const failed = await browser.get(`${back.pathname}${back.search}`);
    expect(failed.status).toBe(403);
    expect(await accounts()).toMatchObject([{ email: NORA, status: "none" }]);
  });
});

describe("a callback that is not the one Google sent", () => {
  type Change = (back: URL) => Promise<URL | undefined> | URL | undefined;
  const changed = (change: (query: URLSearchParams) => void): Change => {
    return (back) => {
      change(back.searchParams);
      return back;
    };
  };
  const foreign = async () => await scene.browser().consent("mail", { account: OTTO });

  const mutations: [string, Change][] = [
    [
      "without state",
      changed((query) => {
        query.delete("state");
      }),
    ],
    [
      "with an empty state",
      changed((query) => {
        query.set("state", "");
      }),
    ],
    [
      "with another state",
      changed((query) => {
        query.set("state", "x".repeat(43));
      }),
    ],
    [
      "with two states",
      changed((query) => {
        query.append("state", query.get("state") ?? "");
      }),
    ],
    [
      "without code",
      changed((query) => {
        query.delete("code");
      }),
    ],
    [
      "with an invented code",
      changed((query) => {
        query.set("code", "4/0invented");
      }),
    ],
    [
      "with two codes",
      changed((query) => {
        query.append("code", "4/0other");
      }),
    ],
    [
      "with code and error",
      changed((query) => {
        query.set("error", "access_denied");
      }),
    ],
    [
      "from another issuer",
      changed((query) => {
        query.set("iss", "https://evil.example");
      }),
    ],
    [
      "with somebody else's code",
      async (back) => {
        back.searchParams.set("code", (await foreign()).searchParams.get("code") ?? "");
        return back;
      },
    ],
    ["that belongs to somebody else's browser", async () => await foreign()],
    [
      "in a browser that never began",
      (back) => {
        browser = scene.browser();
        return back;
      },
    ],
    [
      "with a cookie that was tampered with",
      (back) => {
        const cookie = browser.cookies.get("rapport-connect") ?? "";
        browser.cookies.set("rapport-connect", `${cookie.slice(0, -4)}AAAA`);
        return back;
      },
    ],
    [
      "eleven minutes later",
      (back) => {
        scene.advance(11 * 60_000);
        return back;
      },
    ],
  ];

  test.each(mutations)("%s leaves no row", async (_, change) => {
    const back = await change(await browser.consent("mail"));
    const response = await browser.get(`/api/auth/google/callback${back?.search ?? ""}`);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.getSetCookie().join()).not.toMatch(/^rapport=|, ?rapport=/);
    expect(await response.text()).toMatch(/Try again|Sign in with Google/);
    await expectNoRows();
  });

  test("a second time opens no second session", async () => {
    const back = await browser.consent("mail");
    const cookies = new Map(browser.cookies);
    await browser.get(`${back.pathname}${back.search}`);
    const replay = scene.browser();
    for (const [name, value] of cookies) replay.cookies.set(name, value);
    const response = await replay.get(`${back.pathname}${back.search}`);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("used already")]);
    expect(await scene.rows("select * from session")).toHaveLength(1);
  });

  test("carries nothing of the query onto the page", async () => {
    const back = await browser.consent("mail");
    const hostile = `<script>alert(1)</script>"'&`;
    for (const name of ["error", "error_description", "code", "state"]) back.searchParams.set(name, hostile);
    const page = await (await browser.get(`/api/auth/google/callback${back.search}`)).text();
    expect(page).not.toContain("alert(1)");
  });
});

test("no token, code, verifier or secret was ever logged or answered", async () => {
  await browser.signIn("mail");
  const log = scene.logged.join("\n");
  expect(log).not.toMatch(/ya29\.|1\/\/0|4\/0A|the-secret-of-the-client/);
  const [row] = await scene.rows("select row_to_json(g) as whole from google_account g");
  expect(JSON.stringify(row)).not.toMatch(/ya29\.|1\/\/0/);
});
