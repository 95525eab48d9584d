/** Puts mails into the mailboxes of whoever sent or got them, each with the head its own server wrote on top. */
import type { Account } from "../world.ts";
import { mailDate } from "./compose-mail.ts";
import { hash } from "./hash.ts";
import type { SentMail } from "./write-conversation.ts";

/** Google takes a mail in a few seconds after it was written. */
const TRANSIT_MS = 4_000;
/** What is older has been dealt with and archived; what is younger may not have been read. */
const ARCHIVED_AFTER_MS = 45 * 86_400_000;

/** In order of time, as a mailbox would have filled. */
export function deliverAll(mails: readonly SentMail[], accounts: readonly Account[], now: number): void {
  for (const mail of [...mails].sort((a, b) => a.sentAt - b.sentAt)) {
    for (const account of accounts) {
      const addresses = account.mailbox.sendAs.map(({ sendAsEmail }) => sendAsEmail);
      if (addresses.includes(mail.from)) {
        account.mailbox.insert({
          raw: mail.raw,
          internalDate: mail.sentAt,
          labelIds: [mail.draft ? "DRAFT" : "SENT"],
        });
        continue;
      }
      const recipient = mail.recipients.find((address) => addresses.includes(address));
      if (recipient === undefined || mail.draft) continue;
      account.mailbox.insert({
        raw: received(mail, recipient),
        internalDate: mail.sentAt + TRANSIT_MS,
        labelIds: labelsOf(mail, now),
      });
    }
  }
}

function received(mail: SentMail, recipient: string): Buffer {
  const domain = mail.from.split("@")[1] ?? "";
  const id = hash(`${mail.messageIdHeader} ${recipient}`).slice(0, 16);
  const at = mailDate(mail.sentAt + TRANSIT_MS, "America/Los_Angeles");
  const trace = [
    `Delivered-To: ${recipient}`,
    `Received: by 2002:a05:6402:0:b0:5d0:${id.slice(0, 4)}:${id.slice(4, 8)} with SMTP id ${id};\r\n        ${at}`,
    `Return-Path: <${mail.from}>`,
    `Received: from mail.${domain} (mail.${domain}. [203.0.113.${Number.parseInt(id.slice(0, 2), 16)}])\r\n        by mx.google.com with ESMTPS id ${id}\r\n        for <${recipient}>; ${at}`,
    `Authentication-Results: mx.google.com;\r\n       dkim=pass header.i=@${domain};\r\n       spf=pass smtp.mailfrom=${mail.from};\r\n       dmarc=pass (p=QUARANTINE) header.from=${domain}`,
  ];
  return Buffer.concat([Buffer.from(`${trace.join("\r\n")}\r\n`), withoutBcc(mail.raw)]);
}

/** A recipient never learns of the others that were copied blindly. */
function withoutBcc(raw: Buffer): Buffer {
  const headEnd = raw.indexOf("\r\n\r\n");
  const head = raw.subarray(0, headEnd).toString("latin1");
  const seen = head.replace(/\r\nBcc: .*(?:\r\n[ \t].*)*/i, "");
  return Buffer.concat([Buffer.from(seen, "latin1"), raw.subarray(headEnd)]);
}

function labelsOf(mail: SentMail, now: number): string[] {
  if (mail.labels.includes("SPAM") || mail.labels.includes("TRASH")) return [...mail.labels];
  const category = mail.labels.some((label) => label.startsWith("CATEGORY_")) ? [] : ["CATEGORY_PERSONAL"];
  const inbox = now - mail.sentAt > ARCHIVED_AFTER_MS ? [] : ["INBOX"];
  return [...inbox, ...category, ...mail.labels];
}
