/** Which part of a mail is its text: right in any tree, by what is in the parts rather than by what they claim. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { chooseBody } from "../../backend/src/mail/choose-body.ts";
import { behindId, file, html, message, multipart, plain, text } from "./gmail-parts.ts";
import type { PartJson } from "./gmail-parts.ts";

const chosen = (payload: PartJson, fetched: Readonly<Record<string, Uint8Array>> = {}) =>
  chooseBody(message(payload).payload, new Map(Object.entries(fetched)));
const textOf = (payload: PartJson): string => chosen(payload).text;

const picture = file("image/png", "logo.png", 900, { "Content-ID": "<logo>" });
const pdf = file("application/pdf", "plan.pdf");
const forwarded = (inner: PartJson): PartJson => ({ ...multipart("x", inner), mimeType: "message/rfc822" });
const both = multipart("alternative", plain("Plain text."), html("<p>Plain text.</p>"));
const article = "The whole article, word for word, with everything that was to be said. ".repeat(20);

describe("chooseBody", () => {
  test.each([
    ["a text alone", plain("Plain text.")],
    ["HTML alone", html("<p>Plain text.</p>")],
    ["a text without type", { ...plain("Plain text."), mimeType: "", headers: [] }],
    ["both forms", both],
    [
      "both forms in the wrong order",
      multipart("alternative", html("<p>Plain text.</p>"), plain("Plain text.")),
    ],
    ["both forms and a file", multipart("mixed", both, pdf)],
    ["pictures in the HTML", multipart("related", both, picture)],
    [
      "pictures beside the HTML",
      multipart(
        "alternative",
        plain("Plain text."),
        multipart("related", html("<p>Plain text.</p>"), picture),
      ),
    ],
    [
      "Apple's files inside the HTML form",
      multipart("alternative", plain("Plain text."), multipart("mixed", html("<p>Plain text.</p>"), pdf)),
    ],
    [
      "a signature around it all",
      multipart("signed", multipart("mixed", both, pdf), file("application/pkcs7-signature", "smime.p7s")),
    ],
    [
      "a report",
      multipart(
        "report",
        plain("Plain text."),
        text("message/delivery-status", "Action: failed"),
        forwarded(plain("Sent.")),
      ),
    ],
    ["a mail passed on", multipart("mixed", plain("Plain text."), forwarded(plain("The other mail.")))],
    [
      "an invitation",
      multipart(
        "alternative",
        plain("Plain text."),
        html("<p>Plain text.</p>"),
        text("text/calendar", "BEGIN:VCALENDAR"),
      ),
    ],
    [
      "a page for AMP",
      multipart(
        "alternative",
        plain("Plain text."),
        text("text/x-amp-html", "<html amp4email>"),
        html("<p>Plain text.</p>"),
      ),
    ],
    [
      "a text file beside it",
      multipart("mixed", plain("Plain text."), { ...plain("a,b"), filename: "a.txt" }),
    ],
    [
      "an attached text without name",
      multipart(
        "mixed",
        plain("Plain text."),
        text("text/plain", "x", { "Content-Disposition": "attachment" }),
      ),
    ],
    [
      "both forms as if they were two texts",
      multipart("mixed", plain("Plain text."), html("<p>Plain text.</p>")),
    ],
    ["an empty first text", multipart("mixed", plain(" \r\n"), html("<p>Plain text.</p>"))],
    ["a name for the only text", { ...plain("Plain text."), filename: "body.txt" }],
    ["a multipart whose boundary never came", text("multipart/mixed", "Plain text.")],
    [
      "twenty multiparts around it",
      Array.from({ length: 20 }).reduce<PartJson>((inner) => multipart("mixed", inner), both),
    ],
  ])("finds the text of a mail with %s", (_, payload) => {
    expect(textOf(payload).trim()).toBe("Plain text.");
  });

  test("puts texts together that stand around a file", () => {
    expect(textOf(multipart("mixed", plain("Before."), pdf, plain("After.")))).toBe("Before.\n\nAfter.");
  });

  test("is empty for a mail without text", () => {
    expect(chosen(multipart("mixed", pdf))).toEqual({ text: "", truncated: false, needs: null });
    expect(textOf(forwarded(plain("The other mail.")))).toBe("");
    expect(textOf(file("application/pkcs7-mime", "smime.p7m"))).toBe("");
  });

  test("takes the HTML where the plain text is a stub, and only there", () => {
    const stub = "Your program cannot show HTML. See https://x.example/view?very-long-address-of-this-mail";
    expect(textOf(multipart("alternative", plain(stub), html(`<p>${article}</p>`)))).toBe(article.trim());
    expect(textOf(multipart("alternative", plain(""), html("<p>👍</p>")))).toBe("👍");
    const links = '<p>Plain text.</p><a href="https://a.example/terms">Imprint</a>';
    expect(textOf(multipart("alternative", plain("Plain text."), html(links)))).toBe("Plain text.");
    const history = `<p>Plain text.</p><blockquote type="cite">${article}</blockquote>`;
    expect(textOf(multipart("alternative", plain("Plain text."), html(history)))).toBe("Plain text.");
  });

  test("takes the plain text where the HTML says nothing", () => {
    expect(textOf(multipart("alternative", plain("👍"), html('<img src="cid:1">')))).toBe("👍");
  });

  test("reads what calls itself plain and is HTML, and the reverse", () => {
    expect(textOf(plain("<!DOCTYPE html><html><body><p>one</p><p>two</p></body></html>"))).toBe("one\n\ntwo");
    expect(textOf(html("one\ntwo < three"))).toBe("one\ntwo < three");
  });

  test("joins flowed lines", () => {
    const flowed = { "Content-Type": "text/plain; charset=utf-8; format=flowed" };
    expect(textOf(plain("a long \r\nline\r\n\r\n> quoted \r\n> lines\r\n-- \r\nJane", flowed))).toBe(
      "a long line\n\n> quoted \n> lines\n-- \nJane",
    );
    const delSp = { "Content-Type": "text/plain; format=flowed; delsp=yes" };
    expect(textOf(plain("お世話に \r\nなっております。\r\n 次の行", delSp))).toBe(
      "お世話になっております。\n次の行",
    );
  });

  test("reads data as UTF-8 whatever the charset says, and broken bytes as replacement characters", () => {
    expect(textOf(text("text/plain", "会議 ü", { "Content-Type": "text/plain; charset=iso-2022-jp" }))).toBe(
      "会議 ü",
    );
    const broken = {
      ...plain(""),
      body: { size: 3, data: Buffer.from([0x61, 0xff, 0x62]).toString("base64url") },
    };
    expect(textOf(broken)).toBe("a\uFFFDb");
    expect(textOf({ ...plain(""), body: { size: 3, data: "§$%!" } })).toBe("");
  });

  test("says when there was more text than is read, and breaks no character", () => {
    const long = chosen(plain("€".repeat(200_000)));
    expect(long.truncated).toBe(true);
    expect(long.text).toMatch(/^€{32768,}$/u);
    expect(chosen(plain("short")).truncated).toBe(false);
  });
});

describe("a text behind an attachment id", () => {
  const kept = behindId("text/plain", "id1", 300_000);

  test("is asked for, then read", () => {
    expect(chosen(kept)).toEqual({
      text: "",
      truncated: false,
      needs: { attachmentId: "id1", size: 300_000 },
    });
    expect(chosen(kept, { id1: Buffer.from("The text.") })).toEqual({
      text: "The text.",
      truncated: false,
      needs: null,
    });
  });

  test("is not asked for when the other form says enough", () => {
    const newsletter = multipart("alternative", plain(article), behindId("text/html", "id1", 300_000));
    expect(chosen(newsletter)).toMatchObject({ text: article, needs: null });
  });

  test("is asked for when the other form is a stub, which stands until then", () => {
    const newsletter = multipart(
      "alternative",
      plain("See it online."),
      behindId("text/html", "id1", 300_000),
    );
    expect(chosen(newsletter)).toMatchObject({ text: "See it online.", needs: { attachmentId: "id1" } });
    expect(chosen(newsletter, { id1: Buffer.from(`<p>${article}</p>`) })).toMatchObject({
      text: article.trim(),
      needs: null,
    });
  });

  test("is read in its own charset where it is no UTF-8", () => {
    const read = (charset: string, bytes: readonly number[]) =>
      chosen(behindId("text/plain", "id1", 9, charset), { id1: Uint8Array.from(bytes) }).text;
    expect(read("iso-2022-jp", [0x1b, 0x24, 0x42, 0x32, 0x71, 0x35, 0x44, 0x1b, 0x28, 0x42])).toBe("会議");
    expect(read("iso-8859-1", [0x67, 0x72, 0xfc, 0xdf])).toBe("grüß");
    expect(read("klingon", [0x67, 0x72, 0xfc, 0xdf])).toBe("grüß");
    expect(read("iso-8859-1", [...Buffer.from("grüß")])).toBe("grüß");
  });

  test("is asked for at most three times a mail, and never when it is huge", () => {
    const many = multipart(
      "mixed",
      ...Array.from({ length: 9 }, (_, index) => behindId("text/plain", `id${index}`, 9)),
    );
    const fetched: Record<string, Uint8Array> = {};
    for (let calls = 0; ; calls += 1) {
      const { needs, truncated } = chosen(many, fetched);
      if (needs === null) {
        expect([calls, truncated]).toEqual([3, true]);
        break;
      }
      fetched[needs.attachmentId] = Buffer.from(`Text ${calls}.`);
    }
    expect(chosen(behindId("text/plain", "id1", 40_000_000))).toEqual({
      text: "",
      truncated: true,
      needs: null,
    });
  });
});

test("never throws on a tree of any shape, and needs nothing that is not in it", () => {
  const leaf = fc.oneof(
    fc.string().map((content) => plain(content)),
    fc.string().map((content) => html(`<p>${content}</p>`)),
    fc.constant(pdf),
    fc.constant(behindId("text/html", "id1", 9)),
  );
  const tree = fc.letrec<{ part: PartJson }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      fc
        .tuple(
          fc.constantFrom("mixed", "alternative", "related", "signed", "report", "digest"),
          fc.array(tie("part"), { maxLength: 4 }),
        )
        .map(([subtype, parts]) => multipart(subtype, ...parts)),
    ),
  })).part;
  fc.assert(
    fc.property(tree, (payload) => {
      expect([undefined, "id1"]).toContain(chosen(payload).needs?.attachmentId);
      expect(chosen(payload, { id1: Buffer.from("x") }).needs).toBeNull();
    }),
  );
});
