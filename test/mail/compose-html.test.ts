/** Text as HTML: the same words, nothing that acts, links that lead where they say. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { textToHtml } from "../../backend/src/mail/compose-html.ts";
import { htmlToText } from "../../backend/src/mail/html-to-text.ts";
import { replyHeaders } from "../../backend/src/mail/reply-headers.ts";

test.each([
  ["Hello\nLea", '<p dir="auto">Hello<br>\nLea</p>\n'],
  ["One\n\n \nTwo", '<p dir="auto">One</p>\n<p dir="auto">Two</p>\n'],
  ["a  b\tc", '<p dir="auto">a&nbsp; b&nbsp;&nbsp;&nbsp; c</p>\n'],
  ["<b>&\"'", '<p dir="auto">&lt;b&gt;&amp;&quot;&#39;</p>\n'],
])("%j", (text, html) => {
  expect(textToHtml(text)).toBe(html);
});

test.each([
  ["see https://x.example/a?b=1&c=2.", "https://x.example/a?b=1&amp;c=2"],
  ["(https://x.example/wiki/A_(b))", "https://x.example/wiki/A_(b)"],
  ["HTTP://X.EXAMPLE!", "HTTP://X.EXAMPLE"],
])("%j has the link %s", (text, href) => {
  expect(textToHtml(text)).toContain(`<a href="${href}">${href}</a>`);
});

test.each(["javascript:alert(1)", "data:text/html,x", "https://", "http://[x"])("%j is no link", (text) => {
  expect(textToHtml(text)).not.toContain("<a ");
});

test("whatever the text, only paragraphs, breaks and links to the web come of it, and the words stay", () => {
  const piece = fc.constantFrom(
    "<script>",
    "https://a.example/",
    '"onload=',
    "'",
    "&amp;",
    "\n",
    "  ",
    "é",
    ")",
    "x",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, (given) => {
      const html = textToHtml(given);
      const tags = html.match(/<[^>]*>/g) ?? [];
      for (const tag of tags)
        expect(tag).toMatch(/^<(?:p dir="auto"|\/p|br|\/a|a href="https?:\/\/[^"<>']*")>$/i);
      const words = (written: string) => written.toWellFormed().replace(/[^\p{L}\p{N}]/gu, "");
      expect(words(htmlToText(html).text)).toBe(words(given));
    }),
    { numRuns: 300 },
  );
});

test("a long text without a break takes no time", () => {
  const before = performance.now();
  for (const text of [
    "https://".repeat(50_000),
    "(".repeat(400_000),
    "x".repeat(400_000),
    ` ${".".repeat(400_000)}`,
  ])
    textToHtml(text);
  expect(performance.now() - before).toBeLessThan(2_000);
});

test("a reply names the whole conversation, of a very long one its beginning and its end", () => {
  const header = (name: string, value: string) => ({ name, value });
  expect(replyHeaders([header("Message-Id", "<b@x>"), header("References", "<a@x>\r\n <a@x>")])).toEqual({
    inReplyTo: "<b@x>",
    references: ["<a@x>", "<b@x>"],
  });
  expect(replyHeaders([header("Message-ID", "<b@x>"), header("In-Reply-To", "<a@x> (yesterday)")])).toEqual({
    inReplyTo: "<b@x>",
    references: ["<a@x>", "<b@x>"],
  });
  const ids = Array.from({ length: 100 }, (_, at) => `<${at}@x>`);
  const { references } = replyHeaders([header("Message-ID", "<end@x>"), header("References", ids.join(" "))]);
  expect(references).toHaveLength(25);
  expect([references[0], references[1], references.at(-1)]).toEqual(["<0@x>", "<77@x>", "<end@x>"]);
  expect(replyHeaders([header("Message-ID", "no id\r\nBcc: x@y.example")])).toEqual({
    inReplyTo: null,
    references: [],
  });
});
