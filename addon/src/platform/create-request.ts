/** Brings together what a handler is given: the event, the user's language, and Google's services behind our ports. */
import { createCrm } from "../crm.ts";
import type { Crm } from "../crm.ts";
import { parseEvent } from "../events.ts";
import { createFormats } from "../format.ts";
import type { Request } from "../request.ts";
import { textsFor } from "../texts/texts-for.ts";
import { sendIn } from "./backend.ts";
import { createCalendarReader } from "./calendar-reader.ts";
import { createGmailReader } from "./gmail-reader.ts";

export function createRequest(event: unknown): Request {
  const input = parseEvent(event);
  const { language, texts } = textsFor(input.locale);
  const crm = createCrm(sendIn(language));
  const now = new Date();
  return {
    ...input,
    texts,
    formats: createFormats({
      locale: input.locale,
      language,
      timeZone: input.timeZone,
      now,
      plainDate: (date, timeZone, pattern) => Utilities.formatDate(date, timeZone, pattern),
    }),
    crm,
    mail: createGmailReader(),
    calendar: createCalendarReader(),
    newKey: () => Utilities.getUuid(),
    now,
    userId: () => rememberedUserId(crm),
  };
}

/** The longest that Google keeps a value. */
const SIX_HOURS = 21_600;

/** An account's id never changes, so it is asked for once in a while only. The cache is the user's own. */
function rememberedUserId(crm: Crm): string {
  const cache = CacheService.getUserCache();
  const known = cache.get("user-id");
  if (known !== null) return known;
  const { id } = crm.me().user;
  cache.put("user-id", id, SIX_HOURS);
  return id;
}
