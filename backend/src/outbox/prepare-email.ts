/** A mail as it goes out now: with the sender's name, signature and Reply-To, and as an answer to what it answers. */
import { composeMail } from "../mail/compose-mail.ts";
import { parseGmailMessage } from "../mail/gmail-payload.ts";
import { NO_REPLY, replyHeaders } from "../mail/reply-headers.ts";
import type { ReplyHeaders } from "../mail/reply-headers.ts";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import { coveredFeatures } from "../sync/scopes.ts";
import type { EmailContent, MailSender, SendAs, SendClaim } from "./ports.ts";

/** Undefined: Gmail does not let the rep send as that address any more. Rejects with GoogleCallFailed. */
export async function prepareEmail(
  sender: MailSender,
  { content, rep }: Pick<SendClaim, "content" | "rep">,
): Promise<Uint8Array | undefined> {
  // Without the right to read there are no signatures, and no headers of what is answered.
  const mayRead = coveredFeatures(rep.grant.scopes).includes("mail");
  const sendAs = mayRead
    ? (await sender.listSendAs()).find(({ address }) => address === content.from)
    : PLAIN;
  if (sendAs === undefined) return undefined;
  const reply = mayRead ? await findReply(sender, content) : NO_REPLY;
  const { replyTo, signature, displayName } = sendAs;
  return await composeMail({
    ...content,
    ...reply,
    from: { address: content.from, name: displayName ?? rep.name },
    replyTo: replyTo === null || replyTo === content.from ? null : { address: replyTo, name: null },
    signature,
  });
}

const PLAIN: Omit<SendAs, "address"> = { displayName: null, replyTo: null, signature: null };

/** Where the mail itself was deleted meanwhile, the newest of its conversation is answered, as far as there is one. */
async function findReply(
  sender: Pick<MailSender, "getHeaders" | "getThread">,
  { replyToGmailId, gmailThreadId }: EmailContent,
): Promise<ReplyHeaders> {
  const answered =
    replyToGmailId === null
      ? undefined
      : await unlessGone(async () => [await sender.getHeaders(replyToGmailId)]);
  if (answered !== undefined) return headersOf(answered);
  const thread = gmailThreadId === null ? undefined : await unlessGone(() => sender.getThread(gmailThreadId));
  return thread === undefined ? NO_REPLY : headersOf(thread);
}

async function unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GoogleCallFailed && error.failure.kind === "gone") return undefined;
    throw error;
  }
}

/** Of the newest that went out or came in. */
function headersOf(messages: readonly unknown[]): ReplyHeaders {
  const read = messages.flatMap((json) => {
    const message = parseGmailMessage(json);
    return "malformed" in message || message.labelIds.includes("DRAFT") ? [] : [message];
  });
  const newest = read.at(-1);
  return newest === undefined ? NO_REPLY : replyHeaders(newest.payload.headers);
}
