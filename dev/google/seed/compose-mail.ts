/** From a planned mail to the RFC 822 bytes its sender's mail program would have sent. */
import MailComposer from "nodemailer/lib/mail-composer";
import { toRfc3339, wallTimeAt } from "../calendar/zoned-time.ts";
import type { AttachmentFile } from "./attachments.ts";
import { hash } from "./hash.ts";
import type { LegacyCharset } from "./legacy-charsets.ts";
import { encodeLegacy } from "./legacy-charsets.ts";
import type { Correspondent, MailClient } from "./people.ts";
import type { MailBody } from "./quoting.ts";
import { escapeHtml } from "./quoting.ts";

export interface OutgoingMail {
  readonly messageIdHeader: string;
  readonly references: readonly string[];
  readonly from: Correspondent;
  readonly to: readonly Correspondent[];
  readonly cc: readonly Correspondent[];
  readonly bcc: readonly Correspondent[];
  readonly subject: string;
  readonly sentAt: number;
  readonly body: MailBody;
  readonly attachments: readonly AttachmentFile[];
  readonly charset: LegacyCharset | undefined;
}

export async function composeMail(mail: OutgoingMail): Promise<Buffer> {
  if (mail.charset !== undefined) return composeLegacyMail(mail, mail.charset);
  const address = ({ name, email }: Correspondent): { name: string; address: string } => ({
    name,
    address: email,
  });
  const composer = new MailComposer({
    headers: clientHeaders[mail.from.client],
    from: address(mail.from),
    to: mail.to.map(address),
    cc: mail.cc.map(address),
    bcc: mail.bcc.map(address),
    subject: mail.subject,
    date: mailDate(mail.sentAt, mail.from.timeZone),
    messageId: mail.messageIdHeader,
    ...(mail.references.length > 0 && {
      inReplyTo: mail.references.at(-1) ?? "",
      references: [...mail.references],
    }),
    text: mail.body.text,
    ...(mail.body.html !== "" && { html: mail.body.html }),
    attachments: mail.attachments.map((file) => ({ ...file })),
    newline: "windows",
  });
  const node = composer.compile();
  node.keepBcc = true;
  // Boundaries are random by default; the seeded world is the same every time.
  node.baseBoundary = hash(mail.messageIdHeader).slice(0, 16);
  return await node.build();
}

/** As the body of an HTML mail: paragraphs and lists of the plain text, then the signature in its layout. */
export function writeBody(text: string, author: Correspondent, sign: boolean): MailBody {
  const signature = sign ? author.signature : [];
  const delimiter = author.client === "outlook" ? "" : "-- \n";
  const signed = signature.length === 0 ? text : `${text}\n\n${delimiter}${signature.join("\n")}`;
  if (author.client === "plain") return { text: wrapped(signed), html: "" };
  const direction = author.language === "he" ? "rtl" : "ltr";
  const blocks = text.split("\n\n").map((block) => block.split("\n"));
  const html = blocks.map((lines) => paragraph(lines, author.client)).join("");
  return {
    text: signed,
    html: `<div dir="${direction}">${html}${signature.length === 0 ? "" : htmlSignature(author)}</div>`,
  };
}

/** A `Date` header in the sender's own zone (`Mon, 23 Nov 2026 10:00:00 +0100`). */
export function mailDate(instant: number, timeZone: string): string {
  const { year, month, day } = wallTimeAt(instant, timeZone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).toUTCString().slice(0, 16);
  const local = toRfc3339(instant, timeZone);
  const offset = local.endsWith("Z") ? "+0000" : local.slice(19).replace(":", "");
  return `${weekday} ${local.slice(11, 19)} ${offset}`;
}

const clientHeaders: Readonly<Record<MailClient, Record<string, string>>> = {
  gmail: {},
  outlook: { "X-MS-Has-Attach": "", "X-MS-TNEF-Correlator": "", "Accept-Language": "en-GB, en-US" },
  apple: { "X-Mailer": "Apple Mail (2.3826.300.87.4.3)" },
  plain: { "User-Agent": "Mutt/2.2.12 (2023-09-09)" },
};

