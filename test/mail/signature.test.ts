import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseMailboxes } from "../../backend/src/crm/email-address.ts";
import type { Mailbox } from "../../backend/src/crm/email-address.ts";
import { readSignature } from "../../backend/src/mail/signature.ts";
import { SIGNATURES } from "../fixtures/signatures.ts";

function mailboxOf(from: string): Mailbox {
  const mailbox = parseMailboxes(from)[0];
  if (mailbox === undefined) throw new Error(`no mailbox in ${from}`);
  return mailbox;
}

describe("readSignature", () => {
  test.each(SIGNATURES)("reads $case", ({ from, text, expected }) => {
    const [name, title, company, phone] = expected;
    expect(readSignature({ bodyText: text, mailbox: mailboxOf(from) })).toEqual({
      name,
      title,
      company,
      phone,
    });
  });

  test("reads every signature the same when a long history follows it", () => {
    const history =
      "\n\nOn Mon, Nov 23, 2026 at 9:00 AM Rep <rep@us.example> wrote:\n> Tel. +1 212 555 0000\n> CEO, Us Inc.\n";
    for (const { from, text, expected } of SIGNATURES) {
      const [name, title, company, phone] = expected;
      const read = readSignature({ bodyText: text + history, mailbox: mailboxOf(from) });
      expect(read).toEqual({ name, title, company, phone });
    }
  });

  test("reads every signature the same with CRLF line ends", () => {
    for (const { from, text, expected } of SIGNATURES) {
      const [name, title, company, phone] = expected;
      const read = readSignature({ bodyText: text.replaceAll("\n", "\r\n"), mailbox: mailboxOf(from) });
      expect(read).toEqual({ name, title, company, phone });
    }
  });

  test("gives a name and bounded, storable, one-line fields for any text", () => {
    const pieces = fc.constantFrom(
      "Best regards,",
      "-- ",
      "CEO",
      "Acme GmbH",
      "Tel.: +49 89 1",
      "Jane Doe",
      "\u0000",
      "\ud800",
      "|",
      ", ",
      "\n",
      "1234567890",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fc.oneof(pieces, fc.string())).map((all) => all.join("\n")),
    );
    fc.assert(
      fc.property(text, text, (bodyText, name) => {
        const mailbox = { ...mailboxOf("jane@acme.example"), name };
        const signature = readSignature({ bodyText, mailbox });
        expect(signature.name.length).toBeGreaterThan(0);
        const { name: read, title, company, phone } = signature;
        for (const field of [read, title, company, phone]) {
          if (field === null) continue;
          expect(field.length).toBeLessThanOrEqual(300);
          expect(field).not.toMatch(/\p{Cc}|\p{Surrogate}/u);
        }
      }),
    );
  });

  test.each([
    ["digits", "1 ".repeat(20_000)],
    ["dots", ". ".repeat(20_000)],
    ["capitals", "A ".repeat(20_000)],
    ["commas", "Aa, ".repeat(10_000)],
    ["dashes", " - ".repeat(12_000)],
    ["forms", "Co., Ltd. ".repeat(4_000)],
    ["short lines", "Aa Bb\n".repeat(8_000)],
    ["phone lines", `Best regards,\n${"+49 (0)89 123 / 456 - ".repeat(9)}\n`.repeat(150)],
  ])("stays fast on %s", (_, filler) => {
    const mailbox = mailboxOf("Jane Doe <jane@acme.example>");
    const took = [1, 2, 3].map(() => {
      const start = performance.now();
      readSignature({ bodyText: `Hello\n\nBest regards,\n${filler}`, mailbox });
      return performance.now() - start;
    });
    expect(Math.min(...took)).toBeLessThan(100);
  });
});
