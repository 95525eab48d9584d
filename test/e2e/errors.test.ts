import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { SidebarPage } from "../../dev/demo/sidebar-page.ts";
import { CalendarBook } from "../../dev/google/calendar/calendar-book.ts";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { createBackendSwitch } from "./backend-switch.ts";
import type { BackendSwitch } from "./backend-switch.ts";
import { ada, startDemoWorld } from "./demo-world.ts";
import type { DemoWorld, OpenableMail } from "./demo-world.ts";
import { noticeOf, valueOf } from "./panel-probe.ts";

const guest = { email: "eve@elsewhere.example", name: "Eve Else" };
const away = "Rapport does not answer at the moment. Try again in a minute.";

let world: DemoWorld;
let page: SidebarPage;
let backend: BackendSwitch;
let dataDir: string;
let mail: OpenableMail;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "rapport-e2e-"));
  world = await startDemoWorld(3530, [
    {
      ...guest,
      sub: "104512345678901239999",
      locale: "en",
      timeZone: "Europe/Berlin",
      hd: "elsewhere.example",
      emailVerified: true,
      mailbox: new Mailbox(guest),
      calendars: new CalendarBook({ ...guest, timeZone: "Europe/Berlin" }),
    },
  ]);
  backend = createBackendSwitch(world, dataDir);
  page = await world.open();
  mail = world.newestFrom("tabernathy@greatlakesdairy.example");
});

beforeEach(async () => {
  await backend.bringBack({ rateLimits: generous });
});

afterAll(async () => {
  await backend.takeAway();
  // The add-on's logo comes from the backend, too.
  await world.close(/Failed to load resource: the server responded with a status of 50/);
  await rm(dataDir, { recursive: true, force: true });
});

const generous = { userPerMinute: 10_000, workspacePerMinute: 10_000, strangerPerMinute: 10_000 };

/** Nothing of the inside shows: no stack, no file, no status code, no name of an exception. */
function expectPlainWords(text: string): void {
  expect(text).not.toMatch(
    /\bat \S+:\d+|\.ts\b|Exception|TypeError|undefined|\[object|ECONN|HTTP|\b50\d\b|<html/,
  );
}

describe("a backend that is away", () => {
  test("is said, and Try again shows the card once it is back", async () => {
    await backend.takeAway();
    await page.openMail(mail);
    const text = await page.text();
    expect(text).toContain("Not reachable");
    expect(text).toContain(away);
    expectPlainWords(text);
    await page.press("Try again");
    expect(await page.text()).toContain(away);
    await backend.bringBack();
    await page.press("Try again");
    expect(await page.text()).toContain("Tom Abernathy");
  });

  test("is a bad gateway on its own pages", async () => {
    await backend.takeAway();
    const response = await fetch(`${world.stack.url}/api/v1/me`);
    expect(response.status).toBe(502);
    expect(await response.text()).toBe("The backend does not answer.");
  });

  test("costs nothing that was typed", async () => {
    await page.openMail(mail);
    await page.press("Log with note…");
    await page.fill("Note", "Do not lose me");
    await backend.takeAway();
    await page.press("Log to CRM");
    expect(await noticeOf(page)).toContain(away);
    expect(await valueOf(page, "Note")).toBe("Do not lose me");
    await backend.bringBack();
    await page.press("Log to CRM");
    expect(await page.text()).toContain("Do not lose me");
  });

  test("does not disturb who types a search", async () => {
    await page.goTo("#/mail");
    await backend.takeAway();
    const answered = page.page.waitForResponse(/execute/);
    await page.panel.getByLabel("Name, company, phone or address").pressSequentially("haug");
    await answered;
    expect(await page.panel.getByRole("option").count()).toBe(0);
    expect(await page.text()).toContain("Today");
  });
});

describe("a backend that answers badly", () => {
  test.each([
    [
      "a problem of ours",
      500,
      "application/problem+json",
      '{"code":"internal","status":500,"requestId":"req-4711"}',
    ],
    ["a proxy's page", 502, "text/html", "<html><h1>502 Bad Gateway</h1></html>"],
    ["no JSON", 200, "text/html", "<html>Sign in to the Wi-Fi</html>"],
    ["the wrong JSON", 200, "application/json", '{"hello":["world"]}'],
    ["half an answer", 200, "application/json", '{"people":['],
    ["nothing", 200, "application/json", ""],
  ])("with %s gets an error card in words", async (_, status, type, body) => {
    await backend.replace((_request, response) => {
      response.writeHead(status, { "content-type": type }).end(body);
    });
    await page.openMail(mail);
    const text = await page.text();
    expect(text).toMatch(/Something went wrong in Rapport|Rapport does not answer/);
    expect(text).toContain("Try again");
    if (body.includes("req-4711")) expect(text).toContain("Reference req-4711");
    expectPlainWords(text);
  });

  test("slowly shows that it is being waited for", async () => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<() => void>();
    await backend.replace((request, response) => {
      const answer = () => {
        response.writeHead(503, { "content-type": "application/json" }).end("{}");
      };
      // The logo is asked for as well.
      if (request.method === "POST") ask(answer);
      else answer();
    });
    await page.page.goto("about:blank");
    await page.page.goto(`${world.stack.url}/?user=${ada}#/mail/${mail.threadId}/${mail.messageId}`);
    const answer = await asked;
    expect(await page.panel.getByRole("progressbar").isVisible()).toBe(true);
    answer();
    await page.idle();
    expect(await page.text()).toContain(away);
  });

  test("because of too many requests says when to come back", async () => {
    await backend.bringBack({ rateLimits: { ...generous, userPerMinute: 1 } });
    await page.openMail(mail);
    await page.openMail(mail);
    const text = await page.text();
    expect(text).toMatch(/Too many requests[\s\S]*Try again in \d+ seconds?\./);
    expectPlainWords(text);
  });
});

