import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Problem } from "../../contract/problem.ts";
import { newContact, newMail } from "./mails.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, TestApi } from "./test-api.ts";

let api: TestApi;
let rita: Caller;

beforeAll(async () => {
  api = await startTestApi();
  rita = await api.as({ email: "rita@acme.example" });
});
afterAll(async () => {
  await api.close();
});

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;

async function post(body: Body, headers: Record<string, string> = {}, path = "/api/v1/contacts") {
  const response = await api.app.request(path, {
    method: "POST",
    headers: { authorization: `Bearer ${rita.token}`, "content-type": "application/json", ...headers },
    body,
    duplex: "half",
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe("a body is refused", () => {
  const contact = JSON.stringify(newContact());
  const deep = (open: string, close: string, depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;

  test.each<[string, Body, RegExp]>([
    ["when empty", null, /empty/],
    ["when cut off", contact.slice(0, -3), /not valid JSON/],
    ["with something behind it", `${contact}x`, /not valid JSON/],
    ["in another encoding", new Uint8Array([0xff, 0xfe, 0x7b, 0x00]), /UTF-8/],
    ["with a broken character", new Uint8Array([0x22, 0xc3, 0x28, 0x22]), /UTF-8/],
    ["with __proto__", '{"name":"A","emails":["a@b.example"],"__proto__":{"kind":"client"}}', /__proto__/],
    ["with __proto__ in disguise", '{"a":[{"\\u005f_proto__":1}]}', /a\.0\.__proto__/],
    ["when nested like a tower", deep("[", "]", 10_000), /nested/],
    ["when nested in objects", deep('{"a":', "}", 10_000), /nested/],
    ["when it is no object", '"text"', /must be an object/],
  ])("%s", async (_, body, detail) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_input" } });
    expect(answer.body["detail"]).toMatch(detail);
    expect(answer.body["errors"]).toHaveLength(1);
  });

  test.each([
    ["text/plain", /application\/json/],
    ["", /application\/json/],
    ["application/x-www-form-urlencoded", /application\/json/],
    ["application/json; charset=iso-8859-1", /UTF-8/],
    ["application/json; charset=utf-16", /UTF-8/],
  ])("as %s", async (type, detail) => {
    const answer = await post(contact, { "content-type": type });
    expect(answer).toMatchObject({ status: 415, body: { code: "unsupported_media_type" } });
    expect(answer.body["detail"]).toMatch(detail);
  });

  test("with no more than twenty reasons", async () => {
    const emails = Array.from({ length: 20 }, () => 5);
    const { body } = await post(JSON.stringify({ name: 1, kind: 1, emails }));
    expect(body["errors"]).toHaveLength(20);
  });

  test("over 64 kB, but for mails only over 4 MB", async () => {
    const notes = "n".repeat(70_000);
    expect(await post(JSON.stringify({ ...newContact(), notes }))).toMatchObject({
      status: 413,
      body: { code: "payload_too_large" },
    });
    await rita.ok("createContact", { body: newContact({ emails: ["big@customer.example"] }) });
    const big = newMail({ from: "big@customer.example", bodyText: "word ".repeat(300_000) });
    expect((await rita.ok("logActivity", { body: big })).bodyText?.length).toBeLessThan(40_000);
    const tooBig = JSON.stringify({ ...big, bodyText: "x".repeat(5_000_000) });
    expect(await post(tooBig, {}, "/api/v1/activities")).toMatchObject({ status: 413 });
  });

  test("that does not say how long it is, as soon as it is too long", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 16_384;
        controller.enqueue(new Uint8Array(16_384).fill(0x20));
      },
    });
    expect(await post(endless)).toMatchObject({ status: 413, body: { code: "payload_too_large" } });
    expect(sent).toBeLessThan(200_000);
  });
});

describe("a body is taken", () => {
  test.each(["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'])(
    "as %s",
    async (type) => {
      expect(await post(JSON.stringify(newContact()), { "content-type": type })).toMatchObject({
        status: 201,
      });
    },
  );

  test("with fields nobody knows, which are left out", async () => {
    const { body } = await post(
      JSON.stringify({ ...newContact(), workspaceId: "x", engagementScore: 99, constructor: 1 }),
    );
    expect(body).toMatchObject({ engagementScore: 0 });
    expect(Object.keys(body)).not.toContain("workspaceId");
  });
});

describe("an address nobody serves", () => {
  test.each([
    ["GET", "/api/v1/nothing", 404, "not_found"],
    ["GET", "/api/v1/contacts/", 404, "not_found"],
    ["GET", "/api/v1/contacts/%ff", 404, "not_found"],
    ["GET", "/api/v1/contacts/a/b/c", 404, "not_found"],
    ["GET", "/%2e%2e/etc/passwd", 404, "not_found"],
    ["PUT", "/api/v1/contacts", 405, "method_not_allowed"],
    ["OPTIONS", "/api/v1/contacts", 405, "method_not_allowed"],
    ["DELETE", "/healthz", 405, "method_not_allowed"],
  ])("%s %s", async (method, path, status, code) => {
    const response = await api.app.request(path, {
      method,
      headers: { authorization: `Bearer ${rita.token}` },
    });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(Problem.parse(await response.json())).toMatchObject({ code });
  });

  test("says which methods there are", async () => {
    const response = await api.app.request("/api/v1/contacts/1", { method: "POST" });
    expect(response.headers.get("allow")).toBe("GET, PATCH, DELETE");
  });
});

test.each(["'; drop table contact; --", "%", "_", "\\", "\u0000", "\ud800", "x".repeat(200), "%00%ff"])(
  "a search for %j finds nothing and breaks nothing",
  async (q) => {
    expect((await rita.call("listContacts", { query: { q } })).status).toBe(200);
  },
);
