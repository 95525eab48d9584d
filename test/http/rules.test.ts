/** Never and always rules, "Why is this (not) logged?", a contact's past and the workspace's settings, on real syncs. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { MailHeader } from "../../contract/activities.ts";
import { NORA, OTTO, startWebScene } from "./web-scene.ts";
import type { WebScene } from "./web-scene.ts";
import type { Caller } from "./test-api.ts";

const HOUR = 3_600_000;

let scene: WebScene;
/** Of the workspace the first, so its admin. */
let nora: Caller;
let otto: Caller;
let count = 0;
/** Somebody nobody has mails with yet. */
let customer: { readonly email: string };
let domain: string;

beforeAll(async () => {
  scene = await startWebScene();
});
beforeEach(async () => {
  await scene.database.database.pool.query("truncate workspace cascade");
  for (const person of [NORA, OTTO]) scene.google.revokeAccess(person);
  domain = `firm-${++count}.example`;
  customer = { email: `lena@${domain}` };
  nora = scene.addon(NORA);
  otto = scene.addon(OTTO);
  await scene.browser().signIn("mail");
});
afterAll(async () => {
  await scene.close();
});

const whyOf = async (mail: MailHeader, caller = nora) =>
  (await caller.ok("getMessageContext", { body: mail })).why;
const addContact = async (email = customer.email) =>
  (await nora.ok("createContact", { body: { name: "Lena", emails: [email] } })).id;
const timelineOf = async (contactId: string) =>
  (await nora.ok("listActivities", { query: { contactId, limit: 100 } })).items;
const rulesOf = async (caller = nora) => (await caller.ok("listRules")).items;

describe("why", () => {
  test("a mail of a contact is logged, by which address", async () => {
    await addContact();
    const mail = scene.deliver(NORA, { from: customer });
    expect(await whyOf(mail)).toMatchObject({ decision: "would_log", reason: "contact_on_it" });
    await scene.sync();
    expect(await whyOf(mail)).toEqual({
      decision: "logged",
      reason: "contact_on_it",
      matchedAddress: customer.email,
      actions: ["always", "never"],
      address: customer.email,
      rule: null,
    });
  });

  test("a mail of nobody known is not, and will be once there is a contact", async () => {
    const mail = scene.deliver(NORA, { from: customer });
    await scene.sync();
    expect(await whyOf(mail)).toMatchObject({
      decision: "skipped",
      reason: "no_contact",
      matchedAddress: null,
      actions: ["log", "never"],
      address: customer.email,
    });
    await addContact();
    expect(["would_log", "waiting"]).toContain((await whyOf(mail)).decision);
    await scene.sync();
    expect(await whyOf(mail)).toMatchObject({ decision: "logged", reason: "contact_on_it" });
  });

  test("a mail of colleagues is not; there is no rule to be made about colleagues", async () => {
    const mail = scene.deliver(NORA, { from: { email: OTTO } });
    await scene.sync();
    expect(await whyOf(mail)).toMatchObject({
      decision: "skipped",
      reason: "internal",
      address: null,
      actions: ["log"],
    });
  });

  test("what somebody undid stays undone", async () => {
    const id = await addContact();
    const mail = scene.deliver(NORA, { from: customer });
    await scene.sync();
    const [activity] = await timelineOf(id);
    await nora.ok("deleteActivity", { params: { id: activity?.id ?? "" } });
    expect(await whyOf(mail)).toMatchObject({ decision: "skipped", reason: "undone" });
    expect((await whyOf(mail)).actions).toContain("log");
  });

  test("is each rep's own mailbox's word", async () => {
    await addContact();
    const mail = scene.deliver(NORA, { from: customer });
    await nora.ok("createRule", { body: { effect: "never", pattern: customer.email } });
    await scene.sync();
    expect(await whyOf(mail)).toMatchObject({ decision: "skipped", reason: "never_rule" });
    await otto.ok("getMe");
    expect(await whyOf(mail, otto)).toMatchObject({ decision: "would_log", rule: null });
  });
});

