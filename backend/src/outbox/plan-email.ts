/** A request to send a mail, checked and made storable: every fault by the field it is in, before anything is written. */
import type { EmailCreate } from "../../../contract/emails.ts";
import { domainOf, parseEmailAddress, parseMailboxes } from "../crm/email-address.ts";
import { wrong } from "../crm/field-problems.ts";
import type { FieldProblem } from "../crm/field-problems.ts";
import type { EmailAddress } from "../crm/ids.ts";
import type { InvalidInput } from "../crm/log-plan.ts";
import type { Viewer } from "../crm/ports.ts";
import type { Words } from "../crm/words.ts";
import type { EmailContent, Recipient } from "./ports.ts";
import { readSendTime } from "./send-time.ts";

/** A request as the contract's schema leaves it. */
export type EmailRequest = ReturnType<typeof EmailCreate.parse>;

/** What can be said of it without looking anything up. */
export interface EmailPlan extends Pick<
  EmailContent,
  "from" | "to" | "cc" | "bcc" | "subject" | "text" | "html"
> {
  /** Null: at once. */
  readonly sendAt: Date | null;
}

export function planEmail(
  viewer: Pick<Viewer, "email" | "aliases" | "connection" | "timeZone">,
  request: EmailRequest,
  now: Date,
): EmailPlan | InvalidInput {
  const problems: FieldProblem[] = [];
  const add = (path: string, message: Words) => problems.push({ path, message });

  const seen = new Set<EmailAddress>();
  const recipientsOf = (field: "to" | "cc" | "bcc") =>
    request[field].flatMap((written, at): readonly Recipient[] => {
      const recipient = readRecipient(written);
      if ("problem" in recipient) {
        add(`${field}.${at}`, recipient.problem);
        return [];
      }
      if (seen.has(recipient.address)) return [];
      seen.add(recipient.address);
      return [recipient];
    });
  const to = recipientsOf("to");
  const cc = recipientsOf("cc");
  const bcc = recipientsOf("bcc");
  if (seen.size > MAX_RECIPIENTS) add("to", wrong.tooManyRecipients(seen.size, MAX_RECIPIENTS));

  const from = readFrom(viewer, request.from);
  if (from === undefined) add("from", wrong.notYourAddress);
  if (request.text.trim() === "") add("text", wrong.isEmpty);
  if (request.contactIds?.length === 0) add("contactIds", wrong.nobodyNamed);

  const sendAt = readSendTime(viewer, request, now);
  const sendTime = sendAt !== null && "problem" in sendAt ? undefined : sendAt;
  if (sendAt !== null && "problem" in sendAt) add("sendAt", sendAt.problem);
  if (from === undefined || sendTime === undefined || problems.length > 0) return { invalid: problems };
  const { subject, text, html = null } = request;
  return { from, to, cc, bcc, subject, text, html, sendAt: sendTime };
}

/** Gmail's limit of a message. */
const MAX_RECIPIENTS = 500;

function readRecipient(written: string): Recipient | { readonly problem: Words } {
  if (/[\p{Cc}\u2028\u2029]/u.test(written)) return { problem: wrong.notOneLine };
  const [mailbox, ...others] = parseMailboxes(written);
  if (others.length > 0) return { problem: wrong.severalAddresses };
  if (mailbox !== undefined) return { address: mailbox.address, name: mailbox.name };
  return { problem: /^[^@]*(?:@[^@.]*)?$/.test(written) ? wrong.noDomain : wrong.noAddress };
}

/** Gmail would put the main address in the place of one it does not know. */
function readFrom(
  { email, aliases, connection }: Pick<Viewer, "email" | "aliases" | "connection">,
  written: string | undefined,
): EmailAddress | undefined {
  const main = parseEmailAddress(connection.email ?? email) ?? email;
  if (written === undefined || written === "") return main;
  const recipient = readRecipient(written);
  if ("problem" in recipient) return undefined;
  return [main, email, ...aliases].find((own) => own === recipient.address);
}

/** With its brackets, in the domain of whoever sends it, as is customary. */
export function newMessageId(from: EmailAddress, unique: string): string {
  const domain = domainOf(from);
  return `<${unique}@${domain}>`;
}
