import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import type { Contact } from "../../contract/contacts.ts";
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
let colleague: Viewer;
let teams = 0;
let domain = "";

beforeAll(async () => {
  scene = await createScene();
});
afterAll(async () => {
  await scene.drop();
});

/** Every test has a workspace of its own. */
async function newTeam(): Promise<Contact> {
  domain = `team${++teams}.example`;
  scene.now = NOON;
  admin = await scene.signIn(`admin@${domain}`);
  rep = await scene.signIn(`rep@${domain}`);
  colleague = await scene.signIn(`colleague@${domain}`);
  return await scene.createContact(rep, {});
}

describe("logging", () => {
  test("a mail stands in the timeline with its people, and its contact's score goes up", async () => {
    const lead = await newTeam();
    const result = await scene.stores.activities.log(
      rep,
      newMail({ to: [`rep@${domain}`], note: "Call back" }),
      NOON,
    );
    expect(result).toMatchObject({
      outcome: "created",
      activity: {
        type: "EMAIL",
        direction: "inbound",
        contacts: [{ id: lead.id, name: "Lena Lead", kind: "lead", role: "from" }],
        participants: [
          { email: "lead@customer.example", name: "Lena", role: "from" },
          { email: `rep@${domain}`, name: null, role: "to" },
        ],
        note: "Call back",
        loggedBy: { id: rep.userId, name: "rep" },
        durationMinutes: null,
      },
    });
    expect(await contact(lead)).toMatchObject({
      engagementScore: 1,
      lastEngagementAt: hoursAfterNoon(-1).toISOString(),
    });
  });

  test("fifty at once make one activity, one link and one point", async () => {
    const lead = await newTeam();
    const reps = [admin, rep, colleague];
    const mail = newMail();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const viewer = reps[index % 3] ?? rep;
        const gmail = { messageId: `mailbox-${index}`, threadId: "t" };
        return await scene.stores.activities.log(viewer, { ...mail, gmail }, NOON);
      }),
    );
    expect(outcomes.filter(({ outcome }) => outcome === "created")).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === "already-logged")).toHaveLength(49);
    expect(await timeline(lead)).toHaveLength(1);
    expect((await contact(lead)).engagementScore).toBe(1);
    expect(await count("ledger_entry")).toBe(50);
  });

  test("two contacts on crossing mails in parallel do not lock each other out", async () => {
    const lead = await newTeam();
    const other = await scene.createContact(rep, { emails: ["other@customer.example"] });
    const mails = Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0
        ? newMail({ from: "lead@customer.example", to: ["other@customer.example"] })
        : newMail({ from: "other@customer.example", to: ["lead@customer.example"] }),
    );
    await Promise.all(mails.map(async (mail) => await scene.log(rep, mail)));
    expect((await contact(lead)).engagementScore).toBe(40);
    expect((await contact(other)).engagementScore).toBe(40);
  });

  test("the same message of one mailbox under two merge keys in parallel is one activity", async () => {
    const lead = await newTeam();
    const gmail = { messageId: "the-message", threadId: "t" };
    const results = await Promise.all(
      Array.from(
        { length: 10 },
        async (_, index) => await scene.log(rep, newMail({ gmail, mergeKey: `key-${index}` })),
      ),
    );
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect((await contact(lead)).engagementScore).toBe(1);
  });

  test("a second rep finds it logged, adds the contacts only he matches and keeps the first note", async () => {
    const lead = await newTeam();
    const hidden = await scene.createContact(rep, { name: "Bea Bcc", emails: ["bcc@customer.example"] });
    const mail = newMail({ note: "first" });
    const first = await scene.log(rep, mail);
    const again = await scene.stores.activities.log(
      colleague,
      {
        ...mail,
        note: "second",
        gmail: { messageId: "in-his-mailbox", threadId: "t" },
        participants: [
          ...mail.participants,
          { address: toAddress("bcc@customer.example"), name: null, role: "bcc" },
        ],
      },
      NOON,
    );
    expect(again).toMatchObject({ outcome: "already-logged", activity: { id: first.id, note: "first" } });
    if (!("activity" in again)) throw new Error("unreachable");
    expect(again.activity.contacts.map(({ id, role }) => ({ id, role }))).toEqual([
      { id: hidden.id, role: "bcc" },
      { id: lead.id, role: "from" },
    ]);
    expect(again.activity.gmail?.messageId).toBe("in-his-mailbox");
    expect((await contact(hidden)).engagementScore).toBe(1);
  });

  test("a note comes in later when there was none", async () => {
    await newTeam();
    const mail = newMail();
    await scene.log(rep, mail);
    expect((await scene.log(colleague, { ...mail, note: "later" })).note).toBe("later");
  });

  test("nobody on it is a contact: nothing is written", async () => {
    await newTeam();
    const result = await scene.stores.activities.log(rep, newMail({ from: "stranger@else.example" }), NOON);
    expect(result).toEqual({ outcome: "no-contact" });
    expect(await count("activity")).toBe(0);
  });

  test("chosen contacts are linked by hand, with the role they have on it or none", async () => {
    const lead = await newTeam();
    const absent = await scene.createContact(rep, {
      name: "Abe Absent",
      emails: ["absent@customer.example"],
    });
    const activity = await scene.log(
      rep,
      newMail({ link: { kind: "chosen", contactIds: [contactId(lead), contactId(absent)] } }),
    );
    expect(activity.contacts.map(({ name, role }) => ({ name, role }))).toEqual([
      { name: "Abe Absent", role: null },
      { name: "Lena Lead", role: "from" },
    ]);
  });

  test("a chosen contact that does not exist is named, and nothing is written", async () => {
    const lead = await newTeam();
    const nobody = contactId({ id: "01998a3e-6f4c-7c1e-8d52-0a4b7d1c9e11" });
    const link = { kind: "chosen", contactIds: [contactId(lead), nobody] } as const;
    const result = await scene.stores.activities.log(rep, newMail({ link }), NOON);
    expect(result).toEqual({ outcome: "unknown-contact", contactId: nobody });
    expect(await count("activity")).toBe(0);
  });

  test("a mail from a colleague with an address elsewhere went out", async () => {
    await newTeam();
    await scene.database.pool.query(
      "update google_account set aliases = $1 where workspace_id = $2 and user_id = $3",
      [["alias@elsewhere.example"], colleague.workspaceId, colleague.userId],
    );
    const mail = newMail({ from: "alias@elsewhere.example", to: ["lead@customer.example"] });
    expect((await scene.log(rep, mail)).direction).toBe("outbound");
  });

  test("a mail from the future happened now; a newsletter is no engagement", async () => {
    const lead = await newTeam();
    await scene.log(rep, newMail({ counts: false }));
    expect(await contact(lead)).toMatchObject({ engagementScore: 0, lastEngagementAt: null });
    const activity = await scene.log(rep, newMail({ occurredAt: hoursAfterNoon(5) }));
    expect(activity.occurredAt).toBe(NOON.toISOString());
    expect((await contact(lead)).lastEngagementAt).toBe(NOON.toISOString());
  });

  test("texts no database takes come in without what is wrong with them", async () => {
    await newTeam();
    const subject = "a\0b\uD800c";
    const activity = await scene.log(
      rep,
      newMail({ subject, attachments: [{ name: subject, mimeType: "text/plain", size: 1 }] }),
    );
    expect(activity.subject).toBe("ab\uFFFDc");
    expect(activity.attachments[0]?.name).toBe("ab\uFFFDc");
  });

  test("a thousand people on an event are all kept", async () => {
    const lead = await newTeam();
    const participants = Array.from({ length: 1_000 }, (_, index) => ({
      address: toAddress(`guest${index}@crowd.example`),
      name: null,
      role: "attendee" as const,
    }));
    const activity = await scene.log(
      rep,
      newMail({ participants: [...participants, ...newMail().participants] }),
    );
    expect(activity.participants).toHaveLength(1_002);
    expect(activity.contacts).toMatchObject([{ id: lead.id }]);
  });
});

