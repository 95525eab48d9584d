/** One mail on its way: what each answer of Gmail makes of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Home } from "../../contract/home.ts";
import type { FaultRule } from "../../dev/google/faults/fault-rule.ts";
import { startOutboxScene, LEA } from "./outbox-scene.ts";
import type { OutboxScene } from "./outbox-scene.ts";

type Fault = FaultRule["fault"];

let scene: OutboxScene;
/** Told apart by their subjects. */
let subject: string;
let mails = 0;

beforeAll(async () => {
  scene = await startOutboxScene();
  scene.rep.mailbox.sendAs.push({
    sendAsEmail: "sales@northwind.example",
    displayName: "Northwind Sales",
    signature: "<b>Northwind</b><br>Sales desk",
    replyToAddress: "desk@northwind.example",
    isPrimary: false,
    isDefault: false,
    treatAsAlias: true,
    verificationStatus: "accepted",
  });
});
afterAll(async () => {
  await scene.close();
});
beforeEach(() => {
  scene.google.faults.clear();
  scene.google.gmailPolicy.set({});
  subject = `Offer ${++mails}`;
});

const LOOK_YOURSELF: unknown = expect.stringContaining("Look into your Sent mail");
const GMAILS_WORDS: unknown = expect.stringContaining("Invalid To header");
const failSend = (fault: Fault, times = 1) => {
  scene.google.faults.add({ method: "gmail.messages.send", fault, times });
};
const timelineOfAll = async () => {
  const { items } = await scene.nora.ok("listActivities", { query: { contactId: scene.lea.id, limit: 100 } });
  return items;
};
const timeline = async () => (await timelineOfAll()).filter((activity) => activity.subject === subject);
const score = async () =>
  (await scene.nora.ok("getContact", { params: { id: scene.lea.id } })).engagementScore;

/** A refreshed token tells of all scopes anew. */
const setReading = async (how: "array_append" | "array_remove") => {
  await scene.rows(
    `update google_account set scopes = ${how}(scopes, $1) where email = 'nora@northwind.example'`,
    ["https://www.googleapis.com/auth/gmail.readonly"],
  );
};