/** nodemailer writes UTF-8 only; mails in older character sets are put together here. */
function composeLegacyMail(mail: OutgoingMail, charset: LegacyCharset): Buffer {
  const address = ({ name, email }: Correspondent): string => `${encodedWords(name, charset)} <${email}>`;
  const isJapanese = charset === "iso-2022-jp";
  const headers = [
    `From: ${address(mail.from)}`,
    `To: ${mail.to.map(address).join(",\r\n ")}`,
    ...(mail.cc.length > 0 ? [`Cc: ${mail.cc.map(address).join(",\r\n ")}`] : []),
    `Subject: ${encodedWords(mail.subject, charset)}`,
    `Date: ${mailDate(mail.sentAt, mail.from.timeZone)}`,
    `Message-ID: ${mail.messageIdHeader}`,
    ...(mail.references.length > 0
      ? [`In-Reply-To: ${mail.references.at(-1) ?? ""}`, `References: ${mail.references.join("\r\n ")}`]
      : []),
    "MIME-Version: 1.0",
    `Content-Type: text/plain; charset=${charset}`,
    `Content-Transfer-Encoding: ${isJapanese ? "7bit" : "quoted-printable"}`,
  ];
  const body = encodeLegacy(mail.body.text.replaceAll("\n", "\r\n"), charset);
  return Buffer.concat([
    Buffer.from(`${headers.join("\r\n")}\r\n\r\n`),
    isJapanese ? body : Buffer.from(quotedPrintable(body)),
    Buffer.from("\r\n"),
  ]);
}

/** Encoded words of at most twelve characters each, so that none is longer than RFC 2047 allows. */
function encodedWords(text: string, charset: LegacyCharset): string {
  if (/^[\u0020-\u007e]*$/.test(text)) return text;
  const pieces = text.match(/.{1,12}/gsu) ?? [];
  return pieces
    .map((piece) => `=?${charset}?B?${encodeLegacy(piece, charset).toString("base64")}?=`)
    .join("\r\n ");
}

/** RFC 2045 §6.7, lines of at most 76 characters. */
function quotedPrintable(bytes: Buffer): string {
  return bytes.toString("latin1").split("\r\n").map(quotedPrintableLine).join("\r\n");
}

function quotedPrintableLine(line: string): string {
  let encoded = "";
  let column = 0;
  for (const [index, byte] of Buffer.from(line, "latin1").entries()) {
    const isInnerSpace = byte === 0x20 && index < line.length - 1;
    const isLiteral = isInnerSpace || (byte > 0x20 && byte < 0x7f && byte !== 0x3d);
    const token = isLiteral
      ? String.fromCharCode(byte)
      : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    if (column + token.length > 75) {
      encoded += "=\r\n";
      column = 0;
    }
    encoded += token;
    column += token.length;
  }
  return encoded;
}

function paragraph(lines: readonly string[], client: MailClient): string {
  if (lines.every((line) => line.startsWith("- "))) {
    return `<ul>${lines.map((line) => `<li>${escapeHtml(line.slice(2))}</li>`).join("")}</ul>`;
  }
  const content = lines.map(escapeHtml).join("<br>");
  if (client === "outlook")
    return `<p class="MsoNormal" style="margin:0 0 8pt;font-family:Calibri,sans-serif;font-size:11pt">${content}</p>`;
  return client === "gmail" ? `<div>${content}</div><div><br></div>` : `<div>${content}</div><br>`;
}

function htmlSignature(author: Correspondent): string {
  const [name = "", ...rest] = author.signature.map(escapeHtml);
  switch (author.layout) {
    case "lines":
      return `<div class="gmail_signature" data-smartmail="gmail_signature"><b>${name}</b><br>${rest.join("<br>")}</div>`;
    case "bar":
      return `<p style="color:#5f6368;font-size:10pt"><b>${name}</b> | ${rest.join(" | ")}</p>`;
    case "table":
      return `<table cellpadding="0" style="font-family:Arial,sans-serif;font-size:9pt"><tr><td style="border-right:2px solid #1a73e8;padding-right:8px"><b>${name}</b></td><td style="padding-left:8px">${rest.join("<br>")}</td></tr></table>`;
  }
}

/** Plain mail programs break lines at 72 columns; quoted lines are left alone. */
function wrapped(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.startsWith(">") ? line : line.replaceAll(/(?=.{73})(.{1,72}) /g, "$1\n")))
    .join("\n");
}
