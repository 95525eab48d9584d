/** What the engine does with a mailbox, seen from Gmail and from the database. */
import { describe, expect, test } from "@jest/globals";
import { createMailScene, LEA } from "./mail-scene.ts";
import type { MailScene } from "./mail-scene.ts";
import { toAddress } from "./sync-world.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** So many contacts that they are searched for in several rounds before all is listed. */
async function createLongSearch(): Promise<MailScene> {
  const scene = await createMailScene();
  const { workspace, mailbox, world } = scene;
  const addresses = Array.from({ length: 120 }, (_, index) => `c${index}@a.example`);
  for (const address of [LEA, ...addresses]) workspace.createContact([toAddress(address)], world.now);
  // As for contacts that were there before the mailbox: nobody asks for searches of their own.
  mailbox.searches.clear();
  // In a smaller mailbox it would be cheaper to look at every mail.
  for (let index = 0; index < 20; index++) scene.receive({ from: `x${index}@elsewhere.example` });
  return scene;
}

function isListOfAll(call: string, { mailbox: { cursor } }: MailScene): boolean {
  return call === "listMessages" && cursor?.phase === "first" && cursor.step.kind === "list";
}

describe("a first sync", () => {
  test("costs little more than one read for each mail it logs", async () => {
    const scene = await createMailScene();
    const contacts = Array.from({ length: 60 }, (_, index) => `c${index}@a.example`);
    for (const address of contacts) scene.workspace.createContact([toAddress(address)], scene.world.now);
    for (let index = 0; index < 2_000; index++)
      scene.receive({ from: index % 7 === 0 ? (contacts[index % 60] ?? "") : `x${index}@elsewhere.example` });
    await scene.drain();
    const { length: logged } = scene.logged;
    expect(logged).toBe(286);
    const searches = 5 * Math.ceil(60 / 12);
    expect(scene.gmail.units / (20 * logged + searches)).toBeLessThanOrEqual(1.15);
    expect(scene.mailbox.ledger.size).toBe(2_000);
    expect(scene.mailbox.cursor).toMatchObject({ phase: "incremental" });
  });

  test("reads the newest first, and new mail before the backlog", async () => {
    const scene = await createMailScene({ sliceMessages: 5, readChunk: 5 });
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    for (let index = 0; index < 30; index++) scene.receive();
    await scene.work();
    expect(scene.logged).toEqual(["mail 26", "mail 27", "mail 28", "mail 29", "mail 30"]);
    expect(scene.mailbox.cursor).toMatchObject({ phase: "first", step: { kind: "read" } });
    scene.receive({ subject: "news" });
    await scene.work();
    expect(scene.logged).toContain("news");
    await scene.drain();
    expect(scene.logged).toHaveLength(31);
  });

  test.each([
    ["is over after a chunk", () => 4_000],
    // The chunks grow to twenty mails, and are five again where Gmail takes its time.
    ["slows down", (reads: number) => (reads < 20 ? 0 : 1_000)],
  ])("asks for each mail once, also where the slice %s", async (_, msOfRead) => {
    const scene = await createMailScene({ readChunk: 5 });
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    for (let index = 0; index < 100; index++) scene.receive();
    let reads = 0;
    let slices = 0;
    const onCall = (call: string): void => {
      if (call === "getMessage") scene.world.tick(msOfRead(reads++));
    };
    while (await scene.work(onCall)) slices += 1;
    expect(scene.logged).toHaveLength(100);
    expect(slices).toBeGreaterThan(2);
    expect(scene.gmail.calls.get("getMessage")).toBe(100);
  });

  test("logs what comes after its sender was searched for and before all is listed", async () => {
    const scene = await createLongSearch();
    scene.receive({ subject: "early" });
    await scene.work((name) => {
      if (isListOfAll(name, scene)) scene.receive({ subject: "meanwhile" });
    });
    await scene.drain();
    expect(scene.logged).toEqual(["early", "meanwhile"]);
  });

  test("lists some pages a commit, and keeps what came before a failure", async () => {
    const scene = await createMailScene();
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    for (let mail = 0; mail < 1_100; mail++) scene.receive({ from: "x@elsewhere.example" });
    let lists = 0;
    await scene.work((name) => {
      if (name !== "listMessages") return;
      lists += 1;
      // Two of the newest, the first page, the search, the second page: this is the third.
      if (lists === 6) scene.gmail.faults.push({ kind: "transient", detail: "503" });
    });
    expect(scene.mailbox.ledger.size).toBe(1_000);
    scene.world.tick(MINUTE);
    scene.gmail.calls.clear();
    await scene.drain();
    expect(scene.mailbox.ledger.size).toBe(1_100);
    // The third page; and the search that the new contact had asked for.
    expect(scene.gmail.calls.get("listMessages")).toBe(2);
  });

  test("begins anew when history is gone before its end", async () => {
    const scene = await createLongSearch();
    const gone = scene.receive({ subject: "gone" });
    scene.receive({ subject: "early" });
    let isExpired = false;
    await scene.work((name) => {
      if (isListOfAll(name, scene) && !isExpired) scene.receive({ subject: "meanwhile" });
      if (name === "listHistory" && !isExpired) {
        isExpired = true;
        scene.gmail.delete(gone);
        scene.gmail.expireHistory();
      }
    });
    await scene.drain();
    expect(scene.logged).toEqual(["early", "meanwhile"]);
  });

  test("goes back as far as it is told to", async () => {
    const scene = await createMailScene({ firstSyncDays: 30 });
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    scene.receive({ subject: "old", date: new Date(scene.world.now.getTime() - 31 * DAY) });
    scene.receive({ subject: "young", date: new Date(scene.world.now.getTime() - 29 * DAY) });
    await scene.drain();
    expect(scene.logged).toEqual(["young"]);
  });

  test("looks no further back where nothing is younger", async () => {
    const scene = await createMailScene({ firstSyncDays: 30 });
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    scene.receive({ subject: "old", date: new Date(scene.world.now.getTime() - 31 * DAY) });
    await scene.drain();
    expect(scene.logged).toEqual([]);
  });

  test.each(["search", "scan"])("finds by a %s what Gmail's search does not know yet", async (plan) => {
    const scene = await createMailScene({ firstSyncDays: 30 });
    if (plan === "search") scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    else scene.mailbox.account = { ...scene.mailbox.account, contactCreation: "all" };
    scene.receive({ subject: "old", date: new Date(scene.world.now.getTime() - 31 * DAY) });
    scene.receive({ subject: "before" });
    for (const subject of ["late", "latest"]) scene.gmail.unindexed.add(scene.receive({ subject }).id);
    await scene.drain();
    expect(scene.logged).toEqual(["before", "late", "latest"]);
  });

  test("finds what Gmail's search does not know yet where there is nothing else", async () => {
    const scene = await createMailScene({ firstSyncDays: 30 });
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    scene.gmail.unindexed.add(scene.receive({ subject: "only" }).id);
    await scene.drain();
    expect(scene.logged).toEqual(["only"]);
  });

  test("looks at every mail where contacts are made of whom the rep writes to", async () => {
    const scene = await createMailScene();
    scene.mailbox.account = { ...scene.mailbox.account, contactCreation: "written_to" };
    scene.receive({ subject: "first", date: new Date("2026-11-20T08:00:00Z") });
    scene.receive({ subject: "answer", from: scene.gmail.email, to: [LEA], labels: ["SENT"] });
    scene.receive({ subject: "stranger", from: "x@elsewhere.example" });
    await scene.drain();
    expect(scene.logged).toEqual(["answer", "first"]);
    expect([...scene.workspace.byAddress.keys()]).toEqual([LEA]);
  });
});

