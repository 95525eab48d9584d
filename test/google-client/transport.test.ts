/** The transport against a server that misbehaves in every way the wire allows. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { UserId, WorkspaceId } from "../../backend/src/crm/ids.ts";
import { createTransport } from "../../backend/src/google/transport.ts";
import type {
  GoogleRequest,
  GoogleTransport,
  ObservedCall,
  TokenSource,
  TransportOptions,
} from "../../backend/src/google/transport.ts";
import { Secret } from "../../backend/src/secret.ts";
import { GoogleCallFailed } from "../../backend/src/sync/google-failure.ts";
import type { GoogleFailure } from "../../backend/src/sync/google-failure.ts";
import { broken, googleError, json, startScriptedServer } from "./scripted-server.ts";
import type { Answer, ScriptedServer } from "./scripted-server.ts";
import { createVirtualTime } from "./virtual-time.ts";
import type { VirtualTime } from "./virtual-time.ts";

const MAX_BYTES = 100_000;
/** For answers that never come: what a busy machine takes long for is an answer. */
const IMPATIENT = { limits: { timeoutMs: 400, maxBytes: MAX_BYTES } };
const TOKEN = "ya29.token-that-nobody-may-see";
const rep = { workspaceId: "w1" as WorkspaceId, userId: "u1" as UserId };
const colleague = { workspaceId: "w1" as WorkspaceId, userId: "u2" as UserId };

let server: ScriptedServer;
let time: VirtualTime;
let transport: GoogleTransport;
let calls: ObservedCall[];

beforeEach(async () => {
  server = await startScriptedServer(json({}));
  time = createVirtualTime();
  calls = [];
  transport = open();
});

afterEach(async () => {
  await transport.close();
  await server.close();
});

function open(options: Partial<TransportOptions> = {}): GoogleTransport {
  const token = new Secret(TOKEN);
  return createTransport({
    gmailBaseUrl: server.url,
    calendarBaseUrl: server.url,
    gmailUnitsPerMinute: 6_000,
    tokens: { get: () => Promise.resolve(token) },
    timing: time,
    limits: { timeoutMs: 10_000, maxBytes: MAX_BYTES },
    onCall: (call) => calls.push(call),
    ...options,
  });
}

async function reopen(options: Partial<TransportOptions>): Promise<void> {
  await transport.close();
  transport = open(options);
}

const list = {
  account: rep,
  host: "gmail",
  method: "GET",
  path: "/list",
  units: 5,
  call: "messages.list",
} as const;

async function failureOf(request: GoogleRequest = list): Promise<GoogleFailure> {
  const error: unknown = await transport.request(request).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GoogleCallFailed)) throw new Error(`no failure: ${String(error)}`);
  expect(JSON.stringify(error) + error.message + (error.stack ?? "")).not.toContain(TOKEN);
  return error.failure;
}

/** Each request in turn, the last answer for all that follow. */
function inTurn(...answers: readonly [Answer, ...Answer[]]): Answer {
  let next = 0;
  return (response, request) => {
    const answer = answers[Math.min(next, answers.length - 1)] ?? answers[0];
    next += 1;
    answer(response, request);
  };
}

describe("a call", () => {
  test("carries the token, its query and its body, and gives the parsed answer", async () => {
    server.answer = json({ id: "e1" });
    const answer = await transport.request({
      account: rep,
      host: "calendar",
      method: "POST",
      path: "/calendar/v3/calendars/a%40b/events?x=1",
      query: { sendUpdates: "all", maxResults: 5, left: undefined, eventTypes: ["default", "focus time"] },
      body: { summary: "Grüße" },
      headers: { "if-match": '"etag"' },
      units: 1,
      call: "events.insert",
    });
    expect(answer).toEqual({ id: "e1" });
    expect(server.requests).toMatchObject([
      {
        method: "POST",
        target:
          "/calendar/v3/calendars/a%40b/events?x=1&sendUpdates=all&maxResults=5&eventTypes=default&eventTypes=focus%20time",
        headers: {
          authorization: `Bearer ${TOKEN}`,
          "content-type": "application/json",
          "if-match": '"etag"',
        },
        body: '{"summary":"Grüße"}',
      },
    ]);
  });

  test("goes below a base URL that is more than an origin", async () => {
    await reopen({ gmailBaseUrl: `${server.url}/proxy/google/` });
    await transport.request(list);
    expect(server.requests[0]?.target).toBe("/proxy/google/list");
  });

  test("reuses connections", async () => {
    for (let round = 0; round < 24; round++) await transport.request(list);
    // The next call may begin before undici has put the connection back.
    expect(server.connections()).toBeLessThanOrEqual(3);
  });

  test("may be answered by nothing where nothing is expected", async () => {
    server.answer = (response) => void response.writeHead(204).end();
    const stop = { ...list, method: "POST", call: "users.stop", answer: "nothing" } as const;
    expect(await transport.request(stop)).toBeUndefined();
    server.answer = broken.htmlPage;
    expect(await failureOf(stop)).toMatchObject({ kind: "transient" });
  });

  test("is counted by name, cost, status and outcome, each try by itself", async () => {
    server.answer = inTurn(googleError(503, "backendError"), broken.reset, json({}));
    await transport.request(list);
    expect(calls).toMatchObject([
      { host: "gmail", call: "messages.list", units: 5, status: 503, outcome: "transient" },
      { status: null, outcome: "transient" },
      { status: 200, outcome: "ok" },
    ]);
    expect(calls.every(({ milliseconds }) => milliseconds > 0 && milliseconds < 5_000)).toBe(true);
  });
});

