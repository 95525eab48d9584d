/** What of a mail is stored: its own words and the names of its files. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cleanBody } from "../../backend/src/mail/body.ts";
import { readMailText } from "../../backend/src/mail/mail-text.ts";
import { loadMail } from "../../dev/google/load-mail.ts";
import { toMessageResource } from "../../dev/google/gmail/message-resource.ts";
import { file, html, message, multipart, parsed, plain, text, withHeaders } from "./gmail-parts.ts";
import type { PartJson } from "./gmail-parts.ts";

const textOf = (payload: PartJson) => readMailText(message(payload));
const namesOf = (payload: PartJson): readonly string[] => textOf(payload).attachments.map(({ name }) => name);

describe("readMailText", () => {
  test("gives the mail's own words and its files", () => {
    const words = "Please see the plan.\n\nBest regards,\nJane\n\nOn 23/11/2026 10:00, Max wrote:\n> old";
    expect(textOf(multipart("mixed", plain(words), file("application/pdf", "plan.pdf", 14_200)))).toEqual({
      bodyText: "Please see the plan.",
      attachments: [{ name: "plan.pdf", mimeType: "application/pdf", size: 14_200 }],
      truncated: false,
      needs: null,
    });
  });

  test("stores no character that the database refuses", () => {
    expect(textOf(html("<p>a\u0000b\u001b&#xD800;</p>")).bodyText).toBe("ab\uFFFD");
  });

  test("says when something is missing", () => {
    expect(textOf(plain("word ".repeat(40_000))).truncated).toBe(true);
    const bomb = multipart("mixed", plain("Here."), ...Array.from({ length: 2_000 }, () => file("a/b", "x")));
    const read = textOf(bomb);
    expect(read).toMatchObject({ bodyText: "Here.", truncated: true });
    expect(read.attachments).toHaveLength(500);
  });

  test("is bounded and stays the same when it is cleaned again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (content) => {
        const { bodyText } = textOf(plain(content));
        expect(bodyText.length).toBeLessThanOrEqual(content.length);
        expect(cleanBody(bodyText)).toBe(bodyText);
      }),
    );
  });
});

describe("the files of a mail", () => {
  test.each([
    [
      "a logo in the signature",
      file("image/png", "image001.png", 4_000, { "Content-ID": "<1>", "Content-Disposition": "inline" }),
    ],
    [
      "a logo without disposition",
      { ...file("image/gif", "l.gif"), headers: [{ name: "Content-Id", value: "<1>" }] },
    ],
    ["a signature's proof", file("application/pkcs7-signature", "smime.p7s")],
    ["a PGP signature", file("application/pgp-signature", "signature.asc")],
    ["an invitation beside the text", text("text/calendar", "BEGIN:VCALENDAR")],
    ["a report for programs", text("message/delivery-status", "Action: failed")],
  ])("do not count %s", (_, part) => {
    expect(namesOf(multipart("mixed", plain("x"), part))).toEqual([]);
  });

  test.each([
    [
      "a picture attached by Gmail",
      file("image/png", "photo.png", 900, { "X-Attachment-Id": "f_1", "Content-ID": "<f_1>" }),
      "photo.png",
    ],
    [
      "a picture shown by Apple Mail",
      file("image/jpeg", "IMG_1.jpeg", 900, { "Content-Disposition": "inline" }),
      "IMG_1.jpeg",
    ],
    [
      "a large picture in the text",
      file("image/png", "screen.png", 300_000, { "Content-ID": "<1>", "Content-Disposition": "inline" }),
      "screen.png",
    ],
    ["an attached invitation", file("application/ics", "invite.ics"), "invite.ics"],
    ["a text file", { ...plain("a,b"), filename: "a.csv" }, "a.csv"],
    ["a file without name", file("application/pdf", ""), "unnamed"],
    ["Outlook's wrapping", file("application/ms-tnef", "winmail.dat"), "winmail.dat"],
    [
      "a name still encoded",
      file("application/pdf", "=?utf-8?Q?Angebot_f=C3=BCr_Nora.pdf?="),
      "Angebot für Nora.pdf",
    ],
    ["a name that would turn itself round", file("a/b", "exe\u202Efdp.\r\n\tx"), "exefdp. x"],
    ["a name without end", file("a/b", "n".repeat(5_000)), "n".repeat(255)],
  ])("count %s", (_, part, name) => {
    const withoutDoubles = part.headers.filter(
      (header, index) => !part.headers.slice(index + 1).some((later) => later.name === header.name),
    );
    expect(namesOf(multipart("mixed", plain("x"), { ...part, headers: withoutDoubles }))).toEqual([name]);
  });

  test("name an attached mail by its subject, and leave its own files alone", () => {
    const inner = withHeaders(multipart("mixed", plain("Other."), file("a/b", "inner.pdf")), [
      ["Subject", "=?utf-8?Q?St=C3=B6rung?= in Halle 3"],
    ]);
    const attached: PartJson = { ...multipart("x", inner), mimeType: "message/rfc822", body: { size: 649 } };
    expect(textOf(multipart("mixed", plain("See below."), attached)).attachments).toEqual([
      { name: "Störung in Halle 3.eml", mimeType: "message/rfc822", size: 649 },
    ]);
    const nameless = { ...attached, parts: [plain("x")] };
    expect(namesOf(multipart("digest", nameless))).toEqual(["message.eml"]);
  });
});

describe("the mails of the fixtures, as Gmail presents them", () => {
  let bodies: ReadonlyMap<string, ReturnType<typeof readMailText>>;

  beforeAll(async () => {
    const { mailbox } = await loadMail(["test/fixtures/mail"], { owner: "rep@northwind.example" });
    bodies = new Map(
      [...mailbox.messages()].map((mail) => [
        (mail.header("Subject") ?? "").replace(/\s+/g, " "),
        readMailText(parsed(toMessageResource(mail, "full"))),
      ]),
    );
  });

  test.each([
    ["Re: Renewal of our licences", "Perfect, thank you! Please go ahead."],
    [
      "AW: Angebot 2026-118",
      "Hallo Frau Reyes,\n\ndas passt so. Bitte schicken Sie uns die Auftragsbestätigung.",
    ],
    [
      "Devis – € 12 000",
      "Bonjour Nora,\n\nle devis “Phase 2” s’élève à 12 000 € – merci de votre retour.\n\nAndré Lefèvre",
    ],
    [
      "打ち合わせの件",
      "お世話になっております。株式会社みなとの田中です。\n来週のお打ち合わせについてご連絡いたします。",
    ],
    [
      "📈 7 ways to close faster",
      "7 ways to close faster\n\nTom’s tip: ask.\n\nRead more <https://mailer.example/c/1?u=abc&x=1>",
    ],
    ["Plans, pictures and a signature", "Five levels down is the text."],
    ["call me back [EOM]", ""],
    ["Confidential", ""],
    ["New look", "Our new look & feel"],
    [
      "Re: wrapped text",
      "This paragraph is one logical line that was soft wrapped by the sender's client, as RFC 3676 tells it to be done.",
    ],
    ["Fwd: Störung in Halle 3", "See below, can you help?"],
    ["<script>alert('subject')</script> & \"quotes\"", "Hello click <b>"],
  ])("%s", (subject, body) => {
    expect(bodies.get(subject)?.bodyText).toBe(body);
  });
});