describe("day by day", () => {
  async function synced(settings = {}) {
    const scene = await createMailScene(settings);
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    await scene.drain();
    scene.world.tick(MINUTE);
    scene.mailbox.makeDue(scene.world.now);
    scene.calls.length = 0;
    scene.gmail.calls.clear();
    return scene;
  }

  test("one new mail: three calls to Gmail, one commit that lets go of the mailbox too", async () => {
    const scene = await synced();
    scene.receive();
    await scene.drain();
    expect(scene.logged).toEqual(["mail 1"]);
    expect(scene.calls).toEqual([
      ...["claim", "listHistory", "findKnown", "getMessage", "findMatches", "getMessage", "apply"],
      "claim",
    ]);
    expect(scene.mailbox.lastSyncedAt).toEqual(scene.world.now);
  });

  test("nothing new: two units", async () => {
    const scene = await synced();
    const before = scene.gmail.units;
    await scene.drain();
    expect(scene.gmail.units - before).toBe(2);
    expect(scene.mailbox.dueAt).toEqual(new Date(scene.world.now.getTime() + 15 * MINUTE));
  });

  test("of a stranger's mail only the headers are read", async () => {
    const scene = await synced();
    scene.receive({ from: "x@elsewhere.example" });
    await scene.drain();
    expect(scene.gmail.formats).toEqual(["headers"]);
    expect([...scene.mailbox.ledger.values()]).toMatchObject([{ decision: "skipped", reason: "no_contact" }]);
  });

  test("of earlier mails of a contact only the headers, if that is what was asked for", async () => {
    const scene = await synced();
    scene.workspace.createContact(
      [toAddress("kai@a.example")],
      new Date(scene.world.now.getTime() + DAY),
      "headers",
    );
    scene.mailbox.searches.clear();
    scene.receive({ from: "kai@a.example" });
    await scene.drain();
    expect(scene.find("mail 1")).toMatchObject({ bodyText: null });
    expect(scene.gmail.formats).toEqual(["headers"]);
  });

  test("an answer logged with the mail it answers, though it was read first", async () => {
    const scene = await synced({ readChunk: 1 });
    scene.receive({ thread: "t", subject: "question" });
    scene.receive({ thread: "t", subject: "answer", from: "assistant@elsewhere.example" });
    await scene.drain();
    expect(scene.logged).toEqual(["answer", "question"]);
  });

  test("a mail under an alias went out; one to a colleague is internal", async () => {
    const scene = await synced();
    scene.mailbox.account = { ...scene.mailbox.account, aliases: [toAddress("ann@brand.example")] };
    scene.receive({ from: "ann@brand.example", to: [LEA], subject: "out" });
    scene.receive({ from: "ann@brand.example", to: ["bob@us.example"], subject: "among us" });
    await scene.drain();
    expect(scene.logged).toEqual(["out"]);
    expect(scene.find("out")?.direction).toBe("outbound");
  });

  test("text that Gmail keeps apart is fetched", async () => {
    const scene = await synced();
    const { id, threadId, internalDate } = scene.receive();
    const headers = [
      { name: "From", value: LEA },
      { name: "To", value: scene.gmail.email },
      { name: "Subject", value: "apart" },
    ];
    const body = { attachmentId: "long", size: 40_000 };
    scene.gmail.poison.set(id, {
      ...{ id, threadId, internalDate: String(internalDate) },
      payload: { mimeType: "text/plain", headers, body },
    });
    await scene.drain();
    expect(scene.find("apart")?.bodyText).toBe("text behind long");
  });

  test("after history is gone only what is unknown is read, what is missing looked for one by one", async () => {
    const scene = await synced();
    const messages = Array.from({ length: 40 }, () => scene.receive());
    await scene.drain();
    scene.gmail.calls.clear();
    const [gone, trashed] = messages;
    if (gone === undefined || trashed === undefined) throw new Error("there are forty");
    scene.gmail.delete(gone);
    scene.gmail.addLabel(trashed, "TRASH");
    scene.receive({ subject: "missed" });
    scene.gmail.expireHistory();
    scene.mailbox.makeDue(scene.world.now);
    await scene.drain();
    expect(scene.logged).toHaveLength(39);
    expect(scene.logged).toContain("missed");
    // The missed one by header and whole, the two that are not listed by header.
    expect(scene.gmail.calls.get("getMessage")).toBe(4);
  });

  test("what was in spam when its sender became a contact is logged when it is back, history or not", async () => {
    const scene = await synced();
    const mail = scene.receive({ from: "kai@a.example", subject: "from kai" });
    await scene.drain();
    const quietly = (change: () => void) => {
      change();
      scene.gmail.expireHistory();
      scene.mailbox.makeDue(scene.world.now);
    };
    quietly(() => {
      scene.gmail.addLabel(mail, "SPAM");
    });
    scene.workspace.createContact([toAddress("kai@a.example")], scene.world.now);
    await scene.drain();
    expect(scene.logged).toEqual([]);
    quietly(() => {
      scene.gmail.removeLabel(mail, "SPAM");
    });
    await scene.drain();
    expect(scene.logged).toEqual(["from kai"]);
  });

  test("once a day all is compared with Gmail's own list", async () => {
    const scene = await synced();
    scene.receive();
    await scene.drain();
    scene.world.tick(DAY);
    scene.mailbox.makeDue(scene.world.now);
    scene.gmail.calls.clear();
    await scene.drain();
    expect(scene.mailbox.lastCheckedAt).toEqual(scene.world.now);
    expect(Object.fromEntries(scene.gmail.calls)).toEqual({ listHistory: 1, listSendAs: 1, listMessages: 1 });
  });
});

