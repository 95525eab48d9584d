/** Faults on the wire, and the side door that orders them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { FaultRule } from "../../dev/google/faults/fault-rule.ts";
import { deliver, mail, startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";

let fixture: GoogleFixture;
let token: string;

beforeAll(async () => {
  fixture = await startGoogleFixture();
  token = fixture.google.tokens.accessToken({
    email: fixture.rep.email,
    scopes: ["https://mail.google.com/"],
  });
  for (let i = 0; i < 3; i++) deliver(fixture.rep.mailbox, { Subject: `${i}` });
});

afterAll(async () => {
  await fixture.google.close();
});

beforeEach(() => {
  fixture.google.faults.clear();
  fixture.google.usage.reset();
});

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${fixture.google.url}/gmail/v1/users/me${path}`, {
    headers: { Authorization: `Bearer ${token}` },
    ...init,
  });
}

async function statuses(path: string, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let i = 0; i < count; i++) seen.push((await call(path)).status);
  return seen;
}

describe("a rule", () => {
  test("strikes calls of its method, the nth of them, so often and no more", async () => {
    fixture.google.faults.add({
      method: "gmail.labels.*",
      skip: 1,
      times: 2,
      fault: { kind: "error", error: "backendError" },
    });
    expect(await statuses("/labels", 5)).toEqual([200, 500, 500, 200, 200]);
    expect(await statuses("/profile", 1)).toEqual([200]);
    expect(fixture.google.faults.list()).toMatchObject([{ struck: 2 }]);
  });

  test("strikes addresses and persons", async () => {
    fixture.google.faults.add({ target: "q=secret", fault: { kind: "status", status: 503 } });
    fixture.google.faults.add({ user: fixture.consumer.email, fault: { kind: "status", status: 502 } });
    expect(await statuses("/messages?q=secret", 1)).toEqual([503]);
    expect(await statuses("/messages?q=open", 1)).toEqual([200]);
    const { google, consumer } = fixture;
    const theirs = google.tokens.accessToken({ email: consumer.email, scopes: ["https://mail.google.com/"] });
    expect((await call("/labels", { headers: { Authorization: `Bearer ${theirs}` } })).status).toBe(502);
  });

  test("strikes by chance, the same way for the same seed", async () => {
    fixture.google.faults.add({ probability: 0.5, fault: { kind: "status", status: 503 } });
    fixture.google.faults.reseed(7);
    const first = await statuses("/labels", 20);
    fixture.google.faults.reseed(7);
    expect(await statuses("/labels", 20)).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 503]));
  });
});

describe("a fault is", () => {
  test.each<[FaultRule["fault"], number, string]>([
    [
      { kind: "error", error: "rateLimit", retryAfterMs: 5000 },
      403,
      "User-rate limit exceeded.  Retry after 2026-11-20T12:00:05.000Z",
    ],
    [{ kind: "error", error: "userRateLimit" }, 403, "userRateLimitExceeded"],
    [{ kind: "error", error: "queriesPerMinute" }, 403, "Queries per minute per user"],
    [
      { kind: "error", error: "tooManyRequests" },
      429,
      "User-rate limit exceeded.  Retry after 2026-11-20T12:01:00.000Z",
    ],
    [{ kind: "error", error: "concurrentRequests" }, 429, "rateLimitExceeded"],
    [{ kind: "error", error: "dailyLimit" }, 403, "dailyLimitExceeded"],
    [{ kind: "error", error: "domainPolicy" }, 403, "domainPolicy"],
    [{ kind: "error", error: "mailServiceNotEnabled" }, 400, "failedPrecondition"],
    [{ kind: "error", error: "unauthorized" }, 401, "authError"],
    [{ kind: "error", error: "notFound" }, 404, "notFound"],
    [{ kind: "error", error: "fullSyncRequired" }, 410, "fullSyncRequired"],
    [{ kind: "error", error: "backendError" }, 500, "backendError"],
    [{ kind: "error", error: "badGateway" }, 502, "backendError"],
    [{ kind: "error", error: "unavailable" }, 503, "backendError"],
    [{ kind: "html" }, 502, "<!DOCTYPE html>"],
    [{ kind: "html", status: 200 }, 200, "<!DOCTYPE html>"],
    [{ kind: "empty" }, 200, ""],
  ])("%p", async (fault, status, text) => {
    fixture.google.faults.add({ fault });
    const response = await call("/labels");
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(text);
    expect(fixture.google.usage.of(fixture.rep.email).calls).toEqual({});
  });

  test("a broken connection, before anything was done or after", async () => {
    fixture.google.faults.add({ times: 1, fault: { kind: "reset" } });
    await expect(call("/labels")).rejects.toThrow();
    expect(fixture.google.usage.of(fixture.rep.email).calls).toEqual({});
    fixture.google.faults.add({ times: 1, fault: { kind: "lost-answer" } });
    await expect(call("/labels")).rejects.toThrow();
    expect(fixture.google.usage.of(fixture.rep.email).calls).toEqual({ "gmail.labels.list": 1 });
    expect(fixture.requests.at(-1)).toMatchObject({ status: 0 });
  });

  test.each<FaultRule["fault"]>([
    { kind: "error", error: "unavailable", done: true },
    { kind: "status", status: 500, done: true },
    { kind: "html", done: true },
    { kind: "empty", done: true },
    { kind: "hang", done: true },
  ])("%p: bad news of a call that Google carried out", async (fault) => {
    fixture.google.faults.add({ method: "gmail.labels.list", times: 1, fault });
    const answer = call("/labels", { signal: AbortSignal.timeout(200) });
    if (fault.kind === "hang") await expect(answer).rejects.toThrow(/abort|timeout/i);
    else expect(await (await answer).text()).not.toContain("INBOX");
    expect(fixture.google.usage.of(fixture.rep.email).calls).toEqual({ "gmail.labels.list": 1 });
  });

  test("half an answer, with or without a connection that breaks", async () => {
    fixture.google.faults.add({ times: 1, fault: { kind: "cut" } });
    await expect((await call("/labels")).json()).rejects.toThrow("Unterminated");
    fixture.google.faults.add({ times: 1, fault: { kind: "cut", breaks: true } });
    const broken = await call("/labels");
    expect(broken.status).toBe(200);
    await expect(broken.text()).rejects.toThrow();
  });

  test("an answer drop by drop, late, or never", async () => {
    fixture.google.faults.add({ times: 1, fault: { kind: "trickle", pieces: 4, everyMs: 5 } });
    expect(((await (await call("/labels")).json()) as { labels: unknown[] }).labels.length).toBeGreaterThan(
      10,
    );
    fixture.google.faults.add({ times: 1, fault: { kind: "latency", milliseconds: 30, jitterMs: 5 } });
    const start = performance.now();
    expect((await call("/labels")).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(28);
    fixture.google.faults.add({ times: 1, fault: { kind: "hang" } });
    await expect(call("/labels", { signal: AbortSignal.timeout(50) })).rejects.toThrow(/abort|timeout/i);
  });

  test("a page with nothing on it that is not the last", async () => {
    fixture.google.faults.add({ times: 1, fault: { kind: "empty-page" } });
    const first = (await (await call("/messages")).json()) as {
      messages?: unknown[];
      nextPageToken?: string;
    };
    expect(first.messages).toBeUndefined();
    const second = (await (
      await call(`/messages?pageToken=${first.nextPageToken ?? ""}`)
    ).json()) as typeof first;
    expect(second.messages).toHaveLength(3);
    expect(second.nextPageToken).toBeUndefined();

    const { mailbox } = fixture.rep;
    const startHistoryId = mailbox.historyId;
    deliver(mailbox, {});
    fixture.google.faults.add({ times: 1, fault: { kind: "empty-page" } });
    const empty = (await (await call(`/history?startHistoryId=${startHistoryId}`)).json()) as {
      history?: unknown[];
      nextPageToken: string;
    };
    expect(empty.history).toBeUndefined();
    const rest = await call(`/history?startHistoryId=${startHistoryId}&pageToken=${empty.nextPageToken}`);
    expect(await rest.json()).toMatchObject({ history: [{}] });
  });

  test("an answer of the token endpoint", async () => {
    fixture.google.faults.add({
      method: "oauth.token",
      times: 1,
      fault: { kind: "token-error", error: "invalid_grant" },
    });
    fixture.google.faults.add({
      method: "oauth.token",
      times: 1,
      fault: { kind: "token-error", error: "token_unavailable" },
    });
    const ask = (): Promise<Response> =>
      fetch(`${fixture.google.url}/token`, { method: "POST", body: "grant_type=refresh_token" });
    const refused = await ask();
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: "invalid_grant" }]);
    expect((await ask()).status).toBe(503);
    expect(await (await ask()).json()).toMatchObject({ error: "invalid_request" });
  });
});

describe("the side door", () => {
  const control = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`${fixture.google.url}/_control${path}`, init);
  const json = (body: unknown, method = "POST"): RequestInit => ({ method, body: JSON.stringify(body) });

  test("orders faults and takes them back", async () => {
    const made = await control(
      "/faults",
      json({ method: "gmail.*", fault: { kind: "error", error: "unavailable" } }),
    );
    const { id } = (await made.json()) as { id: number };
    expect(await statuses("/labels", 1)).toEqual([503]);
    expect(await (await control("/faults")).json()).toMatchObject({ faults: [{ id, seen: 1, struck: 1 }] });
    expect((await control(`/faults/${id}`, { method: "DELETE" })).status).toBe(204);
    expect((await control(`/faults/${id}`, { method: "DELETE" })).status).toBe(404);
    expect(await statuses("/labels", 1)).toEqual([200]);
  });

  test.each([
    [{}],
    [{ fault: { kind: "nonsense" } }],
    [{ fault: { kind: "reset" }, target: "(" }],
    [{ fault: { kind: "reset" }, surprise: 1 }],
  ])("says what is wrong with %p", async (rule) => {
    const response = await control("/faults", json(rule));
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).not.toBe("");
  });

  test("stays open whatever strikes the rest", async () => {
    fixture.google.faults.add({ fault: { kind: "hang" } });
    expect((await control("/faults", { method: "DELETE" })).status).toBe(204);
  });

  test("takes a mail like a mail server: a copy for the sender, one for each recipient, and no word of Bcc", async () => {
    const { rep, consumer } = fixture;
    const raw = mail({
      From: `Sam <${consumer.email}>`,
      To: "outside@x.example",
      Bcc: `other@x.example,\r\n ${rep.email}`,
      Subject: "Round",
      "Message-ID": "<round@gmail.example>",
    });
    const response = await control("/messages", { method: "POST", body: new Uint8Array(raw) });
    expect(((await response.json()) as { messages: unknown[] }).messages).toHaveLength(2);
    const [sent] = consumer.mailbox.findByMessageIdHeader("<round@gmail.example>");
    const [received] = rep.mailbox.findByMessageIdHeader("<round@gmail.example>");
    expect([...(sent?.labelIds ?? [])]).toEqual(["SENT"]);
    expect(sent?.header("Bcc")).toContain(rep.email);
    expect(received?.labelIds.has("INBOX")).toBe(true);
    expect(received?.header("Bcc")).toBeUndefined();
    expect(received?.header("Delivered-To")).toBe(rep.email);
    expect(received?.header("Subject")).toBe("Round");
  });

  test("delivers mail, sets the quota, tells usage and forgets", async () => {
    const { mailbox, email } = fixture.rep;
    const before = mailbox.historyId;
    const delivered = await control(`/accounts/${email}/messages`, {
      method: "POST",
      body: new Uint8Array(mail({ Subject: "Now" })),
    });
    const { id } = (await delivered.json()) as { id: string };
    expect(mailbox.find(id)?.header("Subject")).toBe("Now");
    expect(await statuses(`/history?startHistoryId=${before}`, 1)).toEqual([200]);
    await control(`/accounts/${email}/forget-history`, { method: "POST" });
    expect(await statuses(`/history?startHistoryId=${before}`, 1)).toEqual([404]);
    expect(await (await control("/usage")).json()).toMatchObject({ [email]: { gmailUnits: 4 } });
    expect(await (await control("/quota", json({ gmailUnitsPerMinute: 1 }, "PUT"))).json()).toEqual({
      gmailUnitsPerMinute: 1,
    });
    expect(await statuses("/profile", 2)).toEqual([200, 403]);
    await control("/quota", json({}, "PUT"));
    await control("/usage", { method: "DELETE" });
    expect(await (await control("/usage")).json()).toEqual({});
    expect((await control("/accounts/nobody@x.example/forget-history", { method: "POST" })).status).toBe(404);
    await control(`/accounts/${email}/revoke`, { method: "POST" });
    expect(await statuses("/labels", 1)).toEqual([401]);
  });
});
