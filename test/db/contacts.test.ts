import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ContactFilter, Viewer } from "../../backend/src/crm/ports.ts";
import { searchWords } from "../../backend/src/crm/search-text.ts";
import type { Contact, ContactSort } from "../../contract/contacts.ts";
import {
  contactId,
  createScene,
  hoursAfterNoon,
  newContact,
  newMail,
  NOON,
  toAddress,
  userId,
} from "./scene.ts";
import type { Scene } from "./scene.ts";

let scene: Scene;
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
  rep = await scene.signIn(`rep@contacts${++teams}.example`);
}

describe("creating and changing", () => {
  test("keeps addresses as they were written, the first one first, each once", async () => {
    await newTeam();
    const contact = await scene.createContact(rep, {
      emails: ["Lena@Customer.example", "other@customer.example", "lena@customer.example"],
      company: "Customer",
      ownerId: rep.userId,
    });
    expect(contact).toMatchObject({
      kind: "lead",
      emails: ["Lena@Customer.example", "other@customer.example"],
      company: "Customer",
      ownerId: rep.userId,
      ownerName: "rep",
      engagementScore: 0,
      lastEngagementAt: null,
      createdAt: NOON.toISOString(),
    });
  });

  test("an address belongs to one contact: the other one is named", async () => {
    await newTeam();
    const first = await scene.createContact(rep, { name: "First" });
    const taken = {
      refused: "address-taken",
      address: "lead@customer.example",
      by: { id: first.id, name: "First" },
    };
    const emails = ["new@customer.example", "LEAD@customer.example"];
    expect(await scene.stores.contacts.create(rep, newContact({ emails }))).toEqual(taken);
    const second = await scene.createContact(rep, { emails: ["new@customer.example"] });
    const { addresses } = newContact({ emails });
    expect(await scene.stores.contacts.update(rep, contactId(second), { addresses })).toEqual(taken);
    expect((await find(second))?.emails).toEqual(["new@customer.example"]);
  });

  test("fifty at once with one address make one contact", async () => {
    await newTeam();
    const results = await Promise.all(
      Array.from({ length: 50 }, async () => await scene.stores.contacts.create(rep, newContact({}))),
    );
    expect(results.filter((result) => "id" in result)).toHaveLength(1);
    expect(
      results.filter((result) => "refused" in result && result.refused === "address-taken"),
    ).toHaveLength(49);
  });

  test("an owner who is no user of the workspace is refused", async () => {
    await newTeam();
    const stranger = await scene.signIn("somebody@elsewhere.example");
    const refused = { refused: "unknown-owner" };
    expect(await scene.stores.contacts.create(rep, newContact({ ownerId: stranger.userId }))).toEqual(
      refused,
    );
    const contact = await scene.createContact(rep, {});
    const nobody = userId("01998a3e-6f4c-7c1e-8d52-0a4b7d1c9e11");
    for (const ownerId of [stranger.userId, nobody])
      expect(await scene.stores.contacts.update(rep, contactId(contact), { ownerId })).toEqual(refused);
  });

  test("changes only what is named, and is found by it from then on", async () => {
    await newTeam();
    const contact = await scene.createContact(rep, { company: "Before", title: "CEO", ownerId: rep.userId });
    scene.now = hoursAfterNoon(1);
    const changed = await scene.stores.contacts.update(rep, contactId(contact), {
      company: "Zürich AG",
      ownerId: null,
    });
    expect(changed).toEqual({
      ...contact,
      company: "Zürich AG",
      ownerId: null,
      ownerName: null,
      updatedAt: hoursAfterNoon(1).toISOString(),
    });
    expect(await search("zurich lena")).toEqual([contact.id]);
    expect(await search("before")).toEqual([]);
  });

  test("a lead becomes a client once and keeps everything", async () => {
    await newTeam();
    const contact = await scene.createContact(rep, {});
    await scene.log(rep, newMail());
    const client = await scene.stores.contacts.convert(rep, contactId(contact));
    expect(client).toMatchObject({ id: contact.id, kind: "client", engagementScore: 1 });
    expect(await scene.stores.contacts.convert(rep, contactId(contact))).toEqual(client);
  });

  test("a name that folds to something enormous is taken", async () => {
    await newTeam();
    const contact = await scene.createContact(rep, { name: "ﷺ".repeat(300) });
    expect(contact.name).toHaveLength(300);
  });
});

