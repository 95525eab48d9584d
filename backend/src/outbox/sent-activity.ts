/** The activity a mail from here is, before Gmail has it and after: known by the same key as the sync knows it by. */
import { mailMergeKey } from "../crm/merge-key.ts";
import type { NewActivity } from "../crm/ports.ts";
import { toStorableLine, toStorableText } from "../crm/storable-text.ts";
import type { AccountRef } from "../sync/ports.ts";
import { cleanBody } from "../mail/body.ts";
import type { EmailContent } from "./ports.ts";

export function sentActivity(rep: AccountRef & { readonly name: string }, email: EmailContent): NewActivity {
  const { from, to, cc, bcc, subject, date, messageId, gmailThreadId, contactIds } = email;
  return {
    type: "EMAIL",
    direction: "outbound",
    subject: toStorableLine(subject, MAX_SUBJECT),
    bodyText: ownWords(email.text),
    occurredAt: date,
    endsAt: null,
    status: null,
    source: "send",
    mergeKey: mailMergeKey({
      messageIdHeader: messageId,
      from,
      date: date.toISOString(),
      userId: rep.userId,
      gmailMessageId: "",
    }),
    threadKey: gmailThreadId === null ? null : threadKeyOf(rep, gmailThreadId),
    counts: true,
    attachments: [],
    note: null,
    participants: [
      { address: from, name: rep.name, role: "from" },
      ...to.map((person) => ({ ...person, role: "to" as const })),
      ...cc.map((person) => ({ ...person, role: "cc" as const })),
      ...bcc.map((person) => ({ ...person, role: "bcc" as const })),
    ],
    gmail: null,
    meeting: null,
    link: contactIds.length === 0 ? { kind: "matched" } : { kind: "chosen", contactIds },
  };
}

/** Gmail's thread ids differ from mailbox to mailbox. */
export function threadKeyOf({ userId }: Pick<AccountRef, "userId">, gmailThreadId: string): string {
  return `gmail:${userId}:${gmailThreadId}`;
}

const MAX_SUBJECT = 1_000;

/** As of every mail: without what it quotes. One that only quotes says at least that. */
function ownWords(text: string): string | null {
  const words = cleanBody(text) || toStorableText(text).trim().slice(0, MAX_TEXT).toWellFormed();
  return words === "" ? null : words;
}

const MAX_TEXT = 32_768;
