/** Dates as Gmail and Calendar write them, in the browser's language and zone. */

export const dayMs = 86_400_000;

/** Time today, month and day this year, a numeric date before. */
export function shortDate(at: number, now = new Date()): string {
  const date = new Date(at);
  if (date.toDateString() === now.toDateString()) return timeOfDay(at);
  if (date.getFullYear() === now.getFullYear()) return format(date, { month: "short", day: "numeric" });
  return format(date, { year: "2-digit", month: "numeric", day: "numeric" });
}

export function longDate(at: number, now = new Date()): string {
  const date = new Date(at);
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  const day = format(date, { weekday: "short", month: "short", day: "numeric", ...year });
  return `${day}, ${timeOfDay(at)} (${relative(at - now.getTime())})`;
}

export function timeOfDay(at: number): string {
  return format(new Date(at), { hour: "numeric", minute: "2-digit" });
}

/** “10 – 11 AM”: the minutes only where there are any, the half of the day once where it is the same. */
export function timeRange(start: number, end: number): string {
  const isFull = (at: number): boolean => new Date(at).getMinutes() === 0;
  const options =
    isFull(start) && isFull(end)
      ? ({ hour: "numeric" } as const)
      : ({ hour: "numeric", minute: "2-digit" } as const);
  return new Intl.DateTimeFormat(navigator.language, options).formatRange(start, end);
}

/** “December 2026”, “Nov – Dec 2026”. */
export function monthsOf(first: Date, last: Date): string {
  const month = first.getMonth() === last.getMonth() ? "long" : "short";
  return new Intl.DateTimeFormat(navigator.language, { month, year: "numeric" }).formatRange(first, last);
}

/** “8 AM”, “08:00”. */
export function fullHour(hour: number): string {
  const { hourCycle } = new Intl.DateTimeFormat(navigator.language, { hour: "numeric" }).resolvedOptions();
  const is24 = hourCycle === "h23";
  const options = is24 ? ({ hour: "2-digit", minute: "2-digit" } as const) : ({ hour: "numeric" } as const);
  return format(new Date(2000, 0, 1, hour), options);
}

export function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(navigator.language, options).format(date);
}

/** Local midnight of the week's first day: Monday in London, Sunday in New York. */
export function startOfWeek(date: Date): Date {
  return addDays(startOfDay(date), -((date.getDay() - firstWeekday() + 7) % 7));
}

/** Sunday is 0, as `Date` counts. Where the browser does not tell, it is Calendar's own default. */
function firstWeekday(): number {
  const locale: Intl.Locale & { getWeekInfo?: () => { readonly firstDay: number } } = new Intl.Locale(
    navigator.language,
  );
  return (locale.getWeekInfo?.().firstDay ?? 0) % 7;
}

export function startOfDay(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

/** By the calendar, not by 24 hours: days of a clock change are longer or shorter. */
export function addDays(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days);
}

/** `2026-03-01` of the local day. */
export function isoDay(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Today when the text is no date. */
export function parseDay(text: string | undefined): Date {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
  return match === null
    ? startOfDay(new Date())
    : new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
}

const units = [
  ["year", 365 * dayMs],
  ["month", 30 * dayMs],
  ["day", dayMs],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

function relative(ms: number): string {
  const formatter = new Intl.RelativeTimeFormat(navigator.language, { numeric: "always" });
  const [unit, size] = units.find(([, length]) => Math.abs(ms) >= length) ?? units[4];
  return formatter.format(Math.trunc(ms / size), unit);
}