describe("a call with a content of its own", () => {
  test("sends it as it is", async () => {
    await transport.request({
      ...{ ...list, method: "POST" },
      content: { type: "message/rfc822", bytes: Buffer.from("Subject: x\r\n\r\ny") },
    });
    expect(server.requests).toMatchObject([
      { body: "Subject: x\r\n\r\ny", headers: { "content-type": "message/rfc822", "content-length": "15" } },
    ]);
  });
});

describe("what is no whole answer is tried again, and is never nothing (R6)", () => {
  const faults = {
    ...broken,
    serverFault: googleError(500, "backendError"),
    overload: googleError(503, "backendError"),
  };

  test.each(Object.entries(faults))("%s", async (_name, fault) => {
    if (fault === broken.hang || fault === broken.trickle) await reopen(IMPATIENT);
    server.answer = inTurn(fault, fault, json({ messages: [] }));
    expect(await transport.request(list)).toEqual({ messages: [] });
    server.answer = fault;
    expect(await failureOf()).toMatchObject({ kind: "transient" });
    expect(server.requests).toHaveLength(3 + 4);
  });

  test("a server that is not there", async () => {
    await reopen({ gmailBaseUrl: "http://127.0.0.1:1" });
    expect(await failureOf()).toEqual({ kind: "transient", detail: "ECONNREFUSED", isUnsent: true });
  });

  test("waits longer from try to try, and gives up in time", async () => {
    const start = time.now();
    server.answer = googleError(500, "backendError");
    await failureOf();
    // Half of 2, 4 and 8 seconds: the dice are weighted.
    expect(time.now() - start).toBe(1_000 + 2_000 + 4_000);
  });

  test("what would write is not sent twice", async () => {
    await reopen(IMPATIENT);
    for (const fault of [broken.reset, broken.hang, broken.cutShort, googleError(500, "backendError")]) {
      const before = server.requests.length;
      server.answer = fault;
      expect(await failureOf({ ...list, method: "POST" })).toMatchObject({ kind: "transient" });
      expect(server.requests).toHaveLength(before + 1);
    }
  });

  test("whether anything of it went out is told: after that, it may have been done", async () => {
    await reopen(IMPATIENT);
    const write = { ...list, method: "POST" } as const;
    for (const fault of [broken.reset, broken.hang, broken.cutShort, googleError(500, "backendError")]) {
      server.answer = fault;
      expect(await failureOf(write)).not.toHaveProperty("isUnsent");
    }
    const tokens: TokenSource = {
      get: () =>
        Promise.reject(new GoogleCallFailed("token refresh", { kind: "transient", detail: "TIMEOUT" })),
    };
    await reopen({ tokens });
    expect(await failureOf(write)).toMatchObject({ kind: "transient", isUnsent: true });
    await reopen({ gmailBaseUrl: "http://nowhere.invalid" });
    expect(await failureOf(write)).toMatchObject({ kind: "transient", isUnsent: true });
  });

  test("nothing is sent after the last moment it may be, whatever it waited for", async () => {
    await reopen({ gmailUnitsPerMinute: 600 });
    const late = { ...list, method: "POST", units: 12, notAfter: time.now() + 2_500 } as const;
    // The first takes what there is, and the next ones wait for more.
    const kinds = await Promise.allSettled([1, 2, 3, 4, 5].map(async () => await transport.request(late)));
    expect(kinds.filter(({ status }) => status === "fulfilled").length).toBe(server.requests.length);
    expect(server.requests.length).toBeLessThan(5);
    expect(await failureOf(late)).toEqual({ kind: "transient", detail: "TOO_LATE", isUnsent: true });
    expect(await transport.request(list)).toEqual({});
  });

  test("an answer that never ends in size is given up for good", async () => {
    server.answer = (response) => void response.end(`["${"x".repeat(200_000)}"]`);
    expect(await failureOf()).toMatchObject({ kind: "rejected", reason: "too_large" });
    expect(server.requests).toHaveLength(1);
  });
});

