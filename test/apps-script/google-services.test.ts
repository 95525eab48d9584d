import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Execution, User } from "../../dev/apps-script/execution.ts";
import { createRuntimeInWorker } from "../../dev/apps-script/runtime.ts";
import type { AsyncRuntime } from "../../dev/apps-script/runtime-worker.ts";
import { sendJson, startServer } from "./http-server.ts";
import type { Received, TestServer } from "./http-server.ts";
import { ann, auth, errorOf, sampleManifest, writeProject } from "./sample-project.ts";

const base64url = (text: string): string => Buffer.from(text).toString("base64url");
const header = (name: string, value: string): { name: string; value: string } => ({ name, value });

const mail = {
  id: "m1",
  threadId: "t1",
  labelIds: ["INBOX", "UNREAD"],
  internalDate: "1767225600123",
  payload: {
    mimeType: "multipart/mixed",
    headers: [
      header("From", "Ann Lee <ann@client.example>"),
      header("To", "me@northwind.example"),
      header("Subject", "Offer – über"),
      header("Message-ID", "<1@client.example>"),
    ],
    parts: [
      {
        mimeType: "multipart/alternative",
        parts: [
          { mimeType: "text/plain", filename: "", body: { size: 5, data: base64url("Hällo\r\n") } },
          { mimeType: "text/html", filename: "", body: { size: 9, data: base64url("<p>Hällo</p>") } },
        ],
      },
      {
        mimeType: "text/csv",
        filename: "a.csv",
        headers: [header("Content-Disposition", "attachment")],
        body: { size: 3, attachmentId: "att1" },
      },
      {
        mimeType: "image/png",
        filename: "logo.png",
        headers: [header("Content-ID", "<l>")],
        body: { size: 2, data: base64url("PN") },
      },
    ],
  },
};
const htmlOnly = {
  ...mail,
  id: "m2",
  payload: {
    mimeType: "text/html",
    filename: "",
    headers: [],
    body: {
      data: base64url(
        `<style>x{}</style><p>One<br>two</p><div>see <a href="https://a.example/">here</a> &amp; go</div>`,
      ),
    },
  },
};
const event = {
  id: "ev1",
  iCalUID: "ev1@google.com",
  summary: "Review",
  description: "d",
  location: "Room 1",
  start: { dateTime: "2026-03-02T10:00:00+01:00" },
  end: { dateTime: "2026-03-02T11:00:00+01:00" },
  organizer: { email: "ann@northwind.example", self: true },
  attendees: [
    { email: "ann@northwind.example", organizer: true, self: true, responseStatus: "accepted" },
    { email: "bob@client.example", displayName: "Bob", responseStatus: "tentative" },
  ],
};

let server: TestServer;
let runtime: AsyncRuntime;
const tokensAsked: (readonly string[])[] = [];

function answer(request: Received): [number, unknown] {
  const token = request.headers.authorization;
  const { pathname, searchParams } = new URL(request.url, "http://x");
  if (pathname.startsWith("/gmail/")) {
    if (request.method === "POST") return [200, { id: "d1", message: { id: "m9", threadId: "t9" } }];
    if (token !== "Bearer message-token")
      return [401, { error: { code: 401, message: "Invalid Credentials" } }];
    if (pathname.endsWith("/messages/m1") && searchParams.get("format") === "raw")
      return [200, { raw: base64url("From: x\r\n\r\nraw") }];
    if (pathname.endsWith("/messages/m1")) return [200, mail];
    if (pathname.endsWith("/messages/m2")) return [200, htmlOnly];
    if (pathname.endsWith("/messages/m1/attachments/att1")) return [200, { data: base64url("a;b") }];
    if (pathname.endsWith("/messages/other"))
      return [403, { error: { code: 403, message: "The token is for another message" } }];
    if (pathname.endsWith("/messages/broken")) return [500, { error: { message: "Backend Error" } }];
  }
  if (pathname.startsWith("/calendar/")) {
    if (token !== "Bearer user-token") return [401, { error: { code: 401, message: "Invalid Credentials" } }];
    if (
      pathname === "/calendar/v3/calendars/primary/events/ev1" ||
      pathname === "/calendar/v3/calendars/a%40b.example/events/ev1"
    )
      return [200, event];
    if (pathname === "/calendar/v3/calendars/primary/events") return [200, { items: [] }];
    if (pathname === "/calendar/v3/calendars/primary")
      return [200, { id: "ann@northwind.example", summary: "Ann", timeZone: "Europe/London" }];
  }
  return [404, { error: { code: 404, message: "Not Found", errors: [{ reason: "notFound" }] } }];
}

