/** A mail being written in the page → the RFC 822 bytes of Gmail's draft. */
import MailComposer from "nodemailer/lib/mail-composer";
import { htmlToPlainText } from "../apps-script/html-to-plain-text.ts";
import type { DraftContent, Mailbox } from "./page/wire.ts";

export interface AnsweredMail {
  readonly messageIdHeader: string;
  readonly references: string;
}

/** Always with a text for who reads no HTML; a header never takes more than its own line. */
export async function draftMime(
  draft: DraftContent,
  from: Mailbox,
  answered: AnsweredMail | undefined,
): Promise<Buffer> {
  const node = new MailComposer({
    from: { name: from.name, address: from.email },
    to: draft.to,
    cc: draft.cc,
    bcc: draft.bcc,
    subject: draft.subject,
    ...(answered === undefined
      ? {}
      : {
          inReplyTo: answered.messageIdHeader,
          references: `${answered.references} ${answered.messageIdHeader}`.trim(),
        }),
    text: htmlToPlainText(draft.html),
    html: draft.html,
    newline: "windows",
  }).compile();
  // Gmail takes them from the header, and takes the header away before it sends.
  node.keepBcc = true;
  return await node.build();
}
