/** Schedules of what may happen to mailboxes, contacts, workers and Google, and how each is done to a world. */
import fc from "fast-check";
import type { EmailAddress } from "../../backend/src/crm/ids.ts";
import type { GoogleFailure } from "../../backend/src/sync/google-failure.ts";
import type { MemoryGmail, MemoryHeaders, MemoryMessage } from "./memory-gmail.ts";
import { SteppedWorker } from "./stepped-worker.ts";
import { toAddress } from "./sync-world.ts";
import type { Rep, SyncWorld } from "./sync-world.ts";

export type Event =
  | {
      do: "deliver";
      from: number;
      to: number[];
      thread: number;
      ageMinutes: number;
      isBulk: boolean;
      isUnindexed: boolean;
    }
  | { do: "spoof" | Move; which: number }
  | { do: "undo"; workspace: number; which: number }
  | { do: "draft"; mailbox: number; to: number; saves: number; end: "sent" | "discarded" | "open" }
  | { do: "work"; worker: number; calls: number }
  /** A worker sleeps beyond its lease, somebody moves a mail, another worker does the work, the first wakes. */
  | { do: "oversleep"; calls: number; which: number; move: Move }
  | { do: "kill"; worker: number; isHeard: boolean }
  | { do: "push" | "revoke" | "reconnect"; mailbox: number }
  | { do: "expire"; mailbox: number; shortPages: number }
  | { do: "fault"; mailbox: number; kind: "throttle" | "5xx"; calls: number }
  | { do: "tick"; minutes: number }
  | { do: "enter"; workspace: number; addresses: number[] }
  | { do: "readdress"; workspace: number; contact: number; addresses: number[] }
  | { do: "remove"; workspace: number; contact: number }
  | { do: "forbid" | "allow"; workspace: number; address: number };

type Move = "delete" | "trash" | "untrash" | "spam" | "unspam" | "read";

/** Reps first, so that mail among colleagues and from rep to rep of another company happens too. */
export const PEOPLE = [
  ...["ann@us.example", "bob@us.example", "cid@them.example"],
  ...["lea@a.example", "kai@a.example", "mia@b.example", "noa@c.example"],
];
/** Whoever may be a contact: no rep of one's own. */
const STRANGERS = [3, 3, 4, 5, 6];

const place = fc.nat({ max: 11 });
/** Few, so that they meet again. */
const likelyPerson = fc.constantFrom(0, 0, 1, 2, 3, 3, 4, 5, 6);
const stranger = fc.constantFrom(...STRANGERS);
const mailbox = fc.nat({ max: 2 });
const workspace = fc.nat({ max: 1 });
const worker = fc.nat({ max: 1 });
const addresses = fc.uniqueArray(stranger, { minLength: 1, maxLength: 2 });

const deliver: fc.Arbitrary<Event> = fc.record({
  do: fc.constant("deliver"),
  from: likelyPerson,
  to: fc.uniqueArray(likelyPerson, { minLength: 1, maxLength: 3 }),
  thread: fc.nat({ max: 3 }),
  ageMinutes: fc.constantFrom(0, 0, 0, 5, 5_000),
  isBulk: fc.constantFrom(false, false, false, true),
  isUnindexed: fc.constantFrom(false, false, true),
});

const enter: fc.Arbitrary<Event> = fc.record({ do: fc.constant("enter"), workspace, addresses });

const expire: fc.Arbitrary<Event> = fc.record({
  do: fc.constant("expire"),
  mailbox,
  shortPages: fc.constantFrom(0, 0, 2),
});

const readdress: fc.Arbitrary<Event> = fc.record({
  do: fc.constant("readdress"),
  workspace,
  contact: place,
  addresses,
});

/** What may happen, each as often as its weight says. */
const EVENTS: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Event> }[] = [
  { weight: 9, arbitrary: deliver },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("spoof", "delete", "trash", "trash", "untrash", "spam", "unspam", "read"),
      which: place,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("draft"),
      mailbox,
      to: stranger,
      saves: fc.nat({ max: 2 }),
      end: fc.constantFrom("sent", "discarded", "open"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("oversleep"),
      calls: fc.integer({ min: 1, max: 12 }),
      which: place,
      move: fc.constantFrom("delete", "trash", "untrash", "spam", "unspam"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("kill"), worker, isHeard: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("push", "revoke", "reconnect"), mailbox }),
  },
  { weight: 2, arbitrary: expire },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("fault"),
      mailbox,
      kind: fc.constantFrom("throttle", "5xx"),
      calls: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("tick"), minutes: fc.constantFrom(2, 2, 2, 16, 16, 1_500) }),
  },
  { weight: 2, arbitrary: enter },
  { weight: 1, arbitrary: readdress },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove"), workspace, contact: place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("undo"), workspace, which: place }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("forbid", "allow"), workspace, address: stranger }),
  },
];

const WORK: (typeof EVENTS)[number] = {
  weight: 12,
  arbitrary: fc.record({ do: fc.constant("work"), worker, calls: fc.constantFrom(1, 2, 3, 5, 8, 13, 40) }),
};