describe("a never rule", () => {
  test.each([
    ["an address", () => customer.email.toUpperCase()],
    ["a domain", () => domain],
    ["a domain with @", () => `@${domain}`],
    ["a domain above", () => "example"],
  ])("for %s keeps mails out, says so, and lets go of them when it is removed", async (name, pattern) => {
    if (name === "a domain above") domain = `mail.${domain}`;
    customer = { email: `lena@${domain}` };
    const contact = await addContact();
    const text = name === "a domain above" ? domain.replace("mail.", "") : pattern();
    const { rule } = await nora.ok("createRule", { body: { effect: "never", pattern: text } });
    expect(rule).toMatchObject({ effect: "never", scope: "personal" });
    const mail = scene.deliver(NORA, { from: customer });
    expect(await whyOf(mail)).toMatchObject({ decision: "would_skip", reason: "never_rule", rule });
    await scene.sync();
    expect(await whyOf(mail)).toMatchObject({
      decision: "skipped",
      reason: "never_rule",
      matchedAddress: customer.email,
      actions: ["log", "always", "remove_rule"],
      rule,
    });
    await nora.ok("deleteRule", { params: { id: rule?.id ?? "" } });
    expect(await whyOf(mail)).toMatchObject({ decision: "waiting", reason: "to_be_read" });
    await scene.sync();
    expect(await whyOf(mail)).toMatchObject({ decision: "logged", reason: "contact_on_it" });
    expect(await timelineOf(contact)).toHaveLength(1);
  });

  test("with purge removes what the sync logged, and nothing a person laid a hand on", async () => {
    const contact = await addContact();
    for (const subject of ["One", "Two", "Noted", "By hand"])
      scene.deliver(NORA, { from: customer, subject });
    const other = scene.deliver(NORA, {
      from: { email: `other@${domain}` },
      to: [{ email: NORA }, customer],
    });
    await scene.sync();
    const items = await timelineOf(contact);
    expect(items).toHaveLength(5);
    const idOf = (subject: string) => items.find((item) => item.subject === subject)?.id ?? "";
    await nora.ok("updateActivity", { params: { id: idOf("Noted") }, body: { note: "Mine" } });
    await nora.ok("updateActivity", { params: { id: idOf("By hand") }, body: { contactIds: [contact] } });
    const body = { effect: "never", pattern: customer.email } as const;
    const preview = await nora.ok("createRule", { body: { ...body, dryRun: true } });
    expect(await rulesOf()).toEqual([]);
    const done = await nora.ok("createRule", { body: { ...body, purge: true } });
    expect([preview.activities, done.activities]).toEqual([
      done.activities,
      5 - (await timelineOf(contact)).length,
    ]);
    expect((await timelineOf(contact)).map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(["Noted"]),
    );
    expect(await timelineOf(contact)).not.toContainEqual(expect.objectContaining({ subject: "One" }));
    expect(await whyOf(other)).toMatchObject({ decision: "skipped", reason: "never_rule" });
    const { engagementScore } = await nora.ok("getContact", { params: { id: contact } });
    expect(engagementScore).toBe((await timelineOf(contact)).length);
    expect(await scene.rows("select details from audit_event where action = 'rule.purged'")).toEqual([
      { details: { scope: "personal", activities: done.activities } },
    ]);
    // A further sync brings nothing back.
    await nora.ok("runEmailSync");
    await scene.sync();
    expect(await timelineOf(contact)).toHaveLength(5 - done.activities);
  });

  test("of one rep takes nothing from a colleague's mailbox; the workspace's does", async () => {
    await scene.browser().signIn("mail", { account: OTTO });
    const contact = await addContact();
    const at = Date.now();
    const headers = [`Message-ID: <shared-${count}@${domain}>`];
    const mail = { from: customer, to: [{ email: NORA }, { email: OTTO }], at, headers };
    scene.deliver(NORA, mail);
    scene.deliver(OTTO, mail);
    await scene.sync();
    const before = (await timelineOf(contact)).length;
    const personal = { effect: "never", pattern: customer.email, purge: true } as const;
    await nora.ok("createRule", { body: personal });
    const hers = (await scene.rows("select decision from ledger_entry where reason = 'never_rule'")).length;
    expect(hers).toBe(1);
    expect((await timelineOf(contact)).length).toBeGreaterThan(0);
    await nora.ok("createRule", { body: { ...personal, scope: "workspace" } });
    expect(await timelineOf(contact)).toEqual([]);
    expect(before).toBeGreaterThan(0);
  });

  test("gives way to a closer always rule", async () => {
    const contact = await addContact();
    await nora.ok("createRule", { body: { effect: "never", pattern: domain } });
    const mail = scene.deliver(NORA, { from: customer });
    const boss = scene.deliver(NORA, { from: { email: `boss@${domain}` } });
    await scene.sync();
    expect(await whyOf(mail)).toMatchObject({ reason: "never_rule" });
    await nora.ok("createRule", { body: { effect: "always", pattern: customer.email } });
    await scene.sync();
    expect(await whyOf(mail)).toMatchObject({ decision: "logged", actions: ["never", "remove_rule"] });
    expect(await whyOf(boss)).toMatchObject({ reason: "never_rule" });
    expect(await timelineOf(contact)).toHaveLength(1);
    // A purge of the domain leaves what is always logged.
    const purged = await nora.ok("createRule", { body: { effect: "never", pattern: domain, purge: true } });
    expect(purged.activities).toBe(0);
  });
});

