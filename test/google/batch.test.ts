/** Batches of calls, and what they cost. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { deliver, mail, startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";
import { postBatch, readBatch, writeBatch } from "./multipart.ts";

let fixture: GoogleFixture;
let token: string;
let ids: string[];
const readonly = "https://www.googleapis.com/auth/gmail.readonly";

beforeAll(async () => {
  fixture = await startGoogleFixture();
  const { mailbox, email } = fixture.rep;
  ids = Array.from({ length: 3 }, (_, index) => deliver(mailbox, { Subject: `Grüße ${index}` }).id);
  token = fixture.google.tokens.accessToken({ email, scopes: [readonly] });
});

afterAll(async () => {
  await fixture.google.close();
});

beforeEach(() => {
  fixture.google.faults.clear();
  fixture.google.quota.limits = {};
  fixture.google.usage.reset();
});

function gmailBatch(body: string, as: string | undefined = token): Promise<Response> {
  return postBatch(`${fixture.google.url}/batch/gmail/v1`, as, body);
}

const get = (id: string): string => `GET /gmail/v1/users/me/messages/${id}?format=minimal`;

describe("a batch", () => {
  test("answers each call by itself, in order, under its Content-ID", async () => {
    const calls = [...ids, "00000000000000aa", "not-hex"].map((id) => ({
      id: `item-${id}`,
      request: get(id),
    }));
    const answers = await readBatch(await gmailBatch(writeBatch(calls)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404, 400]);
    expect(answers.map(({ contentId }) => contentId)).toEqual(calls.map(({ id }) => `<response-${id}>`));
    expect(answers[1]?.json).toMatchObject({ id: ids[1] });
    expect(answers[3]?.json).toMatchObject({ error: { code: 404, errors: [{ reason: "notFound" }] } });
  });

  test("may hold calls of other methods, and headers of its own for a call", async () => {
    const other = fixture.google.tokens.accessToken({ email: fixture.consumer.email, scopes: [readonly] });
    const answers = await readBatch(
      await gmailBatch(
        writeBatch([
          { request: "GET /gmail/v1/users/me/profile HTTP/1.1" },
          { request: `GET /gmail/v1/users/me/profile\r\nAuthorization: Bearer ${other}` },
          { request: "GET /gmail/v1/users/me/nothing" },
          { request: "GET /calendar/v3/users/me/calendarList" },
          { request: "nonsense" },
        ]),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 400, 400]);
    expect(answers[0]?.json).toMatchObject({ emailAddress: fixture.rep.email });
    expect(answers[1]?.json).toMatchObject({ emailAddress: fixture.consumer.email });
  });

  test("sends mails, each once, also where the answer to one is lost", async () => {
    const { google, rep } = fixture;
    const sender = google.tokens.accessToken({ email: rep.email, scopes: ["https://mail.google.com/"] });
    const before = google.postOffice.accepted(rep.email).length;
    const send = (to: string): { request: string } => {
      const body = JSON.stringify({ raw: mail({ To: to, Subject: "Batch" }).toString("base64url") });
      return {
        request: `POST /gmail/v1/users/me/messages/send\r\nContent-Type: application/json\r\n\r\n${body}`,
      };
    };
    google.faults.add({
      method: "gmail.messages.send",
      skip: 1,
      times: 1,
      fault: { kind: "status", status: 500, done: true },
    });
    const calls = [send("a@acme.example"), send("b@acme.example"), send("nobody"), send("c@acme.example")];
    const answers = await readBatch(await gmailBatch(writeBatch(calls), sender));
    expect(answers.map(({ status }) => status)).toEqual([200, 500, 400, 200]);
    expect(
      google.postOffice
        .accepted(rep.email)
        .slice(before)
        .map(({ recipients }) => recipients),
    ).toEqual([["a@acme.example"], ["b@acme.example"], ["c@acme.example"]]);
  });

  test("is read with bare line feeds and a quoted boundary too", async () => {
    const body = writeBatch(ids.map((id) => ({ request: get(id) }))).replaceAll("\r\n", "\n");
    const response = await postBatch(
      `${fixture.google.url}/batch/gmail/v1`,
      token,
      body,
      'multipart/mixed; boundary="batch_foobarbaz"',
    );
    expect((await readBatch(response)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test("of more than 100 calls is refused as a whole", async () => {
    const response = await gmailBatch(
      writeBatch(Array.from({ length: 101 }, () => ({ request: get("aa") }))),
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { message: "Inner request count exceeds the limit. Received: 101, Limit: 100" },
    });
  });

  test.each([
    ["without calls", "--batch_foobarbaz--\r\n", undefined],
    ["without a boundary", "x", "multipart/mixed"],
    ["of another type", "{}", "application/json"],
  ])("%s is refused", async (_, body, contentType) => {
    const response = await postBatch(`${fixture.google.url}/batch/gmail/v1`, token, body, contentType);
    expect(response.status).toBe(400);
  });

  test("without a token is 401 in every part", async () => {
    const answers = await readBatch(await gmailBatch(writeBatch([{ request: get("aa") }]), "made-up"));
    expect(answers.map(({ status }) => status)).toEqual([401]);
  });

  test("serves Calendar at its own address", async () => {
    const calendarToken = fixture.google.tokens.accessToken({
      email: fixture.rep.email,
      scopes: ["https://www.googleapis.com/auth/calendar.readonly"],
    });
    const body = writeBatch([{ request: "GET /calendar/v3/users/me/calendarList" }]);
    const response = await postBatch(`${fixture.google.url}/batch/calendar/v3`, calendarToken, body);
    expect((await readBatch(response))[0]).toMatchObject({
      status: 200,
      json: { kind: "calendar#calendarList" },
    });
  });

  test("costs what its calls cost", async () => {
    await gmailBatch(
      writeBatch([
        ...ids.map((id) => ({ request: get(id) })),
        { request: "GET /gmail/v1/users/me/messages" },
      ]),
    );
    expect(fixture.google.usage.of(fixture.rep.email)).toEqual({
      gmailUnits: 65,
      calendarRequests: 0,
      calls: { "gmail.messages.get": 3, "gmail.messages.list": 1 },
    });
  });

  test("is worked on so many calls at once, and those beyond are 429", async () => {
    fixture.google.quota.limits = { concurrentRequests: 2 };
    const answers = await readBatch(await gmailBatch(writeBatch(ids.map((id) => ({ request: get(id) })))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.json).toMatchObject({
      error: { message: "Too many concurrent requests for user", errors: [{ reason: "rateLimitExceeded" }] },
    });
  });

  test("has faults in its parts", async () => {
    fixture.google.faults.add({
      method: "gmail.messages.get",
      skip: 1,
      times: 1,
      fault: { kind: "error", error: "rateLimit" },
    });
    const answers = await readBatch(await gmailBatch(writeBatch(ids.map((id) => ({ request: get(id) })))));
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 200]);
  });
});

describe("a quota", () => {
  async function profile(): Promise<Response> {
    return await fetch(`${fixture.google.url}/gmail/v1/users/me/profile`, {
      headers: { Authorization: `Bearer ${token}` },
    });
  }

  test("refuses in Gmail's words, says in the text alone when to come back, and keeps its word", async () => {
    fixture.google.quota.limits = { gmailUnitsPerMinute: 41 };
    const start = fixture.now();
    const fetchMessage = (): Promise<Response> =>
      fetch(`${fixture.google.url}/gmail/v1/users/me/messages/${ids[0] ?? ""}`, {
        headers: { Authorization: `Bearer ${token}` },
      });
    expect((await fetchMessage()).status).toBe(200);
    fixture.advance(10_000);
    expect((await fetchMessage()).status).toBe(200);
    const refused = await fetchMessage();
    expect(refused.status).toBe(403);
    expect(refused.headers.get("Retry-After")).toBeNull();
    const message = `User-rate limit exceeded.  Retry after ${new Date(start + 60_000).toISOString()}`;
    expect(await refused.json()).toEqual({
      error: {
        code: 403,
        message,
        errors: [{ message, domain: "usageLimits", reason: "rateLimitExceeded" }],
        status: "PERMISSION_DENIED",
      },
    });
    expect((await profile()).status).toBe(200);
    expect((await profile()).status).toBe(403);
    fixture.advance(50_000);
    expect((await fetchMessage()).status).toBe(200);
    expect((await fetchMessage()).status).toBe(403);
  });

  test("is each person's own", async () => {
    fixture.google.quota.limits = { gmailUnitsPerMinute: 1 };
    fixture.advance(60_000);
    const { google, consumer } = fixture;
    const other = google.tokens.accessToken({ email: consumer.email, scopes: [readonly] });
    expect((await profile()).status).toBe(200);
    expect((await profile()).status).toBe(403);
    const theirs = await fetch(`${google.url}/gmail/v1/users/me/profile`, {
      headers: { Authorization: `Bearer ${other}` },
    });
    expect(theirs.status).toBe(200);
  });

  test("of Calendar counts requests", async () => {
    fixture.google.quota.limits = { calendarRequestsPerMinute: 1 };
    const calendarToken = fixture.google.tokens.accessToken({
      email: fixture.rep.email,
      scopes: ["https://www.googleapis.com/auth/calendar.readonly"],
    });
    const list = (): Promise<Response> =>
      fetch(`${fixture.google.url}/calendar/v3/users/me/calendarList`, {
        headers: { Authorization: `Bearer ${calendarToken}` },
      });
    expect((await list()).status).toBe(200);
    const refused = await list();
    expect(await refused.json()).toMatchObject({
      error: {
        code: 403,
        message: "Rate Limit Exceeded",
        errors: [{ domain: "usageLimits", reason: "rateLimitExceeded" }],
      },
    });
    expect(fixture.google.usage.of(fixture.rep.email)).toMatchObject({ gmailUnits: 0, calendarRequests: 2 });
  });

  test("never lets more units through in any minute than it says", async () => {
    fixture.google.quota.limits = { gmailUnitsPerMinute: 10 };
    fixture.advance(120_000);
    const passed: number[] = [];
    for (let step = 0; step < 150; step++) {
      fixture.advance(1_700);
      if ((await profile()).status === 200) passed.push(fixture.now());
    }
    for (const at of passed) {
      expect(passed.filter((other) => other >= at && other < at + 59_900).length).toBeLessThanOrEqual(10);
    }
    expect(passed.length).toBeGreaterThan(35);
  });
});
