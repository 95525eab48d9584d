import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { toStorableLine, toStorableText } from "../../backend/src/crm/storable-text.ts";

const anyText = fc.string({ unit: "binary" });

describe("toStorableText", () => {
  test.each([
    ["NUL", "a\u0000b", "ab"],
    ["control characters", "a\u0007\u001b[31mb\u007f\u0090", "a[31mb"],
    ["a lone high surrogate", "a\ud83db", "a\ufffdb"],
    ["a lone low surrogate", "\ude00", "\ufffd"],
    ["a pair", "😀", "😀"],
    ["every kind of line end", "a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne"],
    ["tabs and newlines", "a\tb\n", "a\tb\n"],
  ])("handles %s", (_, text, expected) => {
    expect(toStorableText(text)).toBe(expected);
  });

  test("leaves nothing PostgreSQL refuses, and nothing to do a second time", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stored = toStorableText(text);
        expect(stored).not.toMatch(/\0|\p{Surrogate}/u);
        expect(toStorableText(stored)).toBe(stored);
      }),
    );
  });
});

describe("toStorableLine", () => {
  test.each([
    ["  Jane \r\n\t Doe ", 300, "Jane Doe"],
    ["gpj.exe\u202Efdp", 300, "gpj.exefdp"],
    ["abcdef", 3, "abc"],
    ["ab😀", 3, "ab"],
    ["ab cd", 3, "ab"],
    ["שלום", 300, "שלום"],
  ])("makes %j of %i characters %j", (text, max, expected) => {
    expect(toStorableLine(text, max)).toBe(expected);
  });

  test("gives one bounded line, unchanged by a second time", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, max) => {
        const line = toStorableLine(text, max);
        expect(line.length).toBeLessThanOrEqual(max);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]|\p{Surrogate}|^\s|\s$|\s\s/u);
        expect(toStorableLine(line, max)).toBe(line);
      }),
    );
  });
});