describe("a mail that is asked for", () => {
  test.each([true, false])(
    "is one activity from the start, Gmail keeping its Message-ID: %s",
    async (keeps) => {
      scene.google.gmailPolicy.set({ keepsMessageIds: keeps });
      const asked = await scene.ask({ subject });
      expect(asked).toMatchObject({
        status: "QUEUED",
        to: [LEA],
        contacts: [{ id: scene.lea.id }],
        error: null,
      });
      expect(await timeline()).toMatchObject([
        {
          id: asked.activityId,
          direction: "outbound",
          source: "send",
          delivery: "sending",
          gmail: null,
          bodyText: "Hello Lea,\n\nhere it is.",
          participants: [
            { email: "nora@northwind.example", role: "from" },
            { email: LEA, role: "to" },
          ],
        },
      ]);
      const points = await score();
      await scene.work();
      const sent = await scene.read(asked.id);
      const [message] = scene.sent(subject);
      expect(sent).toMatchObject({
        status: "SENT",
        activityId: asked.activityId,
        gmail: { messageId: message?.id, threadId: message?.threadId },
      });
      await scene.sync();
      expect(await timeline()).toMatchObject([{ id: asked.activityId, delivery: null, gmail: sent.gmail }]);
      expect(await score()).toBe(points);
    },
  );

  test("that the sync meets before the answer came is one activity all the same", async () => {
    failSend({ kind: "lost-answer" });
    const asked = await scene.ask({ subject });
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({ status: "UNKNOWN", error: { code: "unconfirmed" } });
    expect(await timeline()).toMatchObject([{ delivery: "unknown" }]);
    await scene.sync();
    await scene.settle();
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT" });
    expect(await timeline()).toMatchObject([{ id: asked.activityId, delivery: null }]);
    expect(scene.sent(subject)).toHaveLength(1);
  });

  test("that Gmail changed beyond recognition, and the sync logged apart, becomes one activity", async () => {
    const asked = await scene.ask({ subject });
    await scene.work(async (call, name) => {
      if (name === "finish") {
        await scene.rows("update activity set merge_key = 'mail:unrecognised' where id = $1", [
          asked.activityId,
        ]);
        await scene.sync();
        expect(await timeline()).toHaveLength(2);
      }
      return await call();
    });
    const sent = await scene.read(asked.id);
    expect(await timeline()).toMatchObject([{ id: asked.activityId, delivery: null, gmail: sent.gmail }]);
    await scene.sync();
    expect(await timeline()).toHaveLength(1);
    expect(await score()).toBe((await timelineOfAll()).length);
  });

  test("goes with both texts, to all it is for, and Bcc is kept from the others", async () => {
    const asked = await scene.ask({
      subject,
      to: [`"Lea, the boss" <${LEA}>`, LEA, "Kai Ö <kai@kunde.example>"],
      cc: ["otto@northwind.example"],
      bcc: ["mia@werk.example"],
      text: "Grüße\nhttps://northwind.example/?a=1&b=2",
    });
    expect(asked.to).toEqual([`"Lea, the boss" <${LEA}>`, "Kai Ö <kai@kunde.example>"]);
    await scene.work();
    const [message] = scene.sent(subject);
    expect(message?.header("To")).toBe(`"Lea, the boss" <${LEA}>, Kai Ö <kai@kunde.example>`);
    expect(message?.header("Bcc")).toBe("mia@werk.example");
    const raw = Buffer.from(message?.raw() ?? "").toString();
    expect(raw).toContain('<a href=3D"https://northwind.example/?a=3D1&amp;b=3D2">');
    const otto = scene.google.world.accounts.get("otto@northwind.example")?.mailbox.newestFirst()[0];
    expect(otto?.header("Subject")).toBe(subject);
    expect(otto?.header("Bcc")).toBeUndefined();
  });

  test("from an alias has that one's name, signature and Reply-To", async () => {
    await scene.sync();
    await scene.ask({ subject, from: "Sales@Northwind.example" });
    await scene.work();
    const [message] = scene.sent(subject);
    expect(message?.header("From")).toBe("Northwind Sales <sales@northwind.example>");
    expect(message?.header("Reply-To")).toBe("desk@northwind.example");
    const raw = Buffer.from(message?.raw() ?? "").toString();
    expect(raw).toContain("-- \r\nNorthwind\r\nSales desk");
    expect(raw.replaceAll("=\r\n", "")).toContain("<b>Northwind</b><br>Sales desk</div>");
  });

  test("from an alias that was taken away meanwhile is not sent", async () => {
    const asked = await scene.ask({ subject, from: "sales@northwind.example" });
    const alias = scene.rep.mailbox.sendAs.pop();
    await scene.work();
    if (alias !== undefined) scene.rep.mailbox.sendAs.push(alias);
    expect(await scene.read(asked.id)).toMatchObject({
      status: "FAILED",
      error: { code: "from_not_allowed" },
    });
    expect(scene.sent(subject)).toEqual([]);
  });

  test("that was not sent is put away by its rep", async () => {
    const asked = await scene.ask({ subject, from: "sales@northwind.example" });
    const alias = scene.rep.mailbox.sendAs.pop();
    await scene.work();
    if (alias !== undefined) scene.rep.mailbox.sendAs.push(alias);
    const outgoing = async () => (await scene.nora.ok("getHome")).outgoing.map(({ id }) => id);
    expect(await outgoing()).toContain(asked.id);
    expect(await scene.nora.ok("cancelEmail", { params: { id: asked.id } })).toMatchObject({
      status: "CANCELLED",
      activityId: null,
    });
    expect(await outgoing()).not.toContain(asked.id);
    await scene.settle();
    expect(scene.sent(subject)).toEqual([]);
  });

  test("of several megabytes is uploaded, and goes into its conversation", async () => {
    const { gmailThreadId } = scene.deliver("nora@northwind.example", { from: { email: LEA }, subject });
    await scene.sync();
    const text = "Zeile mit Umläuten: äöü\n".repeat(20_000);
    const asked = await scene.ask({
      subject: `Re: ${subject}`,
      text,
      html: `<p>${"ä".repeat(900_000)}</p>`,
      gmailThreadId,
    });
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT", gmail: { threadId: gmailThreadId } });
    expect(scene.sent(`Re: ${subject}`)[0]?.raw().length).toBeGreaterThan(2_000_000);
  });
});