describe("throttling (R5)", () => {
  const retryAfter = (ms: number): Answer =>
    googleError(
      403,
      "rateLimitExceeded",
      `User-rate limit exceeded.  Retry after ${new Date(time.now() + ms).toISOString()}`,
    );

  test("a short wait is waited for; no call of the user comes before the time named", async () => {
    let reopensAt = 0;
    let early = 0;
    let throttled = 0;
    server.answer = (response, request) => {
      if (time.now() < reopensAt) early += 1;
      if (throttled < 30 && server.requests.length % 3 === 0) {
        throttled += 1;
        reopensAt = time.now() + 1_500;
        retryAfter(1_500)(response, request);
      } else json({})(response, request);
    };
    // One after the other, so that none is on its way when the door closes.
    for (let round = 0; round < 60; round++) await transport.request(list);
    expect(throttled).toBeGreaterThan(20);
    expect(early).toBe(0);
  });

  test("a long wait is told, and until then nothing of this user is sent", async () => {
    server.answer = retryAfter(600_000);
    const until = new Date(time.now() + 600_000);
    expect(await failureOf()).toEqual({ kind: "rate-limited", until });
    server.answer = json({});
    expect(await failureOf()).toEqual({ kind: "rate-limited", until });
    expect(server.requests).toHaveLength(1);
    await transport.request({ ...list, account: colleague });
    await transport.request({ ...list, host: "calendar" });
    time.advance(600_000);
    await transport.request(list);
    expect(server.requests).toHaveLength(4);
  });

  test("calls that wait for units hear of a long wait too", async () => {
    await reopen({ gmailUnitsPerMinute: 600, concurrency: 4 });
    server.answer = retryAfter(600_000);
    const kinds = await Promise.all(
      [1, 2, 3, 4, 5].map(async () => (await failureOf({ ...list, units: 12 })).kind),
    );
    expect(kinds).toEqual(Array(5).fill("rate-limited"));
    // Time goes on while an answer is on its way.
    expect(server.requests.length).toBeLessThanOrEqual(3);
  });

  test("without a time the wait grows, and in the end is the caller's", async () => {
    for (const answer of [googleError(429, "rateLimitExceeded"), googleError(403, "userRateLimitExceeded")]) {
      const before = server.requests.length;
      server.answer = answer;
      expect(await failureOf()).toEqual({ kind: "rate-limited", until: new Date(time.now() + 60_000) });
      expect(server.requests).toHaveLength(before + 4);
      time.advance(60_000);
    }
  });

  test("Retry-After is kept", async () => {
    server.answer = inTurn(googleError(429, "rateLimitExceeded", "wait", { "retry-after": "4" }), json({}));
    const start = time.now();
    await transport.request(list);
    expect(time.now() - start).toBeGreaterThanOrEqual(4_000);
  });

  test("too many at once makes fewer at once, for a while", async () => {
    let held: (() => void)[] = [];
    let most = 0;
    let limit = 5;
    let timer: NodeJS.Timeout | undefined;
    // Answers once nobody else comes.
    server.answer = (response, request) => {
      const isTooMany = held.length >= limit;
      const answer = isTooMany ? googleError(429, "rateLimitExceeded", "Too many concurrent") : json({});
      held.push(() => {
        answer(response, request);
      });
      most = Math.max(most, held.length);
      clearTimeout(timer);
      timer = setTimeout(() => {
        for (const release of held) release();
        held = [];
      }, 10);
    };
    await reopen({ gmailUnitsPerMinute: 1_000_000 });
    const round = async (count: number) =>
      await Promise.allSettled(Array.from({ length: count }, () => transport.request(list)));
    await round(16);
    expect(most).toBeGreaterThan(limit);
    time.advance(120_000);
    most = 0;
    await round(16);
    expect(most).toBeLessThanOrEqual(limit);
    limit = 100;
    for (let rounds = 0; rounds < 20; rounds++) await round(32);
    expect(most).toBeGreaterThan(5);
  });
});

