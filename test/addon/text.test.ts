/** Cleaning, cutting and isolating text. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { list, mailLink, markup, oneLine, phoneLink, say, scrub, truncate } from "../../addon/src/text.ts";

const anyText = fc.string({ unit: "binary", maxLength: 200 });

describe("markup", () => {
  test("keeps the literals and escapes the values", () => {
    expect(markup`<b>${'<i>&"'}</b>`.toString()).toBe("<b>&#60;i&#62;&#38;&#34;</b>");
    expect(markup`<b>${markup`<i>${"x"}</i>`}</b>`.toString()).toBe("<b><i>x</i></b>");
    expect(markup`${"one\ntwo"}`.toString()).toBe("one<br>two");
  });
});

describe("scrub", () => {
  test("cleans every text in what was read, and nothing else", () => {
    const dirty = { name: "A\u0000n\u202Ena", tags: ["x\r\ny"], age: 3, none: null };
    expect(scrub(dirty)).toEqual({ name: "Anna", tags: ["x\ny"], age: 3, none: null });
  });

  test("leaves ordinary text of any language alone", () => {
    for (const text of ["Zoë Müller", "שלום", "日本語", "👩‍👩‍👧‍👦", "می‌خواهم", "line\n\ttab", "e\u0301"])
      expect(scrub(text)).toBe(text);
  });

  test("is done after once", () => {
    fc.assert(fc.property(anyText, (text) => scrub(scrub(text)) === scrub(text)));
  });

  test("leaves text that can be encoded", () => {
    fc.assert(fc.property(anyText, (text) => encodeURIComponent(scrub(text)).length >= 0));
  });
});

describe("truncate", () => {
  test("counts code points, tears none, and closes what it isolates", () => {
    expect(truncate("abc", 3)).toBe("abc");
    expect(truncate("abcd", 3)).toBe("ab…");
    expect(truncate("😀😀😀😀", 3)).toBe("😀😀…");
    expect(truncate("😀😀😀", 3)).toBe("😀😀😀");
    expect(truncate(say`From ${"שלום שלום"}`, 10)).toBe("From \u2068שלו…\u2069");
  });

  test("never gives more than it was asked for", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 50 }), (text, max) => {
        const cut = truncate(scrub(text), max);
        expect(Array.from(cut).length).toBeLessThanOrEqual(max);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

test("a label is one line", () => {
  expect(oneLine("  a\n\n b\tc ", 10)).toBe("a b c");
});

test("values of a list keep their direction, and empty ones are left out", () => {
  expect(list(["שלום", null, "", "Acme"], " · ")).toBe("\u2068שלום\u2069 · Acme");
});

describe("links", () => {
  test("a phone number is dialled without its ornaments", () => {
    expect(phoneLink("+49 (30) 12-34").toString()).toBe(
      '<a href="tel:+493012-34">+49 (30) 12-34</a>'.replace('12-34"', '1234"'),
    );
    expect(phoneLink("ask Anna").toString()).toBe("ask Anna");
  });

  test("an address cannot smuggle in a subject", () => {
    expect(mailLink("a@x.example?subject=b&body=c").toString()).toContain(
      '"mailto:a@x.example%3Fsubject%3Db%26body%3Dc"',
    );
  });

  test("whatever stands in them, only tel and mailto come out", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const hrefs = [phoneLink(text), mailLink(text)].flatMap((link) => [
          ...link.toString().matchAll(/href="([^"]*)"/g),
        ]);
        for (const [, href] of hrefs) expect(href).toMatch(/^(?:tel:[+*\d,;]+|mailto:[\w.+@%-]*)$/);
      }),
    );
  });
});
