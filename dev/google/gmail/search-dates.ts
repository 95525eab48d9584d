/** Dates in Gmail queries: days begin at midnight in California, unless given as seconds since 1970. */

/** `2026/01/31`, `2026-01-31`, `01/31/2026` or epoch seconds → epoch milliseconds. */
export function searchedDate(value: string): number | undefined {
  if (/^\d{9,11}$/.test(value)) return Number(value) * 1000;
  const [, year, month, day] =
    /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(value) ??
    reorder(/^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(value));
  if (year === undefined) return undefined;
  return midnightInCalifornia(Number(year), Number(month), Number(day));
}

/** `2d`, `3m`, `1y` before `now`, in epoch milliseconds. */
export function searchedSpan(value: string, now: number): number | undefined {
  const [, count, unit] = /^(\d{1,6})([dmy])$/i.exec(value) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const date = new Date(now);
  if (unit.toLowerCase() === "d") date.setUTCDate(date.getUTCDate() - Number(count));
  else if (unit.toLowerCase() === "m") date.setUTCMonth(date.getUTCMonth() - Number(count));
  else date.setUTCFullYear(date.getUTCFullYear() - Number(count));
  return date.getTime();
}

function reorder(match: RegExpExecArray | null): (string | undefined)[] {
  return match === null ? [] : [match[0], match[3], match[1], match[2]];
}

const clockInCalifornia = new Intl.DateTimeFormat("en-US", {
  timeZone: "America/Los_Angeles",
  hour: "numeric",
  hourCycle: "h23",
});

function midnightInCalifornia(year: number, month: number, day: number): number {
  const eight = Date.UTC(year, month - 1, day, 8);
  // Eight hours behind UTC in winter and seven in summer: at 08:00 UTC it is midnight or one o'clock there.
  return eight - Number(clockInCalifornia.format(eight)) * 3_600_000;
}
