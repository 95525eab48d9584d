/** users.watch and users.stop with the official client, and the pushes that follow, as a subscriber of Pub/Sub gets them. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { OAuth2Client } from "google-auth-library";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { deliver, startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";
import { startPushReceiver } from "./push-receiver.ts";
import type { PushReceiver } from "./push-receiver.ts";
import { refusal } from "./refusal.ts";

let fixture: GoogleFixture;
let receiver: PushReceiver;
const topicName = "projects/northwind/topics/gmail";
const audience = "https://crm.example/api/push/gmail";
const serviceAccount = "push@northwind.iam.gserviceaccount.com";
const day = 86_400_000;

beforeEach(async () => {
  receiver = await startPushReceiver();
  fixture = await startGoogleFixture(Date.now(), {
    topics: { [topicName]: { pushEndpoint: receiver.url, audience, serviceAccount } },
    push: { minBackoffMs: 1, maxBackoffMs: 4 },
  });
});

afterEach(async () => {
  await fixture.google.close();
  await receiver.close();
});

async function watch(
  body: object = { topicName },
): Promise<{ historyId?: string | null; expiration?: string | null }> {
  const { data } = await fixture
    .gmailClient("gmail.readonly")
    .users.watch({ userId: "me", requestBody: body });
  return data;
}

function told(index: number): { emailAddress: string; historyId: string } {
  const { message } = JSON.parse(receiver.received[index]?.body ?? "{}") as { message: { data: string } };
  return JSON.parse(Buffer.from(message.data, "base64").toString()) as ReturnType<typeof told>;
}

/** Far enough from the mail before that it is not dropped. */
function deliverLater(): string {
  fixture.advance(1000);
  return deliver(fixture.rep.mailbox, {}).historyId;
}

describe("a watch", () => {
  test("tells where the mailbox stands and when it ends", async () => {
    expect(await watch()).toEqual({
      historyId: fixture.rep.mailbox.historyId,
      expiration: String(fixture.now() + 7 * day),
    });
    expect(fixture.google.usage.of(fixture.rep.email).gmailUnits).toBe(100);
  });

  test("brings new mail in Pub/Sub's envelope, signed for the endpoint", async () => {
    await watch();
    const historyId = deliverLater();
    await receiver.reaches(1);
    const [push] = receiver.received;
    const envelope = JSON.parse(push?.body ?? "{}") as {
      message: Record<string, string>;
      subscription: string;
    };
    expect(envelope).toEqual({
      message: {
        data: expect.any(String),
        messageId: expect.stringMatching(/^\d+$/),
        message_id: envelope.message["messageId"],
        publishTime: new Date(fixture.now()).toISOString(),
        publish_time: envelope.message["publishTime"],
      },
      subscription: "projects/northwind/subscriptions/gmail",
    });
    expect(told(0)).toEqual({ emailAddress: fixture.rep.email, historyId });

    const token = /^Bearer (.+)$/.exec(push?.headers.authorization ?? "")?.[1] ?? "";
    const jwks = createRemoteJWKSet(new URL(`${fixture.google.url}/oauth2/v3/certs`));
    const { payload } = await jwtVerify(token, jwks, { issuer: fixture.google.url, audience });
    expect(payload).toMatchObject({ email: serviceAccount, email_verified: true });
    const client = new OAuth2Client({
      issuers: [fixture.google.url],
      endpoints: { oauth2FederatedSignonPemCertsUrl: `${fixture.google.url}/oauth2/v1/certs` },
    });
    const ticket = await client.verifyIdToken({ idToken: token, audience });
    expect(ticket.getPayload()?.email).toBe(serviceAccount);
  });

  test("tells of one change a second, and the others are lost", async () => {
    await watch();
    const first = deliverLater();
    deliver(fixture.rep.mailbox, {});
    fixture.advance(999);
    deliver(fixture.rep.mailbox, {});
    const second = deliverLater();
    await receiver.reaches(2);
    expect([told(0).historyId, told(1).historyId]).toEqual([first, second]);
  });

  test("ends after seven days, or when it is stopped", async () => {
    await watch();
    fixture.advance(7 * day);
    deliverLater();
    await watch();
    await fixture.gmailClient("gmail.readonly").users.stop({ userId: "me" });
    deliverLater();
    await watch();
    const historyId = deliverLater();
    await receiver.reaches(1);
    expect(receiver.received).toHaveLength(1);
    expect(told(0).historyId).toBe(historyId);
  });

  test("is renewed by another, and tells no change twice", async () => {
    await watch();
    fixture.advance(6 * day);
    await watch();
    deliverLater();
    fixture.advance(6 * day);
    deliverLater();
    await receiver.reaches(2);
    expect(receiver.received).toHaveLength(2);
  });

  test("may be for some labels, or for all but some", async () => {
    const { mailbox } = fixture.rep;
    await watch({ topicName, labelIds: ["INBOX"] });
    fixture.advance(1000);
    deliver(mailbox, {}, { labelIds: ["SENT"] });
    const inInbox = deliver(mailbox, {}, { labelIds: ["INBOX"] }).historyId;
    await receiver.reaches(1);
    expect(told(0).historyId).toBe(inInbox);
    await watch({ topicName, labelIds: ["CATEGORY_PROMOTIONS"], labelFilterBehavior: "EXCLUDE" });
    fixture.advance(1000);
    deliver(mailbox, {}, { labelIds: ["CATEGORY_PROMOTIONS", "INBOX"] });
    const other = deliver(mailbox, {}, { labelIds: ["SENT"] }).historyId;
    await receiver.reaches(2);
    expect(told(1).historyId).toBe(other);
  });

  test("is refused: no topic, a strange one, one nobody made, a label nobody made, a second topic", async () => {
    expect(await refusal(watch({}))).toMatchObject({ status: 400 });
    expect(await refusal(watch({ topicName: "gmail" }))).toMatchObject({ status: 400 });
    expect(await refusal(watch({ topicName: "projects/x/topics/none" }))).toMatchObject({ status: 404 });
    expect(await refusal(watch({ topicName, labelIds: ["NONE"] }))).toMatchObject({ status: 400 });
    fixture.google.pubsub.setTopic("projects/northwind/topics/other", { pushEndpoint: receiver.url });
    await watch();
    expect(await refusal(watch({ topicName: "projects/northwind/topics/other" }))).toMatchObject({
      status: 400,
      data: {
        error: {
          message: "Only one user push notification client allowed per developer (call /stop then try again)",
        },
      },
    });
  });
});

