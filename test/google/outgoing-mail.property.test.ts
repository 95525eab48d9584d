/** Whatever bytes are given to be sent: Google's refusal, or a mail that says what it said. */
import fc from "fast-check";
import { describe, expect, test } from "@jest/globals";
import { GoogleError } from "../../dev/google/google-error.ts";
import { MailHead } from "../../dev/google/gmail/mail-head.ts";
import type { SendAs } from "../../dev/google/gmail/mailbox.ts";
import { readMimeTree } from "../../dev/google/gmail/mime-tree.ts";
import { readOutgoingMail } from "../../dev/google/gmail/outgoing-mail.ts";
import type { OutgoingMail } from "../../dev/google/gmail/outgoing-mail.ts";

const primary: SendAs = {
  sendAsEmail: "rep@northwind.example",
  displayName: "Ümit “Rep” Öz",
  signature: "",
  isPrimary: true,
  isDefault: true,
};
const ownId = "<CAown@mail.gmail.com>";

function read(raw: Uint8Array): OutgoingMail | undefined {
  try {
    return readOutgoingMail(raw, {
      sendAs: [primary],
      now: 0,
      messageIdHeader: ownId,
      keepsMessageIds: false,
    });
  } catch (error) {
    if (error instanceof GoogleError) return undefined;
    throw error;
  }
}

const names = [
  "From",
  "To",
  "Cc",
  "Bcc",
  "Message-ID",
  "message-id",
  "Date",
  "Subject",
  "X-Ours",
  "References",
];
const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.emailAddress(),
  fc.constant("a\r\n\tb@c.example"),
  fc.constant("=?utf-8?q?=0d=0aBcc:_x?= <a@b.example>"),
);
const field = fc.tuple(fc.constantFrom(...names), value).map(([name, text]) => `${name}: ${text}`);
const written = fc
  .tuple(fc.array(field, { maxLength: 8 }), fc.constantFrom("\r\n", "\n"), fc.string({ maxLength: 40 }))
  .map(([fields, lineEnd, body]) => Buffer.from([...fields, "", body].join(lineEnd)));

describe("a mail given to be sent", () => {
  test("of any bytes is refused in Google's words or goes to addresses only", () => {
    fc.assert(
      fc.property(fc.oneof(written, fc.uint8Array({ maxLength: 200 })), (raw) => {
        for (const recipient of read(raw)?.recipients ?? [])
          expect(recipient).toMatch(/^[^@]+@[^@]+\.[^@]+$/s);
      }),
      { numRuns: 500 },
    );
  });

  test("gets one From, which is the sender's, and one Message-ID; the others stay, and the body byte for byte", () => {
    const to = Buffer.from("To: a@b.example\r\n");
    fc.assert(
      fc.property(fc.array(field, { maxLength: 8 }), fc.uint8Array({ maxLength: 60 }), (fields, body) => {
        const head = Buffer.from(fields.map((line) => `${line.replace(/\n(?![ \t])/g, " ")}\r\n`).join(""));
        const raw = Buffer.concat([to, head, Buffer.from("\r\n"), body]);
        const sent = read(raw)?.raw;
        if (sent === undefined) return;
        const [before, after] = [raw, sent].map((mail) => readMimeTree(mail).headers);
        const of = (name: string): string[] =>
          (after ?? []).filter((given) => given.name.toLowerCase() === name).map((given) => given.raw);
        expect(of("from")).toHaveLength(1);
        expect(of("from")[0]).toMatch(/rep@northwind\.example>?$/);
        expect(of("message-id")).toEqual([ownId]);
        const isKept = ({ name }: { name: string }): boolean =>
          !["from", "message-id", "received"].includes(name.toLowerCase());
        expect((after ?? []).filter(isKept).slice(of("date").length > dated(before) ? 1 : 0)).toEqual(
          (before ?? []).filter(isKept),
        );
        expect(sent.subarray(sent.length - body.length)).toEqual(Buffer.from(body));
      }),
      { numRuns: 300 },
    );
  });
});

function dated(headers: readonly { name: string }[] | undefined): number {
  return (headers ?? []).filter(({ name }) => name.toLowerCase() === "date").length;
}

test("a field is taken out with its folded lines, wherever it stands, and nothing else", () => {
  const raw = Buffer.from(
    "Bcc: a@b.example,\r\n c@d.example\r\nX-Bcc: 1\r\nbcc : e@f.example\r\n\r\nBcc: body",
  );
  expect(MailHead.of(raw).without("Bcc").toMail().toString()).toBe("X-Bcc: 1\r\n\r\nBcc: body");
});