describe("addresses and the past", () => {
  test("a new contact finds the activities its address already stands on", async () => {
    await newTeam();
    await scene.createContact(rep, {});
    const mail = await scene.log(rep, newMail({ to: ["later@customer.example"] }));
    const later = await scene.createContact(rep, { name: "Later", emails: ["later@customer.example"] });
    expect(later).toMatchObject({ engagementScore: 1 });
    expect(await timeline(later)).toEqual([mail.id]);
  });

  test("an added address brings its mails, a removed one takes them along, what was linked by hand stays", async () => {
    await newTeam();
    const lead = await scene.createContact(rep, {});
    const other = await scene.createContact(rep, { name: "Other", emails: ["other@customer.example"] });
    const mail = await scene.log(rep, newMail({ to: ["private@customer.example"] }));
    const link = { kind: "chosen", contactIds: [contactId(other)] } as const;
    const byHand = await scene.log(rep, newMail({ from: "private@customer.example", link }));

    const both = newContact({ emails: ["other@customer.example", "private@customer.example"] }).addresses;
    await scene.stores.contacts.update(rep, contactId(other), { addresses: both });
    expect((await timeline(other)).toSorted()).toEqual([mail.id, byHand.id].toSorted());
    expect((await find(other))?.engagementScore).toBe(2);
    expect(await roleOn(byHand.id, other)).toBe("from");

    const { addresses } = newContact({ emails: ["other@customer.example"] });
    await scene.stores.contacts.update(rep, contactId(other), { addresses });
    expect(await timeline(other)).toEqual([byHand.id]);
    expect((await find(other))?.engagementScore).toBe(1);
    expect(await roleOn(byHand.id, other)).toBeNull();
    expect(await timeline(lead)).toEqual([mail.id]);
  });

  test("a mail with two addresses of one contact stays with one of them gone, in the other's role", async () => {
    await newTeam();
    const emails = ["lead@customer.example", "second@customer.example"];
    const lead = await scene.createContact(rep, { emails });
    const mail = await scene.log(rep, newMail({ to: ["second@customer.example"] }));
    expect(await roleOn(mail.id, lead)).toBe("from");
    const { addresses } = newContact({ emails: ["second@customer.example"] });
    await scene.stores.contacts.update(rep, contactId(lead), { addresses });
    expect(await roleOn(mail.id, lead)).toBe("to");
    expect((await find(lead))?.engagementScore).toBe(1);
  });

  test("an address that goes from one contact to the other takes its mails along", async () => {
    await newTeam();
    const first = await scene.createContact(rep, {
      emails: ["lead@customer.example", "first@customer.example"],
    });
    const mail = await scene.log(rep, newMail());
    const { addresses } = newContact({ emails: ["first@customer.example"] });
    await scene.stores.contacts.update(rep, contactId(first), { addresses });
    expect(await timeline(first)).toEqual([]);
    const second = await scene.createContact(rep, { emails: ["lead@customer.example"] });
    expect(await timeline(second)).toEqual([mail.id]);
  });

  test("racing with logging, no mail is missed and none is linked to the wrong one", async () => {
    await newTeam();
    await scene.createContact(rep, {});
    for (let round = 0; round < 5; round++) {
      const address = `race${round}@customer.example`;
      const mails = Array.from({ length: 8 }, () => newMail({ to: [address] }));
      const [contact] = await Promise.all([
        scene.createContact(rep, { name: "Racer", emails: [address] }),
        ...mails.map(async (mail) => await scene.log(rep, mail)),
      ]);
      expect((await find(contact))?.engagementScore).toBe(8);
    }
  });
});

