/**
 * Tells what a person wrote to somebody from what programs send, by header alone: nothing here looks into the text.
 *
 * Only `personal` mail is engagement. Everything else is logged too where a contact is on it, but does not count: a
 * newsletter of a customer, or the fifth "I am on holiday", says nothing about how warm a lead is. Gmail's categories are
 * no help: they are guesses, and differ between the mailboxes of a team.
 */
import { decodeWords } from "postal-mime";
import { domainOf, isMailSystem, parseMailboxes } from "../crm/email-address.ts";
import { toStorableLine } from "../crm/storable-text.ts";
import type { GmailHeader, GmailPart } from "./gmail-payload.ts";
import { headerOf, parameterOf, walkParts } from "./gmail-payload.ts";

export type MailClass =
  | { readonly kind: "personal" }
  | {
      readonly kind: "automatic" | "bounce" | "bulk" | "calendar";
      /** The header that says so, with as much of its value as tells why: for people to read. */
      readonly sign: string;
    }
  | {
      readonly kind: "group";
      readonly sign: string;
      /** Identifier of the list (RFC 2919), lower-cased; empty where it has none. */
      readonly listId: string;
    };

/** The first rule that speaks decides: from what is sure to what is a hint. */
export function classifyMail(payload: GmailPart): MailClass {
  const header = new HeaderIndex(payload.headers);
  return (
    bounce(payload, header) ??
    calendar(payload) ??
    automaticByHeader(header) ??
    group(header) ??
    bulk(header) ??
    automaticByHint(header) ?? { kind: "personal" }
  );
}

/**
 * A group of one's own company, such as sales@, hands on what customers write to the company: that is engagement.
 * Elsewhere a group's mail is talk among many, and does not count.
 */
export function countsAsEngagement(mailClass: MailClass, workspaceDomain: string | null): boolean {
  if (mailClass.kind === "personal") return true;
  if (mailClass.kind !== "group" || workspaceDomain === null) return false;
  return mailClass.listId.endsWith(`.${workspaceDomain}`);
}

type Verdict = MailClass | undefined;

/** The first value of each header that has one, by lower-cased name. */
class HeaderIndex {
  readonly #values = new Map<string, string>();

