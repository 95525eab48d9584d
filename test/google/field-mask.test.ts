/** The `fields` parameter. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { applyFieldMask } from "../../dev/google/field-mask.ts";
import { GoogleError } from "../../dev/google/google-error.ts";

const resource = { id: "1", items: [{ a: 1, b: { c: 2, d: 3 } }, { a: 4 }], next: "n", none: undefined };

describe("a field mask", () => {
  test.each([
    ["id", { id: "1" }],
    ["id,next", { id: "1", next: "n" }],
    ["items/a", { items: [{ a: 1 }, { a: 4 }] }],
    ["items(b/c,a)", { items: [{ b: { c: 2 }, a: 1 }, { a: 4 }] }],
    ["items/b(c),items/a", { items: [{ b: { c: 2 }, a: 1 }, { a: 4 }] }],
    ["items/*/d", { items: [{ b: { d: 3 }, a: 1 }, { a: 4 }] }],
    ["missing", {}],
    ["id, next", { id: "1", next: "n" }],
  ])("%s keeps that much", (mask, kept) => {
    expect(applyFieldMask(resource, mask)).toEqual(kept);
  });

  test("that is absent keeps everything", () => {
    expect(applyFieldMask(resource, null)).toBe(resource);
  });

  test.each(["items(", "items)", ",", "a//b", "a(b))", "items()"])("%s is refused", (mask) => {
    expect(() => applyFieldMask(resource, mask)).toThrow(`Invalid field selection ${mask}`);
  });

  test("is applied or refused, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "(", ")", ",", "/", "*", " ") }), (mask) => {
        try {
          applyFieldMask(resource, mask);
        } catch (error) {
          expect(error).toBeInstanceOf(GoogleError);
        }
      }),
    );
  });
});