describe("meetings", () => {
  test("count once their end has passed, and are shown as held from then on", async () => {
    const lead = await newTeam();
    const { id } = await scene.log(rep, newMeeting());
    expect(await contact(lead)).toMatchObject({ engagementScore: 0, lastEngagementAt: null });
    const later = hoursAfterNoon(2);
    expect((await read(id))?.status).toBe("SCHEDULED");
    expect((await read(id, rep, later))?.status).toBe("HELD");
    expect(await scene.stores.activities.settleMeetings(hoursAfterNoon(1.5))).toBe(0);
    expect(await scene.stores.activities.settleMeetings(later)).toBe(1);
    expect(await scene.stores.activities.settleMeetings(later)).toBe(0);
    expect(await contact(lead)).toMatchObject({
      engagementScore: 3,
      lastEngagementAt: hoursAfterNoon(1).toISOString(),
    });
  });

  test("hundreds are settled in batches, in several workspaces", async () => {
    const leads: Contact[] = [];
    for (const amount of [510, 3]) {
      const lead = await newTeam();
      leads.push(lead);
      for (let n = 0; n < amount; n += 10)
        await Promise.all(
          Array.from({ length: Math.min(10, amount - n) }, async () => await scene.log(rep, newMeeting())),
        );
    }
    expect(await scene.stores.activities.settleMeetings(hoursAfterNoon(2))).toBe(513);
    expect((await contact(leads[1])).engagementScore).toBe(9);
  });

  test("an outcome set by hand counts or does not", async () => {
    const lead = await newTeam();
    const { id } = await scene.log(
      rep,
      newMeeting({ occurredAt: hoursAfterNoon(-2), endsAt: hoursAfterNoon(-1) }),
    );
    expect((await contact(lead)).engagementScore).toBe(3);
    expect(
      await scene.stores.activities.update(rep, activityId(id), { status: "NO_SHOW" }, NOON),
    ).toMatchObject({
      status: "NO_SHOW",
    });
    expect(await contact(lead)).toMatchObject({ engagementScore: 0, lastEngagementAt: null });
    await scene.stores.activities.update(rep, activityId(id), { status: "HELD" }, NOON);
    expect((await contact(lead)).engagementScore).toBe(3);
  });

  test("one called held before it began becomes the last engagement when it begins", async () => {
    const lead = await newTeam();
    const { id } = await scene.log(rep, newMeeting());
    await scene.stores.activities.update(rep, activityId(id), { status: "HELD" }, NOON);
    expect(await contact(lead)).toMatchObject({ engagementScore: 3, lastEngagementAt: null });
    expect(await scene.stores.activities.settleMeetings(hoursAfterNoon(1))).toBe(1);
    expect((await contact(lead)).lastEngagementAt).toBe(hoursAfterNoon(1).toISOString());
  });

  test("an outcome is only for meetings", async () => {
    await newTeam();
    const { id } = await scene.log(rep, newMail());
    expect(await scene.stores.activities.update(rep, activityId(id), { status: "HELD" }, NOON)).toEqual({
      refused: "not-a-meeting",
    });
  });
});