describe("one user's calls", () => {
  test("are only so many at once, others' beside them", async () => {
    let underWay = 0;
    let most = 0;
    server.answer = (response, request) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setImmediate(() => {
        underWay -= 1;
        json({})(response, request);
      });
    };
    await reopen({ concurrency: 3, gmailUnitsPerMinute: 1_000_000 });
    const many = (account: typeof rep) =>
      Array.from({ length: 30 }, () => transport.request({ ...list, account }));
    await Promise.all(many(rep));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
    most = 0;
    await Promise.all([...many(rep), ...many(colleague)]);
    expect(most).toBeLessThanOrEqual(6);
  });

  test("keep to the quota", async () => {
    const sentAt: number[] = [];
    server.answer = (response, request) => {
      sentAt.push(time.now());
      json({})(response, request);
    };
    await Promise.all(Array.from({ length: 700 }, () => transport.request({ ...list, units: 20 })));
    for (const start of sentAt)
      expect(sentAt.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(300);
  });
});

describe("a call that a person waits for", () => {
  test("goes before all that the sync has asked for, within the same quota", async () => {
    const sentAt: { readonly at: number; readonly path: string }[] = [];
    server.answer = (response, request) => {
      sentAt.push({ at: time.now(), path: request.target });
      json({})(response, request);
    };
    const background = Array.from({ length: 400 }, () => transport.request({ ...list, units: 20 }));
    await time.sleep(10_000);
    const askedAt = time.now();
    await transport.request({ ...list, path: "/urgent", units: 100, isUrgent: true });
    await Promise.all(background);
    const urgent = sentAt.find(({ path }) => path === "/urgent")?.at ?? NaN;
    expect(urgent - askedAt).toBeLessThan(3_000);
    for (const { at: start } of sentAt) {
      const inMinute = sentAt.filter(({ at }) => at >= start && at < start + 60_000);
      const units = inMinute.reduce((sum, { path }) => sum + (path === "/urgent" ? 100 : 20), 0);
      expect(units).toBeLessThanOrEqual(6_000);
    }
  });
});

describe("a token that Google refuses", () => {
  function tokens(second: (refused: Secret) => Promise<Secret>): TokenSource & { asked: string[] } {
    const first = new Secret("first");
    const asked: string[] = [];
    return {
      asked,
      async get(_account, refused) {
        asked.push(refused?.because ?? "any");
        return refused === undefined ? first : await second(refused.token);
      },
    };
  }

  test("is replaced once, and the call goes on", async () => {
    const source = tokens(() => Promise.resolve(new Secret("second")));
    await reopen({ tokens: source });
    server.answer = (response, request) => {
      const isGood = request.headers.authorization === "Bearer second";
      (isGood ? json({ ok: true }) : googleError(401, "authError"))(response, request);
    };
    expect(await transport.request({ ...list, method: "POST" })).toEqual({ ok: true });
    expect(source.asked).toEqual(["any", "expired"]);
  });

  test("means the grant is gone when the fresh one is refused too", async () => {
    await reopen({ tokens: tokens(() => Promise.resolve(new Secret("second"))) });
    server.answer = googleError(401, "authError");
    expect(await failureOf()).toEqual({ kind: "grant-revoked", reason: "revoked" });
    expect(server.requests).toHaveLength(2);
  });

  test("for its scopes is replaced where a later consent brought another", async () => {
    const source = tokens(() => Promise.resolve(new Secret("second")));
    await reopen({ tokens: source });
    server.answer = inTurn(googleError(403, "insufficientPermissions"), json({}));
    await transport.request(list);
    expect(source.asked).toEqual(["any", "scope"]);
  });

  test("for its scopes is told where there is no other", async () => {
    await reopen({ tokens: tokens((refused) => Promise.resolve(refused)) });
    server.answer = googleError(403, "insufficientPermissions");
    expect(await failureOf()).toEqual({ kind: "scope-missing" });
    expect(server.requests).toHaveLength(1);
  });
});
