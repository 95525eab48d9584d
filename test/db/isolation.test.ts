import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Viewer } from "../../backend/src/crm/ports.ts";
import type { Activity } from "../../contract/activities.ts";
import type { Contact } from "../../contract/contacts.ts";
import {
  activityId,
  contactId,
  createScene,
  hoursAfterNoon,
  newContact,
  newMail,
  newMeeting,
  NOON,
} from "./scene.ts";
import type { Scene } from "./scene.ts";

let scene: Scene;
let ours: Viewer;
let theirs: Viewer;
let contact: Contact;
let activity: Activity;
const mail = newMail();

beforeAll(async () => {
  scene = await createScene();
  ours = await scene.signIn("admin@ours.example");
  theirs = await scene.signIn("admin@theirs.example");
  contact = await scene.createContact(ours, { ownerId: ours.userId });
  activity = await scene.log(ours, mail);
  await scene.log(ours, newMeeting());
});
afterAll(async () => {
  await scene.drop();
});

describe("another workspace's", () => {
  test("contact is not there, whatever is tried with its id", async () => {
    const { contacts } = scene.stores;
    const id = contactId(contact);
    expect(await contacts.find(theirs.workspaceId, id)).toBeUndefined();
    expect(await contacts.findCard(theirs, id, NOON)).toBeUndefined();
    expect(await contacts.findScore(theirs, id, NOON)).toBeUndefined();
    expect(await contacts.update(theirs, id, { name: "x" })).toEqual({ refused: "not-found" });
    const { addresses } = newContact({ emails: ["x@x.example"] });
    expect(await contacts.update(theirs, id, { addresses })).toEqual({ refused: "not-found" });
    expect(await contacts.convert(theirs, id)).toBeUndefined();
    expect(await contacts.remove(theirs, id)).toBe(false);
    const link = { kind: "chosen", contactIds: [id] } as const;
    expect(await scene.stores.activities.log(theirs, newMail({ link }), NOON)).toEqual({
      outcome: "unknown-contact",
      contactId: id,
    });
    expect((await scene.stores.activities.list(theirs, { contactId: id, limit: 10 }, NOON)).items).toEqual(
      [],
    );
    expect(await contacts.find(ours.workspaceId, id)).toMatchObject({
      name: "Lena Lead",
      engagementScore: 1,
    });
  });

  test("activity is not there either", async () => {
    const { activities } = scene.stores;
    const id = activityId(activity.id);
    expect(await activities.find(theirs, id, NOON)).toBeUndefined();
    expect(await activities.update(theirs, id, { note: "x" }, NOON)).toEqual({ refused: "not-found" });
    expect(await activities.undo(theirs, id, NOON)).toBe("not-found");
    expect((await activities.list(theirs, { limit: 10 }, NOON)).items).toEqual([]);
    for (const filter of [{ person: mail.participants[0]?.address }, { threadKey: activity.threadKey ?? "" }])
      expect((await activities.list(theirs, { ...filter, limit: 10 }, NOON)).items).toEqual([]);
    expect(await activities.find(ours, id, NOON)).toMatchObject({ note: null });
  });

  test("people, mails, meetings and searches give nothing", async () => {
    const { stores } = scene;
    const addresses = mail.participants.map(({ address }) => address);
    const asked = {
      addresses,
      mergeKey: mail.mergeKey,
      gmailMessageId: mail.gmail?.messageId ?? "",
      fullCards: 3,
    };
    expect(
      await stores.context.find(theirs, { ...asked, addresses: [...addresses, ours.email] }, NOON),
    ).toEqual({
      contacts: new Map(),
      users: new Map(),
      logged: null,
      activity: null,
      ledger: null,
      rules: [],
    });
    const day = { start: hoursAfterNoon(-12), end: hoursAfterNoon(12) };
    expect(await stores.home.find(theirs, day, NOON)).toMatchObject({ meetings: [], turns: [], warm: [] });
    const list = await stores.contacts.list(theirs.workspaceId, { words: ["lena"], sort: "name", limit: 10 });
    expect(list.items).toEqual([]);
    const filter = { words: [], sort: "name", limit: 10, ownerId: ours.userId } as const;
    expect((await stores.contacts.list(theirs.workspaceId, filter)).items).toEqual([]);
    const twins = {
      address: addresses[0] ?? null,
      name: "lena lead",
      domain: "customer.example",
      phoneDigits: null,
    };
    expect(await stores.contacts.findDuplicates(theirs.workspaceId, twins, 5)).toEqual([]);
  });

  test("address and mail are free for us: two contacts, two timelines", async () => {
    const twin = await scene.createContact(theirs, {});
    const logged = await scene.log(theirs, mail);
    expect(logged.id).not.toBe(activity.id);
    expect(logged.contacts.map(({ id }) => id)).toEqual([twin.id]);
    expect(await scene.stores.activities.undo(theirs, activityId(logged.id), NOON)).toBe("undone");
    expect(await scene.stores.activities.find(ours, activityId(activity.id), NOON)).toBeDefined();
  });
});

test("a row of one workspace cannot name one of another: the database refuses it", async () => {
  const link = scene.database.pool.query(
    "insert into activity_contact (workspace_id, activity_id, contact_id, occurred_at) values ($1, $2, $3, now())",
    [theirs.workspaceId, activity.id, contact.id],
  );
  await expect(link).rejects.toMatchObject({ code: "23503" });
  const owner = scene.database.pool.query("update contact set owner_id = $1 where workspace_id = $2", [
    ours.userId,
    theirs.workspaceId,
  ]);
  await expect(owner).rejects.toMatchObject({ code: "23503" });
});
