/** Mail out: what was asked for stands in the mail, read back by an independent parser, and nothing else does. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import PostalMime from "postal-mime";
import type { Address, Email } from "postal-mime";
import { composeMail } from "../../backend/src/mail/compose-mail.ts";
import type { Correspondent, OutgoingMail } from "../../backend/src/mail/compose-mail.ts";

const BASE: OutgoingMail = {
  from: { address: "nora@northwind.example", name: "Nora Reyes" },
  replyTo: null,
  to: [{ address: "lea@kunde.example", name: null }],
  cc: [],
  bcc: [],
  subject: "Your offer",
  date: new Date("2026-11-20T12:00:00Z"),
  messageId: "<1@northwind.example>",
  inReplyTo: null,
  references: [],
  text: "Hello Lea,\n\nhere it is.",
  html: null,
  signature: null,
};

async function parse(mail: Partial<OutgoingMail>): Promise<Email> {
  return await PostalMime.parse(await composeMail({ ...BASE, ...mail }));
}

/** Every kind of text that has hurt somebody: line breaks, controls, right-to-left, emoji, half characters, look-alikes. */
const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          "\r\n",
          "\n",
          "\r",
          "\0",
          "\u2028",
          "\u202e",
          "\ud83d",
          "😀",
          "é",
          "שלום",
          "=?utf-8?Q?=41?=",
          "?=",
        ],
        ...[
          "Bcc: evil@evil.example",
          "\r\n\r\n<b>",
          "--",
          "<",
          ">",
          ",",
          ";",
          ":",
          '"',
          "\\",
          "(",
          ")",
          "@",
          " ",
          "x",
        ],
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join("")),
  // Short to describe, so that what fails is found soon.
  fc
    .tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 8 }), fc.nat(600))
    .map(([text, times]) => text.repeat(times)),
);
const person: fc.Arbitrary<Correspondent> = fc.record({
  address: fc.constantFrom(
    "lea@kunde.example",
    "kai+x@kunde.example",
    '"odd, one"@kunde.example',
    "o'brien@werk.example",
    "mia@xn--mller-kva.example",
  ),
  name: fc.option(nasty),
});
const people = fc.uniqueArray(person, { maxLength: 5, selector: ({ address }) => address });

describe("whatever stands in its fields", () => {
  test("a mail read back has exactly the people, headers and texts it was given", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          from: person,
          replyTo: fc.option(person),
          to: people.filter((list) => list.length > 0),
          cc: people,
          bcc: people,
          subject: nasty,
          text: nasty,
          html: fc.option(nasty),
        }),
        async (mail) => {
          const parsed = await parse(mail);
          const expected = [
            "subject",
            "x-rapport-message-id",
            "from",
            "to",
            "message-id",
            "date",
            "mime-version",
          ];
          if (mail.replyTo !== null) expected.push("reply-to");
          if (mail.cc.length > 0) expected.push("cc");
          if (mail.bcc.length > 0) expected.push("bcc");
          const found = parsed.headers.map(({ key }) => key).filter((key) => key !== "content-type");
          // A subject of nothing but blanks is none.
          expect(new Set([...found, "subject"])).toEqual(new Set(expected));
          expect(found.length).toBe(new Set(found).size);
          expect([parsed.from].map(addressOf)).toEqual([mail.from.address]);
          expect((parsed.to ?? []).map(addressOf)).toEqual(mail.to.map(({ address }) => address));
          expect((parsed.cc ?? []).map(addressOf)).toEqual(mail.cc.map(({ address }) => address));
          expect((parsed.bcc ?? []).map(addressOf)).toEqual(mail.bcc.map(({ address }) => address));
          expect((parsed.replyTo ?? []).map(addressOf)).toEqual(
            mail.replyTo === null ? [] : [mail.replyTo.address],
          );
          expect(squeezed(parsed.subject ?? "")).toBe(squeezed(mail.subject));
          expect(parsed.messageId).toBe(BASE.messageId);
          expect(parsed.attachments).toEqual([]);
          expect(bare(parsed.text ?? "")).toBe(bare(mail.text));
          if (mail.html !== null) expect(bare(parsed.html ?? "")).toBe(bare(mail.html));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a name is the one that was given, as far as it is one line", async () => {
    await fc.assert(
      fc.asyncProperty(nasty, async (name) => {
        const { to } = await parse({ to: [{ address: "lea@kunde.example", name }] });
        const read = to?.[0]?.name ?? "";
        expect(squeezed(read).replaceAll("= ?", "=?")).toBe(squeezed(name).replaceAll("= ?", "=?"));
      }),
      { numRuns: 300 },
    );
  });

  test("no line is longer than SMTP allows, and none ends but by CR LF", async () => {
    await fc.assert(
      fc.asyncProperty(nasty, nasty, async (subject, text) => {
        const raw = Buffer.from(
          await composeMail({ ...BASE, subject: subject.slice(0, 988), text }),
        ).toString("latin1");
        expect(raw.replaceAll("\r\n", "")).not.toMatch(/[\r\n\0]/);
        expect(Math.max(...raw.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
      }),
      { numRuns: 200 },
    );
  });
});

function addressOf(address: Address | undefined): string | undefined {
  return address?.address;
}

/** What a body keeps of every text: all but blanks and control characters. */
function bare(text: string): string {
  return text.toWellFormed().replace(/[\s\p{Cc}\u2028\u2029\ufeff]+/gu, "");
}

/** What remains of a text that was made one line: control characters are nothing, blanks are one. */
function squeezed(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\s\p{Cc}\u2028\u2029\ufeff]+/gu, " ")
    .trim();
}
