import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { newContact, newHeader, newMail, newMeeting } from "./mails.ts";
import { callerWith, startTestApi } from "./test-api.ts";
import type { Caller, TestApi } from "./test-api.ts";

let api: TestApi;
let rita: Caller;
let tom: Caller;

beforeAll(async () => {
  api = await startTestApi();
  api.setTime(new Date("2026-11-22T12:00:00Z"));
  rita = await api.as({ email: "rita@acme.example", name: "Rita Rep" });
  tom = await api.as({ email: "tom@acme.example", name: "Tom Team" });
  // The first of a workspace is its admin.
  await rita.ok("getMe");
  await tom.ok("getMe");
});
afterAll(async () => {
  await api.close();
});

/** The statements one action sends to the database, transaction brackets included. */
async function statementsOf(action: () => Promise<unknown>): Promise<number> {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the client it was called on
  const { query } = pg.Client.prototype;
  let statements = 0;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
    statements += 1;
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await action();
  } finally {
    pg.Client.prototype.query = query;
  }
  return statements;
}

/** Does something before each statement of a name is sent, as long as the action lasts. */
async function whileBefore<T>(
  name: string,
  intrude: () => Promise<void>,
  action: () => Promise<T>,
): Promise<T> {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the client it was called on
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
    const send = () => Reflect.apply(query, this, args) as unknown;
    const [statement] = args as [{ readonly name?: string }?];
    // The pool listens by a callback, not to what is returned.
    return statement?.name === name ? void intrude().then(send) : send();
  } as typeof query;
  try {
    return await action();
  } finally {
    pg.Client.prototype.query = query;
  }
}