describe("an answer", () => {
  test("carries the mail's ids and goes into its thread", async () => {
    const { gmailMessageId, gmailThreadId } = scene.deliver("nora@northwind.example", {
      from: { email: LEA },
      subject,
      headers: ["References: <first@kunde.example>"],
    });
    await scene.sync();
    const [question] = await timeline();
    const asked = await scene.ask({ subject: `Re: ${subject}`, replyToActivityId: question?.id ?? "" });
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT", gmail: { threadId: gmailThreadId } });
    const [answer] = scene.sent(`Re: ${subject}`);
    const messageId = scene.rep.mailbox.find(gmailMessageId)?.header("Message-ID");
    expect(answer?.header("In-Reply-To")).toBe(messageId);
    expect(answer?.header("References")).toBe(`<first@kunde.example> ${messageId ?? ""}`);
  });

  test("to one of our own mails names the Message-ID Gmail gave it", async () => {
    const first = await scene.ask({ subject });
    await scene.work();
    const asked = await scene.ask({ subject: `Re: ${subject}`, replyToActivityId: first.activityId ?? "" });
    await scene.work();
    const [answer] = scene.sent(`Re: ${subject}`);
    expect(answer?.header("In-Reply-To")).toBe(scene.sent(subject)[0]?.header("Message-ID"));
    expect((await scene.read(asked.id)).gmail?.threadId).toBe(scene.sent(subject)[0]?.threadId);
  });

  test("goes even when the mail it answers was deleted meanwhile", async () => {
    const first = await scene.ask({ subject });
    await scene.work();
    const more = await scene.ask({ subject: `Re: ${subject}`, replyToActivityId: first.activityId ?? "" });
    await scene.work();
    const asked = await scene.ask({ subject: `Re: ${subject}`, replyToActivityId: first.activityId ?? "" });
    scene.rep.mailbox.delete(scene.sent(subject)[0]?.id ?? "");
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({
      status: "SENT",
      gmail: { threadId: (await scene.read(more.id)).gmail?.threadId },
    });
  });

  test("that failed says what it answered, so that a second one answers the same", async () => {
    const { gmailThreadId } = scene.deliver("nora@northwind.example", { from: { email: LEA }, subject });
    await scene.sync();
    const [question] = await timeline();
    const replyToActivityId = question?.id ?? "";
    failSend({ kind: "status", status: 400, reason: "invalidArgument", message: "no" });
    const asked = await scene.ask({ subject: `Re: ${subject}`, replyToActivityId });
    await scene.work();
    const failed = await scene.read(asked.id);
    expect(failed).toMatchObject({ status: "FAILED", replyToActivityId, gmailThreadId });
    await scene.ask({ subject: `Re: ${subject}`, replyToActivityId: failed.replyToActivityId ?? "" });
    await scene.work();
    const [answer] = scene.sent(`Re: ${subject}`);
    expect(answer?.threadId).toBe(gmailThreadId);
    expect(answer?.header("In-Reply-To")).toMatch(/^<.+>$/);
    await scene.nora.ok("deleteActivity", { params: { id: replyToActivityId } });
    expect(await scene.read(asked.id)).toMatchObject({ replyToActivityId: null, gmailThreadId });
  });

  test("into a conversation that is gone is not sent, and says so", async () => {
    const asked = await scene.ask({ subject, gmailThreadId: "18ffffffffffffff" });
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({
      status: "FAILED",
      activityId: null,
      error: { code: "thread_gone" },
    });
    expect(await timeline()).toEqual([]);
  });
});

