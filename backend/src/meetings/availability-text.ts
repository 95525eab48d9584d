/** Free times as a rep writes them into a mail: a line a day, a few times far enough apart to be a choice. */
import type { Span } from "../crm/working-hours.ts";

/** `Tue 24 Nov: 10:00–10:30, 14:00–14:30 (CET)`, in the words of `locale` and on the clock of `timeZone`. */
export function availabilityText(slots: readonly Span[], timeZone: string, locale: string): string {
  const formats = formatsOf(locale, timeZone);
  const days = new Map<string, Span[]>();
  for (const slot of slots) {
    const day = formats.day.format(slot.start);
    const chosen = days.get(day) ?? [];
    if (chosen.length === 0 && days.size === DAYS) break;
    const last = chosen.at(-1);
    if (last !== undefined && (chosen.length === TIMES || slot.start < last.end + APART_MS)) continue;
    days.set(day, [...chosen, slot]);
  }
  return [...days]
    .map(([day, chosen]) => {
      const times = chosen.map(
        ({ start, end }) => `${formats.time.format(start)}–${formats.time.format(end)}`,
      );
      return plainSpaces(
        `${day}: ${times.join(", ")} (${zoneName(chosen[0]?.start ?? 0, timeZone, locale)})`,
      );
    })
    .join("\n");
}

/** One the platform knows. Bare English is written as on this side of the Atlantic, with 24 hours. */
export function toLocale(text: string | null | undefined): string | undefined {
  const tag = (text ?? "").replaceAll("_", "-");
  if (tag === "") return undefined;
  try {
    const [locale] = Intl.DateTimeFormat.supportedLocalesOf([tag]);
    return locale === "en" ? "en-GB" : locale;
  } catch {
    return undefined;
  }
}

const DAYS = 5;
const TIMES = 3;
/** Between two times offered on one day. */
const APART_MS = 90 * 60_000;

function formatsOf(locale: string, timeZone: string) {
  return {
    day: new Intl.DateTimeFormat(locale, { timeZone, weekday: "short", day: "numeric", month: "short" }),
    time: new Intl.DateTimeFormat(locale, { timeZone, hour: "numeric", minute: "2-digit" }),
  };
}

/** Each English knows the names of its own zones only; where none does, it is `GMT+5:45`. */
function zoneName(moment: number, timeZone: string, locale: string): string {
  const names = [locale, "en-GB", "en-US"].map((of) => {
    const parts = new Intl.DateTimeFormat(of, { timeZone, timeZoneName: "short" }).formatToParts(moment);
    return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
  });
  return names.find((name) => !/^(GMT|UTC)[+\-−]/.test(name)) ?? names[0] ?? timeZone;
}

/** Intl writes narrow and unbreakable ones, which some mail programs show as boxes. */
function plainSpaces(text: string): string {
  return text.replace(/[\u00a0\u2009\u202f]/g, " ");
}