describe("an account that nobody invited", () => {
  test("is told whom to ask, on every card", async () => {
    const theirs = await world.open({ user: guest.email });
    await theirs.goTo("#/mail");
    const text = await theirs.text();
    expect(text).toContain("No access");
    expect(text).toContain("Your account has no access to Rapport. Ask your administrator to invite you.");
    expect(await theirs.panel.getByRole("button", { name: "Open Rapport" }).isVisible()).toBe(true);
    expectPlainWords(text);
    await theirs.goTo("#/calendar");
    expect(await theirs.text()).toContain("No access");
  });
});

describe("what somebody else deleted meanwhile", () => {
  test("a contact is gone, and the card says so", async () => {
    const contact = await world.addContact({ name: "Soon Gone", emails: ["soon@gone.example"] });
    const from = { name: "Soon Gone", email: "soon@gone.example" };
    await page.openMail(world.deliver({ from, to: [{ email: ada }], subject: "Bye", text: "Bye" }));
    await world.call("DELETE", `/contacts/${contact.id}`);
    await page.press("Edit");
    expect(await noticeOf(page)).toContain("It is no longer there. Somebody may have deleted it.");
    await page.press("Log to CRM");
    expect(await noticeOf(page)).toContain("No lead or client is on it.");
    expectPlainWords(await page.text());
  });

  test("an entry is gone, and its note is not lost without a word", async () => {
    const contact = await world.addContact({ name: "Brief Entry", emails: ["brief@gone.example"] });
    const from = { name: "Brief Entry", email: "brief@gone.example" };
    await page.openMail(world.deliver({ from, to: [{ email: ada }], subject: "Short", text: "Short" }));
    await page.press("Log to CRM");
    await page.press(/Logged by/);
    await page.fill("Note", "For later");
    const [activity] = await world.activitiesOf(contact.id);
    await world.call("DELETE", `/activities/${activity?.id ?? ""}`);
    await page.press("Save note");
    expect(await noticeOf(page)).toContain("It is no longer there.");
    expect(await valueOf(page, "Note")).toBe("For later");
  });
});
