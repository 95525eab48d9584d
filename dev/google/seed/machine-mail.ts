/** Mail nobody typed: newsletters, notifications, auto-replies, bounces and invitations. */
import MailComposer from "nodemailer/lib/mail-composer";
import { mailDate } from "./compose-mail.ts";
import { hash } from "./hash.ts";
import type { CorrespondentKey } from "./people.ts";
import { correspondents } from "./people.ts";
import { escapeHtml } from "./quoting.ts";
import type { When } from "./seed-time.ts";
import { momentOf } from "./seed-time.ts";
import type { SentMail } from "./write-conversation.ts";
import { messageIdHeaderOf } from "./write-conversation.ts";

export interface MachineMail {
  readonly from: { readonly name: string; readonly email: string };
  readonly to: readonly CorrespondentKey[];
  readonly when: When;
  readonly subject: string;
  readonly text: string;
  /** An HTML part with the same text, and links as newsletters have them. */
  readonly html?: true;
  readonly headers?: Readonly<Record<string, string>>;
  readonly labels?: readonly string[];
  /** The mail of a conversation this one was set off by. */
  readonly answers?: { readonly subject: string; readonly index: number; readonly by: CorrespondentKey };
  readonly invitation?: { readonly method: "REQUEST" | "REPLY" | "CANCEL"; readonly content: string };
  /** The failed address of a bounce. */
  readonly undeliverable?: string;
}

export async function writeMachineMail(mail: MachineMail, now: number): Promise<SentMail> {
  const sentAt = momentOf(mail.when, now);
  const messageIdHeader = `<${hash(`${mail.subject} ${mail.from.email} ${JSON.stringify(mail.when)}`).slice(0, 28)}@${domainOf(mail.from.email)}>`;
  const answered = mail.answers;
  const about =
    answered === undefined
      ? undefined
      : messageIdHeaderOf(answered.subject, answered.index, correspondents[answered.by]);
  const common = {
    from: { name: mail.from.name, address: mail.from.email },
    to: mail.to.map((key) => ({ name: correspondents[key].name, address: correspondents[key].email })),
    subject: mail.subject,
    date: mailDate(sentAt, "UTC"),
    messageId: messageIdHeader,
    newline: "windows",
    headers: { ...mail.headers },
    ...(about !== undefined && { inReplyTo: about, references: [about] }),
  };
  const composer =
    mail.undeliverable === undefined
      ? new MailComposer({
          ...common,
          text: mail.text,
          ...(mail.html === true && { html: newsletterHtml(mail) }),
          ...(mail.invitation !== undefined && {
            icalEvent: {
              method: mail.invitation.method,
              filename: "invite.ics",
              content: mail.invitation.content,
            },
          }),
        })
      : new MailComposer({
          ...common,
          raw: bounce(mail, mail.undeliverable, messageIdHeader, about ?? "", sentAt),
        });
  const node = composer.compile();
  node.baseBoundary = hash(messageIdHeader).slice(0, 16);
  return {
    messageIdHeader,
    raw: await node.build(),
    sentAt,
    from: mail.from.email,
    recipients: mail.to.map((key) => correspondents[key].email),
    labels: mail.labels ?? [],
    draft: false,
  };
}

/** RFC 3464, with the words Google uses. */
function bounce(mail: MachineMail, failed: string, messageId: string, about: string, sentAt: number): string {
  const [reader = "ada"] = mail.to;
  const { name, email } = correspondents[reader];
  const boundary = hash(messageId).slice(0, 24);
  return [
    `From: ${mail.from.name} <${mail.from.email}>`,
    `To: ${email}`,
    "Auto-Submitted: auto-replied",
    `Subject: ${mail.subject}`,
    `Date: ${mailDate(sentAt, "UTC")}`,
    `Message-ID: ${messageId}`,
    `In-Reply-To: ${about}`,
    `References: ${about}`,
    `X-Failed-Recipients: ${failed}`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/report; boundary="${boundary}"; report-type=delivery-status`,
    "",
    `--${boundary}`,
    'Content-Type: text/plain; charset="UTF-8"',
    "",
    ...mail.text.split("\n"),
    "",
    `--${boundary}`,
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; googlemail.com",
    `Arrival-Date: ${mailDate(sentAt - 2_000, "UTC")}`,
    "",
    `Final-Recipient: rfc822; ${failed}`,
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.",
    "",
    `--${boundary}`,
    "Content-Type: message/rfc822",
    "",
    `From: ${name} <${email}>`,
    `To: ${failed}`,
    `Message-ID: ${about}`,
    `Date: ${mailDate(sentAt - 3_000, "UTC")}`,
    "Subject: Sensor case: your second phone number",
    "",
    "Hi Jonah,",
    "",
    `--${boundary}--`,
    "",
  ].join("\r\n");
}

function newsletterHtml({ from, subject, text }: MachineMail): string {
  const site = `https://www.${domainOf(from.email)}`;
  const blocks = text.split("\n\n").map((block) => `<p>${escapeHtml(block).replaceAll("\n", "<br>")}</p>`);
  return (
    `<html><body style="margin:0;background:#f4f4f4"><table role="presentation" width="600" align="center" bgcolor="#ffffff"><tr><td style="padding:24px;font-family:Helvetica,Arial,sans-serif">` +
    `<h1 style="font-size:22px">${escapeHtml(subject)}</h1>${blocks.join("")}` +
    `<p><a href="${site}/read">Read online</a></p><p style="font-size:11px;color:#888">${escapeHtml(from.name)} · <a href="${site}/unsubscribe">Unsubscribe</a></p>` +
    `</td></tr></table></body></html>`
  );
}

function domainOf(email: string): string {
  return email.split("@")[1] ?? "";
}
