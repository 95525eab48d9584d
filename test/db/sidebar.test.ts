import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { ContextQuery, Viewer } from "../../backend/src/crm/ports.ts";
import { momentumOf } from "../../backend/src/crm/scoring.ts";
import {
  activityId,
  contactId,
  createScene,
  hoursAfterNoon,
  newMail,
  newMeeting,
  NOON,
  toAddress,
} from "./scene.ts";
import type { Scene } from "./scene.ts";

let scene: Scene;
let admin: Viewer;
let rep: Viewer;
let teams = 0;

beforeAll(async () => {
  scene = await createScene();
});
afterAll(async () => {
  await scene.drop();
});

async function newTeam(): Promise<void> {
  scene.now = NOON;
  admin = await scene.signIn(`admin@sidebar${++teams}.example`);
  rep = await scene.signIn(`rep@sidebar${teams}.example`);
}

describe("the context of a mail", () => {
  test("finds contacts, colleagues and that it is logged, in one statement", async () => {
    await newTeam();
    const lead = await scene.createContact(rep, {
      emails: ["lead@customer.example", "second@customer.example"],
    });
    const mail = newMail({ note: "A note", to: ["second@customer.example", admin.email] });
    const { id } = await scene.log(rep, mail);
    const statements = jest.spyOn(scene.database.pool, "query");
    const rows = await ask(rep, {
      addresses: ["lead@customer.example", "second@customer.example", admin.email, "nobody@x.example"].map(
        toAddress,
      ),
      mergeKey: mail.mergeKey,
    });
    expect(statements).toHaveBeenCalledTimes(1);
    statements.mockRestore();
    expect([...rows.contacts.keys()].toSorted()).toEqual([
      "lead@customer.example",
      "second@customer.example",
    ]);
    expect(rows.contacts.get(toAddress("lead@customer.example"))).toBe(
      rows.contacts.get(toAddress("second@customer.example")),
    );
    expect(rows.contacts.get(toAddress("lead@customer.example"))).toMatchObject({
      id: lead.id,
      engagementScore: 1,
    });
    expect([...rows.users]).toEqual([[admin.email, { id: admin.userId, name: "admin" }]]);
    expect(rows.logged).toEqual({
      activityId: id,
      at: NOON.toISOString(),
      by: { id: rep.userId, name: "rep" },
      source: "sidebar",
      contacts: [{ id: lead.id, name: "Lena Lead" }],
      note: "A note",
      canUndo: true,
    });
    expect(rows.activity).toBeNull();
  });

  test("knows it by the viewer's own message as well, and who may undo", async () => {
    await newTeam();
    await scene.createContact(rep, {});
    const colleague = await scene.signIn(`colleague@sidebar${teams}.example`);
    const mail = newMail();
    await scene.log(rep, mail);
    const gmailMessageId = mail.gmail?.messageId ?? "";
    expect((await ask(rep, { gmailMessageId })).logged?.canUndo).toBe(true);
    expect((await ask(colleague, { gmailMessageId })).logged).toBeNull();
    expect((await ask(colleague, { mergeKey: mail.mergeKey })).logged?.canUndo).toBe(false);
    expect((await ask(admin, { mergeKey: mail.mergeKey })).logged?.canUndo).toBe(true);
  });

  test("shows a colleague no note he may not read, and no private mail", async () => {
    await newTeam();
    await scene.createContact(rep, {});
    const mail = newMail({ note: "secret" });
    const { id } = await scene.log(rep, mail);
    await scene.stores.activities.update(rep, activityId(id), { visibility: "subject" }, NOON);
    expect((await ask(admin, { mergeKey: mail.mergeKey })).logged).toMatchObject({ note: null });
    await scene.stores.activities.update(rep, activityId(id), { visibility: "private" }, NOON);
    expect((await ask(admin, { mergeKey: mail.mergeKey })).logged).toBeNull();
    expect((await ask(rep, { mergeKey: mail.mergeKey })).logged).toMatchObject({ note: "secret" });
  });

  test("gives full cards to the first contacts only", async () => {
    await newTeam();
    const addresses = Array.from({ length: 6 }, (_, index) => toAddress(`c${index}@customer.example`));
    for (const address of addresses) {
      await scene.createContact(rep, { name: address, emails: [address] });
      await scene.log(rep, newMail({ from: address }));
    }
    const rows = await ask(rep, { addresses: addresses.toReversed(), fullCards: 2 });
    const full = [...rows.contacts].filter(([, card]) => card.recent.length > 0).map(([address]) => address);
    expect(full.toSorted()).toEqual([addresses[4], addresses[5]]);
  });

  test("knows colleagues by their aliases", async () => {
    await newTeam();
    await scene.database.pool.query("update google_account set aliases = $1 where user_id = $2", [
      ["boss@elsewhere.example"],
      admin.userId,
    ]);
    const rows = await ask(rep, { addresses: [toAddress("boss@elsewhere.example")] });
    expect([...rows.users]).toEqual([["boss@elsewhere.example", { id: admin.userId, name: "admin" }]]);
  });

  test("of an event it is the whole meeting", async () => {
    await newTeam();
    await scene.createContact(rep, {});
    const meeting = newMeeting();
    const { id } = await scene.log(rep, meeting);
    const rows = await ask(rep, { mergeKey: meeting.mergeKey, gmailMessageId: null });
    expect(rows.activity).toMatchObject({
      id,
      type: "MEETING",
      status: "SCHEDULED",
      durationMinutes: 60,
      event: { calendarId: "rep@team.example", eventId: meeting.meeting?.eventId },
    });
    expect(rows.logged?.activityId).toBe(id);
  });
});