describe("a push", () => {
  beforeEach(async () => {
    await watch();
  });

  test("comes again, the same, until it is taken", async () => {
    receiver.answerWith(500, 302, 404, 204);
    deliverLater();
    await receiver.reaches(4);
    deliverLater();
    await receiver.reaches(5);
    const ids = receiver.received.map(
      ({ body }) => (JSON.parse(body) as { message: { messageId: string } }).message.messageId,
    );
    expect(new Set(ids.slice(0, 4)).size).toBe(1);
    expect(ids[4]).not.toBe(ids[0]);
  });

  test("gets lost, comes thrice, comes late, or is overtaken", async () => {
    const { faults } = fixture.google;
    faults.add({ method: "push.gmail", times: 1, fault: { kind: "push-lost" } });
    deliverLater();
    faults.add({ method: "push.gmail", times: 1, fault: { kind: "push-repeated", copies: 2 } });
    const thrice = deliverLater();
    await receiver.reaches(3);
    faults.add({ method: "push.gmail", times: 1, fault: { kind: "push-late", milliseconds: 20 } });
    const late = deliverLater();
    await receiver.reaches(4);
    faults.add({ method: "push.gmail", times: 1, fault: { kind: "push-reordered" } });
    const overtaken = deliverLater();
    const overtaking = deliverLater();
    await receiver.reaches(6);
    expect(receiver.received.map((_, index) => told(index).historyId)).toEqual([
      thrice,
      thrice,
      thrice,
      late,
      overtaking,
      overtaken,
    ]);
  });

  test("goes without a token when the subscription has no service account", async () => {
    fixture.google.pubsub.setTopic(topicName, { pushEndpoint: receiver.url, serviceAccount: null });
    deliverLater();
    await receiver.reaches(1);
    expect(receiver.received[0]?.headers.authorization).toBeUndefined();
  });
});
