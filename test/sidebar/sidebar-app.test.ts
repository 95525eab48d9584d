import { describe, expect, test } from "@jest/globals";
import { createSidebarApp } from "../../dev/sidebar/sidebar-app.ts";
import { createSampleHost } from "./sample-host.ts";
import { anna, sampleWorld } from "./sample-world.ts";

const user = `/_sidebar/users/${anna.email}`;

function setUp() {
  const host = createSampleHost(sampleWorld());
  const app = createSidebarApp({ host });
  const get = (path: string): Promise<Response> =>
    Promise.resolve(app.request(`http://localhost:3000${path}`));
  const execute = (
    headers: Readonly<Record<string, string>>,
    body: unknown = { functionName: "onHomepage", event: { commonEventObject: {} } },
  ) =>
    Promise.resolve(
      app.request(`http://localhost:3000${user}/execute`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
      }),
    );
  return { host, app, get, execute };
}

describe("the page", () => {
  test("allows neither inline scripts nor inline styles nor frames around it", async () => {
    const { get } = setUp();
    const response = await get("/");
    const policy = response.headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(response.headers.get("Set-Cookie")).toBeNull();
    expect(await response.text()).not.toMatch(/<style|style=|<script>/);
  });

  test("serves its script and stylesheet", async () => {
    const { get } = setUp();
    const [script, stylesheet] = await Promise.all([get("/_sidebar/page.js"), get("/_sidebar/page.css")]);
    expect(script.headers.get("Content-Type")).toMatch(/^text\/javascript/);
    expect((await script.text()).length).toBeGreaterThan(1_000);
    expect(stylesheet.headers.get("Content-Type")).toMatch(/^text\/css/);
  });

  test("answers to this machine's names only", async () => {
    const { app, host } = setUp();
    for (const path of ["/", "/_sidebar/session", `${user}/threads`, "/_sidebar/page.js"]) {
      expect((await app.request(`http://rebound.attacker.test${path}`)).status).toBe(421);
    }
    const custom = createSidebarApp({ host, hostnames: ["demo.test"] });
    expect((await custom.request("http://demo.test/")).status).toBe(200);
  });
});

describe("running the add-on", () => {
  test.each([
    ["from this page", { "Sec-Fetch-Site": "same-origin" }],
    ["from this page in an older browser", { Origin: "http://localhost:3000" }],
  ])("works %s", async (_what, headers) => {
    const { execute, host } = setUp();
    expect((await execute(headers)).status).toBe(200);
    expect(host.calls).toHaveLength(1);
  });

  test.each([
    ["another site", { "Sec-Fetch-Site": "cross-site", Origin: "http://localhost:3000" }],
    ["another port of this machine", { "Sec-Fetch-Site": "same-site" }],
    ["a foreign origin", { Origin: "https://attacker.test" }],
    ["nowhere", {}],
  ])("is refused from %s", async (_what, headers) => {
    const { execute, host } = setUp();
    expect((await execute(headers)).status).toBe(403);
    expect(host.calls).toHaveLength(0);
  });

  test.each([
    [null],
    [{}],
    [{ functionName: "x" }],
    [{ functionName: 1, event: {} }],
    [{ functionName: "x", event: {} }],
  ])("needs a function and an event, not %j", async (body) => {
    const { execute } = setUp();
    expect((await execute({ "Sec-Fetch-Site": "same-origin" }, body)).status).toBe(400);
  });

  test("refuses an event of a megabyte", async () => {
    const { execute } = setUp();
    const event = { commonEventObject: {}, padding: "x".repeat(1_000_000) };
    expect((await execute({ "Sec-Fetch-Site": "same-origin" }, { functionName: "x", event })).status).toBe(
      413,
    );
  });
});

describe("the mailbox", () => {
  test("of nobody we know is not found", async () => {
    const { get } = setUp();
    expect((await get("/_sidebar/users/eve@x.test/threads")).status).toBe(404);
  });

  test("has no page for an unknown thread, mail or event", async () => {
    const { get } = setUp();
    const paths = ["/threads/none", "/messages/none/body", "/events/none"];
    const statuses = await Promise.all(paths.map(async (path) => (await get(user + path)).status));
    expect(statuses).toEqual([404, 404, 404]);
  });

  test("gives a mail's HTML with a policy under which nothing runs or loads", async () => {
    const { get } = setUp();
    const response = await get(`${user}/messages/m-offer/body`);
    const policy = response.headers.get("Content-Security-Policy") ?? "";
    expect(policy).toContain("sandbox allow-same-origin");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script|https?:/);
    expect(await response.text()).toContain("budget for 40 seats");
  });

  test("needs a window of time for events", async () => {
    const { get } = setUp();
    expect((await get(`${user}/events?from=x&to=y`)).status).toBe(400);
  });
});
