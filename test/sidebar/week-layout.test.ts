import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { arrange } from "../../dev/sidebar/page/week-layout.ts";

test("events that touch share a lane, events that overlap do not", () => {
  const spans = [
    { start: 9, end: 10 },
    { start: 10, end: 12 },
    { start: 11, end: 13 },
  ];
  expect(arrange(spans)).toEqual([
    { span: spans[0], lane: 0, lanes: 1 },
    { span: spans[1], lane: 0, lanes: 2 },
    { span: spans[2], lane: 1, lanes: 2 },
  ]);
});

test("no two overlapping events lie in one lane, and none is lost", () => {
  const span = fc
    .tuple(fc.nat(100), fc.integer({ min: 1, max: 30 }))
    .map(([start, length]) => ({ start, end: start + length }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 20 }), (spans) => {
      const placed = arrange(spans);
      expect(placed).toHaveLength(spans.length);
      for (const a of placed) {
        expect(a.lane).toBeLessThan(a.lanes);
        for (const b of placed) {
          if (a === b || a.span.start >= b.span.end || b.span.start >= a.span.end) continue;
          expect(a.lane).not.toBe(b.lane);
          expect(a.lanes).toBe(b.lanes);
        }
      }
    }),
  );
});