describe("opening a mail", () => {
  test("shows everybody on it, the customer first, and why it would be logged", async () => {
    const lead = await rita.ok("createContact", {
      body: newContact({ name: "Lea Lead", emails: ["lea@customer.example"] }),
    });
    const client = await rita.ok("createContact", {
      body: newContact({ name: "Carl Client", kind: "client", emails: ["carl@customer.example"] }),
    });
    const context = await rita.ok("getMessageContext", {
      body: newHeader({
        from: "Stranger <stranger@nowhere.example>",
        to: "rita@acme.example, Tom <TOM@acme.example>, new.colleague@acme.example, Lea <Lea@Customer.example>",
        cc: "carl@customer.example, Lea <lea@customer.example>",
        replyTo: "Stranger <stranger@nowhere.example>",
      }),
    });
    expect(context.people.map(({ email, kind, contact }) => [email, kind, contact?.id ?? null])).toEqual([
      ["stranger@nowhere.example", "unknown", null],
      ["rita@acme.example", "self", null],
      ["tom@acme.example", "colleague", null],
      ["new.colleague@acme.example", "colleague", null],
      ["lea@customer.example", "lead", lead.id],
      ["carl@customer.example", "client", client.id],
    ]);
    expect(context).toMatchObject({
      primary: 4,
      peopleNotShown: 0,
      logged: null,
      why: { decision: "would_log", reason: "contact_on_it", matchedAddress: "lea@customer.example" },
      connection: { status: "none" },
    });
  });

  test.each([
    [{ from: "tom@acme.example", to: "rita@acme.example" }, "internal"],
    [{ from: "a@nowhere.example" }, "no_contact"],
    [{ from: "undisclosed-recipients:;", to: "" }, "no_address"],
  ])("says why it would not be logged: %j", async (header, reason) => {
    const { why, primary } = await rita.ok("getMessageContext", { body: newHeader(header) });
    expect(why).toMatchObject({ decision: "would_skip", reason, matchedAddress: null, rule: null });
    expect(primary).toBe(reason === "no_contact" ? 0 : null);
  });

  test("of a mail to hundreds shows fifty and counts the rest", async () => {
    const to = Array.from({ length: 300 }, (_, at) => `p${at}@crowd.example`).join(", ");
    const { people, peopleNotShown } = await rita.ok("getMessageContext", { body: newHeader({ to }) });
    expect(people).toHaveLength(50);
    expect(peopleNotShown).toBe(251);
  });

  test("takes one statement, two at a token's first sight, and at most 20 kB, also with ten customers on it", async () => {
    const emails = Array.from({ length: 10 }, (_, at) => `customer-${at}@full.example`);
    for (const email of emails) {
      await rita.ok("createContact", {
        body: newContact({
          emails: [email],
          company: "Full Example GmbH",
          title: "Head of Something",
          notes: "n".repeat(300),
        }),
      });
    }
    for (let count = 0; count < 8; count += 1) {
      await rita.ok("logActivity", {
        body: newMail({
          from: emails[0] ?? "",
          to: emails.slice(1).join(", "),
          subject: `A subject of the usual length, number ${count}`,
          bodyText: "Some words that are there to be cut off in the snippet. ".repeat(20),
        }),
      });
    }
    const header = newHeader({
      from: emails[0] ?? "",
      to: ["rita@acme.example", ...emails.slice(1)].join(", "),
    });
    let bytes = 0;
    const statements = await statementsOf(async () => {
      const answer = await rita.call("getMessageContext", { body: header });
      expect(answer).toMatchObject({ status: 200, body: { people: { length: 11 } } });
      bytes = answer.bytes;
    });
    expect(statements).toBe(1);
    const email = "rita@acme.example";
    const claims = { sub: `sub-of-${email}`, email, name: "Rita Rep", hd: "acme.example", locale: "en" };
    const again = callerWith(api.app, await api.oidc.sign({ ...claims, jti: "another" }));
    expect(await statementsOf(() => again.ok("getMessageContext", { body: header }))).toBe(2);
    expect(bytes).toBeLessThan(20_000);
    expect(bytes).toBeGreaterThan(5_000);
  });

  test("knows at once what changed about the caller, whatever token he came with before", async () => {
    const body = newHeader({ from: "ghost@customer.example" });
    const { id } = await rita.ok("createContact", {
      body: newContact({ emails: ["ghost@customer.example"] }),
    });
    const una = await api.as({ email: "una@acme.example", name: "Una" });
    await rita.ok("logActivity", { body: newMail({ ...body, note: "Secret?" }) });
    expect((await una.ok("getMessageContext", { body })).logged).toMatchObject({ canUndo: false });

    const set = async (change: string) =>
      await api.database.database.pool.query(`update ${change} where email = 'una@acme.example'`);
    await set("app_user set role = 'admin'");
    expect((await una.ok("getMessageContext", { body })).logged).toMatchObject({ canUndo: true });
    await set("app_user set role = 'rep'");
    expect((await una.ok("getMessageContext", { body })).logged).toMatchObject({ canUndo: false });
    await set("google_account set status = 'reconnect', status_reason = 'revoked'");
    expect((await una.ok("getMessageContext", { body })).connection).toMatchObject({ status: "reconnect" });
    await set("google_account set aliases = '{ghost@customer.example}'");
    expect((await una.ok("getMessageContext", { body })).people[0]).toMatchObject({ kind: "self" });

    const { rows } = await api.database.database.pool.query<{ id: string }>(
      "insert into workspace (id, name) values (gen_random_uuid(), 'Elsewhere') returning id",
    );
    await api.database.database.pool.query("delete from app_user where email = 'una@acme.example'");
    await api.database.database.pool.query(
      `insert into app_user (workspace_id, id, issuer, subject, email, name, locale)
       values ($1, gen_random_uuid(), $2, 'sub-of-una@acme.example', 'una@acme.example', 'Una', 'en')`,
      [rows[0]?.id, api.oidc.issuer],
    );
    const moved = await una.ok("getMessageContext", { body });
    expect(moved).toMatchObject({ logged: null, connection: { status: "none" } });
    expect(moved.people[0]).toMatchObject({ kind: "unknown", contact: null });
    expect((await rita.ok("getMessageContext", { body })).people[0]?.contact).toMatchObject({ id });
  });

  test("is answered to a caller who changes again and again while he is looked up", async () => {
    const body = newHeader({ from: "vera@customer.example" });
    const vic = await api.as({ email: "vic@acme.example", name: "Vic" });
    await vic.ok("getMessageContext", { body });
    let changes = 0;
    const change = async () => {
      changes += 1;
      await api.database.database.pool.query(
        "update google_account set aliases = array[$1] where email = 'vic@acme.example'",
        [`vic${changes}@acme.example`],
      );
    };
    const { status } = await whileBefore(
      "context-message",
      async () => {
        if (changes < 4) await change();
      },
      async () => await vic.call("getMessageContext", { body }),
    );
    expect([status, changes]).toEqual([200, 4]);
  });

  test("asks Google nothing", async () => {
    const before = { ...api.oidc.requests };
    await rita.ok("getMessageContext", { body: newHeader() });
    expect(api.oidc.requests).toEqual(before);
  });

  test.each([
    [{ from: undefined }, ["from"]],
    [{ gmailMessageId: "../x" }, ["gmailMessageId"]],
    [{ to: "x".repeat(100_001) }, ["to"]],
    [{ cc: 5, date: null }, ["cc", "date"]],
  ])("refuses %j", async (wrong, paths) => {
    const { status, body } = await rita.call("getMessageContext", { body: { ...newHeader(), ...wrong } });
    expect(status).toBe(400);
    expect((body as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual(paths);
  });
});

describe("opening an event", () => {
  test("shows its guests and the meeting once it is logged", async () => {
    const lead = await rita.ok("createContact", { body: newContact({ emails: ["guest@event.example"] }) });
    const { type: _type, ...body } = newMeeting({
      attendees: [
        { email: "rita@acme.example", responseStatus: "accepted" },
        { email: "Guest@Event.example", name: "Gast" },
        { email: "room-1@resource.calendar.google.com" },
        { email: "not an address" },
        { email: "opt@nowhere.example", optional: true },
      ],
    });
    const before = await rita.ok("getEventContext", { body });
    expect(before).toMatchObject({ logged: null, meeting: null, primary: 1 });
    expect(before.people.map(({ kind }) => kind)).toEqual(["self", "lead", "unknown"]);
    const { id } = await rita.ok("logActivity", { body: { type: "MEETING", ...body } });
    const after = await tom.ok("getEventContext", { body: { ...body, calendarId: "tom@acme.example" } });
    expect(after).toMatchObject({
      logged: { activityId: id, by: { name: "Rita Rep" }, canUndo: false },
      meeting: { id, status: "HELD", contacts: [{ id: lead.id }] },
    });
  });

  test("takes one statement", async () => {
    const { type: _type, ...body } = newMeeting({ attendees: [{ email: "guest@event.example" }] });
    expect(await statementsOf(() => rita.ok("getEventContext", { body }))).toBe(1);
  });

  test("that is hardly filled in shows nobody", async () => {
    const { people } = await rita.ok("getEventContext", { body: { calendarId: "c", eventId: "new" } });
    expect(people).toEqual([]);
  });
});

describe("home", () => {
  test("shows today's meetings where the rep is, whose turn it is and who is warm", async () => {
    const ann = await api.as({ email: "ann@globex.example", name: "Ann" });
    const lead = await ann.ok("createContact", {
      body: newContact({ name: "Warm Lead", emails: ["warm@home.example"] }),
    });
    const attendees = [{ email: "warm@home.example" }];
    const mail = await ann.ok("logActivity", {
      body: newMail({ from: "warm@home.example", subject: "Well?" }),
    });
    const at = async (start: string, end: string) =>
      (await ann.ok("logActivity", { body: newMeeting({ start, end, attendees }) })).id;
    // 12:00 UTC is 21:00 in Tokyo: its day ends at 15:00 UTC.
    const lateInTokyo = await at("2026-11-22T14:30:00Z", "2026-11-22T15:30:00Z");
    const tomorrowInTokyo = await at("2026-11-22T15:00:00Z", "2026-11-22T16:00:00Z");
    const tokyo = await ann.ok("getHome", { query: { timeZone: "Asia/Tokyo" } });
    expect(tokyo.meetings.map(({ activityId }) => activityId)).toEqual([lateInTokyo]);
    const utc = await ann.ok("getHome", { query: { timeZone: "UTC" } });
    expect(utc.meetings.map(({ activityId }) => activityId)).toEqual([lateInTokyo, tomorrowInTokyo]);
    expect(utc).toMatchObject({
      turns: [{ contact: { id: lead.id }, turn: { who: "us" }, activityId: mail.id, subject: "Well?" }],
      followUps: [],
      warm: [{ id: lead.id, engagementScore: 1 }],
      connection: { status: "none" },
      sync: null,
    });
  });

  test("takes two statements", async () => {
    expect(await statementsOf(() => rita.ok("getHome"))).toBe(2);
  });

  test.each(["Mars/Olympus", "x".repeat(101)])("refuses the zone %s", async (timeZone) => {
    expect(await rita.call("getHome", { query: { timeZone } })).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ path: "timeZone" })]) },
    });
  });
});