describe("a mail that cannot be read", () => {
  test("is given up after three tries half a minute apart, and keeps nobody waiting", async () => {
    const scene = await createMailScene();
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    await scene.drain();
    const poison = scene.receive({ subject: "poison" });
    scene.gmail.poison.set(poison.id, { id: poison.id, payload: "none" });
    scene.receive({ subject: "fine" });
    for (const attempts of [1, 2, 3]) {
      scene.mailbox.makeDue(scene.world.now);
      await scene.drain();
      expect(scene.logged).toEqual(["fine"]);
      expect(scene.mailbox.ledger.get(poison.id)).toMatchObject({ attempts });
      if (attempts < 3) expect(scene.mailbox.dueAt).toEqual(new Date(scene.world.now.getTime() + 30_000));
      scene.world.tick(30_000);
    }
    expect(scene.mailbox.ledger.get(poison.id)).toMatchObject({
      decision: "quarantined",
      reason: /malformed/,
    });
    expect(scene.mailbox.error).toBeNull();
  });

  test("is given up when only the database stumbles over it", async () => {
    const scene = await createMailScene();
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    const bad = scene.receive({ subject: "bad" });
    scene.unstorable.add(bad.id);
    scene.receive({ subject: "good" });
    for (let attempt = 0; attempt < 3; attempt++) {
      await scene.drain();
      scene.world.tick(MINUTE);
    }
    await scene.drain();
    expect(scene.logged).toEqual(["good"]);
    expect(scene.mailbox.ledger.get(bad.id)).toMatchObject({
      decision: "quarantined",
      reason: "cannot_be_stored",
    });
  });

  test("may only be too new: not found at once, it is asked for again", async () => {
    const scene = await createMailScene();
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    await scene.drain();
    scene.mailbox.makeDue(scene.world.now);
    const [early, never] = [scene.receive({ subject: "early" }), scene.receive({ subject: "never" })];
    const hidden = [early, never].map(({ id }) => scene.gmail.messages.get(id));
    for (const { id } of [early, never]) scene.gmail.messages.delete(id);
    await scene.drain();
    expect(scene.mailbox.waiting).toHaveLength(2);
    const [found] = hidden;
    if (found !== undefined) scene.gmail.messages.set(found.id, found);
    scene.world.tick(30_000);
    await scene.drain();
    expect(scene.logged).toEqual(["early"]);
    expect(scene.mailbox.ledger.get(never.id)).toMatchObject({ decision: "skipped", reason: "deleted" });
  });

  test("that Gmail itself fails at is given up after long patience, and new mail comes in meanwhile", async () => {
    const scene = await createMailScene();
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    await scene.drain();
    const stuck = scene.receive({ subject: "stuck" });
    scene.gmail.failing.add(stuck.id);
    for (let attempt = 0; attempt < 20; attempt++) {
      scene.receive({ subject: `news ${attempt}` });
      scene.mailbox.makeDue(scene.world.now);
      await scene.drain();
      expect(scene.logged).toContain(`news ${attempt}`);
      scene.world.tick(30 * MINUTE);
    }
    // Each attempt brought news, so none was in vain.
    expect(scene.mailbox.ledger.get(stuck.id)).toMatchObject({ decision: "waiting" });
    for (let attempt = 0; attempt < 20; attempt++) {
      scene.world.tick(2 * 60 * MINUTE);
      await scene.drain();
    }
    expect(scene.mailbox.ledger.get(stuck.id)).toMatchObject({
      decision: "quarantined",
      reason: "gmail_fails",
    });
  });
});