describe("calls and notes", () => {
  test("a call is an engagement without points, a note is neither", async () => {
    const lead = await newTeam();
    const link = { kind: "chosen", contactIds: [contactId(lead)] } as const;
    const entry = { direction: null, gmail: null, participants: [], link };
    await scene.log(rep, newMail({ ...entry, type: "NOTE", note: "A note" }));
    expect(await contact(lead)).toMatchObject({ engagementScore: 0, lastEngagementAt: null });
    const call = await scene.log(
      rep,
      newMail({ ...entry, type: "CALL", occurredAt: hoursAfterNoon(1), endsAt: hoursAfterNoon(1.5) }),
    );
    expect(call).toMatchObject({ occurredAt: NOON.toISOString(), durationMinutes: 30 });
    expect(await contact(lead)).toMatchObject({ engagementScore: 0, lastEngagementAt: NOON.toISOString() });
  });
});

describe("editing", () => {
  test("other contacts take over, with what that does to both scores", async () => {
    const lead = await newTeam();
    const other = await scene.createContact(rep, { emails: ["other@customer.example"] });
    const { id } = await scene.log(rep, newMail());
    const changes = { contactIds: [contactId(other)] };
    const changed = await scene.stores.activities.update(colleague, activityId(id), changes, NOON);
    expect(changed).toMatchObject({ contacts: [{ id: other.id, role: null }] });
    expect((await contact(lead)).engagementScore).toBe(0);
    expect((await contact(other)).engagementScore).toBe(1);
  });

  test("who sees it is decided by the rep who logged it and by admins", async () => {
    await newTeam();
    const { id } = await scene.log(rep, newMail());
    const update = async (viewer: Viewer) =>
      await scene.stores.activities.update(viewer, activityId(id), { visibility: "subject" }, NOON);
    expect(await update(colleague)).toEqual({ refused: "forbidden" });
    expect(await update(rep)).toMatchObject({ visibility: "subject" });
    expect(await update(admin)).toMatchObject({ visibility: "subject" });
  });

  test("nobody writes over a note he may not read", async () => {
    await newTeam();
    const { id } = await scene.log(rep, newMail({ note: "between us" }));
    await scene.stores.activities.update(rep, activityId(id), { visibility: "subject" }, NOON);
    const result = await scene.stores.activities.update(colleague, activityId(id), { note: "x" }, NOON);
    expect(result).toEqual({ refused: "forbidden" });
  });
});