/** Some things only, as they belong together; what is rare in all else often comes in their order. */
const THEMES: readonly (typeof EVENTS)[] = [
  // History is lost before it was read, and contacts come meanwhile.
  [
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom("trash", "untrash", "spam", "unspam"),
        which: fc.nat({ max: 3 }),
      }),
    },
    { weight: 4, arbitrary: expire },
    { weight: 2, arbitrary: enter },
    { weight: 1, arbitrary: readdress },
  ],
  // Contacts are made of who has just written.
  [
    { weight: 3, arbitrary: deliver },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("push"), mailbox }) },
    { weight: 2, arbitrary: enter },
    { weight: 1, arbitrary: readdress },
  ],
];

const eventsOf = (kinds: typeof EVENTS, work = WORK) =>
  fc.array(fc.oneof(work, ...kinds), { minLength: 1, maxLength: 30, size: "max" });

/**
 * Everything at once, or some things only: what takes three rare events in a row to go wrong is found far sooner where
 * little else happens (https://users.cs.utah.edu/~regehr/papers/swarm12.pdf).
 */
const events: fc.Arbitrary<Event[]> = fc.oneof(
  { weight: 4, arbitrary: eventsOf(EVENTS) },
  {
    weight: 2,
    arbitrary: fc.subarray([...EVENTS], { minLength: 2, maxLength: 5 }).chain((kinds) => eventsOf(kinds)),
  },
  ...THEMES.map((theme) => ({ weight: 1, arbitrary: eventsOf(theme, { ...WORK, weight: 5 }) })),
);

export interface Schedule {
  /** Page sizes, gaps, the order of answers. */
  readonly seed: number;
  /** Contacts from before the mailboxes were connected: nobody asks for a search for them. */
  readonly known: readonly { readonly workspace: number; readonly addresses: readonly number[] }[];
  readonly before: readonly Event[];
  /** Everything was synced once before the events. */
  readonly isSynced: boolean;
  readonly events: readonly Event[];
}

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(),
  known: fc.array(fc.record({ workspace, addresses }), { maxLength: 2 }),
  before: fc.array(fc.oneof(deliver, enter), { minLength: 2, maxLength: 8 }),
  isSynced: fc.boolean(),
  events,
});

/** What the world has to remember beside itself, to name its mails. */
export interface Stage {
  readonly world: SyncWorld;
  readonly workers: readonly SteppedWorker[];
  readonly random: () => number;
  /** Every copy of every mail there ever was. */
  readonly copies: { readonly at: MemoryGmail; readonly message: MemoryMessage }[];
  mails: number;
  /** Mails that somebody moved, with their threads, and whether contacts or rules were changed: their activities may go and come. */
  readonly moved: Set<string>;
  isReshaped: boolean;
}

export function createStage(world: SyncWorld, random: () => number): Stage {
  const workers = [new SteppedWorker(world), new SteppedWorker(world)];
  return {
    world,
    workers,
    random,
    copies: [],
    mails: 0,
    moved: new Set(),
    isReshaped: false,
  };
}

export async function perform(stage: Stage, event: Event): Promise<void> {
  const { world, workers, random } = stage;
  const { crm } = world;
  const rep = "mailbox" in event ? world.reps[event.mailbox] : undefined;
  switch (event.do) {
    case "deliver":
      deliverMail(stage, event);
      return;
    case "spoof": {
      const known = pick(stage.copies, event.which);
      if (known === undefined) return;
      // The same Message-ID and date, from somebody else.
      const { messageId } = known.message.headers;
      const senders = stage.copies.map(({ message: { headers } }) =>
        headers.messageId === messageId ? headers.from : "",
      );
      const from = PEOPLE.find((address) => !senders.includes(address));
      if (from === undefined) return;
      const headers = { ...known.message.headers, from, subject: subjectOf(stage) };
      put(stage, known.at, headers, ["INBOX"], known.message.threadId, world.now);
      return;
    }
    case "delete":
    case "trash":
    case "untrash":
    case "spam":
    case "unspam":
    case "read":
      relabel(stage, pick(stage.copies, event.which), event.do);
      return;
    case "undo":
      stage.isReshaped = true;
      await crm.undo(event.workspace, event.which, world.now);
      return;
    case "draft":
      draft(stage, rep?.gmail, event);
      return;
    case "work":
      await workers[event.worker]?.step(event.calls, random);
      return;
    case "oversleep":
      await workers[0]?.step(event.calls, random);
      relabel(stage, pick(stage.copies, event.which), event.move);
      world.tick(120_000);
      for (const { gmail } of world.reps) gmail.unindexed.clear();
      await workers[1]?.step(60, random);
      await workers[0]?.step(3, random);
      return;
    case "kill":
      await workers[event.worker]?.kill(event.isHeard);
      return;
    case "push":
      if (rep !== undefined) await crm.makeDue(rep.userId, world.now);
      return;
    case "expire": {
      if (rep === undefined) return;
      rep.gmail.expireHistory();
      rep.gmail.shortPages += event.shortPages;
      return;
    }
    case "revoke":
    case "reconnect":
      await regrant(stage, rep, event.do === "revoke");
      return;
    case "fault": {
      const failure: GoogleFailure =
        event.kind === "throttle"
          ? { kind: "rate-limited", until: new Date(world.now.getTime() + 30_000) }
          : { kind: "transient", detail: "503" };
      for (let call = 0; call < event.calls; call++) rep?.gmail.faults.push(failure);
      return;
    }
    case "tick":
      world.tick(event.minutes * 60_000);
      for (const { gmail } of world.reps) gmail.unindexed.clear();
      return;
    case "enter":
      await crm.enter(event.workspace, event.addresses.map(addressOf), world.now);
      return;
    case "readdress":
      stage.isReshaped = true;
      await crm.readdress(event.workspace, event.contact, event.addresses.map(addressOf), world.now);
      return;
    case "remove":
      stage.isReshaped = true;
      await crm.remove(event.workspace, event.contact, world.now);
      return;
    case "forbid":
      stage.isReshaped = true;
      await crm.forbid(event.workspace, addressOf(event.address), world.now);
      return;
    case "allow":
      await crm.allow(event.workspace, addressOf(event.address), world.now);
      return;
  }
}

