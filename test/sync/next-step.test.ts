import { describe, expect, test } from "@jest/globals";
import type { GoogleFailure } from "../../backend/src/sync/google-failure.ts";
import type { FirstCursor, MailCursor } from "../../backend/src/sync/mail-cursor.ts";
import {
  backOffMs,
  nextPollMs,
  nextStep,
  stepAfter,
  withoutPageToken,
} from "../../backend/src/sync/next-step.ts";

const now = new Date("2026-11-23T12:00:00Z");
const first: FirstCursor = {
  ...{ phase: "first", plan: "search", historyId: "1", after: null, estimate: 9 },
  step: { kind: "read" },
};
const incremental: MailCursor = { phase: "incremental", historyId: "1" };
const idle = { hasWaiting: false, hasSearches: false, lastCheckedAt: now };
const state = { isUpToDate: true, isReadOut: false };

describe("the next step", () => {
  test("nothing is known: plan", () => {
    expect(nextStep({ ...idle, cursor: null }, state, now).kind).toBe("plan");
  });

  test.each([
    [{ kind: "search", through: null }, "search-contacts"],
    [{ kind: "list", pageToken: null }, "list"],
  ] as const)("a first sync at %j goes on with it, whatever else there is to do", (step, kind) => {
    const claim = { ...idle, hasWaiting: true, hasSearches: true, cursor: { ...first, step } };
    expect(nextStep(claim, { ...state, isUpToDate: false }, now).kind).toBe(kind);
  });

  test.each([first, incremental])("$phase: new mail, then searches, then what waits", (cursor) => {
    const claim = { ...idle, hasWaiting: true, hasSearches: true, cursor };
    expect(nextStep(claim, { ...state, isUpToDate: false }, now).kind).toBe("follow-history");
    expect(nextStep(claim, state, now).kind).toBe("search-requested");
    expect(nextStep({ ...claim, hasSearches: false }, state, now).kind).toBe("read");
    expect(nextStep({ ...claim, hasSearches: false }, { ...state, isReadOut: true }, now).kind).toBe("pause");
  });

  test("all was read: a first sync ends, an incremental one is done", () => {
    expect(nextStep({ ...idle, cursor: first }, state, now).kind).toBe("finish-first");
    expect(nextStep({ ...idle, cursor: incremental }, state, now).kind).toBe("done");
  });

  test("once a day, when there is nothing else to do, everything is compared", () => {
    const claim = { ...idle, cursor: incremental, lastCheckedAt: new Date(now.getTime() - 24 * 3_600_000) };
    expect(nextStep(claim, state, now).kind).toBe("begin-check");
    expect(nextStep({ ...claim, hasWaiting: true }, state, now).kind).toBe("read");
  });
});

test.each<[GoogleFailure, string]>([
  [{ kind: "cursor-expired" }, "recover"],
  [{ kind: "grant-revoked", reason: "revoked" }, "reconnect"],
  [{ kind: "scope-missing" }, "reconnect"],
  [{ kind: "rate-limited", until: now }, "wait"],
  [{ kind: "transient", detail: "503" }, "back-off"],
  [{ kind: "gone" }, "back-off"],
  [{ kind: "rejected", status: 400, reason: "badRequest", detail: "" }, "back-off"],
])("after %j: %s", (failure, kind) => {
  expect(stepAfter(failure).kind).toBe(kind);
});

test("waiting grows from half a minute to an hour", () => {
  expect(backOffMs(0, 0.5)).toBe(30_000);
  expect(backOffMs(3, 0.5)).toBe(240_000);
  expect(backOffMs(1_000, 1)).toBe(1.25 * 3_600_000);
  expect(nextPollMs(15, 0)).toBe(14.25 * 60_000);
  expect(nextPollMs(15, 1)).toBeCloseTo(15.75 * 60_000);
});

describe("a page token Gmail no longer takes", () => {
  test.each<[MailCursor, MailCursor | undefined]>([
    [incremental, undefined],
    [{ ...incremental, page: { pageToken: "p", nextHistoryId: "2" } }, incremental],
    [
      { ...first, step: { kind: "list", pageToken: "p" } },
      { ...first, step: { kind: "list", pageToken: null } },
    ],
    [
      { ...first, step: { kind: "search", through: "a", page: { q: "q", pageToken: "p", through: "b" } } },
      { ...first, step: { kind: "search", through: "a" } },
    ],
    [
      { phase: "recovery", historyId: "1", after: null, listing: 4, pageToken: "p", isCheck: true },
      { phase: "recovery", historyId: "1", after: null, listing: 4, pageToken: null, isCheck: true },
    ],
    [
      { phase: "recovery", historyId: "1", after: null, listing: 4, pageToken: null, isCheck: true },
      undefined,
    ],
    [first, undefined],
  ])("%j begins anew as %j", (cursor, expected) => {
    expect(withoutPageToken(cursor)).toEqual(expected);
  });
});