describe("visibility", () => {
  test.each([
    ["everything", { subject: "Offer", bodyText: "Text", note: "Note" }],
    ["subject", { subject: "Offer", bodyText: null, note: null }],
    ["metadata", { subject: null, bodyText: null, note: null }],
  ] as const)("%s: a colleague is shown what it says, the rep all of it", async (visibility, seen) => {
    await newTeam();
    const { id } = await scene.log(rep, newMail({ subject: "Offer", bodyText: "Text", note: "Note" }));
    await scene.stores.activities.update(rep, activityId(id), { visibility }, NOON);
    expect(await read(id, colleague)).toMatchObject(seen);
    expect(await read(id, rep)).toMatchObject({ subject: "Offer", bodyText: "Text", note: "Note" });
  });

  test("a private one does not exist for others until they have the mail themselves", async () => {
    const lead = await newTeam();
    const mail = newMail();
    const { id } = await scene.log(rep, mail);
    await scene.stores.activities.update(rep, activityId(id), { visibility: "private" }, NOON);
    for (const other of [colleague, admin]) {
      expect(await read(id, other)).toBeUndefined();
      expect(await timeline(lead, other)).toEqual([]);
      expect(await scene.stores.activities.undo(other, activityId(id), NOON)).toBe("not-found");
      expect((await scene.stores.contacts.findCard(other, contactId(lead), NOON))?.recent).toEqual([]);
      expect((await scene.stores.contacts.findScore(other, contactId(lead), NOON))?.reasons).toEqual([]);
    }
    expect(await timeline(lead, rep)).toHaveLength(1);
    await scene.log(colleague, { ...mail, gmail: { messageId: "his", threadId: "t" } });
    expect((await read(id, colleague))?.bodyText).toMatch(/offer/);
  });
});

describe("undo", () => {
  test("takes everything back and leaves an audit event without a word of the mail", async () => {
    const lead = await newTeam();
    const mail = newMail({ subject: "Secret subject" });
    const { id } = await scene.log(rep, mail);
    expect(await scene.stores.activities.undo(rep, activityId(id), NOON)).toBe("undone");
    expect(await read(id)).toBeUndefined();
    for (const table of ["activity", "activity_contact", "participant"]) expect(await count(table)).toBe(0);
    expect(await contact(lead)).toMatchObject({ engagementScore: 0, lastEngagementAt: null });
    // What became of the message is remembered, so that no sync logs it again.
    const ledger = await scene.database.pool.query("select * from ledger_entry where workspace_id = $1", [
      rep.workspaceId,
    ]);
    expect(ledger.rows).toMatchObject([{ decision: "skipped", reason: "undone", activity_id: null }]);
    const { rows } = await scene.database.pool.query("select * from audit_event where workspace_id = $1", [
      rep.workspaceId,
    ]);
    expect(rows).toMatchObject([{ action: "activity.undone", user_id: rep.userId, subject_id: id }]);
    expect(JSON.stringify(rows)).not.toContain("Secret");
    expect(await scene.stores.activities.log(rep, mail, NOON)).toMatchObject({ outcome: "created" });
  });

  test("is for the rep who logged it and for admins", async () => {
    await newTeam();
    const first = await scene.log(rep, newMail());
    expect(await scene.stores.activities.undo(colleague, activityId(first.id), NOON)).toBe("forbidden");
    expect(await scene.stores.activities.undo(admin, activityId(first.id), NOON)).toBe("undone");
    expect(await scene.stores.activities.undo(admin, activityId(first.id), NOON)).toBe("not-found");
  });

  test("racing with logging ends in one state or the other, with the score to it", async () => {
    const lead = await newTeam();
    const mail = newMail();
    for (let round = 0; round < 10; round++) {
      const { id } = await scene.log(rep, mail);
      await Promise.all([
        scene.stores.activities.undo(rep, activityId(id), NOON),
        ...Array.from({ length: 5 }, async () => await scene.log(colleague, mail)),
      ]);
      const left = await timeline(lead, admin);
      expect(left.length).toBeLessThanOrEqual(1);
      expect((await contact(lead)).engagementScore).toBe(left.length);
      for (const { id: again } of left) await scene.stores.activities.undo(admin, activityId(again), NOON);
    }
  });
});

