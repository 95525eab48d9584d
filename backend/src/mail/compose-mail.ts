/**
 * A mail as it goes out: MIME made of what somebody wrote. Whatever stands in a field stays in it: no text can begin a
 * header, a part or a recipient of its own.
 */
import { textToHtml } from "./compose-html.ts";
import { htmlToText } from "./html-to-text.ts";
import { OWN_MESSAGE_ID_HEADER } from "./own-message-id.ts";

export interface Correspondent {
  /** Checked before: an address and nothing else. */
  readonly address: string;
  readonly name: string | null;
}

export interface OutgoingMail {
  readonly from: Correspondent;
  readonly replyTo: Correspondent | null;
  readonly to: readonly Correspondent[];
  readonly cc: readonly Correspondent[];
  /** They stand in the header, as Gmail wants it; Gmail takes them out of what others get. */
  readonly bcc: readonly Correspondent[];
  readonly subject: string;
  readonly date: Date;
  /** With its brackets. It goes along twice, as Gmail may replace the one of the standard. */
  readonly messageId: string;
  /** Of what it answers, with brackets; null and empty for a mail of its own. */
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly text: string;
  /** Null: made of the text. */
  readonly html: string | null;
  /** HTML; null: none. */
  readonly signature: string | null;
}

/** The composer is loaded when first needed: most processes never send anything. */
export async function composeMail(mail: OutgoingMail): Promise<Uint8Array> {
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const { date, messageId, inReplyTo, references } = mail;
  const { text, html } = bodiesOf(mail);
  const composer = new MailComposer({
    from: toAddress(mail.from),
    ...(mail.replyTo === null ? {} : { replyTo: [toAddress(mail.replyTo)] }),
    to: mail.to.map(toAddress),
    cc: mail.cc.map(toAddress),
    bcc: mail.bcc.map(toAddress),
    date,
    messageId: toLine(messageId),
    ...(inReplyTo === null ? {} : { inReplyTo: toLine(inReplyTo) }),
    ...(references.length === 0 ? {} : { references: references.map(toLine) }),
    headers: {
      Subject: { prepared: true, value: encodeHeaderText(toLine(mail.subject)) },
      [OWN_MESSAGE_ID_HEADER]: { prepared: true, value: toLine(messageId) },
    },
    alternatives: [
      { contentType: "text/plain; charset=utf-8", content: toCrLf(text) },
      { contentType: "text/html; charset=utf-8", content: toCrLf(html) },
    ],
    // Nothing of a mail is a file of the server's or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const message = composer.compile();
  message.keepBcc = true;
  return await message.build();
}

function bodiesOf({ text, html, signature }: OutgoingMail): { readonly text: string; readonly html: string } {
  const plain = toBody(text).trimEnd();
  const formatted = html === null ? textToHtml(plain) : toBody(html);
  const signed = signature === null ? "" : htmlToText(signature).text.trim();
  // A signature may be a picture alone.
  if (signature === null || signature.trim() === "") return { text: plain, html: formatted };
  return {
    // RFC 3676 §4.3: readers cut the signature off here.
    text: signed === "" ? plain : `${plain}\n\n-- \n${signed}`,
    html: addSignature(formatted, toBody(signature)),
  };
}

function addSignature(html: string, signature: string): string {
  const block = `<br><div class="gmail_signature" data-smartmail="gmail_signature">${signature}</div>`;
  const end = html.toLowerCase().lastIndexOf("</body");
  return end < 0 ? html + block : html.slice(0, end) + block + html.slice(end);
}

/** Line ends of every kind, and nothing a body cannot carry. */
function toBody(text: string): string {
  return (
    text
      .replace(/\r\n?|[\u2028\u2029]/g, "\n")
      // eslint-disable-next-line no-control-regex -- these are what is taken out
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, "")
      .toWellFormed()
  );
}

function toCrLf(text: string): string {
  return text.replaceAll("\n", "\r\n");
}

function toLine(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these are what is taken out
      .replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, " ")
      .toWellFormed()
      .trim()
  );
}

/** A name that looks like an encoded word would be read as what it encodes. */
function toAddress({ address, name }: Correspondent): { readonly name: string; readonly address: string } {
  return { name: toLine(name ?? "").replaceAll("=?", "= ?"), address };
}

/** RFC 2047: what is not plain ASCII, or looks encoded, in encoded words of whole characters. */
function encodeHeaderText(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes("=?") && !hasLongWord(text)) return text;
  const words: string[] = [];
  let chunk = "";
  for (const char of text) {
    if (Buffer.byteLength(chunk + char) > MAX_ENCODED_BYTES) {
      words.push(chunk);
      chunk = "";
    }
    chunk += char;
  }
  return [...words, chunk].map((word) => `=?UTF-8?B?${Buffer.from(word).toString("base64")}?=`).join("\r\n ");
}

/** An encoded word has 75 characters at most: 12 around 60 of base64. */
const MAX_ENCODED_BYTES = 45;

/** It could not be folded, and lines of more than 998 characters are not allowed. */
function hasLongWord(text: string): boolean {
  return /\S{70}/.test(text);
}
