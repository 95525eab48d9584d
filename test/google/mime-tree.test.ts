/** The MIME reader under bytes nobody would send on purpose. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { toMessageResource } from "../../dev/google/gmail/message-resource.ts";
import { readMimeTree, walkParts } from "../../dev/google/gmail/mime-tree.ts";
import type { MimePart } from "../../dev/google/gmail/mime-tree.ts";
import { cpuTimeOf } from "../support/cpu-time.ts";

function present(raw: Uint8Array): object {
  const message = new Mailbox({ email: "me@example.com" }).insert({ raw, internalDate: 0, labelIds: [] });
  message.hasAttachment();
  toMessageResource(message, "metadata");
  return toMessageResource(message, "full");
}

/** Pieces mails are made of, so that random ones reach the corners. */
const piece = fc.constantFrom(
  "Content-Type: multipart/mixed; boundary=b",
  'Content-Type: multipart/alternative; boundary="b"',
  "Content-Type: message/rfc822",
  "Content-Type: multipart/digest; boundary=b",
  "Content-Type: text/html; charset=utf-16",
  "Content-Type: text/plain; charset=iso-2022-kr",
  "Content-Type: text/plain; name*0*=utf-8'en'%E4%; name*1*=%zz",
  "Content-Type: =?utf-8?q?x?=",
  "Content-Transfer-Encoding: base64",
  "Content-Transfer-Encoding: quoted-printable",
  'Content-Disposition: attachment; filename="=?utf-8?b?4pyT?=',
  "Subject: =?utf-8?q?=C3=?= =?utf-8?q?=BC?=",
  'From: =?x?q?=2C?= <a@b>, "',
  "References: <a@b> <a@b> <",
  "--b",
  "--b--",
  "--b ",
  "--",
  "",
  "",
  "=",
  "=C3=",
  "4pyT====",
  "From me",
  " folded",
  "\tfolded",
  ":",
  "\u0000\u00ff",
);

const mailish = fc
  .array(
    fc.tuple(fc.oneof({ weight: 9, arbitrary: piece }, fc.string()), fc.constantFrom("\r\n", "\n", "\r", "")),
    { maxLength: 60 },
  )
  .map((lines) => Buffer.from(lines.flat().join(""), "latin1"));

describe("any bytes", () => {
  test("are presented without an exception", () => {
    fc.assert(
      fc.property(fc.oneof(mailish, fc.uint8Array({ maxLength: 2000 })), (raw) => {
        const shown = present(raw);
        expect(() => JSON.stringify(shown)).not.toThrow();
      }),
      { numRuns: 3000 },
    );
  });

  test("yield parts whose content lies within the mail", () => {
    fc.assert(
      fc.property(mailish, (raw) => {
        for (const part of walkParts(readMimeTree(raw)))
          expect(part.content().length).toBeLessThanOrEqual(raw.length);
      }),
      { numRuns: 1000 },
    );
  });
});

function deepest(part: MimePart): number {
  return 1 + Math.max(0, ...part.parts.map(deepest));
}

function nested(levels: number): Buffer {
  const opening = Array.from(
    { length: levels },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}x\r\n\r\n--b${i}x\r\n`,
  );
  return Buffer.from(`${opening.join("")}Content-Type: text/plain\r\n\r\ndeep down`);
}

describe("bombs", () => {
  test("50 levels deep are shown to the bottom", () => {
    const parts = [...walkParts(readMimeTree(nested(50)))];
    expect(parts).toHaveLength(51);
    expect(parts.at(-1)?.content().toString()).toBe("deep down");
  });

  test("10,000 levels deep stop at the limit", () => {
    expect(deepest(readMimeTree(nested(10_000)))).toBe(101);
  });

  test("messages in messages stop at the limit as well", () => {
    const raw = Buffer.from(`${"Content-Type: message/rfc822\r\n\r\n".repeat(10_000)}hello`);
    expect(deepest(readMimeTree(raw))).toBe(101);
  });

  test("10,000 parts are cut at the limit", () => {
    const raw = Buffer.from(
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\nx\r\n".repeat(10_000)}--b--`,
    );
    expect([...walkParts(readMimeTree(raw))]).toHaveLength(1000);
  });

  test("a header of a million continuation lines is read in no time", () => {
    const raw = Buffer.from(`Subject: a\r\n${" b\r\n".repeat(1_000_000)}\r\nbody`);
    expect(cpuTimeOf(() => readMimeTree(raw))).toBeLessThan(2_000);
  });

  test("boundaries that never come cost one look each, not one through the whole mail", () => {
    const part = "--b\r\nContent-Type: multipart/mixed; boundary=never\r\n\r\n\r\n";
    const raw = Buffer.from(
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(1000)}${"x".repeat(20_000_000)}`,
    );
    expect(cpuTimeOf(() => readMimeTree(raw))).toBeLessThan(2_000);
  });
});