describe("the lead card", () => {
  test("shows the last five, three reasons, momentum, the next meeting and whose turn it is", async () => {
    await newTeam();
    const lead = await scene.createContact(rep, {});
    for (let day = 1; day <= 7; day++)
      await scene.log(rep, newMail({ occurredAt: hoursAfterNoon(-24 * day), subject: `Day ${day}` }));
    const meeting = await scene.log(rep, newMeeting());
    await scene.log(rep, newMeeting({ occurredAt: hoursAfterNoon(30), endsAt: hoursAfterNoon(31) }));
    const card = await scene.stores.contacts.findCard(rep, contactId(lead), NOON);
    expect(card?.recent.map(({ subject }) => subject)).toEqual(["Day 1", "Day 2", "Day 3", "Day 4", "Day 5"]);
    expect(card?.recent[0]).toMatchObject({
      snippet: "Dear team, please send us an offer.",
      loggedByName: "rep",
    });
    expect(card?.hasMore).toBe(true);
    expect(card?.scoreReasons.map(({ points, text }) => `${points} ${text}`)).toEqual([
      "1 Email received: Day 1",
      "1 Email received: Day 2",
      "1 Email received: Day 3",
    ]);
    expect(card?.nextMeeting).toEqual({
      activityId: meeting.id,
      subject: meeting.subject,
      at: meeting.occurredAt,
    });
    // Five working days of eight hours.
    expect(card?.turn).toEqual({
      who: "us",
      since: hoursAfterNoon(-24 * 7).toISOString(),
      businessMinutes: 5 * 8 * 60,
      businessDays: 5,
    });
    const score = await scene.stores.contacts.findScore(rep, contactId(lead), NOON);
    expect(score?.reasons).toHaveLength(7);
    expect(score?.score).toBe(7);
    expect(score?.momentum).toBe(momentumOf(score?.reasons ?? [], NOON));
    expect(card?.momentum).toBe(score?.momentum);
    const later = hoursAfterNoon(24 * 45);
    const then = await scene.stores.contacts.findScore(rep, contactId(lead), later);
    expect(then?.momentum).toBe(momentumOf(score?.reasons ?? [], later));
  });
});

describe("the home card", () => {
  const today = { start: hoursAfterNoon(-12), end: hoursAfterNoon(12) };

  test("shows today's meetings the viewer is in, earliest first", async () => {
    await newTeam();
    const lead = await scene.createContact(rep, { company: "Customer" });
    const own = newMail().participants.map((p) => (p.role === "to" ? { ...p, address: rep.email } : p));
    const second = await scene.log(
      rep,
      newMeeting({ occurredAt: hoursAfterNoon(2), endsAt: hoursAfterNoon(3) }),
    );
    const first = await scene.log(admin, newMeeting({ participants: own }));
    const others = await scene.log(admin, newMeeting());
    await scene.log(rep, newMeeting({ occurredAt: hoursAfterNoon(12), endsAt: hoursAfterNoon(13) }));
    const home = await scene.stores.home.find(rep, today, NOON);
    expect(home.meetings).toEqual([
      {
        activityId: first.id,
        subject: first.subject,
        at: first.occurredAt,
        durationMinutes: 60,
        status: "SCHEDULED",
        contacts: [{ id: lead.id, name: "Lena Lead", company: "Customer" }],
      },
      expect.objectContaining({ activityId: second.id }),
    ]);
    expect(home.meetings.map(({ activityId: id }) => id)).not.toContain(others.id);
  });

  test("shows who waits for the viewer's answer, longest first, and who is warm", async () => {
    await newTeam();
    const people = [];
    for (const [index, name] of ["One", "Two", "Three"].entries()) {
      const emails = [`${name.toLowerCase()}@customer.example`];
      const contact = await scene.createContact(rep, { name, emails, ownerId: rep.userId });
      await scene.log(rep, newMail({ from: emails[0] ?? "", occurredAt: hoursAfterNoon(-index - 1) }));
      people.push(contact);
    }
    await scene.log(
      rep,
      newMail({ from: rep.email, to: ["two@customer.example"], direction: "outbound", occurredAt: NOON }),
    );
    const others = await scene.createContact(rep, { emails: ["x@customer.example"], ownerId: admin.userId });
    await scene.log(rep, newMail({ from: "x@customer.example" }));
    const home = await scene.stores.home.find(rep, today, NOON);
    expect(home.turns.map(({ contact, turn }) => ({ name: contact.name, ...turn }))).toEqual([
      {
        name: "Three",
        who: "us",
        since: hoursAfterNoon(-3).toISOString(),
        businessMinutes: 180,
        businessDays: 0,
      },
      {
        name: "One",
        who: "us",
        since: hoursAfterNoon(-1).toISOString(),
        businessMinutes: 60,
        businessDays: 0,
      },
    ]);
    expect(home.warm.map(({ name, momentum }) => ({ name, momentum }))).toEqual([
      { name: "Two", momentum: 2 },
      { name: "One", momentum: 1 },
      { name: "Three", momentum: 1 },
    ]);
    expect(home.warm.map(({ id }) => id)).not.toContain(others.id);
    expect(home.followUps).toEqual([]);
  });
});

async function ask(viewer: Viewer, query: Partial<ContextQuery>) {
  return await scene.stores.context.find(
    viewer,
    { addresses: [], mergeKey: "none", gmailMessageId: "none", fullCards: 3, ...query },
    NOON,
  );
}
