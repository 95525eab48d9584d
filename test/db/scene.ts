/** What store tests start from: a database of their own, workspaces with people, and mails and meetings to log. */
import { parseEmailAddress } from "../../backend/src/crm/email-address.ts";
import { parseActivityId, parseContactId, parseUserId } from "../../backend/src/crm/ids.ts";
import type { ActivityId, ContactId, EmailAddress, UserId } from "../../backend/src/crm/ids.ts";
import type {
  Admission,
  Identity,
  NewActivity,
  NewContact,
  Stores,
  Viewer,
} from "../../backend/src/crm/ports.ts";
import { createStores } from "../../backend/src/db/stores.ts";
import type { Activity } from "../../contract/activities.ts";
import type { Contact } from "../../contract/contacts.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";

export interface Scene extends TestDatabase {
  readonly stores: Stores;
  /** The stores' clock; tests set it. */
  now: Date;
  /** Signs somebody in; the first of a domain is its admin. */
  signIn(email: string): Promise<Viewer>;
  createContact(
    viewer: Viewer,
    contact: Partial<NewContact> & { emails?: readonly string[] },
  ): Promise<Contact>;
  log(viewer: Viewer, activity: NewActivity): Promise<Activity>;
}

export const NOON = new Date("2026-11-20T12:00:00Z");

export async function createScene(): Promise<Scene> {
  const database = await createTestDatabase();
  const scene: Scene = {
    ...database,
    now: NOON,
    stores: createStores(database.database, () => scene.now),

    async signIn(email) {
      const address = toAddress(email);
      const domain = address.slice(address.indexOf("@") + 1);
      const viewer = await scene.stores.users.admit(identityOf(email), { kind: "domain", domain });
      if (viewer === undefined) throw new Error(`${email} was not let in`);
      return viewer;
    },

    async createContact(viewer, { emails = ["lead@customer.example"], ...given }) {
      const result = await scene.stores.contacts.create(viewer, newContact({ emails, ...given }));
      if ("refused" in result) throw new Error(result.refused);
      return result;
    },

    async log(viewer, activity) {
      const result = await scene.stores.activities.log(viewer, activity, scene.now);
      if (!("activity" in result)) throw new Error(result.outcome);
      return result.activity;
    },
  };
  return scene;
}

export function toAddress(text: string): EmailAddress {
  const address = parseEmailAddress(text);
  if (address === undefined) throw new Error(`${text} is no address`);
  return address;
}

export function identityOf(email: string, changes: Partial<Identity> = {}): Identity {
  return {
    issuer: "https://issuer.example",
    subject: `sub of ${email}`,
    email: toAddress(email),
    name: email.slice(0, email.indexOf("@")),
    hostedDomain: null,
    locale: "en",
    ...changes,
  };
}

export const INVITED_ONLY: Admission = { kind: "invited-only" };

export function newContact({
  emails = ["lead@customer.example"],
  ...given
}: Partial<NewContact> & { emails?: readonly string[] }): NewContact {
  return {
    kind: "lead",
    name: "Lena Lead",
    addresses: emails.map((original) => ({ address: toAddress(original), original })),
    company: null,
    title: null,
    phone: null,
    stage: "new",
    ownerId: null,
    notes: null,
    ...given,
  };
}

let counter = 0;

/** From a customer to a rep, an hour before noon. */
export function newMail(
  given: Partial<NewActivity> & { from?: string; to?: readonly string[] } = {},
): NewActivity {
  const { from = "lead@customer.example", to = ["rep@team.example"], ...changes } = given;
  const number = ++counter;
  return {
    type: "EMAIL",
    direction: "inbound",
    subject: `Offer ${number}`,
    bodyText: "Dear team,\n\nplease send us an offer.",
    occurredAt: new Date(NOON.getTime() - 3_600_000),
    endsAt: null,
    status: null,
    source: "sidebar",
    mergeKey: `mail:${number}`,
    threadKey: `thread-${number}`,
    counts: true,
    attachments: [],
    note: null,
    participants: [
      { address: toAddress(from), name: "Lena", role: "from" },
      ...to.map((address) => ({ address: toAddress(address), name: null, role: "to" as const })),
    ],
    gmail: { messageId: `message-${number}`, threadId: `thread-${number}` },
    meeting: null,
    link: { kind: "matched" },
    ...changes,
  };
}

export function newMeeting(given: Partial<NewActivity> = {}): NewActivity {
  const number = ++counter;
  return {
    ...newMail(),
    type: "MEETING",
    direction: null,
    subject: `Meeting ${number}`,
    bodyText: null,
    occurredAt: new Date(NOON.getTime() + 3_600_000),
    endsAt: new Date(NOON.getTime() + 7_200_000),
    status: "SCHEDULED",
    mergeKey: `meeting:${number}`,
    threadKey: null,
    participants: [
      { address: toAddress("rep@team.example"), name: null, role: "organizer" },
      { address: toAddress("lead@customer.example"), name: "Lena", role: "attendee" },
    ],
    gmail: null,
    meeting: {
      calendarId: "rep@team.example",
      eventId: `event-${number}`,
      iCalUID: `uid-${number}`,
      originalStart: null,
      location: null,
    },
    ...given,
  };
}

export function hoursAfterNoon(hours: number): Date {
  return new Date(NOON.getTime() + hours * 3_600_000);
}

export function activityId(text: string): ActivityId {
  return parseActivityId(text) ?? fail(text);
}

export function contactId({ id }: { readonly id: string }): ContactId {
  return parseContactId(id) ?? fail(id);
}

export function userId(text: string): UserId {
  return parseUserId(text) ?? fail(text);
}

function fail(text: string): never {
  throw new Error(`${text} is no id`);
}
