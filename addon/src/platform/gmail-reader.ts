/** Reads the open mail. The access token of the event is good for this one mail, and for the moment only. */
import type { OpenMessage } from "../events.ts";
import { Failure } from "../failure.ts";
import type { MailReader } from "../request.ts";
import { scrub } from "../text.ts";

/** Limits of the contract; a longer value is a hostile or broken mail, and the start of it says enough. */
const MAX_HEADER = 100_000;
const MAX_SUBJECT = 10_000;
const MAX_MESSAGE_ID = 2_000;
const MAX_DATE = 1_000;
const MAX_BODY = 200_000;
const MAX_ATTACHMENTS = 500;

/** Looks at a message once, however often a handler asks. */
export function createGmailReader(): MailReader {
  const opened = new Map<string, GoogleAppsScript.Gmail.GmailMessage>();
  const open = ({ messageId, accessToken }: OpenMessage): GoogleAppsScript.Gmail.GmailMessage => {
    const known = opened.get(messageId);
    if (known !== undefined) return known;
    GmailApp.setCurrentMessageAccessToken(accessToken);
    const message = GmailApp.getMessageById(messageId);
    opened.set(messageId, message);
    return message;
  };

  return {
    header: (ref) =>
      readable(() => {
        const message = open(ref);
        const rfc822MessageId = messageIdHeader(message).slice(0, MAX_MESSAGE_ID);
        return {
          gmailMessageId: ref.messageId,
          gmailThreadId: ref.threadId,
          ...(rfc822MessageId === "" ? {} : { rfc822MessageId }),
          subject: message.getSubject().slice(0, MAX_SUBJECT),
          from: message.getFrom().slice(0, MAX_HEADER),
          to: message.getTo().slice(0, MAX_HEADER),
          cc: message.getCc().slice(0, MAX_HEADER),
          bcc: message.getBcc().slice(0, MAX_HEADER),
          replyTo: message.getReplyTo().slice(0, MAX_HEADER),
          date: (message.getHeader("Date") || message.getDate().toISOString()).slice(0, MAX_DATE),
        };
      }),
    isDraft: (ref) => readable(() => open(ref).isDraft()),
    content: (ref) =>
      readable(() => {
        const message = open(ref);
        return {
          bodyText: message.getPlainBody().slice(0, MAX_BODY),
          attachments: message
            .getAttachments({ includeInlineImages: false, includeAttachments: true })
            .slice(0, MAX_ATTACHMENTS)
            .map((attachment) => ({
              // Shown as it stands here on the log form, where an override would turn `exe.fdp` round.
              name: scrub(attachment.getName().slice(0, 1_000)),
              mimeType: attachment.getContentType().slice(0, 255),
              size: attachment.getSize(),
            })),
        };
      }),
  };
}

/** Of a mail from the CRM the id the CRM knows it by: Gmail may have put another in Message-ID. Spelled as it was sent. */
function messageIdHeader(message: GoogleAppsScript.Gmail.GmailMessage): string {
  return (
    message.getHeader("X-Rapport-Message-ID") ||
    message.getHeader("Message-ID") ||
    message.getHeader("Message-Id") ||
    message.getHeader("message-id")
  );
}

/** Gmail throws when the token lapsed, the mail was deleted meanwhile, or Google is down. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Failure("mail-unreadable", { cause });
  }
}
