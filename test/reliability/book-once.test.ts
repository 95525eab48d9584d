/** R13 and R2 for events: whatever becomes of Google's answers or of us, there is one event and one activity. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Fault } from "../../dev/google/faults/fault-rule.ts";
import { startMeetingScene, NORA, problemOf } from "../meetings/meeting-scene.ts";
import type { MeetingScene } from "../meetings/meeting-scene.ts";

/** Thrown in place of a store's answer, or after it did what it was asked for: the process is gone. */
class Interrupted extends Error {}

let scene: MeetingScene;
/** Awaits of the stores are counted; at this one the process ends, before or after the work. */
let interruption: { at: number; when: "before" | "after" } | undefined;
let awaited = 0;

beforeAll(async () => {
  scene = await startMeetingScene({
    timeoutMs: 400,
    wrapStores: (stores) => ({
      ...stores,
      bookings: interrupted(stores.bookings),
      meetings: interrupted(stores.meetings),
    }),
  });
});
beforeEach(() => {
  interruption = undefined;
  scene.google.faults.clear();
});
afterAll(async () => {
  await scene.close();
});

function interrupted<Store extends object>(store: Store): Store {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return async (...given: unknown[]): Promise<unknown> => {
        awaited += 1;
        const strikes = awaited === interruption?.at ? interruption.when : undefined;
        if (strikes === "before") throw new Interrupted();
        const result: unknown = await Reflect.apply(method, target, given);
        if (strikes === "after") throw new Interrupted();
        return result;
      };
    },
  });
}

/** Everything that came of a title, here and at Google. */
async function traces(title: string) {
  const events = [...scene.calendarOf(NORA).events()].filter(({ summary }) => summary === title);
  const activities = await scene.rows<{ id: string }>("select id from activity where subject = $1", title);
  const entries = await scene.rows(
    "select 1 from event_ledger_entry l join activity a on a.id = l.activity_id where a.subject = $1",
    title,
  );
  return { events: events.length, activities: activities.length, entries: entries.length };
}

const ONE = { events: 1, activities: 1, entries: 1 };

async function lookLater(): Promise<void> {
  await scene.rows(
    "update booking set due_at = now() - interval '1 year', lease_until = null where due_at is not null",
  );
  await scene.settle();
}

describe("R13", () => {
  const faults: readonly [string, Fault][] = [
    ["a time-out", { kind: "hang", done: true }],
    ["500", { kind: "error", error: "backendError", done: true }],
    ["a reset", { kind: "lost-answer" }],
    ["half an answer", { kind: "cut", breaks: true }],
    ["half an answer that looks whole", { kind: "cut" }],
    ["a proxy's page", { kind: "html", status: 502, done: true }],
    ["an empty 200", { kind: "empty", done: true }],
  ];

  test("100 rounds of answers lost after Google accepted: one event and one activity each", async () => {
    for (let round = 0; round < 100; round++) {
      const [, fault] = faults[round % faults.length] ?? [];
      if (fault === undefined) throw new Error("no fault");
      // Every third time looking for it fails as well: the rep is told, and tries again or the worker finds out.
      const isUnclear = round % 3 === 0;
      scene.google.faults.add({ method: "calendar.events.insert", fault, times: 1 });
      if (isUnclear)
        scene.google.faults.add({ method: "calendar.events.get", fault: { kind: "reset" }, times: 4 });
      const title = `Round ${round}`;
      const first = await scene.book({ title }, `round-${round}`);
      scene.google.faults.clear();
      expect({ round, status: first.status }).toEqual({ round, status: isUnclear ? 503 : 201 });
      if (isUnclear) {
        expect(problemOf(first).code).toBe("google_unavailable");
        expect(await traces(title)).toMatchObject({ events: 1, activities: 0 });
        if (round % 2 === 0) await lookLater();
        else expect((await scene.book({ title }, `round-${round}`)).status).toBe(201);
      }
      expect({ round, ...(await traces(title)) }).toEqual({ round, ...ONE });
    }
    const before = await scene.rows("select * from activity order by id");
    await scene.sync();
    expect(await scene.rows("select * from activity order by id")).toEqual(before);
  }, 60_000);

  test("a request that never arrived is not booked by itself, and can be made again", async () => {
    scene.google.faults.add({ method: "calendar.events.*", fault: { kind: "reset" } });
    expect((await scene.book({ title: "Never" }, "never")).status).toBe(503);
    scene.google.faults.clear();
    await lookLater();
    expect(await traces("Never")).toEqual({ events: 0, activities: 0, entries: 0 });
    const [row] = await scene.rows("select status::text from booking where idempotency_key = 'never'");
    expect(row).toEqual({ status: "pending" });
    await scene.rows(
      "update booking set created_at = now() - interval '1 year' where idempotency_key = 'never'",
    );
    await scene.rows(
      "update booking set created_at = $1 where idempotency_key = 'never'",
      new Date(Date.parse("2026-11-23T08:50:00Z")),
    );
    await lookLater();
    expect(
      await scene.rows("select status::text, due_at from booking where idempotency_key = 'never'"),
    ).toEqual([{ status: "refused", due_at: null }]);
    expect((await scene.book({ title: "Never" }, "never")).status).toBe(201);
    expect(await traces("Never")).toEqual(ONE);
  });

  test("without a grant it stays unclear until there is one again", async () => {
    scene.google.faults.add({ method: "calendar.events.insert", fault: { kind: "lost-answer" }, times: 1 });
    scene.google.faults.add({ method: "calendar.events.get", fault: { kind: "reset" } });
    expect((await scene.book({ title: "Revoked" }, "revoked")).status).toBe(503);
    scene.google.faults.clear();
    scene.google.faults.add({ method: "calendar.*", fault: { kind: "error", error: "unauthorized" } });
    await lookLater();
    expect(await traces("Revoked")).toMatchObject({ events: 1, activities: 0 });
    scene.google.faults.clear();
    await lookLater();
    expect(await traces("Revoked")).toEqual(ONE);
  });
});

test("R2: interrupted at every await, one booking comes of it, by the rep's next try or by the worker", async () => {
  awaited = 0;
  expect((await scene.book({ title: "Undisturbed" })).status).toBe(201);
  const awaits = awaited;
  expect(awaits).toBeGreaterThan(4);
  for (let at = 1; at <= awaits; at++)
    for (const when of ["before", "after"] as const)
      for (const next of ["try", "worker"] as const) {
        const title = `interrupted-${when}-${at}-then-the-${next}`;
        awaited = 0;
        interruption = { at, when };
        const first = await scene.book({ title }, title);
        interruption = undefined;
        expect({ title, status: first.status }).toEqual({ title, status: 500 });
        if (next === "worker") await lookLater();
        else await scene.rows("update booking set lease_until = null where idempotency_key = $1", title);
        const { events } = await traces(title);
        if (next === "worker" && events === 0) continue; // Nothing had been asked of Google yet.
        if (next === "try") expect((await scene.book({ title }, title)).status).toBe(201);
        expect({ title, ...(await traces(title)) }).toEqual({ title, ...ONE });
      }
}, 60_000);
