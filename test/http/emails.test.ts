/** Asking for mails: what is refused, and why; keys, the daily limit, mails for later, the outbox. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Email, EmailCreate } from "../../contract/emails.ts";
import type { List } from "../../contract/primitives.ts";
import { LEA, startOutboxScene } from "../outbox/outbox-scene.ts";
import type { OutboxScene } from "../outbox/outbox-scene.ts";
import { OTTO } from "./web-scene.ts";

let scene: OutboxScene;
beforeAll(async () => {
  scene = await startOutboxScene();
});
afterAll(async () => {
  await scene.close();
});

const plain = { to: [LEA], subject: "Your offer", text: "Hello Lea" };
const countAll = async () => {
  const [row] = await scene.rows(
    `select (select count(*) from outbound_email)::int as mails, (select count(*) from activity)::int as activities,
       (select count(*) from audit_event)::int as audits`,
  );
  return row;
};
const later = (ms: number) => new Date(scene.now().getTime() + ms).toISOString();

describe("a request that is not right", () => {
  const addresses = (count: number, from = 0) =>
    Array.from({ length: count }, (_, at) => `p${at + from}@kunde.example`);
  const bad: [string, () => Partial<Record<keyof EmailCreate, unknown>>, string, RegExp][] = [
    ["nobody to send it to", () => ({ to: [] }), "to", /too short/],
    ["an address without a domain", () => ({ to: [LEA, "kai@"] }), "to.1", /has no domain/],
    ["a name alone", () => ({ cc: ["Kai"] }), "cc.0", /has no domain/],
    ["a host without a dot", () => ({ to: ["kai@localhost"] }), "to.0", /has no domain/],
    ["no address", () => ({ bcc: ["kai@kunde..example"] }), "bcc.0", /is not an e-mail address/],
    ["two in one", () => ({ to: ["a@kunde.example, b@kunde.example"] }), "to.0", /more than one/],
    ["a line break in a recipient", () => ({ to: [`Lea\r\nBcc: x@y.example <${LEA}>`] }), "to.0", /one line/],
    ["a line break after a recipient", () => ({ to: [`${LEA}\r\n`] }), "to.0", /one line/],
    ["a line break before the subject", () => ({ subject: "\r\nBcc: x@y.example" }), "subject", /one line/],
    ["a line break in the subject", () => ({ subject: "Hi\r\nBcc: x@y.example" }), "subject", /one line/],
    [
      "501 recipients",
      () => ({ to: addresses(300), cc: addresses(200, 300), bcc: [LEA] }),
      "to",
      /501 recipients/,
    ],
    ["somebody else's address", () => ({ from: "boss@northwind.example" }), "from", /none of your addresses/],
    [
      "a line break in the sender",
      () => ({ from: "nora@northwind.example\r\nBcc: x@y.example" }),
      "from",
      /one line/,
    ],
    ["no text", () => ({ text: " \n\t" }), "text", /is empty/],
    ["a time in the past", () => ({ sendAt: later(-1_000) }), "sendAt", /in the past/],
    ["a time years ahead", () => ({ sendAt: later(400 * 86_400_000) }), "sendAt", /more than a year/],
    ["a time that is none", () => ({ sendAt: "tomorrow" }), "sendAt", /./],
    [
      "a time the clock skips",
      () => ({ sendAt: "2027-03-28T02:30:00", timeZone: "Europe/Berlin" }),
      "sendAt",
      /does not exist in Europe\/Berlin/,
    ],
    [
      "a zone that is none",
      () => ({ sendAt: "2027-03-28T04:30:00", timeZone: "Mars/Base" }),
      "timeZone",
      /zone/,
    ],
    ["chosen contacts that are none", () => ({ contactIds: [] }), "contactIds", /names nobody/],
    ["a thread that cannot be one", () => ({ gmailThreadId: "x/../y" }), "gmailThreadId", /Gmail id/],
  ];

  test.each(bad)("%s is told by its field, and nothing is written", async (_, fields, path, message) => {
    const before = await countAll();
    const answer = await scene.nora.call("createEmail", { body: { ...plain, ...fields() } });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_input" } });
    const { errors } = answer.body as { errors: { path: string; message: string }[] };
    expect(errors.find((error) => error.path === path)?.message).toMatch(message);
    expect(await countAll()).toEqual(before);
  });

  test("all faults come at once", async () => {
    const { errors } = await scene.nora.problem("createEmail", {
      body: { ...plain, to: ["a@", "b@"], text: "", from: "x@y.example" },
    });
    expect(errors?.map(({ path }) => path)).toEqual(["to.0", "to.1", "from", "text"]);
  });

  test("nobody on it is a contact, and none is chosen", async () => {
    const answer = await scene.nora.call("createEmail", {
      body: { ...plain, to: ["stranger@post.example"] },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: "no_contact" } });
    const chosen = await scene.ask({ to: ["stranger@post.example"], contactIds: [scene.lea.id] });
    expect(chosen.contacts).toEqual([{ id: scene.lea.id, name: "Lea Kunde" }]);
    await scene.nora.ok("cancelEmail", { params: { id: chosen.id } });
  });

  test("an answer to what is no mail, or nowhere", async () => {
    const note = await scene.nora.ok("logActivity", {
      body: { type: "NOTE", note: "n", contactIds: [scene.lea.id] },
    });
    const refused = async (replyToActivityId: string) =>
      await scene.nora.call("createEmail", { body: { ...plain, replyToActivityId } });
    expect(await refused(note.id)).toMatchObject({
      status: 400,
      body: { errors: [{ path: "replyToActivityId" }] },
    });
    expect(await refused("01998a3e-6f4c-7c1e-8d52-0a4b7d1c9e11")).toMatchObject({
      status: 404,
      body: { errors: [{ path: "replyToActivityId" }] },
    });
  });

  test("a colleague's mail is answered by the colleague", async () => {
    await scene.browser().signIn("mail,send", { account: OTTO });
    const otto = scene.addon(OTTO);
    const mail = scene.deliver(OTTO, { from: { email: LEA }, subject: "For Otto" });
    const logged = await otto.ok("logActivity", { body: { type: "EMAIL", ...mail } });
    const answer = await scene.nora.call("createEmail", { body: { ...plain, replyToActivityId: logged.id } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: "replyToActivityId" }] } });
    expect(
      await otto.call("createEmail", { body: { ...plain, replyToActivityId: logged.id } }),
    ).toMatchObject({
      status: 202,
    });
  });

  test("without a key, or with one that is none", async () => {
    const request = async (headers: Record<string, string>) =>
      await scene.app.request("/api/v1/emails", {
        method: "POST",
        headers: {
          authorization: `Bearer ${scene.nora.token}`,
          "content-type": "application/json",
          ...headers,
        },
        body: JSON.stringify(plain),
      });
    for (const headers of [{}, { "idempotency-key": "" }, { "idempotency-key": "x".repeat(201) }]) {
      const response = await request(headers);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ path: "Idempotency-Key" }] });
    }
  });
});

describe("a template's variables", () => {
  test("left in the mail are filled in for the first contact on it", async () => {
    const { id } = await scene.nora.ok("createTemplate", {
      body: { name: "Offer", subject: "For {{name}}", text: "Hello {{first_name}}, {{my_name}}" },
    });
    const asked = await scene.ask({
      to: ["stranger@post.example", LEA],
      templateId: id,
      subject: "For {{name}}",
      text: "Hello {{first_name}} of {{company|your company}}",
    });
    expect(asked).toMatchObject({ subject: "For Lea Kunde", text: "Hello Lea of your company" });
    const before = await countAll();
    const { errors } = await scene.nora.problem("createEmail", {
      body: { ...plain, templateId: id, subject: "{{phone}}", text: "{{company}} and {{title}}" },
    });
    expect(errors).toEqual([
      { path: "subject", message: "has no value for {{phone}}" },
      { path: "text", message: "has no value for {{company}}" },
      { path: "text", message: "has no value for {{title}}" },
    ]);
    expect(await countAll()).toEqual(before);
    const unknown = await scene.nora.problem("createEmail", {
      body: { ...plain, templateId: "01998a3e-6f4c-7c1e-8d52-0a4b7d1c9e11" },
    });
    expect(unknown).toMatchObject({ code: "not_found", errors: [{ path: "templateId" }] });
  });

  test("are filled in and missed in the HTML too, where a value stays text", async () => {
    const { id } = await scene.nora.ok("createTemplate", {
      body: { name: "In HTML", subject: "s", text: "t" },
    });
    const lea = { id: scene.lea.id };
    await scene.nora.ok("updateContact", { params: lea, body: { title: "R&D <head>" } });
    const mail = { ...plain, to: [LEA], templateId: id };
    await scene.ask({ ...mail, html: "<p>Hello {{ first_name }}, {{title}}</p>" });
    await scene.nora.ok("updateContact", { params: lea, body: { title: null } });
    const rows = await scene.rows("select html from outbound_email where template_id = $1", [id]);
    expect(rows).toEqual([{ html: "<p>Hello Lea, R&amp;D &lt;head&gt;</p>" }]);
    const { errors } = await scene.nora.problem("createEmail", {
      body: { ...mail, html: "<p>{{company}}</p>" },
    });
    expect(errors).toEqual([{ path: "html", message: "has no value for {{company}}" }]);
  });

  test("that are none are not sent as they stand", async () => {
    const { id } = await scene.nora.ok("createTemplate", {
      body: { name: "Misspelt", subject: "s", text: "t" },
    });
    const before = await countAll();
    const { errors } = await scene.nora.problem("createEmail", {
      body: { ...plain, templateId: id, subject: "For {{nmae}}", text: "Hello {{first name}}" },
    });
    expect(errors).toEqual([
      { path: "subject", message: "holds {{nmae}}, which is no variable" },
      { path: "text", message: "holds {{first name}}, which is no variable" },
    ]);
    expect(await countAll()).toEqual(before);
  });
});

describe("the same request again", () => {
  test("fifty at once are one mail", async () => {
    const body = { ...plain, subject: "Fifty" };
    const before = (await countAll())?.["mails"];
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => scene.nora.call("createEmail", { body, idempotencyKey: "fifty" })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body: email }) => (email as { id: string }).id)).size).toBe(1);
    expect((await countAll())?.["mails"]).toBe(Number(before) + 1);
    await Promise.all([scene.work(), scene.work(), scene.work()]);
    expect(scene.sent("Fifty")).toHaveLength(1);
  });

  test("tells how it stands now, also when it would not be allowed any more", async () => {
    const first = await scene.ask({ subject: "Again", sendAt: later(60_000) }, "again");
    scene.advance(3_600_000);
    await scene.work();
    const again = await scene.nora.ok("createEmail", {
      body: { ...plain, text: "Hello Lea,\n\nhere it is.", subject: "Again", sendAt: first.sendAt ?? "" },
      idempotencyKey: "again",
    });
    expect(again).toMatchObject({ id: first.id, status: "SENT" });
    expect(scene.sent("Again")).toHaveLength(1);
  });

  test("with another mail is refused; another rep may use the same key", async () => {
    await scene.ask({ subject: "Key" }, "key");
    const other = await scene.nora.call("createEmail", {
      body: { ...plain, subject: "Other" },
      idempotencyKey: "key",
    });
    expect(other).toMatchObject({ status: 409, body: { code: "conflict" } });
    const otto = scene.addon(OTTO);
    expect(
      await otto.call("createEmail", { body: { ...plain, subject: "Other" }, idempotencyKey: "key" }),
    ).toMatchObject({
      status: 202,
    });
  });
});

describe("a mail for later", () => {
  test("is in the outbox and on no timeline until it goes", async () => {
    const asked = await scene.ask({ subject: "Later", sendAt: later(3_600_000) });
    expect(asked).toMatchObject({ status: "QUEUED", activityId: null, contacts: [{ id: scene.lea.id }] });
    const { items } = await scene.nora.ok("listEmails", {
      query: { status: "QUEUED", contactId: scene.lea.id },
    });
    expect(items.map(({ id }) => id)).toContain(asked.id);
    await scene.work();
    expect(scene.sent("Later")).toEqual([]);
    scene.advance(3_600_000);
    await scene.work();
    const sent = await scene.read(asked.id);
    expect(sent).toMatchObject({ status: "SENT" });
    const activity = await scene.nora.ok("getActivity", { params: { id: sent.activityId ?? "" } });
    expect(activity.occurredAt).toBe(asked.sendAt);
    expect(new Date(scene.sent("Later")[0]?.header("Date") ?? "").getTime()).toBe(
      Math.floor(Date.parse(asked.sendAt ?? "") / 1000) * 1000,
    );
  });

  test("may be named by the wall clock, the rep's own or another's", async () => {
    const asked = await scene.ask({ sendAt: "2027-07-01T09:00:00", timeZone: "America/New_York" });
    expect(asked.sendAt).toBe("2027-07-01T13:00:00.000Z");
    await scene.nora.ok("cancelEmail", { params: { id: asked.id } });
  });

  test("is cancelled until it goes, and not after", async () => {
    const asked = await scene.ask({ subject: "Never", sendAt: later(3_600_000) });
    expect(await scene.nora.ok("cancelEmail", { params: { id: asked.id } })).toMatchObject({
      status: "CANCELLED",
    });
    expect(await scene.nora.ok("cancelEmail", { params: { id: asked.id } })).toMatchObject({
      status: "CANCELLED",
    });
    scene.advance(7_200_000);
    await scene.work();
    expect(scene.sent("Never")).toEqual([]);
    const gone = await scene.ask({ subject: "Gone" });
    await scene.work();
    expect(await scene.nora.call("cancelEmail", { params: { id: gone.id } })).toMatchObject({ status: 409 });
  });

  test("cancelled while a worker prepares it is not sent; its timeline is as before", async () => {
    const asked = await scene.ask({ subject: "Raced" });
    await scene.work(async (call, name) => {
      if (name === "begin") await scene.nora.ok("cancelEmail", { params: { id: asked.id } });
      return await call();
    });
    expect(await scene.read(asked.id)).toMatchObject({ status: "CANCELLED", activityId: null });
    expect(scene.sent("Raced")).toEqual([]);
    expect(await scene.rows("select from activity where subject = 'Raced'")).toEqual([]);
  });

  test("whose contact was deleted meanwhile goes all the same", async () => {
    const mia = await scene.nora.ok("createContact", { body: { name: "Mia", emails: ["mia@werk.example"] } });
    const asked = await scene.ask({ to: ["mia@werk.example"], subject: "Mia", sendAt: later(60_000) });
    await scene.nora.ok("deleteContact", { params: { id: mia.id } });
    scene.advance(60_000);
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT", activityId: null, contacts: [] });
    expect(scene.sent("Mia")).toHaveLength(1);
  });
});

describe("the daily limit", () => {
  test("counts any 24 hours, and says when there is room again", async () => {
    scene.advance(2 * 86_400_000);
    await scene.rows("update workspace set sends_per_day = 3 where domain = 'northwind.example'");
    const refusal = async (fields: Partial<EmailCreate> = {}) => {
      const response = await scene.app.request("/api/v1/emails", {
        method: "POST",
        headers: {
          authorization: `Bearer ${scene.nora.token}`,
          "content-type": "application/json",
          "idempotency-key": crypto.randomUUID(),
        },
        body: JSON.stringify({ ...plain, ...fields }),
      });
      return { status: response.status, retryAfter: Number(response.headers.get("retry-after")) };
    };
    await scene.ask();
    scene.advance(3_600_000);
    await scene.ask();
    const cancelled = await scene.ask({ sendAt: later(60_000) });
    expect(await refusal()).toMatchObject({ status: 429 });
    await scene.nora.ok("cancelEmail", { params: { id: cancelled.id } });
    await scene.ask();
    const { status, retryAfter } = await refusal();
    expect(status).toBe(429);
    expect(retryAfter).toBeGreaterThan(22.9 * 3_600);
    expect(retryAfter).toBeLessThanOrEqual(23 * 3_600);
    // What is planned for tomorrow has its place already.
    const planned = await scene.ask({ sendAt: later(23.5 * 3_600_000) });
    scene.advance(retryAfter * 1_000);
    expect(await refusal()).toMatchObject({ status: 429 });
    await scene.nora.ok("cancelEmail", { params: { id: planned.id } });
    expect(await refusal()).toMatchObject({ status: 202 });
    await scene.rows("update workspace set sends_per_day = 300");
  });

  test("holds for many requests at once", async () => {
    scene.advance(3 * 86_400_000);
    await scene.rows("update workspace set sends_per_day = 5 where domain = 'northwind.example'");
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => scene.nora.call("createEmail", { body: plain })),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
    await scene.rows("update workspace set sends_per_day = 300");
  });
});

describe("the outbox", () => {
  test("pages through the rep's own mails, newest first", async () => {
    const all: string[] = [];
    let cursor: string | null = null;
    do {
      const page: List<Email> = await scene.nora.ok("listEmails", {
        query: { limit: 7, ...(cursor === null ? {} : { cursor }) },
      });
      all.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    const rows = await scene.rows(
      `select e.id from outbound_email e join app_user u on u.workspace_id = e.workspace_id and u.id = e.user_id
       where u.email = 'nora@northwind.example' order by e.created_at desc, e.id desc`,
    );
    expect(all).toEqual(rows.map(({ id }) => id));
    expect(await scene.nora.call("listEmails", { query: { cursor: "x" } })).toMatchObject({ status: 400 });
  });

  test("is nobody else's", async () => {
    const asked = await scene.ask();
    const otto = scene.addon(OTTO);
    expect(await otto.call("getEmail", { params: { id: asked.id } })).toMatchObject({ status: 404 });
    expect(await otto.call("cancelEmail", { params: { id: asked.id } })).toMatchObject({ status: 404 });
    const { items } = await otto.ok("listEmails");
    expect(items.map(({ id }) => id)).not.toContain(asked.id);
  });

  test("keeps a record of who sent what when, without a word of it", async () => {
    await scene.work();
    const audits = await scene.rows(
      "select action, details::text as details from audit_event where subject_type = 'email'",
    );
    expect(new Set(audits.map(({ action }) => action))).toEqual(
      new Set(["email.queued", "email.sent", "email.cancelled"]),
    );
    expect(audits.map(({ details }) => details).join()).not.toMatch(/lea|offer|hello/i);
  });

  test("takes nothing without the grant to send, and sends nothing once it is gone", async () => {
    const planned = await scene.ask({ subject: "Ungranted", sendAt: later(60_000) });
    await scene.rows(
      "update google_account set scopes = array_remove(scopes, $1) where email = 'nora@northwind.example'",
      ["https://www.googleapis.com/auth/gmail.send"],
    );
    const before = await countAll();
    const answer = await scene.nora.call("createEmail", { body: plain });
    expect(answer).toMatchObject({ status: 424, body: { code: "google_reconnect_required" } });
    expect(await countAll()).toEqual(before);
    scene.advance(60_000);
    await scene.work();
    expect(await scene.read(planned.id)).toMatchObject({
      status: "FAILED",
      error: { code: "google_reconnect_required" },
    });
    expect(scene.sent("Ungranted")).toEqual([]);
  });
});
