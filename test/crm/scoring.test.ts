import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { momentumOf, reasonText } from "../../backend/src/crm/scoring.ts";
import { groupByThread } from "../../backend/src/crm/timeline.ts";
import { pointsOf, turnOf } from "./count-again.ts";

const weights = { emailPoints: 1, meetingPoints: 3 };
const now = new Date("2026-11-23T12:00:00Z");
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

describe("pointsOf", () => {
  test.each([
    ["EMAIL", null, true, 1],
    ["EMAIL", null, false, 0],
    ["MEETING", "HELD", true, 3],
    ["MEETING", "SCHEDULED", true, 0],
    ["MEETING", "CANCELLED", true, 0],
    ["MEETING", "NO_SHOW", true, 0],
    ["MEETING", "HELD", false, 0],
    ["NOTE", null, true, 0],
    ["CALL", null, true, 0],
  ] as const)("gives %s %s (counts: %s) %i", (type, status, counts, points) => {
    expect(pointsOf({ type, status, counts }, weights)).toBe(points);
  });
});

describe("momentumOf", () => {
  test("halves a point every thirty days", () => {
    expect(momentumOf([{ points: 4, at: now }], now)).toBe(4);
    expect(momentumOf([{ points: 4, at: daysAgo(30).toISOString() }], now)).toBe(2);
    expect(
      momentumOf(
        [
          { points: 4, at: daysAgo(60) },
          { points: 1, at: daysAgo(30) },
        ],
        now,
      ),
    ).toBe(1.5);
    expect(momentumOf([{ points: 4, at: daysAgo(-10) }], now)).toBe(4);
    expect(momentumOf([], now)).toBe(0);
    expect(Object.is(momentumOf([{ points: -0.01, at: now }], now), -0)).toBe(false);
  });

  test("does not depend on the order of the reasons and never exceeds their sum", () => {
    const reason = fc.record({ points: fc.nat(3), at: fc.integer({ min: 0, max: 900 }).map(daysAgo) });
    fc.assert(
      fc.property(fc.array(reason), (reasons) => {
        const sum = reasons.reduce((total, one) => total + one.points, 0);
        const momentum = momentumOf(reasons, now);
        expect(Math.abs(momentum - momentumOf(reasons.toReversed(), now))).toBeLessThanOrEqual(0.1001);
        expect(momentum).toBeLessThanOrEqual(sum + 0.05);
      }),
    );
  });
});

test.each([
  ["EMAIL", "inbound", "Offer", null, "Email received: Offer"],
  ["EMAIL", "outbound", " ", "en-GB", "Email sent"],
  ["EMAIL", null, null, "fr", "Email"],
  ["MEETING", null, "Demo", "de-AT", "Termin gehalten: Demo"],
  ["EMAIL", "inbound", "Angebot", "de", "E-Mail erhalten: Angebot"],
  ["CALL", null, null, "den", "Call"],
] as const)("the reason of %s %s %j in %s is %j", (type, direction, subject, locale, text) => {
  expect(reasonText({ type, direction, subject }, locale)).toBe(text);
});

describe("turnOf", () => {
  const mail = (direction: "inbound" | "outbound" | null, days: number) => ({
    direction,
    occurredAt: daysAgo(days),
  });

  test("is ours since the first of their mails that nobody answered", () => {
    expect(turnOf([mail("inbound", 1), mail("inbound", 3), mail("outbound", 5), mail("inbound", 9)])).toEqual(
      {
        who: "us",
        since: daysAgo(3).toISOString(),
      },
    );
  });

  test("is theirs after we wrote", () => {
    expect(turnOf([mail(null, 0), mail("outbound", 2)])).toEqual({
      who: "them",
      since: daysAgo(2).toISOString(),
    });
  });

  test("is nobody's before anybody wrote", () => {
    expect(turnOf([])).toBeNull();
    expect(turnOf([mail(null, 1)])).toBeNull();
  });
});

describe("groupByThread", () => {
  test("puts a conversation where its newest mail stands, and leaves the others alone", () => {
    const items = ["a:1", "-:2", "b:3", "a:4", "-:5", "b:6"].map((text) => {
      const [thread = "", id = ""] = text.split(":");
      return { id, threadKey: thread === "-" ? null : thread };
    });
    const groups = groupByThread(items).map((group) => group.items.map((item) => item.id).join("+"));
    expect(groups).toEqual(["1+4", "2", "3+6", "5"]);
  });

  test("loses and doubles nothing", () => {
    const item = fc.record({ threadKey: fc.option(fc.constantFrom("a", "b", "constructor")) });
    fc.assert(
      fc.property(fc.array(item), (items) => {
        const grouped = groupByThread(items).flatMap((group) => group.items);
        expect(new Set(grouped)).toEqual(new Set(items));
        expect(grouped).toHaveLength(items.length);
      }),
    );
  });
});