describe("deleting", () => {
  test("takes the activities nobody else is on, and leaves the others", async () => {
    await newTeam();
    const lead = await scene.createContact(rep, {});
    const other = await scene.createContact(rep, { name: "Other", emails: ["other@customer.example"] });
    const own = await scene.log(rep, newMail());
    const shared = await scene.log(rep, newMail({ to: ["other@customer.example"] }));
    expect(await scene.stores.contacts.remove(rep, contactId(lead))).toBe(true);
    expect(await scene.stores.contacts.remove(rep, contactId(lead))).toBe(false);
    expect(await find(lead)).toBeUndefined();
    const { items } = await scene.stores.activities.list(rep, { limit: 10 }, NOON);
    expect(items.map(({ id, contacts }) => ({ id, contacts: contacts.map((c) => c.id) }))).toEqual([
      { id: shared.id, contacts: [other.id] },
    ]);
    const { rows } = await scene.database.pool.query(
      "select action, user_id, subject_id, details from audit_event where workspace_id = $1",
      [rep.workspaceId],
    );
    expect(rows).toEqual([
      {
        action: "contact.deleted",
        user_id: rep.userId,
        subject_id: lead.id,
        details: { activitiesRemoved: 1 },
      },
    ]);
    expect(own.id).not.toBe(shared.id);
    await scene.createContact(rep, { name: "Again" });
  });
});

describe("the list", () => {
  test.each<[ContactSort, string[]]>([
    ["name", ["Ágnes", "anna", "Bob", "Zoe"]],
    ["score", ["Zoe", "Bob", "anna", "Ágnes"]],
    ["lastEngagement", ["Bob", "Zoe", "anna", "Ágnes"]],
    ["created", ["anna", "Ágnes", "Zoe", "Bob"]],
  ])("by %s, in pages", async (sort, expected) => {
    await newTeam();
    for (const name of ["Bob", "Zoe", "Ágnes", "anna"])
      await scene.createContact(rep, { name, emails: [`${name.toLowerCase().replace("á", "a")}@x.example`] });
    await scene.log(rep, newMail({ from: "zoe@x.example" }));
    await scene.log(rep, newMail({ from: "zoe@x.example", occurredAt: hoursAfterNoon(-9) }));
    await scene.log(rep, newMail({ from: "bob@x.example", occurredAt: hoursAfterNoon(-0.5) }));
    for (const limit of [1, 2, 3, 4, 5]) expect(await names({ sort, limit })).toEqual(expected);
  });

  test("every word must be part of something about the contact", async () => {
    await newTeam();
    const anna = await scene.createContact(rep, {
      name: "Änna Müller-Łukasz",
      company: "50% Off_Limits \\ Ltd",
      title: "VP Sales",
      phone: "+49 (0) 89 1234-567",
      emails: ["am@customer.example"],
    });
    const bob = await scene.createContact(rep, { name: "Bob Muller", emails: ["bob@customer.example"] });
    expect(await search("muller")).toEqual([anna.id, bob.id]);
    expect(await search("MÜLLER anna")).toEqual([anna.id]);
    expect(await search("lukasz sales")).toEqual([anna.id]);
    expect(await search("89 1234-567")).toEqual([anna.id]);
    expect(await search("customer.example")).toEqual([anna.id, bob.id]);
    expect(await search("50% off_limits")).toEqual([anna.id]);
    expect(await search("\\")).toEqual([anna.id]);
    for (const nothing of ["%", "_", "o%f", "anna bob", "'; drop table contact"]) {
      const found = await search(nothing);
      expect(found).toEqual(nothing === "%" || nothing === "_" ? [anna.id] : []);
    }
  });

  test("a rare word is found behind thousands of others, a common one page by page", async () => {
    await newTeam();
    await scene.database.pool.query(
      `insert into contact (workspace_id, id, name, sort_name, search_text)
       select $1, gen_random_uuid(), 'Bulk ' || n, 'bulk ' || lpad(n::text, 5, '0'),
         'bulk ' || n || case when n = 4321 then ' needle' else '' end
       from generate_series(1, 5000) n`,
      [rep.workspaceId],
    );
    expect((await list({ words: ["needle"], limit: 10 })).items).toMatchObject([{ name: "Bulk 4321" }]);
    const bulk = await names({ words: ["bulk"], limit: 100 }, 60);
    expect(bulk).toHaveLength(5_000);
    expect(new Set(bulk).size).toBe(5_000);
  });

  test("filters by kind, stage, owner and address, alone and together", async () => {
    await newTeam();
    await scene.createContact(rep, { name: "A", emails: ["a@x.example"], ownerId: rep.userId });
    await scene.createContact(rep, { name: "B", emails: ["b@x.example", "b2@x.example"], kind: "client" });
    await scene.createContact(rep, { name: "C", emails: ["c@x.example"], stage: "won", ownerId: rep.userId });
    expect(await names({ kind: "client" })).toEqual(["B"]);
    expect(await names({ stage: "won" })).toEqual(["C"]);
    expect(await names({ ownerId: rep.userId })).toEqual(["A", "C"]);
    expect(await names({ address: toAddress("b2@x.example") })).toEqual(["B"]);
    expect(await names({ address: toAddress("b2@x.example"), kind: "lead" })).toEqual([]);
    expect(await names({ ownerId: rep.userId, stage: "won", words: ["c"] })).toEqual(["C"]);
  });

  test("refuses cursors that none of its pages gave", async () => {
    await newTeam();
    for (const name of ["A", "B", "C"])
      await scene.createContact(rep, { name, emails: [`${name}@x.example`] });
    const { nextCursor } = await list({ sort: "score", limit: 1 });
    const encode = (place: unknown) => Buffer.from(JSON.stringify(place)).toString("base64url");
    const id = "01998a3e-6f4c-7c1e-8d52-0a4b7d1c9e11";
    const broken: [ContactSort, string | null][] = [
      ["name", nextCursor],
      ["score", "garbage"],
      ["score", encode(["score", "x", id])],
      ["score", encode(["score", 99999999999, id])],
      ["score", encode(["score", 1, "x"])],
      ["lastEngagement", encode(["lastEngagement", "never", id])],
      ["name", encode({ order: "name" })],
    ];
    for (const [sort, cursor] of broken)
      await expect(list({ sort, cursor: cursor ?? "" })).rejects.toMatchObject({ name: "InvalidCursor" });
  });
});

