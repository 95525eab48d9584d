import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { foldText, phoneDigits, searchTextOf, searchWords } from "../../backend/src/crm/search-text.ts";

describe("foldText", () => {
  test.each([
    ["Jürgen  GROẞ", "jurgen gross"],
    ["Ångström", "angstrom"],
    ["Łódź", "lodz"],
    ["Ærøskøbing", "aeroskobing"],
    ["ﬁle № Ⅳ", "file no iv"],
    ["ΌΔΟΣ", "οδοσ"],
    ["Ёлка", "елка"],
    ["ガギグ", "ガギグ"],
    ["ｶﾞｷﾞ", "ガギ"],
    ["한국", "한국"],
    ["हिन्दी", "हिन्दी"],
    ["שָׁלוֹם", "שלום"],
    ["İstanbul", "istanbul"],
    [" a\r\n\tb ", "a b"],
  ])("folds %j to %j", (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  test("has nothing left to do a second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("searchWords", () => {
  test.each([
    ["Jürgen Groß", ["jurgen", "gross"]],
    ["  ", []],
    ["a a A b", ["a", "b"]],
    ["1 2 3 4 5 6 7 8 9 x", ["1", "2", "3", "4", "5", "6", "7", "8"]],
    ["+49 (0) 89 / 123-456", ["4989123456"]],
    ["089 123 4567", ["891234567"]],
    ["12 34", ["12", "34"]],
    ["jane@müller.de", ["jane@muller.de"]],
  ])("reads %j as %j", (q, words) => {
    expect(searchWords(q)).toEqual(words);
  });
});

describe("phoneDigits", () => {
  test.each([
    ["+49 (0)89 1234-567", "49891234567"],
    ["089/1234567", "891234567"],
    ["０３－１２３４－５６７８", "312345678"],
    ["110", null],
    ["", null],
  ])("gives %j as %j", (phone, digits) => {
    expect(phoneDigits(phone)).toBe(digits);
  });
});

test("a contact is found by every part of it, however it is written", () => {
  const contact = {
    name: "Jürgen Groß",
    company: "Ærø A/S",
    title: "Geschäftsführer",
    phone: "+49 (0)89 1234-567",
    addresses: [{ address: "j@xn--mller-kva.de", original: "J@Müller.de" }],
  };
  const text = searchTextOf(contact);
  for (const q of [
    "GROSS",
    "jurgen",
    "aero",
    "geschaftsfuhrer",
    "089 1234567",
    "müller.de",
    "xn--mller",
    "4989123",
  ]) {
    for (const word of searchWords(q)) expect(text).toContain(word);
  }
  expect(searchTextOf({ name: "A", company: null, title: null, phone: null, addresses: [] })).toBe("a");
});
