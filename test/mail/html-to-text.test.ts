/** A mail's HTML becomes what its reader would call the text; no HTML takes long or breaks it. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cleanBody } from "../../backend/src/mail/body.ts";
import { htmlToText } from "../../backend/src/mail/html-to-text.ts";
import { HTML_MAILS } from "./html-mails.ts";
import { cpuTimeOf } from "../support/cpu-time.ts";

const textOf = (html: string): string => htmlToText(html).text;

describe("htmlToText", () => {
  test.each(HTML_MAILS)("leaves of a mail by $program what was written", ({ html, own }) => {
    expect(cleanBody(textOf(html))).toBe(own);
  });

  test.each([
    ["paragraphs", "<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"],
    ["lines of divs", "<div>one</div><div>two</div><div><br></div><div>three</div>", "one\ntwo\n\nthree"],
    ["spaces and line breaks of the source", "<p> one\r\n\t two </p>\n\n<p>three</p>", "one two\n\nthree"],
    ["words across tags", "<p>o<b>n</b>e <i>two</i></p>", "one two"],
    ["what stands preformatted", "<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"],
    ["nested lists", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"],
    ["lists of paragraphs", "<ol><li><p>a</p></li><li><p>b</p></li></ol>", "1. a\n2. b"],
    ["a definition list", "<dl><dt>Price</dt><dd>5 EUR</dd></dl>", "Price\n5 EUR"],
    ["cells with more than a line", "<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc"],
    ["entities", "<p>&lt;b&gt; &amp; &eacute;&#x1F44D;&nbsp;&euro;</p>", "<b> & é👍\u00A0€"],
    ["emoji sent as pictures", '<p>Thanks <img data-emoji="👍" alt="👍" src="x"></p>', "Thanks 👍"],
    ["joiners inside words", "<p>می\u200Cخواهم</p>", "می\u200Cخواهم"],
    [
      "indented text, which is no quote",
      '<blockquote style="margin:0 0 0 40px"><div>mine</div></blockquote>',
      "mine",
    ],
    ["broken HTML", "<div><p>one<td>two</b></span><ul>three", "one\ntwo\nthree"],
  ])("keeps %s", (_, html, text) => {
    expect(textOf(html)).toBe(text);
  });

  test.each([
    ["display:none", '<span style="color:red; display : none">x</span>'.replace(" :", ":")],
    ["visibility:hidden", '<div style="visibility:hidden">x</div>'],
    ["no height", '<div style="max-height:0px; overflow:hidden;">x</div>'],
    ["no opacity", '<div style="opacity:0">x</div>'],
    ["the hidden attribute", "<p hidden>x</p>"],
    ["scripts", "<script>if (a < b) { x }</script>"],
    ["styles", "<style>x {}</style>"],
    ["drawings", "<svg><title>x</title><text>x</text></svg>"],
    ["fields to choose from", "<select><option>x</option></select>"],
    ["comments", "<!-- x --><![if mso]><![endif]>"],
    ["pictures", '<img src="cid:logo" alt="x corp">'],
  ])("drops %s", (_, html) => {
    expect(textOf(`<p>a</p>${html}<p>b</p>`)).toBe("a\n\nb");
  });

  test("shows what is hidden from Outlook only", () => {
    expect(textOf('<a style="mso-hide:all" href="#">Button</a><p style="font-size:0">a</p>')).toBe(
      "Button\n\na",
    );
  });

  test.each([
    ["shown behind its words", '<a href="https://a.example/x">here</a>', "here <https://a.example/x>"],
    ["not repeated", '<a href="https://a.example/">https://a.example</a>', "https://a.example"],
    ["not shown behind its host", '<a href="https://www.a.example/x?y">a.example</a>', "a.example"],
    [
      "not shown when only a program reads it",
      `<a href="https://a.example/${"x".repeat(150)}">here</a>`,
      "here",
    ],
    ["left out of mail addresses", '<a href="mailto:b@a.example">write me</a>', "write me"],
    ["never a script", '<a href="javascript:alert(1)">here</a>', "here"],
    ["left out behind pictures", '<a href="https://a.example/x"><img src="x"></a>', ""],
    [
      "freed of the filter it was wrapped in",
      '<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fx&amp;data=05">here</a>',
      "here <https://a.example/x>",
    ],
    [
      "freed of Google's detour",
      '<a href="https://www.google.com/url?q=https://a.example/x&amp;sa=D">here</a>',
      "here <https://a.example/x>",
    ],
  ])("a link's address is %s", (_, html, text) => {
    expect(textOf(html)).toBe(text);
  });

  test("says when the HTML or the text is longer than what is read", () => {
    expect(htmlToText(`<p>a</p><!--${"x".repeat(1_000_000)}-->`)).toEqual({ text: "a", truncated: true });
    const long = htmlToText("<p>word</p>".repeat(50_000));
    expect(long.truncated).toBe(true);
    expect(long.text.length).toBeLessThan(90_000);
  });

  test.each([
    ["tags", "<b>x".repeat(250_000)],
    ["open blocks", "<div>".repeat(200_000)],
    ["closing tags", "</div>".repeat(160_000)],
    ["tables in tables", "<table><tr><td>".repeat(66_000)],
    ["cells", `<table><tr>${"<td>a".repeat(190_000)}`],
    ["lists in lists", "<ul><li>".repeat(120_000)],
    ["quotes", "<blockquote type=cite>a</blockquote>".repeat(27_000)],
    ["attributions", "<div class=gmail_attr>x</div><blockquote type=cite></blockquote>".repeat(15_000)],
    ["line breaks", "<br>".repeat(250_000)],
    ["entities", "&amp;".repeat(200_000)],
    ["brackets", "<".repeat(1_000_000)],
    ["blanks", `${" ".repeat(999_000)}x`],
    ["one tag's attributes", `<a ${Array.from({ length: 90_000 }, (_, index) => `a${index}=1`).join(" ")}>x`],
    ["one attribute", `<p style="${"display: ".repeat(110_000)}">x`],
    ["one comment", `<!--${"-".repeat(990_000)}`],
    ["one line", "On ".repeat(33_000)],
  ])("is done soon with nothing but %s", (_, html) => {
    expect(cpuTimeOf(() => htmlToText(html))).toBeLessThan(1_000);
    expect(htmlToText(html).text.length).toBeLessThan(90_000);
  });

  test("never throws, is bounded, and gives text without tags of its own making", () => {
    const tag = fc.constantFrom(
      "div",
      "p",
      "br",
      "td",
      "tr",
      "table",
      "li",
      "ol",
      "a",
      "blockquote",
      "pre",
      "b",
      "style",
    );
    const attribute = fc.constantFrom(
      "",
      ' type="cite"',
      ' class="gmail_attr"',
      ' class="gmail_signature"',
      ' id="divRplyFwdMsg"',
      ' style="display:none"',
      ' href="https://a.example/"',
      ' role="presentation"',
    );
    const piece = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.tuple(tag, attribute).map(([name, more]) => `<${name}${more}>`),
      tag.map((name) => `</${name}>`),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const html = pieces.join("");
        const text = textOf(html);
        // Links add their address, list items and quotes a mark, cells a gap.
        expect(text.length).toBeLessThanOrEqual(5 * html.length + 100);
        expect(text).toBe(text.trim());
      }),
    );
  });

  test("reads its own text again as the same", () => {
    const words = fc.array(fc.stringMatching(/^[a-zäé0-9.]{1,9}$/), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 9 }), (paragraphs) => {
        const text = textOf(paragraphs.map((line) => `<p>${line.join(" ")}</p>`).join(""));
        expect(textOf(`<pre>${text}</pre>`)).toBe(text);
      }),
    );
  });
});