describe("the timeline", () => {
  test("comes newest first in pages that neither skip nor repeat, also at equal times", async () => {
    const lead = await newTeam();
    const logged: string[] = [];
    for (let n = 0; n < 23; n++)
      logged.push((await scene.log(rep, newMail({ occurredAt: hoursAfterNoon(-1 - Math.floor(n / 5)) }))).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await scene.stores.activities.list(
        rep,
        { contactId: contactId(lead), limit: 4, cursor },
        NOON,
      );
      expect(page.items.length).toBeLessThanOrEqual(4);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(new Set(seen)).toEqual(new Set(logged));
    expect(seen).toHaveLength(23);
  });

  test("is filtered by kind, person and thread", async () => {
    const lead = await newTeam();
    const mail = await scene.log(rep, newMail({ to: [`rep@${domain}`, "third@else.example"] }));
    const meeting = await scene.log(rep, newMeeting());
    const list = async (filter: object) =>
      (await scene.stores.activities.list(rep, { limit: 10, ...filter }, NOON)).items.map(({ id }) => id);
    expect(await list({})).toEqual([meeting.id, mail.id]);
    expect(await list({ type: "EMAIL" })).toEqual([mail.id]);
    expect(await list({ person: "third@else.example" })).toEqual([mail.id]);
    expect(await list({ person: "lead@customer.example" })).toEqual([meeting.id, mail.id]);
    expect(await list({ person: "third@else.example", contactId: lead.id })).toEqual([mail.id]);
    expect(await list({ person: "nobody@else.example", contactId: lead.id })).toEqual([]);
    expect(await list({ threadKey: mail.threadKey })).toEqual([mail.id]);
  });

  test.each(["", "x", "bnVsbA", Buffer.from('["timeline","never","x"]').toString("base64url")])(
    "refuses the broken cursor %j",
    async (cursor) => {
      await newTeam();
      await expect(scene.stores.activities.list(rep, { limit: 10, cursor }, NOON)).rejects.toMatchObject({
        name: "InvalidCursor",
      });
    },
  );
});

async function contact(asked: Contact | undefined): Promise<Contact> {
  if (asked === undefined) throw new Error("no contact asked for");
  for (const { workspaceId } of await workspaces()) {
    const found = await scene.stores.contacts.find(workspaceId, contactId(asked));
    if (found !== undefined) return found;
  }
  throw new Error("the contact is gone");
}

async function workspaces(): Promise<readonly Pick<Viewer, "workspaceId">[]> {
  const { rows } = await scene.database.pool.query<Pick<Viewer, "workspaceId">>(
    `select id as "workspaceId" from workspace`,
  );
  return rows;
}

async function timeline(lead: Contact, viewer = rep) {
  return (await scene.stores.activities.list(viewer, { contactId: contactId(lead), limit: 100 }, NOON)).items;
}

async function read(id: string, viewer = rep, now = NOON) {
  return await scene.stores.activities.find(viewer, activityId(id), now);
}

async function count(table: string): Promise<number> {
  const { rows } = await scene.database.pool.query<{ n: number }>(
    `select count(*)::int as n from ${table} where workspace_id = $1`,
    [rep.workspaceId],
  );
  return rows[0]?.n ?? -1;
}
