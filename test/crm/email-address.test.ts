import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { addressParser } from "postal-mime";
import {
  domainOf,
  isPublicMailDomain,
  parseEmailAddress,
  parseMailboxes,
  findNoAddresses,
} from "../../backend/src/crm/email-address.ts";

const anyText = fc.string({ unit: "binary" });
const atom = fc.stringMatching(/^[a-z0-9_+'=-]{1,12}$/);
const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/).filter((text) => !text.includes("--"));
const address = fc
  .tuple(
    fc.array(atom, { minLength: 1, maxLength: 3 }),
    fc.array(label, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("com", "de", "example"),
  )
  .map(([local, labels, top]) => `${local.join(".")}@${[...labels, top].join(".")}`);

describe("parseEmailAddress", () => {
  test.each([
    ["jane@example.com", "jane@example.com"],
    ["  Jane.Doe@EXAMPLE.com\r\n", "jane.doe@example.com"],
    ["<jane@example.com>", "jane@example.com"],
    ["mailto:Jane@example.com?subject=Hi", "jane@example.com"],
    ["<mailto:jane@example.com>", "jane@example.com"],
    ["j.a.n.e+tag@gmail.com", "j.a.n.e+tag@gmail.com"],
    ["jane@müller.de", "jane@xn--mller-kva.de"],
    ["jane@MÜLLER.de", "jane@xn--mller-kva.de"],
    ["jane@xn--mller-kva.de", "jane@xn--mller-kva.de"],
    ["山田@例え.jp", "山田@xn--r8jz45g.jp"],
    ["jane@example。com", "jane@example.com"],
    ["jane@example.com.", "jane@example.com"],
    ["\u202Ajane@example.com\u202C", "jane@example.com"],
    ['"jane.doe"@example.com', "jane.doe@example.com"],
    ['"Jane Doe"@example.com', '"jane doe"@example.com'],
    ["a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"],
    ["jose\u0301@example.com", "josé@example.com"],
  ])("reads %j as %j", (text, expected) => {
    expect(parseEmailAddress(text)).toBe(expected);
  });

  test.each([
    "",
    "@",
    "jane",
    "jane@",
    "@example.com",
    "jane@localhost",
    "jane@127.0.0.1",
    "jane@[127.0.0.1]",
    "jane@0x7f.1",
    "jane@exa mple.com",
    "jane@example..com",
    "jane@-example.com",
    "jane@example.com/path",
    "jane@exam%70le.com",
    "jane@example.com:25",
    "jane doe@example.com",
    "jane,doe@example.com",
    "jane\u0000@example.com",
    "jane\u202E@example.com",
    "jane\ud800@example.com",
    "Jane <jane@example.com>",
    "a@b@",
    `${"a".repeat(320)}@example.com`,
    `a@${"b".repeat(64)}.com`,
    `a@${"b.".repeat(200)}com`,
    "x".repeat(1_000_000),
  ])("takes %j for no address", (text) => {
    expect(parseEmailAddress(text)).toBeUndefined();
  });

  test("gives the same for its own result, and something bounded and storable", () => {
    const near = fc.tuple(anyText, anyText).map(([local, domain]) => `${local}@${domain}.com`);
    fc.assert(
      fc.property(fc.oneof(anyText, near, address), (text) => {
        const parsed = parseEmailAddress(text);
        if (parsed === undefined) return;
        expect(parseEmailAddress(parsed)).toBe(parsed);
        expect(parsed.length).toBeLessThanOrEqual(320);
        expect(parsed).not.toMatch(/\p{Cc}|\p{Surrogate}/u);
        expect(domainOf(parsed)).toMatch(/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/);
      }),
      { numRuns: 1_000 },
    );
  });

  test("makes no difference between cases", () => {
    fc.assert(fc.property(address, (text) => parseEmailAddress(text.toUpperCase()) === text));
  });
});

describe("isPublicMailDomain", () => {
  test.each([
    "gmail.com",
    "GoogleMail.com",
    "outlook.com",
    "yahoo.co.jp",
    "hotmail.fr",
    "gmx.net",
    "web.de",
    "qq.com",
  ])("knows %s", (domain) => {
    expect(isPublicMailDomain(domain)).toBe(true);
  });

  test.each([
    "example.com",
    "notgmail.com",
    "gmail.com.evil.example",
    "yahoo-tools.com",
    "live-events.de",
    "",
  ])("leaves %j to its owner", (domain) => {
    expect(isPublicMailDomain(domain)).toBe(false);
  });
});

describe("parseMailboxes", () => {
  const read = (header: string) => parseMailboxes(header).map(({ address: at, name }) => [at, name]);

  test.each<[string, string, (string | null)[][]]>([
    ["a bare address", "jane@x.com", [["jane@x.com", null]]],
    ["a name", "Jane Doe <jane@x.com>", [["jane@x.com", "Jane Doe"]]],
    ["a quoted name with a comma", '"Doe, Jane" <jane@x.com>', [["jane@x.com", "Doe, Jane"]]],
    ["escapes in quotes", String.raw`"Jane \"JD\" Doe" <jane@x.com>`, [["jane@x.com", 'Jane "JD" Doe']]],
    ["a name in a comment", "jane@x.com (Jane Doe)", [["jane@x.com", "Jane Doe"]]],
    ["nested comments", "jane@x.com (Jane (the boss) Doe)", [["jane@x.com", "Jane the boss Doe"]]],
    [
      "comments everywhere",
      "Jane (a) <jane(b)@x.com> (c), (d) bob@x.com",
      [
        ["jane@x.com", "Jane"],
        ["bob@x.com", "d"],
      ],
    ],
    ["encoded words", "=?utf-8?q?J=C3=A4ne?= =?utf-8?q?_Doe?= <jane@x.com>", [["jane@x.com", "Jäne Doe"]]],
    [
      "a comma in an encoded word",
      "=?iso-8859-1?Q?M=FCller,_Hans?= <h@x.com>",
      [["h@x.com", "Müller, Hans"]],
    ],
    ["an encoded word in quotes", '"=?UTF-8?B?SsOkbmU=?=" <jane@x.com>', [["jane@x.com", "Jäne"]]],
    ["Japanese", "=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <y@x.jp>", [["y@x.jp", "山田"]]],
    [
      "a group",
      "Team: a@x.com, Bob <b@x.com>; c@x.com",
      [
        ["a@x.com", null],
        ["b@x.com", "Bob"],
        ["c@x.com", null],
      ],
    ],
    ["an empty group", "undisclosed-recipients:;", []],
    [
      "folding",
      "Jane\r\n Doe\r\n\t<jane\r\n @x.com>,\r\n bob@x.com",
      [
        ["jane@x.com", "Jane Doe"],
        ["bob@x.com", null],
      ],
    ],
    ["the obsolete route", "<@relay.com,@other.com:jane@x.com>", [["jane@x.com", null]]],
    ["doubled brackets", "<<jane@x.com>>", [["jane@x.com", null]]],
    [
      "semicolons between",
      "a@x.com; b@x.com",
      [
        ["a@x.com", null],
        ["b@x.com", null],
      ],
    ],
    [
      "spaces between",
      "a@x.com b@x.com",
      [
        ["a@x.com", null],
        ["b@x.com", null],
      ],
    ],
    [
      "a missing comma",
      "Ann <a@x.com> Bob <b@x.com>",
      [
        ["a@x.com", "Ann"],
        ["b@x.com", "Bob"],
      ],
    ],
    ["a name that is the address", "'jane@x.com' <jane@x.com>", [["jane@x.com", null]]],
    [
      "an address posing as a name",
      '"boss@bank.com" <x@evil.example>',
      [["x@evil.example", "boss@bank.com"]],
    ],
    ["an address in quotes only", '"boss@bank.com"', []],
    [
      "an unclosed quote",
      '"Jane <jane@x.com>, bob@x.com',
      [
        ["jane@x.com", "Jane"],
        ["bob@x.com", null],
      ],
    ],
    [
      "an unclosed comment",
      "jane@x.com (Jane, bob@x.com",
      [
        ["jane@x.com", "Jane"],
        ["bob@x.com", null],
      ],
    ],
    [
      "an unclosed bracket",
      "Jane <jane@x.com, bob@x.com",
      [
        ["jane@x.com", "Jane"],
        ["bob@x.com", null],
      ],
    ],
    [
      "mailto",
      "mailto:jane@x.com, <MAILTO:bob@x.com>",
      [
        ["jane@x.com", null],
        ["bob@x.com", null],
      ],
    ],
    ["the same twice, named once", "jane@x.com, Jane <JANE@x.com>", [["jane@x.com", "Jane"]]],
    ["junk between", "foo, <>, @, jane@x.com, bar <baz>", [["jane@x.com", null]]],
    ["control characters", "Ja\u0000ne\u0007 <jane@x.com>\u0000", [["jane@x.com", "Jane"]]],
    ["a name that turns the direction", "\u202Eenaj <jane@x.com>", [["jane@x.com", "enaj"]]],
    ["lone surrogates", "J\ud800 <jane@x.com>", [["jane@x.com", "J"]]],
    ["nothing", "", []],
  ])("reads %s", (_, header, expected) => {
    expect(read(header)).toEqual(expected);
  });

  test("keeps the address as it was written", () => {
    expect(parseMailboxes("Jane <Jane.Doe@Müller.DE>")[0]).toEqual({
      address: "jane.doe@xn--mller-kva.de",
      original: "Jane.Doe@Müller.DE",
      name: "Jane",
    });
  });

  test("reads ordinary lists as another parser does", () => {
    const name = fc.stringMatching(/^[A-Z][a-z]{1,8}( [A-Z][a-z]{1,8})?$/);
    const mailbox = fc
      .tuple(fc.option(name), address)
      .map(([phrase, at]) => (phrase === null ? at : `${phrase} <${at}>`));
    fc.assert(
      fc.property(fc.uniqueArray(mailbox, { minLength: 1, maxLength: 8 }), (list) => {
        const header = list.join(", ");
        const other = addressParser(header, { flatten: true }).map((one) => one.address);
        expect(parseMailboxes(header).map((one) => one.address)).toEqual([...new Set(other)]);
        expect(findNoAddresses(header)).toEqual([]);
      }),
    );
  });

  test("never throws, and gives bounded, storable, distinct mailboxes", () => {
    const pieces = fc.constantFrom(
      "<",
      ">",
      "(",
      ")",
      '"',
      ",",
      ";",
      ":",
      "\\",
      "@",
      "a@x.com",
      "=?utf-8?q?a?=",
      "\r\n ",
      "\u0000",
    );
    const header = fc.oneof(
      anyText,
      fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 }))).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(header, (text) => {
        const mailboxes = parseMailboxes(text);
        expect(new Set(mailboxes.map((one) => one.address)).size).toBe(mailboxes.length);
        for (const one of mailboxes) {
          expect(parseEmailAddress(one.address)).toBe(one.address);
          expect(parseEmailAddress(one.original)).toBe(one.address);
          expect(one.name ?? "").not.toMatch(/\p{Cc}|\p{Surrogate}/u);
          expect((one.name ?? "").length).toBeLessThanOrEqual(300);
        }
        for (const one of findNoAddresses(text)) {
          expect(one).not.toMatch(/\p{Cc}|\p{Surrogate}/u);
          expect(one.length).toBeLessThanOrEqual(300);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ["ann, bob@x.com", ["ann"]],
    ["Ann Lee; <bob@x.com>", ["Ann Lee"]],
    ["Bob <bob@>, a@b@c.com, <>", ["Bob <bob@>", "a@b@c.com"]],
    ["Team: ann, bob@x.com;", ["ann"]],
    ["undisclosed-recipients:;", []],
    [" , ;", []],
    ['"x" (nobody)', ["x"]],
  ])("names what is no address in %j", (header, none) => {
    expect(findNoAddresses(header)).toEqual(none);
  });

  test("reads a header with a million recipients up to a whole entry", () => {
    const header = Array.from({ length: 1_000_000 }, (_, index) => `u${index}@example.community`).join(",");
    const mailboxes = parseMailboxes(header);
    expect(mailboxes).toHaveLength(1_000);
    expect(parseMailboxes(`${"x".repeat(99_990)},a@x.com,b@example.com`).map((one) => one.address)).toEqual([
      "a@x.com",
    ]);
  });

  test.each([
    "(",
    ")",
    "<",
    ">",
    '"',
    "\\",
    ":",
    ",",
    "(a",
    "<a@",
    "a@",
    "(\\",
    " ",
    "=?",
    "=?utf-8?q?",
    "=?utf-8?q?a?=",
    "@.",
    "'",
    "\u0000",
    "a <a@x.com",
  ])("reads 100,000 times %j in no time", (piece) => {
    const header = piece.repeat(100_000);
    const took = [1, 2, 3].map(() => {
      const start = performance.now();
      parseMailboxes(header);
      return performance.now() - start;
    });
    expect(Math.min(...took)).toBeLessThan(1_000);
  });
});
