import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { countStatements } from "../bench/statement-count.ts";
import { newContact, newMail } from "./mails.ts";
import { startTestApi } from "./test-api.ts";
import type { Caller, TestApi } from "./test-api.ts";

let api: TestApi;
let rita: Caller;

/** Monday, noon in Berlin. */
const NOW = new Date("2026-11-23T11:00:00Z");
const OFFICE = { days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" };

beforeAll(async () => {
  api = await startTestApi();
  api.setTime(NOW);
});
afterAll(async () => {
  await api.close();
});

let count = 0;
const someone = async () => await api.as({ email: `rep${++count}@acme.example`, name: "Rita Rep" });

describe("working hours", () => {
  test("are the office's until the rep says otherwise, one field at a time", async () => {
    rita = await someone();
    expect((await rita.ok("getMe")).user).toMatchObject({ timeZone: null, workingHours: OFFICE });
    const hours = { days: [4, 1, 1], from: "07:30", to: "12:05" };
    const changed = await rita.ok("updateMe", { body: { workingHours: hours } });
    expect(changed.user).toMatchObject({ timeZone: null, workingHours: { ...hours, days: [1, 4] } });
    await rita.ok("updateMe", { body: { timeZone: "America/New_York" } });
    expect((await rita.ok("getMe")).user).toEqual({ ...changed.user, timeZone: "America/New_York" });
    expect(await rita.ok("updateMe", { body: {} })).toEqual(await rita.ok("getMe"));
  });

  test.each([
    ["workingHours.to", { workingHours: { ...OFFICE, to: "09:00" } }],
    ["workingHours.to", { workingHours: { ...OFFICE, to: "08:00" } }],
    ["workingHours.to", { workingHours: { ...OFFICE, to: "24:00" } }],
    ["workingHours.from", { workingHours: { ...OFFICE, from: "9:00" } }],
    ["workingHours.days", { workingHours: { ...OFFICE, days: [] } }],
    ["workingHours.days.0", { workingHours: { ...OFFICE, days: [8] } }],
    ["workingHours.from", { workingHours: { days: [1], to: "10:00" } }],
    ["timeZone", { timeZone: "Mars/Olympus", workingHours: { ...OFFICE, to: "18:00" } }],
    ["timeZone", { timeZone: "+02:00" }],
    ["timeZone", { timeZone: "" }],
  ])("with a wrong %s stay as they were: %j", async (path, body) => {
    rita = await someone();
    const before = await rita.ok("getMe");
    expect(await rita.call("updateMe", { body })).toMatchObject({
      status: 400,
      body: { errors: [{ path }] },
    });
    expect(await rita.ok("getMe")).toEqual(before);
  });
});

describe("whose turn it is", () => {
  const waiting = async () => {
    rita = await someone();
    const lead = await rita.ok("createContact", { body: newContact() });
    // Friday, 16:00 in Berlin.
    const [from = ""] = lead.emails;
    await rita.ok("logActivity", { body: newMail({ from, date: "Fri, 20 Nov 2026 16:00:00 +0100" }) });
    return async () => {
      const { turn } = await rita.ok("getContactCard", { params: { id: lead.id } });
      const [first] = (await rita.ok("getHome")).turns;
      expect(first?.turn).toEqual(turn);
      return turn?.businessMinutes;
    };
  };

  test("is told in the viewer's working time, on his clock", async () => {
    const minutes = await waiting();
    // In UTC Friday 15:00–17:00 and Monday 9:00–11:00.
    expect(await minutes()).toBe(240);
    await rita.ok("updateMe", { body: { timeZone: "Europe/Berlin" } });
    expect(await minutes()).toBe(60 + 180);
    await rita.ok("updateMe", { body: { timeZone: "America/New_York" } });
    expect(await minutes()).toBe(7 * 60);
    await rita.ok("updateMe", { body: { workingHours: { days: [6, 7], from: "10:00", to: "12:00" } } });
    expect(await minutes()).toBe(240);
  });

  test("who waits longest stands first, also where nobody worked since", async () => {
    rita = await someone();
    await rita.ok("updateMe", { body: { timeZone: "Europe/Berlin" } });
    for (const date of ["Sun, 22 Nov 2026 12:00:00 +0100", "Sat, 21 Nov 2026 12:00:00 +0100"]) {
      const { emails } = await rita.ok("createContact", { body: newContact() });
      await rita.ok("logActivity", { body: newMail({ from: emails[0] ?? "", date }) });
    }
    const { turns } = await rita.ok("getHome");
    expect(turns.map(({ turn }) => [turn.since.slice(0, 10), turn.businessMinutes])).toEqual([
      ["2026-11-21", 180],
      ["2026-11-22", 180],
    ]);
  });
});

describe("the time zone", () => {
  const zoneOf = async () => (await rita.ok("getMe")).user.timeZone;
  const home = async (timeZone: string) => await rita.ok("getHome", { query: { timeZone } });

  test("is learnt from the sidebar, with one statement more, once", async () => {
    rita = await someone();
    await rita.ok("getMe");
    expect(
      await countStatements(async () => {
        await home("Asia/Tokyo");
      }),
    ).toBe(3);
    expect(await zoneOf()).toBe("Asia/Tokyo");
    expect(
      await countStatements(async () => {
        await home("Asia/Tokyo");
      }),
    ).toBe(2);
    await rita.ok("getHome");
    expect(await zoneOf()).toBe("Asia/Tokyo");
    await rita.call("getHome", { query: { timeZone: "Mars/Olympus" } });
    expect(await zoneOf()).toBe("Asia/Tokyo");
  });

  test("holds at once for what a mail's context tells", async () => {
    rita = await someone();
    const header = newMail({ from: "new@zone.example", date: "Fri, 20 Nov 2026 16:00:00 +0100" });
    await rita.ok("createContact", { body: newContact({ emails: ["new@zone.example"] }) });
    await rita.ok("logActivity", { body: header });
    const { type: _type, bodyText: _text, ...body } = header;
    const minutes = async () =>
      (await rita.ok("getMessageContext", { body })).people[0]?.contact?.turn?.businessMinutes;
    expect(await minutes()).toBe(240);
    await home("America/New_York");
    expect(await minutes()).toBe(7 * 60);
  });
});

test("the home card tells what goes later and, for a week, what did not go", async () => {
  rita = await someone();
  const { user, workspace } = await rita.ok("getMe");
  const other = await someone();
  const { user: colleague } = await other.ok("getMe");
  const insert = async (
    subject: string,
    status: string,
    {
      userId = user.id,
      createdDaysAgo = 0,
      sendInDays = null as number | null,
      error = null as string | null,
    } = {},
  ) => {
    const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
    await api.database.database.pool.query(
      `insert into outbound_email (workspace_id, id, user_id, idempotency_key, request_hash, status, message_id, date,
        from_address, "to", subject, text, contact_ids, send_at, error_message, created_at)
       values ($1, gen_random_uuid(), $2, $3, 'h', $4::email_status, '<m@x>', now(), 'r@x',
        '[{"address":"lea@customer.example","name":"Lea"},{"address":"b@customer.example","name":null}]', $3, 't', '{}', $5, $6, $7)`,
      [
        workspace.id,
        userId,
        subject,
        status,
        sendInDays === null ? null : inDays(sendInDays),
        error,
        inDays(-createdDaysAgo),
      ],
    );
  };
  await insert("tomorrow", "QUEUED", { sendInDays: 1, createdDaysAgo: 30 });
  await insert("in an hour", "QUEUED", { sendInDays: 1 / 24 });
  await insert("just now", "QUEUED");
  await insert("sent", "SENT");
  await insert("cancelled", "CANCELLED", { sendInDays: 1 });
  await insert("failed", "FAILED", { createdDaysAgo: 6, error: "Google refused the address." });
  await insert("failed long ago", "FAILED", { createdDaysAgo: 8 });
  await insert("planned long ago, failed lately", "FAILED", { createdDaysAgo: 30, sendInDays: -1 });
  await insert("unknown", "UNKNOWN", { error: "Gmail did not answer." });
  await insert("a colleague's", "FAILED", { userId: colleague.id });
  const { outgoing } = await rita.ok("getHome");
  expect(outgoing.map(({ subject, status }) => [subject, status])).toEqual([
    ["failed", "FAILED"],
    ["planned long ago, failed lately", "FAILED"],
    ["unknown", "UNKNOWN"],
    ["in an hour", "QUEUED"],
    ["tomorrow", "QUEUED"],
  ]);
  expect(outgoing[0]).toMatchObject({
    to: ["lea@customer.example", "b@customer.example"],
    sendAt: null,
    error: "Google refused the address.",
  });
  expect(outgoing[4]?.sendAt).toBe("2026-11-24T11:00:00.000Z");
});

test("how many mails may be sent a day is for admins to say", async () => {
  const boss = await api.as({ email: "boss@globex.example" });
  expect((await boss.ok("getWorkspace")).sendsPerDay).toBe(300);
  expect((await boss.ok("updateWorkspace", { body: { sendsPerDay: 0 } })).sendsPerDay).toBe(0);
  expect((await boss.ok("updateWorkspace", { body: { name: "Globex" } })).sendsPerDay).toBe(0);
  for (const sendsPerDay of [-1, 2_001, 1.5]) {
    expect(await boss.call("updateWorkspace", { body: { sendsPerDay } })).toMatchObject({ status: 400 });
  }
  const rep = await api.as({ email: "rep@globex.example" });
  expect(await rep.problem("updateWorkspace", { body: { sendsPerDay: 1_000 } })).toMatchObject({
    status: 403,
  });
  expect((await rep.ok("getWorkspace")).sendsPerDay).toBe(0);
});