const source = `
  function onTest(e) {
    GmailApp.setCurrentMessageAccessToken(e.token || "message-token");
    console.log(JSON.stringify({ value: eval(e.code) }));
  }
  function onWithoutToken() { GmailApp.getMessageById("m1"); }`;

beforeAll(async () => {
  server = await startServer((request, response) => {
    sendJson(response, ...answer(request));
  });
  runtime = await startRuntime();
});
beforeEach(() => {
  server.received.length = 0;
});
afterAll(async () => {
  await runtime.close();
  await server.close();
});

async function startRuntime(manifest: object = sampleManifest): Promise<AsyncRuntime> {
  return await createRuntimeInWorker({
    project: { dir: writeProject(source, manifest) },
    network: { origins: {} },
    google: {
      gmailBaseUrl: server.origin,
      calendarBaseUrl: `${server.origin}/`,
      accessToken: async (scopes) => {
        tokensAsked.push(scopes);
        return await Promise.resolve("user-token");
      },
    },
  });
}

async function run(code: string, event: object = {}, user: User = ann): Promise<Execution> {
  return await runtime.run({ functionName: "onTest", event: { code, ...event }, user });
}

async function valueOf(code: string): Promise<unknown> {
  const execution = await run(code);
  expect(errorOf(execution)).toBe("no error");
  return (JSON.parse(execution.logs[0]?.text ?? "{}") as { value: unknown }).value;
}

describe("GmailApp", () => {
  test("reads the open message with the event's token", async () => {
    const execution =
      await run(`(() => { const m = GmailApp.getMessageById("m1"); return [m.getId(), m.getThread().getId(), m.getFrom(), m.getTo(), m.getCc(),
      m.getSubject(), m.getHeader("message-id"), m.getHeader("X-None"), m.getDate().getTime(), m.isUnread(), m.isDraft(), m.isInInbox(), m.getReplyTo()]; })()`);
    expect(JSON.parse(execution.logs[0]?.text ?? "")).toEqual({
      value: [
        "m1",
        "t1",
        "Ann Lee <ann@client.example>",
        "me@northwind.example",
        "",
        "Offer – über",
        "<1@client.example>",
        "",
        1767225600123,
        true,
        false,
        true,
        "",
      ],
    });
    expect(execution.httpCalls).toMatchObject([
      {
        service: "Gmail",
        method: "GET",
        url: `${server.origin}/gmail/v1/users/me/messages/m1?format=full`,
        status: 200,
      },
    ]);
    expect(server.received[0]?.headers.authorization).toBe("Bearer message-token");
  });

  test("gives the body as text and as HTML", async () => {
    expect(
      await valueOf(`[GmailApp.getMessageById("m1")].map((m) => [m.getPlainBody(), m.getBody()])[0]`),
    ).toEqual(["Hällo\r\n", "<p>Hällo</p>"]);
    expect(await valueOf(`GmailApp.getMessageById("m2").getPlainBody()`)).toBe(
      "One\ntwo\nsee here <https://a.example/> & go",
    );
    expect(await valueOf(`GmailApp.getMessageById("m1").getRawContent()`)).toBe("From: x\r\n\r\nraw");
  });

  test("gives attachments, inline pictures only when wanted", async () => {
    const list = (options: string): string =>
      `GmailApp.getMessageById("m1").getAttachments(${options}).map((a) => [a.getName(), a.getContentType(), a.getSize(), a.getDataAsString()])`;
    const csv = ["a.csv", "text/csv", 3, "a;b"];
    const logo = ["logo.png", "image/png", 2, "PN"];
    expect(await valueOf(list(""))).toEqual([csv, logo]);
    expect(await valueOf(list("{ includeInlineImages: false }"))).toEqual([csv]);
    expect(await valueOf(list("{ includeAttachments: false }"))).toEqual([logo]);
  });

  test("refuses a missing, wrong or foreign token and unknown messages", async () => {
    const missing = await runtime.run({ functionName: "onWithoutToken", event: {}, user: ann });
    expect(errorOf(missing)).toContain("Exception: Missing access token for authorization");
    expect(missing.httpCalls).toEqual([]);
    expect(errorOf(await run(`GmailApp.getMessageById("m1")`, { token: "old" }))).toContain(
      "Invalid access token",
    );
    expect(errorOf(await run(`GmailApp.getMessageById("other")`))).toContain(
      "Access denied: : The token is for another message",
    );
    expect(errorOf(await run(`GmailApp.getMessageById("nope")`))).toBe("Exception: Invalid argument: nope");
    expect(errorOf(await run(`GmailApp.getMessageById("broken")`))).toContain("Backend Error");
  });

  test("needs a scope for the message and another for its content", async () => {
    const user = { ...ann, grantedScopes: [] };
    expect(errorOf(await run(`GmailApp.getMessageById("m1")`, {}, user))).toContain(
      "You do not have permission to call GmailApp.getMessageById",
    );
    const headersOnly = await startRuntime({
      ...sampleManifest,
      oauthScopes: [`${auth}gmail.addons.current.message.metadata`],
    });
    const ask = async (code: string): Promise<string> =>
      errorOf(await headersOnly.run({ functionName: "onTest", event: { code }, user: ann }));
    expect(await ask(`GmailApp.getMessageById("m1").getSubject()`)).toBe("no error");
    expect(await ask(`GmailApp.getMessageById("m1").getPlainBody()`)).toContain(
      "Specified permissions are not sufficient to call GmailMessage.getPlainBody",
    );
    await headersOnly.close();
  });

  test("creates a draft whose headers nobody can add to", async () => {
    const execution = await run(
      `CardService.newComposeActionResponseBuilder().setGmailDraft(GmailApp.createDraft("bob@client.example", "Hi\\r\\nBcc: evil@x.example", "text")).build().printJson()`,
    );
    expect(execution.logs[0]?.text).toContain("d1");
    const { message } = JSON.parse(server.received[0]?.body ?? "{}") as { message: { raw: string } };
    const raw = Buffer.from(message.raw, "base64url").toString("utf8");
    expect(raw).toMatch(/^To: bob@client\.example\r\nSubject: =\?UTF-8\?B\?/);
    expect(raw).not.toContain("evil");
    expect(
      errorOf(await run(`GmailApp.createDraft("a@b.example\\r\\nBcc: evil@x.example", "s", "b")`)),
    ).toContain("Invalid email");
  });
});