describe("when Gmail does not say what became of it", () => {
  const unclear: [string, Fault, boolean][] = [
    ["an answer that is lost", { kind: "lost-answer" }, true],
    ["no answer at all", { kind: "hang", done: true }, true],
    ["an answer cut off", { kind: "cut" }, true],
    ["an answer that breaks off", { kind: "cut", breaks: true }, true],
    ["an empty answer", { kind: "empty", done: true }, true],
    ["a proxy's page", { kind: "html", status: 502, done: true }, true],
    ["a 500 after it was sent", { kind: "error", error: "backendError", done: true }, true],
    ["a 503 after it was sent", { kind: "error", error: "unavailable", done: true }, true],
    ["a 500 without sending it", { kind: "error", error: "backendError" }, false],
    ["a broken connection", { kind: "reset" }, false],
    ["nothing, and nothing was done", { kind: "hang" }, false],
  ];
  test.each(unclear)("%s: it is looked for, and sent once", async (_, fault) => {
    failSend(fault);
    const asked = await scene.ask({ subject });
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({ status: "UNKNOWN" });
    await scene.settle();
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT", error: null });
    expect(scene.sent(subject)).toHaveLength(1);
    await scene.sync();
    expect(await timeline()).toMatchObject([{ id: asked.activityId, delivery: null }]);
  });

  test("it is found although Gmail's search lags a minute behind", async () => {
    scene.google.gmailPolicy.set({ searchLagMs: 60_000 });
    failSend({ kind: "lost-answer" });
    const asked = await scene.ask({ subject });
    await scene.settle();
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT" });
    expect(scene.sent(subject)).toHaveLength(1);
  });

  test("it is found in the trash", async () => {
    failSend({ kind: "lost-answer" });
    const asked = await scene.ask({ subject });
    await scene.work();
    scene.rep.mailbox.trash(scene.sent(subject)[0]?.id ?? "");
    await scene.settle();
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT" });
    expect(scene.sent(subject)).toHaveLength(1);
  });

  test("nothing is sent again while Gmail does not let us look", async () => {
    failSend({ kind: "reset" });
    const asked = await scene.ask({ subject });
    await scene.work();
    const id = scene.google.faults.add({
      method: "gmail.messages.list",
      fault: { kind: "error", error: "backendError" },
    });
    for (let minute = 0; minute < 10; minute++) {
      scene.advance(60_000);
      await scene.work();
    }
    expect(await scene.read(asked.id)).toMatchObject({ status: "UNKNOWN" });
    expect(scene.sent(subject)).toEqual([]);
    scene.google.faults.remove(id);
    await scene.settle();
    expect(scene.sent(subject)).toHaveLength(1);
  });

  test("it is sent three times at most, and then the rep is asked to look", async () => {
    failSend({ kind: "reset" }, 10);
    const asked = await scene.ask({ subject });
    await scene.settle();
    const struck = scene.google.faults.list()[0]?.struck;
    expect(struck).toBe(3);
    expect(await scene.read(asked.id)).toMatchObject({
      status: "UNKNOWN",
      error: { code: "unconfirmed", message: LOOK_YOURSELF },
    });
    expect(await scene.nora.problem("cancelEmail", { params: { id: asked.id } })).toMatchObject({
      code: "conflict",
    });
  });

  test("without the right to read, it is never sent again, and the rep is asked to look", async () => {
    await setReading("array_remove");
    failSend({ kind: "lost-answer" });
    const asked = await scene.ask({ subject });
    await scene.settle();
    expect(await scene.read(asked.id)).toMatchObject({
      status: "UNKNOWN",
      error: { code: "unconfirmed", message: LOOK_YOURSELF },
    });
    const home = await scene.nora.call("getHome", { language: "de" });
    expect((home.body as Home).outgoing.find(({ id }) => id === asked.id)).toMatchObject({
      status: "UNKNOWN",
      error: expect.stringMatching(
        /Rapport kann nicht danach suchen\. Sehen Sie in Ihren gesendeten Mails nach/,
      ),
    });
    expect(scene.sent(subject)).toHaveLength(1);
    const silent = await scene.ask({ subject: `${subject}, unsent` });
    failSend({ kind: "reset" });
    for (let minute = 0; minute < 20; minute++) {
      await setReading("array_remove");
      await scene.work();
      scene.advance(60_000);
    }
    expect(await scene.read(silent.id)).toMatchObject({ status: "UNKNOWN" });
    expect(scene.sent(`${subject}, unsent`)).toEqual([]);
    // Given the right, it looks and goes on.
    await setReading("array_append");
    await scene.settle();
    expect(await scene.read(silent.id)).toMatchObject({ status: "SENT" });
  });

  test("a worker that dies while sending leaves a mail that is looked for", async () => {
    const asked = await scene.ask({ subject });
    await expect(
      scene.work(async (call, name) => {
        const answer = await call();
        if (name === "send") throw new Error("killed");
        return answer;
      }),
    ).rejects.toThrow("killed");
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENDING" });
    await scene.settle();
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT" });
    expect(scene.sent(subject)).toHaveLength(1);
  });

  test("a worker that slept through its lease sends nothing any more", async () => {
    const asked = await scene.ask({ subject });
    await scene.work(async (call, name) => {
      if (name === "send") {
        scene.advance(31_000);
        expect(await scene.work()).toBe(false);
      }
      return await call();
    });
    expect(scene.sent(subject)).toEqual([]);
    expect(await scene.read(asked.id)).toMatchObject({
      status: "QUEUED",
      error: { code: "google_unavailable" },
    });
    await scene.settle();
    expect(scene.sent(subject)).toHaveLength(1);
  });
});

