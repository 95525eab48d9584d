/** From when to when, in words. */
import type { Language } from "../request.ts";

/** `Mon 23 Nov, 15:00 – 16:00`; with both days when it goes over midnight. */
export function timeSpan(start: string, end: string, { formats }: Pick<Language, "formats">): string {
  const isOneDay = formats.date(start) === formats.date(end);
  return `${formats.dateTime(start)} – ${isOneDay ? formats.time(end) : formats.dateTime(end)}`;
}
