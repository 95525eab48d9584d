/** What follows from each attempt: never a second mail on suspicion, never a mail forgotten. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  afterFailedLook,
  afterFailedSend,
  afterNoLook,
  afterRefusal,
  afterVainLook,
  EXPECTED_MS,
  MAX_ATTEMPTS,
  SEND_TIMING,
} from "../../backend/src/outbox/after-attempt.ts";
import { sendErrorIn } from "../../backend/src/outbox/send-errors.ts";
import type { GoogleFailure } from "../../backend/src/sync/google-failure.ts";

const NOW = new Date("2026-11-20T12:00:00Z");
const ago = (ms: number) => new Date(NOW.getTime() - ms);

const certain: fc.Arbitrary<GoogleFailure> = fc.oneof(
  fc.constant<GoogleFailure>({ kind: "transient", detail: "ECONNREFUSED", isUnsent: true }),
  fc
    .nat(86_400_000)
    .map((ms): GoogleFailure => ({ kind: "rate-limited", until: new Date(NOW.getTime() + ms) })),
  fc.constant<GoogleFailure>({ kind: "grant-revoked", reason: "revoked" }),
  fc.constant<GoogleFailure>({ kind: "scope-missing" }),
  fc.constant<GoogleFailure>({ kind: "gone" }),
  fc.integer({ min: 400, max: 499 }).map((status): GoogleFailure => ({
    ...{ kind: "rejected", status, reason: "invalidArgument", detail: "no" },
  })),
);
const unclear: fc.Arbitrary<GoogleFailure> = fc.oneof(
  fc
    .constantFrom("TIMEOUT", "UND_ERR_SOCKET", "503 backendError", "200 with a body that is not JSON")
    .map((detail): GoogleFailure => ({ kind: "transient", detail })),
  fc.constant<GoogleFailure>({ kind: "rejected", status: 200, reason: "too_large", detail: "" }),
);
const attempt = fc
  .record({
    attempts: fc.integer({ min: 1, max: 5 }),
    tried: fc.nat(2 * EXPECTED_MS),
    waited: fc.nat(2 * EXPECTED_MS),
  })
  .map(({ attempts, tried, waited }) => ({
    attempts,
    triedAt: ago(tried),
    content: { date: ago(tried + waited) },
  }));

describe("after a send that failed", () => {
  test("what may have been sent is neither called unsent nor sent again without a look", () => {
    fc.assert(
      fc.property(unclear, attempt, (failure, given) => {
        const result = afterFailedSend(failure, given, NOW, SEND_TIMING);
        expect(result.kind).toBe("unknown");
        expect(result.kind === "unknown" && result.dueAt !== null && result.dueAt > NOW).toBe(true);
      }),
    );
  });

  test("a first one that Gmail refused certainly did not go", () => {
    fc.assert(
      fc.property(certain, attempt, (failure, given) => {
        const result = afterFailedSend(failure, { ...given, attempts: 0, triedAt: null }, NOW, SEND_TIMING);
        expect(["failed", "not-sent"]).toContain(result.kind);
      }),
    );
  });

  test("a refusal does not make certain what an earlier attempt left open", () => {
    fc.assert(
      fc.property(certain, attempt, (failure, given) => {
        expect(afterFailedSend(failure, given, NOW, SEND_TIMING).kind).toBe("unknown");
        expect(afterRefusal(failure, given, NOW, SEND_TIMING).kind).toBe("unknown");
      }),
    );
  });
});

describe("after a look", () => {
  test("it is sent again only when it was looked for long enough, is still expected, and not too often", () => {
    fc.assert(
      fc.property(attempt, (given) => {
        const result = afterVainLook(given, NOW, SEND_TIMING);
        const passed = NOW.getTime() - given.triedAt.getTime();
        const isAllowed =
          passed >= SEND_TIMING.lookForMs &&
          NOW.getTime() - given.content.date.getTime() <= EXPECTED_MS &&
          given.attempts < MAX_ATTEMPTS;
        expect(result === "send-again").toBe(isAllowed);
      }),
    );
  });

  test("somebody looks again within an hour, for a day; then once a day, for a month; then nobody does", () => {
    const late = fc.record({ days: fc.nat(60), hours: fc.nat(23) });
    fc.assert(
      fc.property(attempt, late, unclear, (given, { days, hours }, failure) => {
        const passed = days * EXPECTED_MS + hours * 3_600_000;
        const tried = { ...given, triedAt: ago(passed) };
        for (const result of [
          afterVainLook(tried, NOW, SEND_TIMING),
          afterNoLook(tried, NOW, SEND_TIMING),
          afterFailedLook(failure, tried, NOW, SEND_TIMING),
        ]) {
          if (result === "send-again") continue;
          if (result.kind !== "unknown") throw new Error(result.kind);
          expect(sendErrorIn(result.error.message, "de")).not.toBe(result.error.message);
          if (passed > EXPECTED_MS) expect(result.error.message).toMatch(/Look into your Sent mail/);
          const wait = result.dueAt === null ? null : result.dueAt.getTime() - NOW.getTime();
          if (passed > 30 * EXPECTED_MS) expect(wait).toBeNull();
          else if (passed > EXPECTED_MS) expect(wait).toBe(EXPECTED_MS);
          else {
            expect(wait).toBeGreaterThan(0);
            expect(wait).toBeLessThanOrEqual(3_600_000);
          }
        }
      }),
    );
  });

  test("the lease outlasts what a worker may still send, and looking begins to count after both", () => {
    const answerMs = 20_000;
    expect(SEND_TIMING.leaseMs).toBeGreaterThan(SEND_TIMING.sendWithinMs + answerMs);
    expect(SEND_TIMING.lookForMs).toBeGreaterThan(SEND_TIMING.leaseMs);
  });
});
