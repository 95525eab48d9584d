import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cleanBody } from "../../backend/src/mail/body.ts";
import { SIGNATURES } from "../fixtures/signatures.ts";

const OWN = "Yes, that works.\n\nSee the offer.";

describe("cleanBody", () => {
  test.each([
    ["Gmail", "On Mon, Nov 23, 2026 at 10:00 AM Max Muster <max@x.example> wrote:\n\n> old\n> older\n"],
    [
      "Gmail, wrapped",
      "On Mon, Nov 23, 2026 at 10:00 AM Maximilian von Mustermann <\nmax.mustermann@x.example> wrote:\n\n> old",
    ],
    ["Gmail in German", "Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Max Muster <max@x.example>:\n\n> alt"],
    [
      "Gmail in German on a phone",
      "Max Muster <max@x.example> schrieb am Mo., 23. Nov. 2026, 10:00:\n\n> alt",
    ],
    ["Gmail in French", "Le lun. 23 nov. 2026 à 10:00, Max Muster <max@x.example> a écrit :\n\n> vieux"],
    ["Gmail in Japanese", "2026年11月23日(月) 10:00 山田太郎 <yamada@x.example>:\n\n> 旧"],
    ["Gmail in Spanish", "El lun, 23 nov 2026 a las 10:00, Max (<max@x.example>) escribió:\n\n> viejo"],
    [
      "Gmail in Italian",
      "Il giorno lun 23 nov 2026 alle ore 10:00 Max <max@x.example> ha scritto:\n\n> vecchio",
    ],
    ["Gmail in Dutch", "Op ma 23 nov 2026 om 10:00 schreef Max <max@x.example>:\n\n> oud"],
    ["Apple Mail", "> On 23 Nov 2026, at 10:00, Max Muster <max@x.example> wrote:\n> \n> old"],
    ["Apple Mail in German", "> Am 23.11.2026 um 10:00 schrieb Max Muster <max@x.example>:\n> \n> alt"],
    ["Thunderbird", "On 23/11/2026 10:00, Max Muster wrote:\n> old"],
    ["Thunderbird in German", "Am 23.11.26 um 10:00 schrieb Max Muster:\n> alt"],
    [
      "Outlook",
      "From: Max Muster <max@x.example>\nSent: Monday, November 23, 2026 10:00 AM\nTo: Rep <rep@us.example>\nSubject: RE: Offer\n\nold",
    ],
    [
      "Outlook, ruled",
      "________________________________\nFrom: Max Muster <max@x.example>\nSent: Monday\nTo: Rep\nSubject: RE: Offer\n\nold",
    ],
    [
      "Outlook, bold",
      "*From:* Max Muster <max@x.example>\n*Sent:* Monday\n*To:* Rep\n*Subject:* RE: Offer\n\nold",
    ],
    [
      "Outlook in German",
      "Von: Max Muster <max@x.example>\nGesendet: Montag, 23. November 2026 10:00\nAn: Rep\nBetreff: AW: Angebot\n\nalt",
    ],
    [
      "Outlook in French",
      "De : Max Muster <max@x.example>\nEnvoyé : lundi 23 novembre 2026 10:00\nÀ : Rep\nObjet : RE: Offre\n\nvieux",
    ],
    [
      "Outlook in Japanese",
      "差出人: 山田太郎 <yamada@x.example>\n送信日時: 2026年11月23日 10:00\n宛先: Rep\n件名: RE: 見積\n\n旧",
    ],
    ["the old style", "-----Original Message-----\nFrom: Max\nSent: Monday\nTo: Rep\nSubject: Offer\n\nold"],
    [
      "the old style in German",
      "-----Ursprüngliche Nachricht-----\nVon: Max\nGesendet: Montag\nAn: Rep\nBetreff: Angebot\n\nalt",
    ],
    [
      "the old style in French",
      "-----Message d'origine-----\nDe : Max\nEnvoyé : lundi\nÀ : Rep\nObjet : Offre\n\nvieux",
    ],
    ["bare quote marks", "> old\n> older"],
  ])("cuts the history of %s", (_, history) => {
    expect(cleanBody(`${OWN}\n\n${history}`)).toBe(OWN);
    expect(cleanBody(`${OWN}\r\n\r\n${history.replaceAll("\n", "\r\n")}`)).toBe(OWN);
    expect(cleanBody(`${OWN}\n\nBest regards,\nJane\n\n${history}`)).toBe(OWN);
  });

  test.each([
    ["the standard delimiter", "-- \nJane Doe\nCEO"],
    ["a phone's line", "Sent from my iPhone"],
    ["a phone's line in German", "Von meinem iPhone gesendet"],
    ["a phone's line in French", "Envoyé de mon iPhone"],
    ["a phone's line in Japanese", "iPhoneから送信"],
    ["a greeting", "Kind regards,\nJane Doe"],
    ["a German greeting", "Mit freundlichen Grüßen\n\nJane Doe\nAcme GmbH"],
    ["a French greeting", "Cordialement,\nJane Doe"],
    ["a Japanese greeting", "よろしくお願いいたします。\n\n山田"],
    ["a greeting above a phone's line", "Best,\nJane\n\nGet Outlook for iOS"],
  ])("cuts a signature after %s", (_, signature) => {
    expect(cleanBody(`${OWN}\n\n${signature}`)).toBe(OWN);
  });

  test.each([
    ["a mail of one word", "Thanks!"],
    [
      "thanks above the point of the mail",
      "Hi,\n\nThanks!\nI will read the offer and come back to you on Monday.",
    ],
    ["a greeting that is all there is", "Best regards,\nJane"],
    ["a list that looks like a header", "Trip:\nFrom: Munich\nTo: Paris\nDate: 23 Nov\n\nOk?"],
    ["a sentence about writing", "As I wrote on 12.11.2026:\nwe need ten pieces."],
    ["a line that begins like an attribution", "On Monday we start:\nbring your badge."],
    ["a colon after a date", "2026 plans:\n- grow"],
    [
      "a rule between paragraphs",
      "Part one is this.\n\n-----\n\nPart two explains the rest of it, at length and in detail.",
    ],
    ["Japanese", "お世話になっております。\n\n見積書をお送りください。"],
  ])("keeps %s", (_, text) => {
    expect(cleanBody(text)).toBe(text);
  });

  test("keeps inline answers with what they answer", () => {
    const text =
      "Answers below.\n\nOn Mon, Nov 23, 2026 at 10:00 AM Max <max@x.example> wrote:\n> Hello\n> How are you?\n> So.\n> Can you come?\n\nYes.\n\n> When?\n\nOn Monday.\n\n> Bye\n\n-- \nJane";
    expect(cleanBody(text)).toBe(
      "Answers below.\n\n> How are you?\n> So.\n> Can you come?\nYes.\n\n> When?\nOn Monday.",
    );
  });

  test("keeps an answer below the whole quote, without the quote", () => {
    expect(cleanBody("On 23/11/2026 10:00, Max wrote:\n> one\n> two\n\nFine with me.")).toBe("Fine with me.");
  });

  test("keeps what was forwarded, without the history below it", () => {
    const forwarded =
      "---------- Forwarded message ---------\nFrom: Max <max@x.example>\nDate: Mon\nSubject: Offer\nTo: Jane\n\nThe offer.";
    expect(cleanBody(`FYI\n\n${forwarded}\n\nOn Sun, Nov 22, 2026 Jane <jane@x.example> wrote:\n> ask`)).toBe(
      `FYI\n\n${forwarded}`,
    );
    const outlook = "From: Max <max@x.example>\nSent: Monday\nTo: Jane\nSubject: Offer\n\nThe offer.";
    expect(cleanBody(`\n\n${outlook}\n\nFrom: Jane\nSent: Sunday\nTo: Max\nSubject: Ask\n\nask`)).toBe(
      outlook,
    );
  });

  test("is empty for a mail that says nothing of its own", () => {
    expect(cleanBody("On Mon, Nov 23, 2026 at 10:00 AM Max <max@x.example> wrote:\n> old")).toBe("");
    expect(cleanBody("Sent from my iPhone")).toBe("");
    expect(cleanBody("\n \r\n\t\u00a0\n")).toBe("");
  });

  test("removes control characters, and breaks up long lines without losing a word", () => {
    expect(cleanBody("a\u0000b\r\nc\u001b\ud800\n\n\n\nd")).toBe("ab\nc\ufffd\n\nd");
    const words = Array.from({ length: 500 }, (_, index) => `word${index}`);
    const lines = cleanBody(words.join(" ")).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(1_000);
    expect(lines.join(" ").split(" ")).toEqual(words);
  });

  test("leaves no greeting, name or number of any signature in the text", () => {
    for (const { text, expected } of SIGNATURES) {
      const [, , , phone] = expected;
      const body = cleanBody(text);
      if (phone !== null && /\n(?:Best|Kind|Mit|Cordialement|--)/.test(text))
        expect(body).not.toContain(phone);
      expect(body.length).toBeLessThanOrEqual(text.length);
    }
  });

  test("gives bounded, storable text for any text, and adds nothing to it", () => {
    const pieces = fc.constantFrom(
      "> a",
      ">",
      "From: a",
      "Subject: b",
      "To: c",
      "On 2026 <a@b.c> wrote:",
      "-- ",
      "Best regards",
      "Jane",
      "",
      "____",
      "---- Forwarded message ----",
      "\u0000",
      "\ud800",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces).map((all) => all.join("\n")),
    );
    fc.assert(
      fc.property(text, (written) => {
        const body = cleanBody(written);
        expect(body).not.toMatch(/[^\P{Cc}\t\n]|\p{Surrogate}|\n\n\n/u);
        expect(body).toBe(body.trim());
        // Only empty lines between a quote and its answer are new.
        const visible = (all: string) => all.replace(/\s/g, "").length;
        expect(visible(body)).toBeLessThanOrEqual(visible(written));
      }),
      { numRuns: 1_000 },
    );
    expect(cleanBody("a ".repeat(1_000_000)).length).toBeLessThanOrEqual(32_768);
  });

  test.each([
    ["the 99 kB line known to stop parsers", "On ".repeat(33_000)],
    ["attributions in long lines", `${" on at".repeat(166)}\n`.repeat(33)],
    ["digits and brackets", "0".repeat(250) + "from".repeat(60) + "<".repeat(250) + ">".repeat(250)],
    ["openings", "Op \n".repeat(8_000)],
    ["Chinese openings", "在\n".repeat(16_000)],
    ["dates ending in a colon", "On 2026 10:00 a:\n".repeat(2_000)],
    ["brackets", "a <\n".repeat(8_000)],
    ["senders", "From: a\n".repeat(4_000)],
    ["subjects", "From: a\nSubject: b\n".repeat(2_000)],
    ["forwards", "---------- Forwarded message ---------\n".repeat(900)],
    ["greetings", "best\n".repeat(8_000)],
    ["thanks", "a\nthanks, a\n".repeat(3_000)],
    ["greeting words", `a\n${"mit freundlichen ".repeat(6)}\n`.repeat(300)],
    ["quotes in turns", ">\na\n".repeat(6_000)],
    ["empty lines", "\n".repeat(32_768)],
    ["spaces", " ".repeat(32_768)],
    ["rules", "- ".repeat(16_384)],
    ["half frames", `a\n${"-".repeat(199)}a\n`.repeat(160)],
    ["2 MB", "word ".repeat(400_000)],
  ])("takes under 50 ms for %s", (_, text) => {
    const took = [1, 2, 3, 4, 5].map(() => {
      const start = performance.now();
      cleanBody(text);
      return performance.now() - start;
    });
    expect(Math.min(...took)).toBeLessThan(50);
  });
});