export function addressOf(person: number): EmailAddress {
  return toAddress(PEOPLE[person] ?? "");
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(items.length, 1)];
}

function subjectOf(stage: Stage): string {
  stage.mails += 1;
  return `mail ${stage.mails}`;
}

function deliverMail(stage: Stage, event: Extract<Event, { do: "deliver" }>): void {
  const { world } = stage;
  const from = PEOPLE[event.from] ?? "";
  const [first = "", ...rest] = event.to.map((person) => PEOPLE[person] ?? "");
  const subject = subjectOf(stage);
  // A second apart, so that it is clear which came first; none from the future.
  const at = new Date(world.now.getTime() - event.ageMinutes * 60_000 - 100_000 + stage.mails * 1_000);
  const headers = {
    ...{ messageId: `<${stage.mails}@world>`, from, to: [first], cc: rest, bcc: [], subject, date: at },
    isBulk: event.isBulk,
  };
  for (const { gmail } of world.reps) {
    const isFrom = gmail.email === from;
    if (!isFrom && ![first, ...rest].includes(gmail.email)) continue;
    const labels = isFrom ? ["SENT"] : ["INBOX", "UNREAD"];
    const { id } = put(stage, gmail, headers, labels, `t${event.thread}`, at);
    if (event.isUnindexed && event.ageMinutes === 0) gmail.unindexed.add(id);
  }
}

function put(
  stage: Stage,
  at: MemoryGmail,
  headers: MemoryHeaders,
  labels: readonly string[],
  threadId: string,
  date: Date,
): MemoryMessage {
  const message = at.add(headers, labels, threadId, date);
  stage.copies.push({ at, message });
  return message;
}

function relabel(stage: Stage, copy: Stage["copies"][number] | undefined, action: Move): void {
  if (copy === undefined) return;
  const { at, message } = copy;
  // An answer from somebody unknown comes and goes with the mail it answers.
  if (action !== "read")
    for (const other of stage.copies)
      if (other.message.threadId === message.threadId) stage.moved.add(other.message.headers.subject);
  switch (action) {
    case "delete":
      at.delete(message);
      return;
    case "trash":
      at.addLabel(message, "TRASH");
      return;
    case "untrash":
      at.removeLabel(message, "TRASH");
      return;
    case "spam":
      at.addLabel(message, "SPAM");
      return;
    case "unspam":
      at.removeLabel(message, "SPAM");
      return;
    case "read":
      at.removeLabel(message, "UNREAD");
  }
}

/** Each time it is saved a draft is a new message; sent, it is another once more. */
function draft(stage: Stage, at: MemoryGmail | undefined, event: Extract<Event, { do: "draft" }>): void {
  if (at === undefined) return;
  const subject = subjectOf(stage);
  const headers = {
    ...{ messageId: `<draft-${stage.mails}@world>`, from: at.email, to: [PEOPLE[event.to] ?? ""] },
    ...{ cc: [], bcc: [], subject, date: stage.world.now, isBulk: false },
  };
  let message = at.add(headers, ["DRAFT"], `d${stage.mails}`, stage.world.now);
  for (let save = 0; save < event.saves; save++) {
    at.delete(message);
    message = at.add(headers, ["DRAFT"], `d${stage.mails}`, stage.world.now);
  }
  if (event.end === "open") return;
  at.delete(message);
  if (event.end === "sent") put(stage, at, headers, ["SENT"], `d${stage.mails}`, stage.world.now);
}

async function regrant({ world }: Stage, rep: Rep | undefined, isRevoked: boolean): Promise<void> {
  if (rep === undefined) return;
  rep.gmail.isRevoked = isRevoked;
  if (isRevoked) return;
  await world.crm.setConnected(rep.userId, true);
  await world.crm.makeDue(rep.userId, world.now);
}
