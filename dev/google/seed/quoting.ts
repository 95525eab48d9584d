/** How mail programs put the mail being answered under the answer, in the language they are set to. */
import type { Correspondent, Language } from "./people.ts";

export interface MailBody {
  readonly text: string;
  readonly html: string;
}

/** The mail being answered, as its reader sees it. */
export interface QuotedMail {
  readonly from: Correspondent;
  readonly to: readonly Correspondent[];
  readonly sentAt: number;
  readonly subject: string;
  readonly body: MailBody;
}

export function quoteMail(quoted: QuotedMail, reader: Correspondent): MailBody {
  switch (reader.client) {
    case "gmail":
      return quoteLikeGmail(quoted, reader);
    case "outlook":
      return quoteLikeOutlook(quoted, reader);
    case "apple":
      return quoteLikeApple(quoted, reader);
    case "plain":
      return { text: `${attribution(quoted, reader, false)}\n${prefixed(quoted.body.text)}`, html: "" };
  }
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function quoteLikeGmail(quoted: QuotedMail, reader: Correspondent): MailBody {
  const line = attribution(quoted, reader, true);
  const address = `&lt;<a href="mailto:${quoted.from.email}">${quoted.from.email}</a>&gt;`;
  const htmlLine = escapeHtml(line).replace(`&lt;${quoted.from.email}&gt;`, address);
  return {
    text: `${line}\n\n${prefixed(quoted.body.text)}`,
    html:
      `<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${htmlLine}<br></div>` +
      `<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">` +
      `${quoted.body.html}</blockquote></div>`,
  };
}

const outlookFields: Readonly<
  Record<"en" | "de" | "fr" | "es" | "pl", readonly [string, string, string, string]>
> = {
  en: ["From", "Sent", "To", "Subject"],
  de: ["Von", "Gesendet", "An", "Betreff"],
  fr: ["De", "Envoyé", "À", "Objet"],
  es: ["De", "Enviado", "Para", "Asunto"],
  pl: ["Od", "Wysłane", "Do", "Temat"],
};

function quoteLikeOutlook(quoted: QuotedMail, reader: Correspondent): MailBody {
  const language = reader.language in outlookFields ? (reader.language as keyof typeof outlookFields) : "en";
  const [from, sent, to, subject] = outlookFields[language];
  const colon = language === "fr" ? "\u00a0:" : ":";
  const when = formatted(quoted.sentAt, reader, { dateStyle: "full", timeStyle: "short" });
  const people = quoted.to.map(({ name, email }) => `${name} <${email}>`).join("; ");
  const fields = [
    [from, `${quoted.from.name} <${quoted.from.email}>`],
    [sent, when],
    [to, people],
    [subject, quoted.subject],
  ] as const;
  const header = fields.map(([name, value]) => `<b>${name}${colon}</b> ${escapeHtml(value)}`).join("<br>");
  return {
    text: `________________________________\n${fields.map(([name, value]) => `${name}${colon} ${value}`).join("\n")}\n\n${quoted.body.text}`,
    html:
      `<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">` +
      `<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">${header}</font><div>&nbsp;</div></div>` +
      `<div>${quoted.body.html}</div>`,
  };
}

function quoteLikeApple(quoted: QuotedMail, reader: Correspondent): MailBody {
  const line = attribution(quoted, reader, true);
  return {
    text: `${line}\n\n${prefixed(quoted.body.text)}`,
    html: `<div><br><blockquote type="cite"><div>${escapeHtml(line)}</div><br class="Apple-interchange-newline"><div>${quoted.body.html}</div></blockquote></div>`,
  };
}

function attribution(quoted: QuotedMail, reader: Correspondent, withAddress: boolean): string {
  const { name, email } = quoted.from;
  const who = withAddress ? `${name} <${email}>` : name;
  const date = formatted(quoted.sentAt, reader, { day: "numeric", month: "short", year: "numeric" });
  const time = formatted(quoted.sentAt, reader, { hour: "2-digit", minute: "2-digit" });
  const lines: Record<Language, string> = {
    en: `On ${date} at ${time}, ${who} wrote:`,
    de: `Am ${date} um ${time} schrieb ${who}:`,
    fr: `Le ${date} à ${time}, ${who} a écrit :`,
    ja: `${date} ${time} ${who} さんは書きました:`,
    he: `‫בתאריך ${date} ב-${time} מאת ‪${who}‬‏:‬`,
    es: `El ${date} a las ${time}, ${who} escribió:`,
    pl: `${date} ${time} ${who} napisał(a):`,
    pt: `Em ${date} às ${time}, ${who} escreveu:`,
  };
  return lines[reader.language];
}

function formatted(instant: number, reader: Correspondent, options: Intl.DateTimeFormatOptions): string {
  const locale = reader.language === "en" ? "en-GB" : reader.language;
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: reader.timeZone }).format(instant);
}

function prefixed(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.startsWith(">") ? `>${line}` : `> ${line}`.trimEnd()))
    .join("\n");
}
