/** Looks in the rep's mailbox for a mail that was sent from here, whatever Message-ID Gmail gave it. */
import { parseGmailMessage } from "../mail/gmail-payload.ts";
import { readGmailMail } from "../mail/gmail-mail.ts";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { MessageRef } from "../sync/ports.ts";
import type { MailSender, SendClaim } from "./ports.ts";

/** `unclear`: there is more than can be looked at. Rejects with GoogleCallFailed. */
export async function findSent(
  sender: Pick<MailSender, "findMessages" | "getHeaders">,
  { content, attempts, triedAt }: Pick<SendClaim, "content" | "attempts" | "triedAt">,
): Promise<MessageRef | "not-there" | "unclear"> {
  const { messageId, date } = content;
  // Where Gmail keeps our Message-ID this is quick and certain.
  const byId = await sender.findMessages(`in:anywhere rfc822msgid:${messageId.slice(1, -1)}`);
  const found = byId === null ? "unclear" : await findAmong(byId);
  if (found !== "not-there") return found;
  const tried = (triedAt ?? date).getTime();
  const since = Math.max(date.getTime(), attempts > 1 ? tried - EARLIER_ATTEMPTS_MS : tried) - CLOCK_MS;
  const until = tried + ACCEPTED_WITHIN_MS;
  const q = `in:sent after:${Math.floor(since / 1_000)} before:${Math.ceil(until / 1_000)}`;
  const sent = await sender.findMessages(q);
  return sent === null || sent.length > MAX_CANDIDATES ? "unclear" : await findAmong(sent);

  async function findAmong(candidates: readonly MessageRef[]): Promise<MessageRef | "not-there" | "unclear"> {
    for (let at = 0; at < candidates.length; at += AT_ONCE) {
      const some = candidates.slice(at, at + AT_ONCE);
      const judged = await Promise.all(some.map(async (candidate) => await isOurs(candidate)));
      const place = judged.indexOf("ours");
      if (place >= 0) return some[place] ?? "unclear";
      if (judged.includes("unclear")) return "unclear";
    }
    return "not-there";
  }

  async function isOurs({ id }: MessageRef): Promise<"ours" | "other" | "unclear"> {
    try {
      const message = parseGmailMessage(await sender.getHeaders(id));
      if ("malformed" in message) return "unclear";
      const mail = readGmailMail(message);
      return mail.isSent && mail.header.messageId.trim() === messageId ? "ours" : "other";
    } catch (error) {
      if (error instanceof GoogleCallFailed && error.failure.kind === "gone") return "other";
      throw error;
    }
  }
}

/** Ours and Google's may differ so much. */
const CLOCK_MS = 2 * 60_000;
const ACCEPTED_WITHIN_MS = 10 * 60_000;
const EARLIER_ATTEMPTS_MS = 60 * 60_000;
/** What somebody sends by hand in that time is far less; each costs 20 of Gmail's units. */
const MAX_CANDIDATES = 200;
const AT_ONCE = 10;