describe("when Gmail certainly did not send it", () => {
  test("a named time is waited for", async () => {
    failSend({ kind: "error", error: "rateLimit", retryAfterMs: 600_000 });
    const asked = await scene.ask({ subject });
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({ status: "QUEUED", error: { code: "rate_limited" } });
    scene.advance(590_000);
    await scene.work();
    expect(scene.sent(subject)).toEqual([]);
    scene.advance(11_000);
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT" });
  });

  test("after an unclear attempt it is no attempt: it goes on for a day, when the time named has come", async () => {
    failSend({ kind: "reset" });
    failSend({ kind: "error", error: "rateLimit", retryAfterMs: 600_000 }, 4);
    const asked = await scene.ask({ subject });
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({ status: "UNKNOWN" });
    const askedAt = scene.now().getTime();
    await scene.settle();
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT", error: null });
    expect(scene.sent(subject)).toHaveLength(1);
    expect(scene.google.faults.list().map(({ struck }) => struck)).toEqual([1, 4]);
    expect(scene.now().getTime() - askedAt).toBeGreaterThan(4 * 600_000);
  });

  test("a refusal is final, in words, and the timeline does not claim the mail", async () => {
    const points = await score();
    failSend({ kind: "status", status: 400, reason: "invalidArgument", message: "Invalid To header" });
    const asked = await scene.ask({ subject });
    expect(await score()).toBe(points + 1);
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({
      status: "FAILED",
      activityId: null,
      error: { code: "google_refused", message: GMAILS_WORDS },
    });
    const inGerman = await scene.nora.call("getEmail", { params: { id: asked.id }, language: "de-DE" });
    expect(inGerman.body).toMatchObject({
      error: {
        message: "Sie wurde nicht gesendet, weil Gmail sie abgelehnt hat. Gmail sagt: Invalid To header",
      },
    });
    const home = await scene.nora.call("getHome", { language: "de" });
    const { outgoing } = home.body as Home;
    expect(outgoing.find(({ id }) => id === asked.id)?.error).toMatch(
      /^Sie wurde nicht gesendet, .*Invalid To/,
    );
    expect(await timeline()).toEqual([]);
    expect(await score()).toBe(points);
  });

  test("a note somebody wrote on it meanwhile stays, as a note", async () => {
    failSend({ kind: "status", status: 400, reason: "invalidArgument", message: "no" });
    const points = await score();
    const asked = await scene.ask({ subject });
    const id = asked.activityId ?? "";
    await scene.nora.ok("updateActivity", { params: { id }, body: { note: "Call her first" } });
    await scene.work();
    expect(await timeline()).toMatchObject([
      {
        id,
        type: "NOTE",
        note: "Call her first",
        bodyText: null,
        direction: null,
        delivery: null,
        participants: [],
      },
    ]);
    expect(await score()).toBe(points);
  });

  test("without a grant it waits for nobody: the rep is told to connect", async () => {
    const asked = await scene.ask({ subject });
    scene.google.revokeAccess("nora@northwind.example");
    scene.advance(3_700_000);
    await scene.work();
    expect(await scene.read(asked.id)).toMatchObject({
      status: "FAILED",
      error: { code: "google_reconnect_required" },
    });
    expect(await scene.nora.ok("getMe")).toMatchObject({ connection: { status: "reconnect" } });
    expect(
      await scene.nora.problem("createEmail", { body: { to: [LEA], subject, text: "again" } }),
    ).toMatchObject({ code: "google_reconnect_required", status: 424 });
    await scene.connect();
    await scene.ask({ subject });
    await scene.work();
    expect(scene.sent(subject)).toHaveLength(1);
  });

  test("undone while it was being sent, it stays undone", async () => {
    const asked = await scene.ask({ subject });
    await scene.work(async (call, name) => {
      if (name === "send") await scene.nora.ok("deleteActivity", { params: { id: asked.activityId ?? "" } });
      return await call();
    });
    expect(await scene.read(asked.id)).toMatchObject({ status: "SENT", activityId: null });
    await scene.sync();
    expect(await timeline()).toEqual([]);
  });
});

/** Last: the clock goes days ahead, and the database keeps its own. */
describe("a mail of which nobody heard for days", () => {
  test("evidence that comes days later is believed; without it nothing is sent any more", async () => {
    await setReading("array_remove");
    failSend({ kind: "lost-answer" });
    const gone = await scene.ask({ subject });
    await scene.work();
    failSend({ kind: "reset" });
    const lost = await scene.ask({ subject: `${subject}, lost` });
    for (let hour = 0; hour < 60; hour += 6) {
      await setReading("array_remove");
      await scene.work();
      scene.advance(6 * 3_600_000);
    }
    for (const { id } of [gone, lost])
      expect(await scene.read(id)).toMatchObject({ status: "UNKNOWN", error: { message: LOOK_YOURSELF } });
    await setReading("array_append");
    scene.advance(24 * 3_600_000);
    await scene.work();
    expect(await scene.read(gone.id)).toMatchObject({ status: "SENT", error: null });
    expect(scene.sent(subject)).toHaveLength(1);
    expect(await scene.read(lost.id)).toMatchObject({
      status: "UNKNOWN",
      error: { message: LOOK_YOURSELF },
    });
    expect(scene.sent(`${subject}, lost`)).toEqual([]);
  });
});