describe("Calendar", () => {
  test("the advanced service answers with the API's JSON", async () => {
    expect(await valueOf(`Calendar.Events.get("a@b.example", "ev1").summary`)).toBe("Review");
    expect(tokensAsked.at(-1)).toEqual(sampleManifest.oauthScopes);
    expect(server.received[0]?.headers.authorization).toBe("Bearer user-token");
  });

  test("the advanced service fails as Google's does", async () => {
    expect(
      await valueOf(
        `(() => { try { Calendar.Events.get("primary", "nope") } catch (x) { return [x.name, x.message, x.details.code] } })()`,
      ),
    ).toEqual([
      "GoogleJsonResponseException",
      "API call to calendar.events.get failed with error: Not Found",
      404,
    ]);
    const user = { ...ann, grantedScopes: [] };
    expect(errorOf(await run(`Calendar.Events.get("primary", "ev1")`, {}, user))).toContain(
      "You do not have permission to call calendar.events.get",
    );
  });

  test("CalendarApp reads an event by its iCalendar id", async () => {
    expect(
      await valueOf(`(() => { const v = CalendarApp.getEventById("ev1@google.com"); return [v.getTitle(), v.getLocation(), v.getStartTime().toISOString(),
        v.isAllDayEvent(), v.isOwnedByMe(), v.getGuestList().map((g) => [g.getEmail(), g.getName(), String(g.getGuestStatus())]),
        v.getGuestList(true).length, v.getMyStatus() === CalendarApp.GuestStatus.OWNER]; })()`),
    ).toEqual([
      "Review",
      "Room 1",
      "2026-03-02T09:00:00.000Z",
      false,
      true,
      [["bob@client.example", "Bob", "MAYBE"]],
      2,
      true,
    ]);
  });

  test("CalendarApp answers null for what does not exist", async () => {
    expect(
      await valueOf(
        `[CalendarApp.getEventById("nope@google.com"), CalendarApp.getCalendarById("x@y.example")]`,
      ),
    ).toEqual([null, null]);
    expect(await valueOf(`CalendarApp.getDefaultCalendar().getTimeZone()`)).toBe("Europe/London");
  });
});

test("getOAuthToken gives the user's token for the scopes granted", async () => {
  const execution = await run(`ScriptApp.getOAuthToken()`, {}, { ...ann, grantedScopes: ["openid"] });
  expect(execution.logs[0]?.text).toBe('{"value":"user-token"}');
  expect(tokensAsked.at(-1)).toEqual(["openid"]);
});
