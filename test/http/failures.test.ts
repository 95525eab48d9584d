import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { newContact, newMail } from "./mails.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, TestApi } from "./test-api.ts";

const SUBJECT = "marked-subject-4711";
const BODY = "marked-body-4712";
const NOTE = "marked-note-4713";
const ADDRESS = "marked-address@customer.example";
const QUERY = "marked-query-4714";

let api: TestApi;
let rita: Caller;
let broken: "no" | "bug" | "database" | "slow" = "no";

beforeAll(async () => {
  api = await startTestApi({
    deadlineMs: 1_500,
    wrapStores: (stores) => ({
      ...stores,
      ping: async () => {
        if (broken === "database")
          throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
        await stores.ping();
      },
      home: {
        find: async (...args) => {
          if (broken === "bug") throw new Error("bug");
          if (broken === "database")
            throw new Error("no", { cause: Object.assign(new Error("x"), { code: "57P01" }) });
          if (broken === "slow") await new Promise(() => undefined);
          return await stores.home.find(...args);
        },
      },
    }),
  });
  rita = await api.as({ email: "rita@acme.example" });
  await rita.ok("getMe");
});
afterAll(async () => {
  await api.close();
});

describe("when something of ours fails", () => {
  test("a fault is 500 with the request's id, and the log has the reason under it", async () => {
    broken = "bug";
    const problem = await rita.problem("getHome");
    expect(problem).toMatchObject({ status: 500, code: "internal" });
    expect(problem.detail).not.toContain("bug");
    const line = api.logged.find(
      (text) => text.includes(problem.requestId ?? "?") && text.includes('"error"'),
    );
    expect(JSON.parse(line ?? "{}")).toMatchObject({
      level: "error",
      error: { type: "Error", message: "bug" },
    });
  });

  test("a database that is away is 503, come back soon; so is the readiness", async () => {
    broken = "database";
    expect(await rita.problem("getHome")).toMatchObject({ status: 503, code: "unavailable" });
    const response = await api.app.request("/readyz");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect((await api.app.request("/healthz")).status).toBe(200);
  });

  test("what takes too long is given up", async () => {
    broken = "slow";
    expect(await rita.problem("getHome")).toMatchObject({ status: 503, code: "unavailable" });
    broken = "no";
    await rita.ok("getHome");
    expect(await (await api.app.request("/readyz")).json()).toEqual({ status: "ok" });
  });
});

describe("the log", () => {
  test("has one line a request: what, whose, how it ended", async () => {
    const me = await rita.ok("getMe");
    const lines = api.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.at(-1)).toMatchObject({
      level: "info",
      msg: "request",
      method: "GET",
      operation: "getMe",
      status: 200,
      userId: me.user.id,
      workspaceId: me.workspace.id,
    });
    expect(Object.keys(lines.at(-1) ?? {}).sort()).toEqual(
      [
        "level",
        "time",
        "requestId",
        "method",
        "operation",
        "status",
        "durationMs",
        "workspaceId",
        "userId",
        "msg",
      ].sort(),
    );
  });

  test("never holds a token, an address, a query or a mail, whatever happens to them", async () => {
    const contact = await rita.ok("createContact", { body: newContact({ emails: [ADDRESS], notes: NOTE }) });
    const mail = newMail({ from: `${NOTE} <${ADDRESS}>`, subject: SUBJECT, bodyText: BODY, note: NOTE });
    await rita.ok("logActivity", { body: mail });
    await rita.ok("proposeContact", { body: { from: ADDRESS, bodyText: BODY } });
    await rita.problem("createContact", { body: newContact({ emails: [ADDRESS], name: NOTE }) });
    const template = { name: NOTE, subject: SUBJECT, text: BODY };
    const { id } = await rita.ok("createTemplate", { body: template });
    await rita.problem("createTemplate", { body: template });
    await rita.problem("updateTemplate", { params: { id }, body: { text: `{{${NOTE}}}` } });
    await rita.problem("renderTemplate", { params: { id }, body: { email: NOTE } });
    await rita.problem("createTask", { body: { text: NOTE, dueOn: "2020-01-01", contactId: contact.id } });
    await rita.ok("getComposeContext", { body: { to: [ADDRESS, NOTE] } });
    await rita.problem("logActivity", { body: { ...mail, from: NOTE } });
    await rita.problem("logActivity", { body: { ...mail, type: BODY } as never });
    await rita.call("listContacts", { query: { q: QUERY, cursor: QUERY } });
    await rita.call("updateContact", { params: { id: contact.id }, body: { emails: [BODY] } });
    await api.app.request(`/api/v1/${QUERY}?${QUERY}`, {
      headers: { "user-agent": QUERY, "x-request-id": QUERY, referer: QUERY },
    });
    await api.app.request("/api/v1/contacts", {
      method: "POST",
      headers: { authorization: `Bearer ${rita.token}`, "content-type": "application/json" },
      body: `{"${BODY}`,
    });
    const bad = await api.oidc.sign({ aud: "elsewhere", email: ADDRESS, name: NOTE });
    await api.app.request("/api/v1/me", { headers: { authorization: `Bearer ${bad}` } });
    await (await api.as({ email: ADDRESS, hd: "customer.example" })).problem("getMe");

    const written = api.logged.join("");
    expect(api.logged.length).toBeGreaterThan(10);
    expect(written).not.toContain("marked-");
    expect(written).not.toMatch(/eyJ[\w-]{10,}/);
    for (const token of [rita.token, bad])
      for (const part of token.split(".")) expect(written).not.toContain(part);
  });

  test("says nothing a database error quotes", async () => {
    const { pool } = api.database.database;
    const failure: unknown = await pool.query("select $1::int", [BODY]).catch((error: unknown) => error);
    const clash: unknown = await pool
      .query("insert into workspace (id, name) select id, $1 from workspace", [NOTE])
      .catch((error: unknown) => error);
    const { createLog } = await import("../../backend/src/log.ts");
    const lines: string[] = [];
    const log = createLog("trace", { write: (line) => void lines.push(line) });
    log.error({ error: failure }, "failed");
    log.error({ error: new Error("outer", { cause: clash }) }, "failed");
    expect(lines.join("")).not.toContain("marked-");
    expect(lines.join("")).toMatch(/22P02.*23505/s);
  });
});
