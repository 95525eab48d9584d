/** Subjects of answers: with a prefix for the mail, without one to say what it is about. */
import { oneLine, scrub } from "./text.ts";

/** The longest that the backend takes, with room for the prefix. */
const MAX_SUBJECT = 980;

/** `Re:` once, also where another language wrote it: AW, SV, Antw, Odp, 回复 … */
export function replySubject(subject: string): string {
  const line = oneLine(scrub(subject), MAX_SUBJECT);
  return PREFIX.test(line) ? line : `Re: ${line}`.trim();
}

/** `Offer` for `Re: AW: Offer`. */
export function topicOf(subject: string): string {
  const line = oneLine(scrub(subject), MAX_SUBJECT);
  const rest = line.replace(PREFIX, "").trim();
  return rest === line ? line : topicOf(rest);
}

const PREFIX = /^(?:re|aw|antw|sv|vs|rif|res?p?|odp|ynt|回复|答复|回覆|返信)\s*(?:\[\d+\])?\s*[:：]/i;
