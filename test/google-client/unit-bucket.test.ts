import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { UnitBucket } from "../../backend/src/google/unit-bucket.ts";
import { createVirtualTime } from "./virtual-time.ts";

const MINUTE_MS = 60_000;
const PATIENCE_MS = 5_000;

interface Spent {
  readonly at: number;
  readonly units: number;
}

function mostInAnyMinute(spent: readonly Spent[]): number {
  let most = 0;
  for (const { at: start } of spent) {
    const inside = spent.filter(({ at }) => at >= start && at < start + MINUTE_MS);
    most = Math.max(
      most,
      inside.reduce((sum, { units }) => sum + units, 0),
    );
  }
  return most;
}

describe("a user's units", () => {
  test("are never more than the quota in any minute, whatever is asked for when", async () => {
    const calls = fc.array(
      fc.record({
        units: fc.constantFrom(1, 2, 5, 20, 100),
        pauseMs: fc.constantFrom(0, 0, 0, 7, 900, 61_000),
      }),
      { minLength: 1, maxLength: 400 },
    );
    await fc.assert(
      fc.asyncProperty(calls, async (asked) => {
        const time = createVirtualTime();
        const bucket = new UnitBucket(6_000, PATIENCE_MS, time);
        const spent: Spent[] = [];
        const taken: Promise<unknown>[] = [];
        for (const { units, pauseMs } of asked) {
          if (pauseMs > 0) await time.sleep(pauseMs);
          taken.push(bucket.take(units).then(() => spent.push({ at: time.now(), units })));
        }
        await Promise.all(taken);
        expect(spent).toHaveLength(asked.length);
        expect(mostInAnyMinute(spent)).toBeLessThanOrEqual(6_000);
      }),
      { numRuns: 30 },
    );
  });

  test("are used up to more than 95 % while there is work", async () => {
    const time = createVirtualTime();
    const bucket = new UnitBucket(6_000, PATIENCE_MS, time);
    const start = time.now();
    let spent = 0;
    while (time.now() - start < 10 * MINUTE_MS) {
      await bucket.take(20);
      spent += 20;
    }
    expect(spent / 10).toBeGreaterThan(0.95 * 6_000);
    expect(spent / 10).toBeLessThanOrEqual(6_000);
  });

  test("are given in the order they were asked for, also to a call that costs much", async () => {
    const time = createVirtualTime();
    const bucket = new UnitBucket(600, PATIENCE_MS, time);
    const order: number[] = [];
    await Promise.all(
      [5, 100, 1, 20, 1].map(async (units, index) => {
        await bucket.take(units);
        order.push(index);
      }),
    );
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  test("are held back for a short pause, to the millisecond", async () => {
    const time = createVirtualTime();
    const bucket = new UnitBucket(6_000, PATIENCE_MS, time);
    const until = new Date(time.now() + 4_321);
    bucket.pauseUntil(until);
    expect(await bucket.take(20)).toBeUndefined();
    expect(time.now()).toBe(until.getTime());
  });

  test("are refused for a long pause, also to those who wait already", async () => {
    const time = createVirtualTime();
    const bucket = new UnitBucket(600, PATIENCE_MS, time);
    await bucket.take(12);
    const waiting = [bucket.take(12), bucket.take(12)];
    const until = new Date(time.now() + 3_600_000);
    bucket.pauseUntil(until);
    expect(await Promise.all(waiting)).toEqual([until, until]);
    expect(await bucket.take(1)).toEqual(until);
    time.advance(3_600_000);
    expect(await bucket.take(1)).toBeUndefined();
  });

  test("do not grow while the clock is set back", async () => {
    const time = createVirtualTime();
    const bucket = new UnitBucket(6_000, PATIENCE_MS, time);
    await bucket.take(120);
    time.advance(-3_600_000);
    const start = time.now();
    await bucket.take(96);
    expect(time.now() - start).toBeGreaterThanOrEqual(999);
  });
});