describe("rules", () => {
  test("are one for a pattern and a scope, whatever is said again", async () => {
    const body = { effect: "never", pattern: domain } as const;
    const first = await nora.call("createRule", { body });
    const again = await nora.call("createRule", { body: { ...body, pattern: domain.toUpperCase() } });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    await nora.ok("createRule", { body: { ...body, effect: "always" } });
    await nora.ok("createRule", { body: { ...body, scope: "workspace" } });
    expect((await rulesOf()).map(({ effect, scope }) => `${effect} ${scope}`).sort()).toEqual([
      "always personal",
      "never workspace",
    ]);
  });

  test("of the workspace are the admins' to make, everybody's to see; personal ones nobody else's", async () => {
    const body = { effect: "never", pattern: domain, scope: "workspace" } as const;
    await otto.ok("getMe");
    expect(await otto.problem("createRule", { body })).toMatchObject({ status: 403 });
    expect(await otto.problem("createRule", { body: { ...body, dryRun: true } })).toMatchObject({
      status: 403,
    });
    const { rule } = await nora.ok("createRule", { body });
    const own = await nora.ok("createRule", { body: { ...body, scope: "personal" } });
    expect(await rulesOf(otto)).toEqual([rule]);
    const remove = async (id = "") => (await otto.call("deleteRule", { params: { id } })).status;
    expect([await remove(rule?.id), await remove(own.rule?.id)]).toEqual([403, 404]);
    expect(await rulesOf()).toHaveLength(2);
  });

  test.each([
    "",
    "  ",
    "nodomain",
    "two@at@signs",
    "@",
    "a b@c.example",
    "exa mple.com",
    "-.-",
    "192.168.0.1",
    "x@",
  ])("are not for %j", async (pattern) => {
    const problem = await nora.problem("createRule", { body: { effect: "never", pattern } });
    expect(problem).toMatchObject({ status: 400, errors: [{ path: "pattern" }] });
  });
});

