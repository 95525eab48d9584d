/** Our Gmail against the local Google, and against answers that are not Gmail's. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";
import { createMailSources } from "../../backend/src/google/gmail.ts";
import { createMailPush } from "../../backend/src/google/mail-push.ts";
import { createTransport } from "../../backend/src/google/transport.ts";
import type { GoogleTransport, ObservedCall } from "../../backend/src/google/transport.ts";
import { Secret } from "../../backend/src/secret.ts";
import { GoogleCallFailed } from "../../backend/src/sync/google-failure.ts";
import type { MailSource } from "../../backend/src/sync/ports.ts";
import { startRepScene } from "./rep-scene.ts";
import type { RepScene } from "./rep-scene.ts";
import { json, startScriptedServer } from "./scripted-server.ts";
import type { ScriptedServer } from "./scripted-server.ts";
import { createVirtualTime } from "./virtual-time.ts";

const account = { workspaceId: "w" as WorkspaceId, userId: "u" as UserId };
const READONLY = "https://www.googleapis.com/auth/gmail.readonly";

function connect(url: string, token: string): { transport: GoogleTransport; calls: ObservedCall[] } {
  const calls: ObservedCall[] = [];
  const secret = new Secret(token);
  const transport = createTransport({
    gmailBaseUrl: url,
    calendarBaseUrl: url,
    gmailUnitsPerMinute: 1_000_000,
    tokens: { get: (_account, refused) => Promise.resolve(refused?.token ?? secret) },
    timing: createVirtualTime(),
    onCall: (call) => calls.push(call),
  });
  return { transport, calls };
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof GoogleCallFailed) return error.failure;
  throw new Error(`no failure: ${String(error)}`);
}

describe("with Google", () => {
  let scene: RepScene;
  let transport: GoogleTransport;
  let calls: ObservedCall[];
  let source: MailSource;

  beforeEach(async () => {
    scene = await startRepScene({
      topics: {
        "projects/p/topics/gmail": { pushEndpoint: "http://127.0.0.1:1/" },
      },
    });
    open([READONLY]);
  });
  afterEach(async () => {
    await transport.close();
    await scene.google.close();
  });

  function open(scopes: readonly string[]): void {
    ({ transport, calls } = connect(
      scene.google.url,
      scene.google.tokens.accessToken({ email: scene.rep.email, scopes }),
    ));
    source = createMailSources(transport.request)(account);
  }

  function deliver(subject: string, body = "Hello", at = Date.now()) {
    const raw = Buffer.from(
      `From: ada@customer.example\r\nTo: rep@northwind.example\r\nSubject: ${subject}\r\n\r\n${body}`,
    );
    return scene.rep.mailbox.insert({ raw, internalDate: at, labelIds: ["INBOX"] });
  }

  async function allIds(q: string): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let pageToken: string | undefined; ;) {
      const page = await source.listMessages({ q, pageToken });
      ids.push(...page.messages.map(({ id }) => id));
      pageToken = page.nextPageToken;
      if (pageToken === undefined) return ids;
    }
  }

  test("tells the profile and the addresses the rep sends as", async () => {
    deliver("one");
    expect(await source.getProfile()).toEqual({
      emailAddress: "rep@northwind.example",
      historyId: expect.stringMatching(/^\d+$/),
      messagesTotal: 1,
    });
    expect(await source.listSendAs()).toContain("rep@northwind.example");
  });

  test("lists everything, newest first, page by page", async () => {
    const delivered = Array.from({ length: 1_100 }, (_, index) =>
      deliver(`m${index}`, "x", 1_000_000 + index),
    );
    const ids = await allIds("");
    expect(ids).toEqual(delivered.map(({ id }) => id).reverse());
    expect(calls.map(({ call, units }) => [call, units])).toEqual(Array(3).fill(["messages.list", 5]));
  });

  test("searches, and says that there is nothing", async () => {
    const { id, threadId } = deliver("about apples & pears");
    deliver("other");
    expect((await source.listMessages({ q: 'subject:"apples & pears"' })).messages).toEqual([
      { id, threadId },
    ]);
    expect(await source.listMessages({ q: "from:nobody@nowhere.example" })).toEqual({
      messages: [],
      nextPageToken: undefined,
      resultSizeEstimate: 0,
    });
  });

  test("tells what happened since, and that it no longer knows", async () => {
    const { historyId } = await source.getProfile();
    const { id, threadId } = deliver("new");
    const history = await source.listHistory({ startHistoryId: historyId });
    expect(history.records).toContainEqual({
      added: [{ id, threadId }],
      deleted: [],
      labelsAdded: [],
      labelsRemoved: [],
    });
    expect(BigInt(history.historyId)).toBeGreaterThan(BigInt(historyId));
    expect(await failureOf(source.listHistory({ startHistoryId: "1" }))).toEqual({ kind: "cursor-expired" });
  });

  test("reads a message whole, or its headers without its text", async () => {
    const { id } = deliver("hello", "the text of it");
    const whole = JSON.stringify(await source.getMessage(id, "full"));
    expect(whole).toContain(Buffer.from("the text of it").toString("base64url"));
    const headers = await source.getMessage(id, "headers");
    expect(headers).toMatchObject({ id, labelIds: ["INBOX"], payload: { mimeType: "text/plain" } });
    expect(JSON.stringify(headers)).toContain('"hello"');
    expect(JSON.stringify(headers)).not.toMatch(/"body"|"snippet"/);
  });

  test("a message that is not there is gone, and so is an id that is none", async () => {
    expect(await failureOf(source.getMessage("18c0ffee18c0ffee", "full"))).toEqual({ kind: "gone" });
    const before = calls.length;
    for (const id of ["../profile", "a/b", "", "a?fields=id", "ä", "a%2fb"]) {
      expect(await failureOf(source.getMessage(id, "full"))).toEqual({ kind: "gone" });
      expect(await failureOf(source.getAttachment("18c0ffee18c0ffee", id))).toEqual({ kind: "gone" });
    }
    expect(calls).toHaveLength(before);
  });

  test("brings the bytes of what is kept apart", async () => {
    const text = "long ".repeat(80_000);
    const { id } = deliver("long", text);
    const message = JSON.stringify(await source.getMessage(id, "full"));
    const attachmentId = /"attachmentId":"([^"]+)"/.exec(message)?.[1] ?? "";
    expect(Buffer.from(await source.getAttachment(id, attachmentId)).toString()).toBe(text);
  });

  test("without the scope that is said", async () => {
    open(["https://www.googleapis.com/auth/calendar.events"]);
    expect(await failureOf(source.getProfile())).toEqual({ kind: "scope-missing" });
  });

  test("watches the mailbox for a week, and stops", async () => {
    const push = createMailPush(transport.request)(account);
    const watched = await push.watch("projects/p/topics/gmail", ["INBOX", "SENT"]);
    expect(watched.historyId).toMatch(/^\d+$/);
    const days = (watched.expiresAt.getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(7);
    await push.stop();
    expect(calls.map(({ call, units }) => [call, units])).toEqual([
      ["users.watch", 100],
      ["users.stop", 50],
    ]);
  });
});

describe("an answer that is not Gmail's is no answer", () => {
  let server: ScriptedServer;
  let transport: GoogleTransport;
  let source: MailSource;
  beforeEach(async () => {
    server = await startScriptedServer(json({}));
    ({ transport } = connect(server.url, "token"));
    source = createMailSources(transport.request)(account);
  });
  afterEach(async () => {
    await transport.close();
    await server.close();
  });

  const asked: Readonly<Record<string, () => Promise<unknown>>> = {
    getProfile: () => source.getProfile(),
    listSendAs: () => source.listSendAs(),
    listMessages: () => source.listMessages({ q: "" }),
    listHistory: () => source.listHistory({ startHistoryId: "7" }),
    getMessage: () => source.getMessage("m1", "full"),
    getAttachment: () => source.getAttachment("m1", "a1"),
  };
  const ref = { id: "m1", threadId: "t1" };

  test.each<[string, unknown]>([
    ...Object.keys(asked).flatMap((method): [string, unknown][] =>
      [{}, [], null, 7, "text", { error: { code: 500 } }].map((body) => [method, body]),
    ),
    ["getProfile", { emailAddress: "rep@northwind.example", historyId: "12e3", messagesTotal: 1 }],
    ["getProfile", { emailAddress: "", historyId: "1", messagesTotal: 1 }],
    ["listSendAs", { sendAs: {} }],
    ["listSendAs", { sendAs: [{ isPrimary: true }] }],
    ["listMessages", { messages: {}, resultSizeEstimate: 0 }],
    ["listMessages", { messages: [ref, { id: "m2" }] }],
    ["listMessages", { messages: [ref], nextPageToken: "" }],
    ["listMessages", { messages: [ref], nextPageToken: 2 }],
    ["listHistory", { history: [] }],
    ["listHistory", { history: [{ messagesAdded: [{}] }], historyId: "9" }],
    ["listHistory", { history: [{ labelsAdded: [{ message: ref, labelIds: "TRASH" }] }], historyId: "9" }],
    ["listHistory", { history: [null], historyId: "9" }],
    ["getMessage", { ...ref, id: "another" }],
    ["getAttachment", { size: 3 }],
    ["getAttachment", { size: 3, data: 7 }],
  ])("%s of %j", async (method, body) => {
    server.answer = json(body);
    expect(await failureOf(asked[method]?.() ?? Promise.resolve())).toMatchObject({ kind: "transient" });
  });

  test("an empty page with more behind it is a page", async () => {
    server.answer = json({ nextPageToken: "more", resultSizeEstimate: 201 });
    expect(await source.listMessages({ q: "" })).toEqual({
      messages: [],
      nextPageToken: "more",
      resultSizeEstimate: 201,
    });
    server.answer = json({ nextPageToken: "more", historyId: "9" });
    expect(await source.listHistory({ startHistoryId: "7" })).toEqual({
      records: [],
      nextPageToken: "more",
      historyId: "9",
    });
  });

  test("addresses that are not confirmed are not the rep's", async () => {
    server.answer = json({
      sendAs: [
        { sendAsEmail: "rep@northwind.example", isPrimary: true },
        { sendAsEmail: "Sales@northwind.example", verificationStatus: "accepted" },
        { sendAsEmail: "boss@elsewhere.example", verificationStatus: "pending" },
        { sendAsEmail: "odd@elsewhere.example" },
      ],
    });
    expect(await source.listSendAs()).toEqual(["rep@northwind.example", "Sales@northwind.example"]);
  });

  test("what is asked for is asked for once, by narrow masks", async () => {
    server.answer = json({ ...ref });
    await source.getMessage("m1", "headers");
    server.answer = json({ resultSizeEstimate: 0 });
    await source.listMessages({ q: "from:a b&c", pageToken: "p+1" });
    await source.listMessages({ q: "from:a", everywhere: true });
    await source.listMessages({ q: "", atMost: 100 });
    expect(server.requests.map(({ target }) => target)).toEqual([
      "/gmail/v1/users/me/messages/m1?format=full&fields=id,threadId,labelIds,internalDate,historyId,sizeEstimate,payload(mimeType,headers)",
      "/gmail/v1/users/me/messages?fields=messages(id,threadId),nextPageToken,resultSizeEstimate&maxResults=500&q=from%3Aa%20b%26c&pageToken=p%2B1",
      "/gmail/v1/users/me/messages?fields=messages(id,threadId),nextPageToken,resultSizeEstimate&maxResults=500&q=from%3Aa&includeSpamTrash=true",
      "/gmail/v1/users/me/messages?fields=messages(id,threadId),nextPageToken,resultSizeEstimate&maxResults=100",
    ]);
  });
});
