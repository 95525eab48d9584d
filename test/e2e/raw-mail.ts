/** A mail as it comes over the wire, whatever stands in it: names, subject and file names travel as encoded words. */
import { randomUUID } from "node:crypto";

export interface MailAddress {
  readonly name?: string;
  readonly email: string;
}

export interface MailToWrite {
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly cc?: readonly MailAddress[];
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly { readonly name: string; readonly content: string }[];
  /** Extra lines of the head. */
  readonly headers?: readonly string[];
  readonly labelIds?: readonly string[];
  /** Epoch milliseconds. */
  readonly at?: number;
}

export function rawMail(mail: MailToWrite): Buffer {
  const boundary = `=_${randomUUID()}`;
  const part = (type: string, content: string, more: readonly string[] = []) =>
    [
      `--${boundary}`,
      `Content-Type: ${type}`,
      ...more,
      "Content-Transfer-Encoding: base64",
      "",
      folded(content),
    ].join("\r\n");
  return Buffer.from(
    [
      `From: ${mailbox(mail.from)}`,
      `To: ${mail.to.map(mailbox).join(",\r\n ")}`,
      ...(mail.cc === undefined ? [] : [`Cc: ${mail.cc.map(mailbox).join(",\r\n ")}`]),
      `Subject: ${encodedWords(mail.subject)}`,
      `Date: ${new Date(mail.at ?? Date.now()).toUTCString().replace("GMT", "+0000")}`,
      `Message-ID: <${randomUUID()}@mail.example>`,
      ...(mail.headers ?? []),
      "MIME-Version: 1.0",
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      "",
      part("text/plain; charset=utf-8", mail.text),
      ...(mail.html === undefined ? [] : [part("text/html; charset=utf-8", mail.html)]),
      ...(mail.attachments ?? []).map(({ name, content }) =>
        part("application/octet-stream", content, [
          `Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(name.toWellFormed())}`,
        ]),
      ),
      `--${boundary}--`,
      "",
    ].join("\r\n"),
  );
}

function mailbox({ name, email }: MailAddress): string {
  return name === undefined ? email : `${encodedWords(name)} <${email}>`;
}

/** RFC 2047, a word per line; each at most 75 characters. */
function encodedWords(text: string): string {
  return [...text.matchAll(/[\s\S]{1,10}/gu)]
    .map(([piece]) => `=?utf-8?B?${Buffer.from(piece).toString("base64")}?=`)
    .join("\r\n ");
}

function folded(content: string): string {
  return (
    Buffer.from(content)
      .toString("base64")
      .match(/.{1,76}/g)
      ?.join("\r\n") ?? ""
  );
}
