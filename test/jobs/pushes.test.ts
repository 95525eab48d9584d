/** What comes in from Google and from a scheduler, through the real application and the real signatures. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { hashChannelToken } from "../../backend/src/db/schedule-store.ts";
import { createPushTokenVerifier } from "../../backend/src/google/pubsub-token.ts";
import { Secret } from "../../backend/src/secret.ts";
import { startGoogleFixture } from "../google/google-fixture.ts";
import type { GoogleFixture } from "../google/google-fixture.ts";
import { startTestApi } from "../http/test-api.ts";
import type { TestApi } from "../http/test-api.ts";

const AUDIENCE = "https://rapport.example/webhooks/gmail";
const SERVICE_ACCOUNT = "push@northwind.iam.gserviceaccount.com";
const TOPIC = { pushEndpoint: "http://127.0.0.1:9/", audience: AUDIENCE, serviceAccount: SERVICE_ACCOUNT };
const CRON_SECRET = "a-cron-secret-of-at-least-thirty-two-characters";

let fixture: GoogleFixture;
let api: TestApi;

beforeAll(async () => {
  fixture = await startGoogleFixture(Date.now());
  api = await startTestApi({
    cronSecret: new Secret(CRON_SECRET),
    verifyPubsubToken: createPushTokenVerifier({
      issuer: fixture.google.url,
      audience: AUDIENCE,
      serviceAccount: SERVICE_ACCOUNT,
    }),
  });
  await (await api.as({ email: "rep@acme.example" })).ok("getMe");
});

afterAll(async () => {
  await api.close();
  await fixture.google.close();
});

beforeEach(async () => {
  const { pool } = api.database.database;
  await pool.query("delete from mail_sync");
  await pool.query("delete from calendar_sync");
  await pool.query("update google_account set status = 'connected', calendar_enabled = true");
  await pool.query("insert into mail_sync (workspace_id, user_id) select workspace_id, id from app_user");
  await pool.query(
    `insert into calendar_sync (workspace_id, user_id, calendar_id, summary, access_role, enabled, channel_id,
       channel_token_hash)
     select workspace_id, id, 'primary', 'Mine', 'owner', true, 'channel', $1 from app_user`,
    [hashChannelToken("channel token")],
  );
});

async function isDue(table: "mail_sync" | "calendar_sync"): Promise<boolean> {
  const { rows } = await api.database.database.pool.query<{ due: boolean }>(
    `select due_at is not null as due from ${table}`,
  );
  return rows.some(({ due }) => due);
}

async function post(path: string, headers: Record<string, string>, body?: string): Promise<number> {
  const answer = await api.app.request(path, {
    method: "POST",
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return answer.status;
}

describe("Gmail's push", () => {
  const envelope = (emailAddress: string) =>
    JSON.stringify({
      message: {
        data: Buffer.from(JSON.stringify({ emailAddress, historyId: "9007199254740993" })).toString("base64"),
        messageId: "1",
      },
      subscription: "projects/northwind/subscriptions/gmail",
    });
  const push = async (token: string | undefined, body: string) =>
    await post(
      "/webhooks/gmail",
      {
        "content-type": "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
    );

  test("makes the mailbox due, however the address is spelled", async () => {
    const token = fixture.google.pubsub.pushToken(TOPIC);
    expect(await push(token, envelope("Rep@Acme.Example"))).toBe(204);
    expect(await isDue("mail_sync")).toBe(true);
  });

  test("is to come again while somebody holds the mailbox, and keeps nobody else waiting", async () => {
    const token = fixture.google.pubsub.pushToken(TOPIC);
    const { pool } = api.database.database;
    const holder = await pool.connect();
    await holder.query("begin");
    await holder.query("select from mail_sync for no key update");
    try {
      const pushes = Array.from({ length: 20 }, async () => await push(token, envelope("rep@acme.example")));
      await (await api.as({ email: "rep@acme.example" })).ok("getMe");
      expect(await Promise.all(pushes)).toEqual(pushes.map(() => 503));
    } finally {
      await holder.query("rollback");
      holder.release();
    }
    expect(await push(token, envelope("rep@acme.example"))).toBe(204);
    expect(await isDue("mail_sync")).toBe(true);
  });

  test("is taken without a murmur for a mailbox nobody connected", async () => {
    expect(await push(fixture.google.pubsub.pushToken(TOPIC), envelope("x@nowhere.example"))).toBe(204);
    expect(await isDue("mail_sync")).toBe(false);
  });

  test.each([
    ["another audience", { aud: "https://elsewhere.example" }],
    ["another service account", { email: "push@other.iam.gserviceaccount.com" }],
    ["an unverified address", { email_verified: false }],
    ["another issuer", { iss: "https://issuer.example" }],
    ["an end in the past", { exp: 1_700_000_000 }],
  ])("is refused with a token of %s", async (_what, claims) => {
    const token = fixture.google.pubsub.pushToken(TOPIC, claims);
    expect(await push(token, envelope("rep@acme.example"))).toBe(401);
    expect(await isDue("mail_sync")).toBe(false);
  });

  test("is refused without a token and with a forged one", async () => {
    expect(await push(undefined, envelope("rep@acme.example"))).toBe(401);
    const [head = "", body = ""] = fixture.google.pubsub.pushToken(TOPIC).split(".");
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${body}.`;
    for (const token of [unsigned, `${head}.${body}.${"A".repeat(342)}`]) {
      expect(await push(token, envelope("rep@acme.example"))).toBe(401);
    }
    expect(await isDue("mail_sync")).toBe(false);
  });

  test.each(["{}", "[]", '{"message":{"data":"!"}}', '{"message":{"data":"bnVsbA=="}}'])(
    "that says nothing we understand is not asked for again: %s",
    async (body) => {
      expect(await push(fixture.google.pubsub.pushToken(TOPIC), body)).toBe(204);
      expect(await isDue("mail_sync")).toBe(false);
    },
  );
});

describe("a calendar channel's notification", () => {
  const notify = async (id: string, token: string) =>
    await post("/webhooks/calendar", { "x-goog-channel-id": id, "x-goog-channel-token": token });

  test("makes its calendar due", async () => {
    expect(await notify("channel", "channel token")).toBe(204);
    expect(await isDue("calendar_sync")).toBe(true);
  });

  test("is unknown with another channel's id, a wrong token or none", async () => {
    expect(await notify("another", "channel token")).toBe(404);
    expect(await notify("channel", "another token")).toBe(404);
    expect(await post("/webhooks/calendar", {})).toBe(404);
    expect(await isDue("calendar_sync")).toBe(false);
  });
});

describe("the cron endpoint", () => {
  const cron = async (method: string, authorization?: string) =>
    await api.app.request("/api/cron/sync", {
      method,
      headers: authorization === undefined ? {} : { authorization },
    });

  test.each(["GET", "POST"])("makes everything due with its secret, by %s", async (method) => {
    const answer = await cron(method, `Bearer ${CRON_SECRET}`);
    expect([answer.status, await answer.json()]).toEqual([200, { total: 2, queued: 2 }]);
    expect(await isDue("mail_sync")).toBe(true);
  });

  test.each([undefined, "", "Bearer", "Bearer wrong", `Basic ${CRON_SECRET}`])(
    "does nothing with %p",
    async (authorization) => {
      expect((await cron("POST", authorization)).status).toBe(401);
      expect(await isDue("mail_sync")).toBe(false);
    },
  );
});
