/**
 * Dates, times and numbers as the user writes them. Intl does it; where a runtime lacks Intl, or a locale or zone is
 * unknown to it, a plain ISO-like form stands in.
 */
export interface Formats {
  /** `Mon 23 Nov`, with the year when it is another one. */
  date(iso: string): string;
  /** `23 Nov`, with the year when it is another one. */
  day(iso: string): string;
  time(iso: string): string;
  dateTime(iso: string): string;
  /** Whole days are held as midnight UTC, whatever the user's zone. */
  wholeDay(iso: string): string;
  /** `3 days ago`, `in 2 hours`; further away than a month: the date. In the language of the texts around it. */
  relative(iso: string): string;
  /** What calendar and clock on a wall show: `2026-11-30` and `09:30`. */
  wall(iso: string): { readonly day: string; readonly time: string };
  /** `2026-11-30` */
  today(): string;
  isPast(iso: string): boolean;
  /** The same in another zone. */
  inZone(timeZone: string): Formats;
  number(value: number): string;
  /** `14 kB`; decimal units, as Gmail shows them. */
  bytes(value: number): string;
}

export interface FormatSettings {
  /** BCP 47, e.g. `de-AT`: order and names in dates. */
  readonly locale: string;
  /** Of the texts: relative times are words inside sentences. */
  readonly language: string;
  readonly timeZone: string;
  readonly now: Date;
  /** Java's SimpleDateFormat, as Utilities.formatDate offers it. */
  readonly plainDate: (date: Date, timeZone: string, pattern: string) => string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function createFormats(settings: FormatSettings): Formats {
  const { locale, language, timeZone, now, plainDate } = settings;
  const withIntl = (iso: string, options: Intl.DateTimeFormatOptions, pattern: string): string => {
    const date = new Date(iso);
    if (!isDate(iso)) return iso;
    return attempt(
      () => new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(date),
      () => plainDate(date, timeZone, pattern),
    );
  };
  const withYear = (iso: string): Intl.DateTimeFormatOptions =>
    iso.slice(0, 4) === now.toISOString().slice(0, 4) ? {} : { year: "numeric" };
  const day = { day: "numeric", month: "short" } as const;
  const date = (iso: string) => withIntl(iso, { weekday: "short", ...day, ...withYear(iso) }, "yyyy-MM-dd");
  // Only the ready-made style knows who writes 0:30 and who 00:30; it takes no weekday beside it.
  const time = (iso: string) => withIntl(iso, { timeStyle: "short" }, "HH:mm");
  const number = (value: number, options: Intl.NumberFormatOptions = {}) =>
    attempt(
      () => new Intl.NumberFormat(locale, { maximumFractionDigits: 1, ...options }).format(value),
      () => String(Math.round(value * 10) / 10),
    );

  const wall = (iso: string) => {
    // Sweden writes dates as ISO 8601 does.
    const options = { timeZone, dateStyle: "short", timeStyle: "short" } as const;
    const [day = "", time = ""] = attempt(
      () => new Intl.DateTimeFormat("sv-SE", options).format(new Date(iso)),
      () => plainDate(new Date(iso), timeZone, "yyyy-MM-dd HH:mm"),
    ).split(" ");
    return { day, time };
  };

  const today = () => wall(now.toISOString()).day;

  return {
    date,
    day: (iso) => withIntl(iso, { ...day, ...withYear(iso) }, "yyyy-MM-dd"),
    time,
    dateTime: (iso) => (isDate(iso) ? `${date(iso)}, ${time(iso)}` : iso),
    wholeDay: (iso) => createFormats({ ...settings, timeZone: "UTC" }).date(iso),
    wall,
    today,
    isPast: (iso) => Date.parse(iso) <= now.getTime(),
    inZone: (zone) => createFormats({ ...settings, timeZone: zone }),
    number: (value) => number(value),
    bytes: (value) => {
      if (value < 1_000) return number(value, { style: "unit", unit: "byte" });
      if (value < 1e6)
        return number(value / 1_000, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });
      return number(value / 1e6, { style: "unit", unit: "megabyte" });
    },
    relative: (iso) => {
      if (!isDate(iso)) return iso;
      // Days are the calendar's, so that "yesterday" is yesterday.
      const days = dayNumber(new Date(iso), timeZone) - dayNumber(now, timeZone);
      const span = spanOf(Date.parse(iso) - now.getTime(), days);
      if (!span) return date(iso);
      return attempt(
        () => new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(span.amount, span.unit),
        () => date(iso),
      );
    },
  };
}

function isDate(iso: string): boolean {
  return !Number.isNaN(Date.parse(iso));
}

/** In the largest unit that fits. Undefined beyond a month. */
function spanOf(
  ms: number,
  days: number,
): { amount: number; unit: "second" | "minute" | "hour" | "day" } | undefined {
  // "now" instead of "this minute".
  if (Math.abs(ms) < MINUTE) return { amount: 0, unit: "second" };
  if (Math.abs(ms) < HOUR) return { amount: Math.round(ms / MINUTE), unit: "minute" };
  if (days === 0 || Math.abs(ms) < 6 * HOUR) return { amount: Math.round(ms / HOUR), unit: "hour" };
  return Math.abs(days) <= 31 ? { amount: days, unit: "day" } : undefined;
}

/** Days since 1970 on the wall calendar of the zone. */
function dayNumber(date: Date, timeZone: string): number {
  const day = attempt(
    // Sweden writes dates as ISO 8601 does.
    () => new Intl.DateTimeFormat("sv-SE", { timeZone }).format(date),
    () => date.toISOString().slice(0, 10),
  );
  return Math.round(Date.parse(day) / (24 * HOUR));
}

/** Intl throws a RangeError for a locale or zone it does not know, and a ReferenceError where it is missing. */
function attempt<T>(preferred: () => T, fallback: () => T): T {
  try {
    return preferred();
  } catch {
    return fallback();
  }
}