describe("a contact's past", () => {
  /** Three mails from before the contact was one, and one from after. */
  async function past(): Promise<string> {
    for (const hours of [3, 2, 1]) {
      scene.deliver(NORA, { from: customer, subject: `${hours} h ago`, at: Date.now() - hours * HOUR });
    }
    const id = await addContact();
    scene.deliver(NORA, { from: customer, subject: "later", at: Date.now() + 60_000 });
    scene.advance(120_000);
    return id;
  }

  test("is counted in the rep's own mailbox, asking Google once a minute", async () => {
    const id = await past();
    const preview = await nora.ok("previewBackfill", { params: { id } });
    expect(preview).toEqual({ contactId: id, mails: 4, meetings: 0, isAtLeast: false });
    scene.deliver(NORA, { from: customer });
    expect(await nora.ok("previewBackfill", { params: { id } })).toEqual(preview);
    scene.advance(61_000);
    expect(await nora.ok("previewBackfill", { params: { id } })).toMatchObject({ mails: 5 });
  });

  test("counts meetings where the calendar is connected", async () => {
    await scene.browser().signIn("calendar");
    const id = await past();
    const at = (hours: number) => ({ dateTime: new Date(Date.now() + hours * HOUR).toISOString() });
    const calendar = scene.calendarOf(NORA);
    const attendees = [{ email: customer.email, responseStatus: "accepted" as const }];
    calendar.insert({ summary: "Demo", start: at(1), end: at(2), attendees });
    calendar.insert({
      summary: "Weekly",
      start: at(3),
      end: at(4),
      attendees,
      recurrence: ["RRULE:FREQ=WEEKLY"],
    });
    calendar.insert({ summary: `About ${customer.email}`, start: at(1), end: at(2) });
    expect(await nora.ok("previewBackfill", { params: { id } })).toMatchObject({ mails: 4, meetings: 2 });
  });

  test("is nobody's to count who is not connected, and says so", async () => {
    const id = await past();
    await otto.ok("getMe");
    expect(await otto.problem("previewBackfill", { params: { id } })).toMatchObject({
      status: 424,
      code: "google_reconnect_required",
    });
    scene.google.revokeAccess(NORA);
    scene.advance(2 * HOUR);
    expect((await nora.problem("previewBackfill", { params: { id } })).detail).toMatch(/Connect again/);
  });

  test("goes with none, comes back with all, loses its texts with headers and gets them back", async () => {
    const id = await past();
    await scene.sync();
    const shown = async () =>
      (await timelineOf(id)).map(({ subject, bodyText }) => [subject, bodyText === null ? "" : "text"]);
    const all = [
      ["later", "text"],
      ["1 h ago", "text"],
      ["2 h ago", "text"],
      ["3 h ago", "text"],
    ];
    expect(await shown()).toEqual(all);
    const choose = async (choice: "all" | "headers" | "none") =>
      await nora.ok("backfillContact", { params: { id }, body: { import: choice } });

    expect(await choose("none")).toEqual({ contactId: id, import: "none", changed: 3 });
    expect(await shown()).toEqual([["later", "text"]]);
    expect(await scene.rows("select reason from ledger_entry where reason = 'backfill_none'")).toHaveLength(
      3,
    );
    await nora.ok("runEmailSync");
    await scene.sync();
    expect(await shown()).toEqual([["later", "text"]]);
    expect(await nora.ok("getContact", { params: { id } })).toMatchObject({ engagementScore: 1 });

    expect((await choose("headers")).changed).toBe(0);
    await scene.sync();
    const headers = all.map(([subject]) => [subject, subject === "later" ? "text" : ""]);
    expect(await shown()).toEqual(headers);

    await choose("all");
    await scene.sync();
    expect(await shown()).toEqual(all);
    expect((await choose("headers")).changed).toBe(3);
    expect(await shown()).toEqual(headers);
    expect(await nora.ok("getContact", { params: { id } })).toMatchObject({ engagementScore: 4 });
  });

  test("of two contacts on one mail stays with the other", async () => {
    const friend = { email: `fred@${domain}` };
    scene.deliver(NORA, { from: customer, to: [{ email: NORA }, friend], at: Date.now() - HOUR });
    const [lena, fred] = [await addContact(), await addContact(friend.email)];
    await scene.sync();
    await nora.ok("backfillContact", { params: { id: lena }, body: { import: "none" } });
    expect([await timelineOf(lena), (await timelineOf(fred)).length]).toEqual([[], 1]);
    expect(await nora.ok("getContact", { params: { id: lena } })).toMatchObject({ engagementScore: 0 });
  });
});

describe("the workspace", () => {
  test("is everybody's to read and the admins' to change; new weights are in every score at once", async () => {
    const id = await addContact();
    scene.deliver(NORA, { from: customer });
    await scene.sync();
    await otto.ok("getMe");
    expect(await otto.ok("getWorkspace")).toMatchObject({
      name: "northwind.example",
      domain: "northwind.example",
      weights: { email: 1, meeting: 3 },
      contactCreation: "off",
    });
    expect(await otto.problem("updateWorkspace", { body: { name: "Mine" } })).toMatchObject({ status: 403 });
    const body = {
      name: "  Northwind \u202e Ltd ",
      weights: { email: 7 },
      contactCreation: "written_to",
    } as const;
    expect(await nora.ok("updateWorkspace", { body })).toMatchObject({
      name: "Northwind Ltd",
      weights: { email: 7, meeting: 3 },
      contactCreation: "written_to",
    });
    expect(await nora.ok("getContact", { params: { id } })).toMatchObject({ engagementScore: 7 });
    expect((await nora.ok("getMe")).workspace.name).toBe("Northwind Ltd");
  });

  test.each([
    [{ weights: { email: -1 } }, "weights.email"],
    [{ weights: { meeting: 1.5 } }, "weights.meeting"],
    [{ weights: { email: 101 } }, "weights.email"],
    [{ name: " " }, "name"],
    [{ name: "\u202e" }, "name"],
    [{ contactCreation: "always" }, "contactCreation"],
  ])("refuses %j", async (body, path) => {
    expect(await nora.call("updateWorkspace", { body })).toMatchObject({
      status: 400,
      body: { errors: [{ path }] },
    });
  });
});
