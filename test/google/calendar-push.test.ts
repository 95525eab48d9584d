/** events.watch and channels.stop with the official client, and the notifications that follow. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { calendar } from "@googleapis/calendar";
import type { calendar_v3 } from "@googleapis/calendar";
import { startGoogleFixture } from "./google-fixture.ts";
import type { GoogleFixture } from "./google-fixture.ts";
import { startPushReceiver } from "./push-receiver.ts";
import type { PushReceiver } from "./push-receiver.ts";
import { refusal } from "./refusal.ts";

let fixture: GoogleFixture;
let receiver: PushReceiver;
const day = 86_400_000;

beforeEach(async () => {
  receiver = await startPushReceiver();
  fixture = await startGoogleFixture(Date.UTC(2026, 10, 20, 12), {
    push: { minBackoffMs: 1, maxBackoffMs: 2 },
  });
});

afterEach(async () => {
  await fixture.google.close();
  await receiver.close();
});

function client(): calendar_v3.Calendar {
  const scopes = ["https://www.googleapis.com/auth/calendar.readonly"];
  const token = fixture.google.tokens.accessToken({ email: fixture.rep.email, scopes });
  return calendar({
    version: "v3",
    rootUrl: `${fixture.google.url}/`,
    headers: { authorization: `Bearer ${token}` },
    retry: false,
  });
}

async function watch(requestBody: calendar_v3.Schema$Channel = {}): Promise<calendar_v3.Schema$Channel> {
  const { data } = await client().events.watch({
    calendarId: "primary",
    requestBody: { id: "channel-1", type: "web_hook", address: receiver.url, ...requestBody },
  });
  return data;
}

function book(): string {
  const at = (hour: number): { dateTime: string } => ({ dateTime: `2026-11-24T${hour}:00:00Z` });
  return fixture.rep.calendars.primary.insert({ summary: "Demo", start: at(10), end: at(11) }).id;
}

const header = (index: number, name: string): unknown => receiver.received[index]?.headers[`x-goog-${name}`];

describe("a channel", () => {
  test("says so first, and then that something changed: by headers alone", async () => {
    const channel = await watch({ token: "secret=1" });
    expect(channel).toMatchObject({
      kind: "api#channel",
      id: "channel-1",
      token: "secret=1",
      expiration: String(fixture.now() + 7 * day),
    });
    await receiver.reaches(1);
    expect(receiver.received[0]?.body).toBe("");
    expect(receiver.received[0]?.headers).toMatchObject({
      "x-goog-channel-id": "channel-1",
      "x-goog-channel-token": "secret=1",
      "x-goog-channel-expiration": "Fri, 27 Nov 2026 12:00:00 GMT",
      "x-goog-message-number": "1",
      "x-goog-resource-id": channel.resourceId,
      "x-goog-resource-state": "sync",
      "x-goog-resource-uri": channel.resourceUri,
    });
    const id = book();
    await receiver.reaches(2);
    fixture.rep.calendars.primary.cancel(id);
    await receiver.reaches(3);
    expect([header(1, "resource-state"), header(2, "resource-state")]).toEqual(["exists", "exists"]);
    const numbers = [0, 1, 2].map((index) => Number(header(index, "message-number")));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers).size).toBe(3);
  });

  test("tells of all changes of one moment at once", async () => {
    await watch();
    await receiver.reaches(1);
    book();
    book();
    await receiver.reaches(2);
    book();
    await receiver.reaches(3);
    expect(receiver.received).toHaveLength(3);
  });

  test("lives as long as asked, a week at most", async () => {
    expect((await watch({ params: { ttl: "3600" } })).expiration).toBe(String(fixture.now() + 3_600_000));
    const asked = fixture.now() + 60_000;
    expect((await watch({ id: "channel-2", expiration: String(asked) })).expiration).toBe(String(asked));
    const long = await watch({ id: "channel-3", params: { ttl: "9999999" } });
    expect(long.expiration).toBe(String(fixture.now() + 7 * day));
    await receiver.reaches(3);
    fixture.advance(3_600_000);
    book();
    await receiver.reaches(4);
    expect(header(3, "channel-id")).toBe("channel-3");
  });

  test("is stopped by its id and resource, and by nothing less", async () => {
    const { resourceId } = await watch();
    await watch({ id: "channel-2" });
    await receiver.reaches(2);
    const stop = (body: object): Promise<unknown> => client().channels.stop({ requestBody: body });
    expect(await refusal(stop({ id: "channel-1", resourceId: "wrong" }))).toMatchObject({ status: 404 });
    await stop({ id: "channel-1", resourceId });
    book();
    await receiver.reaches(3);
    expect(header(2, "channel-id")).toBe("channel-2");
    expect(await refusal(stop({ id: "channel-1", resourceId }))).toMatchObject({ status: 404 });
  });

  test.each<[string, calendar_v3.Schema$Channel, string]>([
    ["without https", { address: "http://crm.example/push" }, "push.webhookUrlNotHttps"],
    ["to no address", { address: "nowhere" }, "push.webhookUrlNotHttps"],
    ["with a strange id", { id: "a b" }, "channelIdInvalid"],
    ["with a long id", { id: "a".repeat(65) }, "channelIdInvalid"],
    ["of another type", { type: "pigeon" }, "badRequest"],
    ["with a long token", { token: "t".repeat(257) }, "invalid"],
  ])("%s is refused", async (_, body, reason) => {
    expect(await refusal(watch(body))).toMatchObject({
      status: 400,
      data: { error: { errors: [{ reason }] } },
    });
  });

  test("has an id that no living one has", async () => {
    await watch();
    expect(await refusal(watch())).toMatchObject({
      status: 400,
      data: { error: { errors: [{ reason: "channelIdNotUnique" }] } },
    });
    fixture.advance(7 * day);
    await watch();
  });
});

describe("a notification", () => {
  test("comes again after an error of the server's, not after one of the client's", async () => {
    receiver.answerWith(503, 500, 404);
    await watch();
    await receiver.reaches(3);
    book();
    await receiver.reaches(4);
    expect([0, 1, 2, 3].map((index) => header(index, "resource-state"))).toEqual([
      "sync",
      "sync",
      "sync",
      "exists",
    ]);
  });

  test("gets lost when told to", async () => {
    fixture.google.faults.add({ method: "push.calendar", times: 1, fault: { kind: "push-lost" } });
    await watch();
    book();
    await receiver.reaches(1);
    expect(header(0, "resource-state")).toBe("exists");
  });
});