  constructor(headers: readonly GmailHeader[]) {
    for (const { name, value } of headers) {
      const key = name.toLowerCase();
      const text = value.slice(0, MAX_VALUE).trim();
      if (text !== "" && !this.#values.has(key)) this.#values.set(key, text);
    }
  }

  get(name: string): string {
    return this.#values.get(name) ?? "";
  }

  /** The name, as it is usually written, of the first of these that the mail has. */
  firstOf(names: readonly string[]): string | undefined {
    return names.find((name) => this.#values.has(name.toLowerCase()));
  }
}

const MAX_VALUE = 2_000;
const MAX_SIGN = 100;

/** Own kind because the calendar's sync brings the meeting itself; PUBLISH is a date in a newsletter. */
const INVITATION_METHODS: ReadonlySet<string> = new Set([
  "REQUEST",
  "REPLY",
  "CANCEL",
  "COUNTER",
  "DECLINECOUNTER",
  "REFRESH",
  "ADD",
]);

const AUTOMATIC_HEADERS = [
  "X-Autoreply",
  "X-Autorespond",
  "X-Auto-Reply",
  "X-AutoReply-From",
  "X-FC-MachineGenerated",
];
/** How the programs that answer for people who are away begin the subject; somebody's answer to it begins otherwise. */
const AWAY_SUBJECT =
  /^(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office|automatische antwort|abwesenheits(?:notiz|nachricht|assistent)|abwesend|r[ée]ponse automatique|(?:notification d['’])?absence du bureau|respuesta autom[áa]tica|risposta automatica|resposta autom[áa]tica|automatisch antwoord|automatiskt svar|automatisk svar|odpowiedź automatyczna|自動(?:応答|返信)|自动(?:答复|回复)|자동 회신)\s?(?:[:：(]|$)/iu;

/** Only programs that let people write to a group set these. */
const GROUP_HEADERS = ["X-Google-Group-Id", "Mailing-list", "X-BeenThere", "X-Mailman-Version"];
const BULK_HEADERS = [
  "List-Id",
  "X-CSA-Complaints",
  "X-Campaign",
  "X-CampaignID",
  "X-Campaign-Id",
  "X-MC-User",
];
/** Set by services that send for programs: newsletters, invoices, and the answers of help desks too. */
const SERVICE_HEADERS = [
  "Feedback-ID",
  "X-SES-Outgoing",
  "X-SG-EID",
  "X-Mailgun-Sid",
  "X-Mandrill-User",
  "X-PM-Message-Id",
  "X-SFMC-Stack",
  "X-HS-CID",
  "X-Sib-Id",
  "X-MJ-Mid",
];
const NO_ANSWER_WANTED =
  /^(?:.*[._+-])?(?:no|do[._-]?not|dont|nicht|ne[._-]?pas)[._-]?(?:reply|answer|antworten|respond|repondre)(?:[._+\d-].*)?$/;
const PROGRAM_MAILBOX =
  /^(?:mailer-daemon|postmaster|bounces?|notifications?|notify|alerts?|automated|auto-?confirm|calendar-notification|newsletters?|mailer)(?:[._+-].*)?$/;

function bounce(payload: GmailPart, header: HeaderIndex): Verdict {
  if (payload.mimeType === "multipart/report") {
    const type = parameterOf(header.get("content-type"), "report-type").toLowerCase();
    const isDelivery =
      type === "delivery-status" ||
      (type === "" && payload.parts.some((part) => part.mimeType === "message/delivery-status"));
    // The other reports tell that a mail was read, or that somebody calls it spam.
    return {
      kind: isDelivery ? "bounce" : "automatic",
      sign: signOf(
        "Content-Type",
        type === "" ? payload.mimeType : `${payload.mimeType}; report-type=${type}`,
      ),
    };
  }
  if (header.get("x-failed-recipients") !== "")
    return { kind: "bounce", sign: signOf("X-Failed-Recipients", header.get("x-failed-recipients")) };
  const from = parseMailboxes(header.get("from"))[0]?.address ?? "";
  return isMailSystem(from) && header.get("return-path") === "<>"
    ? { kind: "bounce", sign: signOf("From", header.get("from")) }
    : undefined;
}

function calendar(payload: GmailPart): Verdict {
  for (const part of walkParts(payload)) {
    if (part.mimeType !== "text/calendar") continue;
    const method = parameterOf(headerOf(part, "content-type"), "method").toUpperCase();
    if (INVITATION_METHODS.has(method))
      return { kind: "calendar", sign: `Content-Type: text/calendar; method=${method}` };
  }
  return undefined;
}

function automaticByHeader(header: HeaderIndex): Verdict {
  const submitted = header.get("auto-submitted");
  // RFC 3834 §5: everything but "no".
  if (submitted !== "" && !/^no\b/i.test(submitted)) return automatic("Auto-Submitted", submitted);
  const name = header.firstOf(AUTOMATIC_HEADERS);
  if (name !== undefined) return automatic(name, header.get(name.toLowerCase()));
  const precedence = header.get("precedence");
  if (/^auto[_-]?reply$/i.test(precedence)) return automatic("Precedence", precedence);
  const subject = decodeWords(header.get("subject"));
  return AWAY_SUBJECT.test(subject) ? automatic("Subject", subject) : undefined;
}

function group(header: HeaderIndex): Verdict {
  const id = header.get("list-id");
  const listId = (/<([^<>]*)>/.exec(id)?.[1] ?? id).trim().toLowerCase();
  const post = header.get("list-post");
  if (/<mailto:/i.test(post)) return { kind: "group", sign: signOf("List-Post", post), listId };
  const name = header.firstOf(GROUP_HEADERS);
  if (name !== undefined)
    return { kind: "group", sign: signOf(name, header.get(name.toLowerCase())), listId };
  return undefined;
}

/**
 * `List-Unsubscribe` alone is also written by the tools salespeople send from. To whom such a mail begins a conversation
 * it is a mailing; but an answer in a thread is written by somebody who read it, whatever tool sent it.
 */
function bulk(header: HeaderIndex): Verdict {
  const precedence = header.get("precedence");
  if (/^(?:bulk|junk|list)$/i.test(precedence)) return bulkBy("Precedence", precedence);
  const name = header.firstOf(BULK_HEADERS);
  if (name !== undefined) return bulkBy(name, header.get(name.toLowerCase()));
  const unsubscribe = header.get("list-unsubscribe");
  return unsubscribe !== "" && !isAnswer(header) ? bulkBy("List-Unsubscribe", unsubscribe) : undefined;
}

function automaticByHint(header: HeaderIndex): Verdict {
  if (header.get("return-path") === "<>") return automatic("Return-Path", "<>");
  const suppress = header.get("x-auto-response-suppress");
  // Personal mail may ask to be spared a receipt; only programs ask that nothing at all be answered.
  if (/\b(?:all|autoreply)\b/i.test(suppress)) return automatic("X-Auto-Response-Suppress", suppress);
  for (const name of ["From", "Reply-To"]) {
    const value = header.get(name.toLowerCase());
    const localPart = localPartOf(value);
    if (NO_ANSWER_WANTED.test(localPart) || (name === "From" && PROGRAM_MAILBOX.test(localPart)))
      return automatic(name, value);
  }
  const service = header.firstOf(SERVICE_HEADERS);
  return service !== undefined && !isAnswer(header)
    ? automatic(service, header.get(service.toLowerCase()))
    : undefined;
}

function automatic(name: string, value: string): MailClass {
  return { kind: "automatic", sign: signOf(name, value) };
}

function bulkBy(name: string, value: string): MailClass {
  return { kind: "bulk", sign: signOf(name, value) };
}

function isAnswer(header: HeaderIndex): boolean {
  return header.get("in-reply-to") !== "" || header.get("references") !== "";
}

function localPartOf(header: string): string {
  const address = parseMailboxes(header)[0]?.address;
  return address === undefined ? "" : address.slice(0, -domainOf(address).length - 1);
}

function signOf(name: string, value: string): string {
  return toStorableLine(`${name}: ${value}`, MAX_SIGN);
}