describe("duplicates", () => {
  test("are found by address, name, phone and company's domain, most telling first", async () => {
    await newTeam();
    const add = async (name: string, email: string, phone: string | null = null) =>
      await scene.createContact(rep, { name, emails: [email], phone });
    const address = await add("Someone Else", "lena@customer.example");
    const name = await add("Lena Lead", "lena@private.example");
    const phone = await add("L. Lead", "ll@private.example", "089 / 1234567");
    const domain = await add("Colleague", "colleague@customer.example");
    await add("Unrelated", "unrelated@else.example", "089 / 7654321");
    const asked = {
      address: toAddress("lena@customer.example"),
      name: "lena lead",
      domain: "customer.example",
      phoneDigits: "49891234567",
    };
    const found = await scene.stores.contacts.findDuplicates(rep.workspaceId, asked, 5);
    expect(found.map(({ contact, reason }) => [contact.id, reason])).toEqual([
      [address.id, "same_address"],
      [name.id, "same_name"],
      [phone.id, "same_phone"],
      [domain.id, "same_company_domain"],
    ]);
    expect(await scene.stores.contacts.findDuplicates(rep.workspaceId, asked, 2)).toHaveLength(2);
    const nothing = { address: null, name: "", domain: null, phoneDigits: null };
    expect(await scene.stores.contacts.findDuplicates(rep.workspaceId, nothing, 5)).toEqual([]);
  });
});

async function find(contact: Contact | undefined): Promise<Contact | undefined> {
  return contact && (await scene.stores.contacts.find(rep.workspaceId, contactId(contact)));
}

async function timeline(contact: Contact): Promise<readonly string[]> {
  const page = await scene.stores.activities.list(rep, { contactId: contactId(contact), limit: 100 }, NOON);
  return page.items.map(({ id }) => id);
}

async function roleOn(activity: string, contact: Contact): Promise<string | null | undefined> {
  const { items } = await scene.stores.activities.list(rep, { limit: 100 }, NOON);
  return items.find(({ id }) => id === activity)?.contacts.find(({ id }) => id === contact.id)?.role;
}

async function list(filter: Partial<ContactFilter>) {
  return await scene.stores.contacts.list(rep.workspaceId, { words: [], sort: "name", limit: 25, ...filter });
}

async function search(q: string): Promise<readonly string[]> {
  return (await list({ words: searchWords(q) })).items.map(({ id }) => id);
}

/** All pages. */
async function names(filter: Partial<ContactFilter>, maxPages = 10): Promise<readonly string[]> {
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const { items, nextCursor } = await list({ ...filter, cursor });
    seen.push(...items.map(({ name }) => name));
    if (nextCursor === null) return seen;
    cursor = nextCursor;
  }
  throw new Error("the list does not end");
}
