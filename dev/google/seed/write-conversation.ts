/** Turns the planned texts of a conversation into mails: who answers whom, under what subject, with what quoted. */
import type { CorrespondentKey } from "./people.ts";
import { correspondents } from "./people.ts";
import type { Correspondent } from "./people.ts";
import { attachmentFile } from "./attachments.ts";
import { composeMail, writeBody } from "./compose-mail.ts";
import type { Conversation, MailText } from "./conversation.ts";
import { hash } from "./hash.ts";
import { quoteMail } from "./quoting.ts";
import type { MailBody } from "./quoting.ts";
import { momentOf } from "./seed-time.ts";

/** A mail as it left its sender. */
export interface SentMail {
  readonly messageIdHeader: string;
  readonly raw: Buffer;
  readonly sentAt: number;
  readonly from: string;
  readonly recipients: readonly string[];
  /** For the readers' copies. */
  readonly labels: readonly string[];
  readonly draft: boolean;
}

/** So many earlier mails are quoted under a reply; people cut the rest off. */
const QUOTED_MAILS = 3;

export async function writeConversation(conversation: Conversation, now: number): Promise<SentMail[]> {
  const written: WrittenMail[] = [];
  const sent: SentMail[] = [];
  for (const text of conversation.mails) {
    const mail = planMail(conversation.subject, text, written, now);
    const cc = peopleOf(text.cc);
    const bcc = peopleOf(text.bcc);
    const raw = await composeMail({
      ...mail,
      cc,
      bcc,
      references: written.map(({ messageIdHeader }) => messageIdHeader),
      body: shownBody([...written, mail], text.quote === false ? 0 : QUOTED_MAILS),
      attachments: (text.attach ?? []).map(attachmentFile),
      charset: text.charset,
    });
    sent.push({
      messageIdHeader: mail.messageIdHeader,
      raw,
      sentAt: mail.sentAt,
      from: mail.from.email,
      recipients: [...mail.to, ...cc, ...bcc].map(({ email }) => email),
      labels: text.labels ?? [],
      draft: text.draft ?? false,
    });
    written.push(mail);
  }
  return sent;
}

/** The Message-ID of a conversation's mail, counted from 0, so that what answers it from outside can name it. */
export function messageIdHeaderOf(subject: string, index: number, from: Correspondent): string {
  return `<${hash(`${subject} ${index}`).slice(0, 24)}@mail.${from.email.split("@")[1] ?? ""}>`;
}

interface WrittenMail {
  readonly messageIdHeader: string;
  readonly from: Correspondent;
  readonly to: readonly Correspondent[];
  readonly subject: string;
  readonly sentAt: number;
  /** What its author wrote, with nothing quoted. */
  readonly body: MailBody;
}

function planMail(
  subject: string,
  text: MailText,
  earlier: readonly WrittenMail[],
  now: number,
): WrittenMail {
  const from = correspondents[text.from];
  const last = earlier.at(-1);
  return {
    messageIdHeader: messageIdHeaderOf(subject, earlier.length, from),
    from,
    to: text.to === undefined ? answered(from, last) : peopleOf(text.to),
    subject: text.subject ?? (last === undefined ? subject : `${replyPrefix(from)} ${subject}`),
    sentAt: momentOf(text.when, now),
    body: writeBody(text.body, from, text.sign ?? true),
  };
}

function peopleOf(keys: readonly CorrespondentKey[] = []): Correspondent[] {
  return keys.map((key) => correspondents[key]);
}

/** Adding to one's own mail goes to its readers again. */
function answered(from: Correspondent, last: WrittenMail | undefined): readonly Correspondent[] {
  if (last === undefined) return [];
  return last.from === from ? last.to : [last.from];
}

function replyPrefix({ client, language }: Correspondent): string {
  return client === "outlook" && language === "de" ? "AW:" : "Re:";
}

/** The last mail's own words with those before it quoted below, each as the program above it quotes. */
function shownBody(mails: readonly WrittenMail[], quotedMails: number): MailBody {
  const last = mails.at(-1);
  if (last === undefined) return { text: "", html: "" };
  const before = mails.at(-2);
  if (before === undefined || quotedMails === 0) return last.body;
  const quote = quoteMail(
    { ...before, body: asHtmlToo(shownBody(mails.slice(0, -1), quotedMails - 1)) },
    last.from,
  );
  return {
    text: `${last.body.text}\n\n${quote.text}`.trimStart(),
    html: last.body.html === "" ? "" : last.body.html + quote.html,
  };
}

/** A plain mail quoted by a program that writes HTML. */
function asHtmlToo(body: MailBody): MailBody {
  if (body.html !== "") return body;
  const escaped = body.text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return { text: body.text, html: `<div>${escaped.replaceAll("\n", "<br>")}</div>` };
}