describe("a failure", () => {
  async function withNews() {
    const scene = await createMailScene();
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    await scene.drain();
    scene.receive();
    scene.mailbox.makeDue(scene.world.now);
    return scene;
  }

  test("throttled: what was read is kept, and nothing is asked for before the time named", async () => {
    const scene = await withNews();
    scene.receive();
    const until = new Date(scene.world.now.getTime() + 5 * MINUTE);
    scene.gmail.faultsAfter(2, { kind: "rate-limited", until });
    await scene.drain();
    expect(scene.mailbox).toMatchObject({ dueAt: until, throttledUntil: until, failures: 0 });
    expect(scene.mailbox.waiting).toHaveLength(1);
    const before = scene.gmail.units;
    scene.mailbox.makeDue(scene.world.now);
    await scene.drain();
    expect(scene.gmail.units).toBe(before);
    scene.world.tick(5 * MINUTE);
    await scene.drain();
    expect(scene.logged).toHaveLength(2);
  });

  test("of Gmail's: again after a while that grows, and the rep is told", async () => {
    const scene = await withNews();
    const delays: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      scene.gmail.faults.push({ kind: "transient", detail: "503" });
      await scene.drain();
      delays.push((scene.mailbox.dueAt?.getTime() ?? 0) - scene.world.now.getTime());
      expect(scene.mailbox.error?.code).toBe("google_unavailable");
      scene.world.tick(delays.at(-1) ?? 0);
    }
    expect(delays).toEqual([30_000, 60_000, 120_000, 240_000]);
    await scene.drain();
    expect(scene.mailbox).toMatchObject({ failures: 0, error: null });
    expect(scene.logged).toHaveLength(1);
  });

  test.each([
    [{ kind: "grant-revoked", reason: "revoked" }, "revoked"],
    [{ kind: "scope-missing" }, "scope_missing"],
  ] as const)("%j: the rep has to connect again, and Gmail is left alone", async (failure, reason) => {
    const scene = await withNews();
    scene.gmail.faults.push(failure);
    await scene.drain();
    expect(scene.world.reconnects).toEqual([reason]);
    expect(scene.mailbox).toMatchObject({ isConnected: false, dueAt: null });
    scene.mailbox.isConnected = true;
    scene.mailbox.makeDue(scene.world.now);
    await scene.drain();
    expect(scene.logged).toHaveLength(1);
  });

  test("a page token that Gmail refuses: the listing begins anew", async () => {
    const scene = await createMailScene();
    scene.workspace.createContact([toAddress(LEA)], scene.world.now);
    scene.receive();
    await scene.drain();
    scene.mailbox.cursor = {
      ...{ phase: "recovery", historyId: "1", after: null, listing: 3, isCheck: true },
      pageToken: '["x","another request"]',
    };
    scene.mailbox.makeDue(scene.world.now);
    await scene.drain();
    expect(scene.mailbox).toMatchObject({ cursor: { phase: "recovery", pageToken: null }, failures: 1 });
    scene.world.tick(MINUTE);
    await scene.drain();
    expect(scene.mailbox).toMatchObject({ cursor: { phase: "incremental" }, error: null });
  });

  test("of our own: the mailbox is let go of, and tried again", async () => {
    const scene = await withNews();
    const { store } = scene.crm;
    const findMatches = store.findMatches.bind(store);
    store.findMatches = () => Promise.reject(new Error("no connection"));
    await scene.drain();
    expect(scene.world.warnings).toHaveLength(1);
    expect(scene.mailbox).toMatchObject({ leaseUntil: null, failures: 1, error: { code: "internal" } });
    store.findMatches = findMatches;
    scene.world.tick(MINUTE);
    await scene.drain();
    expect(scene.logged).toHaveLength(1);
  });
});

test("a giant gives way: a small mailbox is synced before the giant is done", async () => {
  const scene = await createMailScene({ sliceMessages: 10, readChunk: 10 });
  scene.workspace.createContact([toAddress(LEA)], scene.world.now);
  for (let index = 0; index < 100; index++) scene.receive();
  const [, rep] = scene.world.reps;
  if (rep === undefined) throw new Error("there are three");
  const small = scene.crm.mailbox(rep.userId);
  small.isConnected = true;
  const slices: boolean[] = [];
  while (small.lastSyncedAt === null) {
    slices.push(await scene.work());
    scene.world.tick(1_000);
  }
  expect(slices.length).toBeLessThanOrEqual(3);
  expect(scene.logged.length).toBeLessThan(100);
});
