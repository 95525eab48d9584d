/** What a compose window starts with: empty, or made of the message that is answered or forwarded. */
import { longDate } from "./dates.ts";
import { el } from "./dom.ts";
import { draftNodes, textNodes } from "./draft-html.ts";
import type { DraftContent, Mailbox, MailMessage, SenderAddress } from "./wire.ts";

export type Answer = "reply" | "reply-all" | "forward";

export function emptyDraft(senders: readonly SenderAddress[]): DraftContent {
  return { ...blank(senders[0]), html: htmlOf(signature(senders[0])) };
}

export function answerTo(
  message: MailMessage,
  subject: string,
  how: Answer,
  senders: readonly SenderAddress[],
): DraftContent {
  const own = new Set(senders.map(({ email }) => email.toLowerCase()));
  const isOwn = ({ email }: Mailbox): boolean => own.has(email.toLowerCase());
  // Answered from the address it was written to, as Gmail does when it is told so.
  const reached = [...message.to, ...message.cc].find(isOwn)?.email.toLowerCase();
  const sender = senders.find(({ email }) => email.toLowerCase() === reached) ?? senders[0];
  if (how === "forward") {
    return {
      ...blank(sender),
      subject: prefixed("Fwd: ", subject),
      html: htmlOf(signature(sender), forwarded(message, subject)),
    };
  }
  const to = message.answerTo.every(isOwn) ? message.to : message.answerTo;
  const addressed = new Set(to.map(({ email }) => email.toLowerCase()));
  const others = [...message.to, ...message.cc].filter(
    (mailbox) => !isOwn(mailbox) && !addressed.has(mailbox.email.toLowerCase()),
  );
  return {
    ...blank(sender),
    to: addressLine(to),
    cc: how === "reply-all" ? addressLine(others) : "",
    subject: prefixed("Re: ", subject),
    html: htmlOf(signature(sender), quoted(message)),
    replyTo: message.id,
  };
}

function blank(sender: SenderAddress | undefined): DraftContent {
  return {
    from: sender?.email ?? "",
    to: "",
    cc: "",
    bcc: "",
    subject: "",
    html: "",
    replyTo: null,
  };
}

function prefixed(prefix: "Re: " | "Fwd: ", subject: string): string {
  return subject.toLowerCase().startsWith(prefix.toLowerCase()) ? subject : prefix + subject;
}

function addressLine(mailboxes: readonly Mailbox[]): string {
  return mailboxes.map(({ name, email }) => (name === "" ? email : `${phrase(name)} <${email}>`)).join(", ");
}

/** In quotes only where the header needs them. */
function phrase(name: string): string {
  return /[()<>[\]:;@\\,."]/.test(name) ? `"${name.replace(/["\\]/g, "\\$&")}"` : name;
}

/** A line to write on, then what belongs below. */
function htmlOf(...below: readonly (HTMLElement | undefined)[]): string {
  const body = el("div", {}, el("div", {}, el("br")), ...below);
  return body.innerHTML;
}

function signature(sender: SenderAddress | undefined): HTMLElement | undefined {
  if (sender === undefined || sender.signature === "") return undefined;
  const lines = el("div", { class: "gmail_signature" }, "-- ", el("br"), draftNodes(sender.signature));
  return el("div", {}, el("br"), lines);
}

function quoted(message: MailMessage): HTMLElement {
  return el(
    "div",
    { class: "gmail_quote" },
    el("br"),
    el("div", {
      class: "gmail_attr",
      text: `On ${longDate(message.at).replace(/ \([^)]*\)$/, "")} ${addressLine([message.from])} wrote:`,
    }),
    el("blockquote", { class: "gmail_quote" }, textNodes(textOf(message))),
  );
}

function forwarded(message: MailMessage, subject: string): HTMLElement {
  const lines = [
    "",
    "---------- Forwarded message ---------",
    `From: ${addressLine([message.from])}`,
    `Subject: ${subject}`,
    `To: ${addressLine(message.to)}`,
  ];
  return el(
    "div",
    { class: "gmail_quote" },
    textNodes(lines.join("\n")),
    el("br"),
    el("br"),
    textNodes(textOf(message)),
  );
}

/** Of a mail without a text part its first words. */
function textOf(message: MailMessage): string {
  return (message.text === "" ? message.snippet : message.text).trimEnd();
}
