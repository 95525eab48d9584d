/** Whatever happens in whatever order: what a contact says of its activities is what counting them says. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ContactId } from "../../backend/src/crm/ids.ts";
import type { NewActivity, Viewer } from "../../backend/src/crm/ports.ts";
import { momentumOf } from "../../backend/src/crm/scoring.ts";
import { pointsOf, turnOf } from "../crm/count-again.ts";
import type { Activity } from "../../contract/activities.ts";
import type { Contact, ContactCard } from "../../contract/contacts.ts";
import {
  activityId,
  contactId,
  createScene,
  newContact,
  newMail,
  newMeeting,
  NOON,
  toAddress,
} from "./scene.ts";
import type { Scene } from "./scene.ts";

let scene: Scene;
let worlds = 0;

beforeAll(async () => {
  scene = await createScene();
});
afterAll(async () => {
  await scene.drop();
});

const ADDRESSES = ["a", "b", "c", "d", "e"].map((name) => `${name}@customer.example`);

const place = fc.nat({ max: 5 });
const address = fc.constantFrom(...ADDRESSES);
const addresses = fc.uniqueArray(address, { minLength: 1, maxLength: 3 });
const hours = fc.integer({ min: -100, max: 30 });

type Step =
  | {
      readonly do: "mail";
      readonly on: string[];
      readonly hours: number;
      readonly out: boolean;
      readonly counts: boolean;
    }
  | { readonly do: "meeting"; readonly on: string[]; readonly hours: number }
  | { readonly do: "call" | "note"; readonly contact: number; readonly hours: number }
  | { readonly do: "log-again"; readonly activity: number; readonly contact: number }
  | { readonly do: "undo" | "convert" | "delete"; readonly which: number }
  | { readonly do: "outcome"; readonly which: number; readonly status: "HELD" | "NO_SHOW" | "CANCELLED" }
  | { readonly do: "choose"; readonly which: number; readonly contact: number }
  | { readonly do: "readdress"; readonly contact: number; readonly to: string[] }
  | { readonly do: "create"; readonly with: string[] }
  | { readonly do: "wait"; readonly hours: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("mail"),
      on: addresses,
      hours,
      out: fc.boolean(),
      counts: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("meeting"), on: addresses, hours }) },
  fc.record({ do: fc.constantFrom("call", "note"), contact: place, hours }),
  fc.record({ do: fc.constant("log-again"), activity: place, contact: place }),
  fc.record({ do: fc.constantFrom("undo", "convert", "delete"), which: place }),
  fc.record({
    do: fc.constant("outcome"),
    which: place,
    status: fc.constantFrom("HELD", "NO_SHOW", "CANCELLED"),
  }),
  fc.record({ do: fc.constant("choose"), which: place, contact: place }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant("readdress"), contact: place, to: addresses }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("create"), with: addresses }) },
  fc.record({ do: fc.constant("wait"), hours: fc.integer({ min: 1, max: 12 }) }),
);

test("every contact equals a recount over its activities, after any sequence of deeds", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const world = await World.begin();
      for (const deed of steps) await world.perform(deed);
      await world.check();
    }),
    { numRuns: 60, endOnFailure: false },
  );
}, 120_000);

class World {
  readonly viewer: Viewer;
  private readonly logged: NewActivity[] = [];

  private constructor(viewer: Viewer) {
    this.viewer = viewer;
  }

  static async begin(): Promise<World> {
    scene.now = NOON;
    const world = new World(await scene.signIn(`rep@world${++worlds}.example`));
    await world.perform({ do: "create", with: ["a@customer.example"] });
    await world.perform({ do: "create", with: ["b@customer.example", "c@customer.example"] });
    return world;
  }

  async perform(deed: Step): Promise<void> {
    const { contacts, activities } = scene.stores;
    const { viewer } = this;
    switch (deed.do) {
      case "create":
        await contacts.create(viewer, newContact({ emails: deed.with }));
        return;
      case "mail": {
        await this.log(
          newMail({
            occurredAt: this.in(deed.hours),
            direction: deed.out ? "outbound" : "inbound",
            counts: deed.counts,
            participants: deed.on.map((on) => ({ address: toAddress(on), name: null, role: "to" })),
          }),
        );
        return;
      }
      case "meeting": {
        await this.log(
          newMeeting({
            occurredAt: this.in(deed.hours),
            endsAt: this.in(deed.hours + 1),
            participants: deed.on.map((on) => ({ address: toAddress(on), name: null, role: "attendee" })),
          }),
        );
        return;
      }
      case "call":
      case "note": {
        await this.withContact(deed.contact, async (id) => {
          const type = deed.do === "call" ? "CALL" : "NOTE";
          const link = { kind: "chosen", contactIds: [id] } as const;
          const none = { direction: null, gmail: null, participants: [] };
          await this.log(newMail({ ...none, type, link, occurredAt: this.in(deed.hours) }));
        });
        return;
      }
      case "log-again": {
        await this.withContact(deed.contact, async (id) => {
          const activity = this.logged[deed.activity % Math.max(1, this.logged.length)];
          if (activity !== undefined)
            await this.log({ ...activity, link: { kind: "chosen", contactIds: [id] } });
        });
        return;
      }
      case "undo": {
        await this.withActivity(deed.which, async ({ id }) => {
          await activities.undo(viewer, activityId(id), scene.now);
        });
        return;
      }
      case "convert": {
        await this.withContact(deed.which, async (id) => {
          await contacts.convert(viewer, id);
        });
        return;
      }
      case "delete": {
        await this.withContact(deed.which, async (id) => {
          await contacts.remove(viewer, id);
        });
        return;
      }
      case "outcome": {
        await this.withActivity(deed.which, async ({ id }) => {
          await activities.update(viewer, activityId(id), { status: deed.status }, scene.now);
        });
        return;
      }
      case "choose": {
        await this.withContact(deed.contact, async (chosen) => {
          await this.withActivity(deed.which, async ({ id }) => {
            await activities.update(viewer, activityId(id), { contactIds: [chosen] }, scene.now);
          });
        });
        return;
      }
      case "readdress": {
        await this.withContact(deed.contact, async (id) => {
          await contacts.update(viewer, id, { addresses: newContact({ emails: deed.to }).addresses });
        });
        return;
      }
      case "wait":
        scene.now = this.in(deed.hours);
        await activities.settleMeetings(scene.now);
        return;
    }
  }

  async check(): Promise<void> {
    await scene.stores.activities.settleMeetings(scene.now);
    for (const { id } of await this.contacts()) {
      const card = await scene.stores.contacts.findCard(this.viewer, contactId({ id }), scene.now);
      expect(pick(card)).toEqual(await this.recount(contactId({ id })));
    }
  }

  /** The same, counted in plain TypeScript from what the timeline shows and what was said to count. */
  private async recount(id: ContactId) {
    const timeline = await this.activities(id);
    const counts = new Map(this.logged.map(({ subject, counts: does }) => [subject, does]));
    const counted = timeline.map((activity) => ({
      ...activity,
      counts: counts.get(activity.subject ?? "") ?? true,
    }));
    const weights = { emailPoints: 1, meetingPoints: 3 };
    const reasons = counted
      .map((activity) => ({ points: pointsOf(activity, weights), at: activity.occurredAt }))
      .filter(({ points }) => points !== 0);
    const engagements = counted.filter(
      (activity) => activity.type === "CALL" || pointsOf(activity, weights) !== 0,
    );
    const past = engagements.map((activity) => activity.occurredAt).filter((at) => new Date(at) <= scene.now);
    return {
      score: reasons.reduce((sum, { points }) => sum + points, 0),
      lastEngagementAt: past.toSorted().at(-1) ?? null,
      momentum: momentumOf(reasons, scene.now),
      turn: turnOf(counted.filter(({ type, counts: does }) => type === "EMAIL" && does)),
    };
  }

  private async log(activity: NewActivity): Promise<void> {
    this.logged.push(activity);
    await scene.stores.activities.log(this.viewer, activity, scene.now);
  }

  private in(delay: number): Date {
    return new Date(scene.now.getTime() + delay * 3_600_000);
  }

  private async contacts(): Promise<readonly Contact[]> {
    const filter = { words: [], sort: "created", limit: 100 } as const;
    return (await scene.stores.contacts.list(this.viewer.workspaceId, filter)).items;
  }

  private async activities(id?: ContactId): Promise<readonly Activity[]> {
    const filter = { contactId: id, limit: 100 };
    return (await scene.stores.activities.list(this.viewer, filter, scene.now)).items;
  }

  private async withContact(which: number, use: (id: ContactId) => Promise<void>): Promise<void> {
    const contacts = await this.contacts();
    const contact = contacts[which % Math.max(1, contacts.length)];
    if (contact !== undefined) await use(contactId(contact));
  }

  private async withActivity(which: number, use: (activity: Activity) => Promise<void>): Promise<void> {
    const activities = await this.activities();
    const activity = activities[which % Math.max(1, activities.length)];
    if (activity !== undefined) await use(activity);
  }
}

function pick(card: ContactCard | undefined) {
  return (
    card && {
      score: card.engagementScore,
      lastEngagementAt: card.lastEngagementAt,
      momentum: card.momentum,
      turn: card.turn && { who: card.turn.who, since: card.turn.since },
    }
  );
}
