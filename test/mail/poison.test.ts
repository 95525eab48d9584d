/** Mails made to break a reader: each is read within a second and 50 MB, and what was left out is said. */
import { describe, expect, test } from "@jest/globals";
import { planMail, readGmailMail } from "../../backend/src/mail/gmail-mail.ts";
import { parseGmailMessage } from "../../backend/src/mail/gmail-payload.ts";
import { readMailText } from "../../backend/src/mail/mail-text.ts";
import { viewer } from "../crm/people-on-hand.ts";
import { behindId, file, html, messageJson, multipart, plain, withHeaders } from "./gmail-parts.ts";
import type { PartJson } from "./gmail-parts.ts";
import { cpuTimeOf } from "../support/cpu-time.ts";

const NOW = new Date("2026-11-23T12:00:00Z");
const MEGABYTE = 1024 * 1024;

const FROM = [["From", "Anna <anna@acme.example>"]] as const;
const mail = (payload: PartJson, more: readonly (readonly [string, string])[] = []): unknown =>
  messageJson(withHeaders(payload, [...FROM, ...more]));

function nested(depth: number, wrap: (inner: PartJson) => PartJson): PartJson {
  return Array.from({ length: depth }).reduce<PartJson>(wrap, plain("At the bottom."));
}

function recipients(count: number): string {
  return Array.from({ length: count }, (_, index) => `"Name ${index}" <a${index}@acme.example>`).join(", ");
}

/** Everything the sync does with a message, once. */
function readWhole(json: unknown) {
  const message = parseGmailMessage(json);
  if ("malformed" in message) throw new Error(message.malformed);
  const read = readGmailMail(message);
  const text = readMailText(message);
  return { cut: read.cut, text, plan: planMail(viewer, read, text, NOW) };
}

function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe("a mail with", () => {
  test.each<[string, () => unknown, { cut?: readonly string[]; truncated?: boolean }]>([
    [
      "10,000 parts",
      () => mail(multipart("mixed", ...Array.from({ length: 10_000 }, (_, i) => plain(`Text ${i}.`)))),
      { cut: ["parts"], truncated: true },
    ],
    [
      "10,000 files",
      () => mail(multipart("mixed", ...Array.from({ length: 10_000 }, (_, i) => file("a/b", `f${i}`)))),
      { cut: ["parts"], truncated: true },
    ],
    [
      "10,000 alternatives",
      () => mail(multipart("alternative", ...Array.from({ length: 10_000 }, (_, i) => html(`<p>${i}</p>`)))),
      { cut: ["parts"], truncated: true },
    ],
    [
      "parts 10,000 deep",
      () => mail(nested(10_000, (inner) => multipart("mixed", inner))),
      { cut: ["depth"], truncated: true },
    ],
    [
      "10,000 mails in one another",
      () => mail(nested(10_000, (inner) => ({ ...multipart("x", inner), mimeType: "message/rfc822" }))),
      { cut: ["depth"], truncated: true },
    ],
    ["a text of 40 MB", () => mail(plain("All work and no play. ".repeat(1_900_000))), { truncated: true }],
    [
      "HTML of 40 MB",
      () => mail(html("<p>All work and no play.</p>".repeat(1_500_000))),
      { truncated: true },
    ],
    [
      "a text of 40 MB kept apart",
      () => mail(behindId("text/plain", "id1", 40_000_000)),
      { truncated: true },
    ],
    [
      "a million recipients",
      () => mail(plain("x"), [["To", recipients(1_000_000)]]),
      { cut: ["to: 37777778 characters, 100000 read"] },
    ],
    [
      "10,000 headers",
      () =>
        mail(
          plain("x"),
          Array.from({ length: 10_000 }, () => ["Delivered-To", "a@acme.example"] as const),
        ),
      { cut: ["headers", "delivered-to: 999 of them, 10 read"], truncated: true },
    ],
    [
      "a header of a megabyte",
      () =>
        mail(plain("x"), [
          ["Subject", "s".repeat(MEGABYTE)],
          ["References", "<a@b>".repeat(200_000)],
        ]),
      { cut: ["subject: 1048576 characters, 10000 read", "references: 1000000 characters, 20000 read"] },
    ],
    [
      "a header of nothing but quotes",
      () =>
        mail(plain("x"), [
          ["To", '"'.repeat(MEGABYTE)],
          ["Cc", "(".repeat(MEGABYTE)],
          ["Bcc", "<".repeat(MEGABYTE)],
        ]),
      {},
    ],
    ["a single line of 99 kB", () => mail(plain("On ".repeat(33_000))), { truncated: true }],
    ["a single line of quote marks", () => mail(plain(">".repeat(99_000))), { truncated: true }],
    ["a single line of links", () => mail(plain("https://".repeat(12_000))), { truncated: true }],
    [
      "a charset nobody knows",
      () => mail(plain("Köhler", { "Content-Type": "text/plain; charset=x-klingon" })),
      {},
    ],
  ])("%s", (_, make, { cut = [], truncated = false }) => {
    const json = make();
    const before = memoryInUse();
    let result!: ReturnType<typeof readWhole>;
    const tookMs = cpuTimeOf(() => {
      result = readWhole(json);
    });
    const usedBytes = memoryInUse() - before;
    expect(tookMs).toBeLessThan(1_000);
    expect(usedBytes).toBeLessThan(50 * MEGABYTE);
    expect(result.text.truncated).toBe(truncated);
    expect(result.cut).toEqual(expect.arrayContaining([...cut]));
    expect(result.text.bodyText.length).toBeLessThanOrEqual(40_000);
    expect(result.text.attachments.length).toBeLessThanOrEqual(500);
    expect("invalid" in result.plan ? result.plan : result.plan.participants.length).toBeLessThanOrEqual(
      1_010,
    );
  });
});
