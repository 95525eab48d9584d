/** Wall clocks and instants, for any Olson zone, from the platform's own zone tables. */

/** What a clock on the wall shows; month counts from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

export function isTimeZone(name: string): boolean {
  try {
    formatFor(name);
    return true;
  } catch {
    return false;
  }
}

export function wallTimeAt(instant: number, timeZone: string): WallTime {
  const local = new Date(Math.floor(instant / 1000) * 1000 + offsetAt(instant, timeZone));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
  };
}

/**
 * The instant a wall clock shows a time. When clocks go back the first of the two is meant; a time skipped
 * when they go forward is read with the offset before the change (RFC 5545 §3.3.5).
 */
export function instantOf(wall: WallTime, timeZone: string): number {
  const asUtc = utcOf(wall);
  const before = offsetAt(asUtc - DAY_MS, timeZone);
  const after = offsetAt(asUtc + DAY_MS, timeZone);
  const candidates = [asUtc - before, asUtc - after].filter(
    (instant) => instant + offsetAt(instant, timeZone) === asUtc,
  );
  return candidates.length === 0 ? asUtc - before : Math.min(...candidates);
}

const MAX_KNOWN = 100_000;

/** By day since 1970; undefined: it changes on that day. */
const known = new Map<string, Map<number, number | undefined>>();

/** Milliseconds east of Greenwich. The platform takes microseconds to tell, and a series asks thousands of times. */
function offsetAt(instant: number, timeZone: string): number {
  const day = Math.floor(instant / DAY_MS);
  let days = known.get(timeZone);
  if (days === undefined || days.size > MAX_KNOWN) known.set(timeZone, (days = new Map<number, number>()));
  if (!days.has(day)) {
    const offset = askOffset(day * DAY_MS, timeZone);
    days.set(day, offset === askOffset((day + 1) * DAY_MS, timeZone) ? offset : undefined);
  }
  return days.get(day) ?? askOffset(instant, timeZone);
}

function askOffset(instant: number, timeZone: string): number {
  const parts = new Map<string, number>();
  for (const { type, value } of formatFor(timeZone).formatToParts(instant)) parts.set(type, Number(value));
  const field = (name: string): number => parts.get(name) ?? 0;
  const wall = {
    year: field("year"),
    month: field("month"),
    day: field("day"),
    hour: field("hour"),
    minute: field("minute"),
    second: field("second"),
  };
  return utcOf(wall) - Math.floor(instant / 1000) * 1000;
}

/** `2026-11-23T10:00:00+01:00`; `Z` for a zone without offset. */
export function toRfc3339(instant: number, timeZone: string): string {
  const offset = offsetAt(instant, timeZone);
  const local = new Date(instant + offset).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const minutes = Math.abs(offset) / 60_000;
  return `${local}${offset < 0 ? "-" : "+"}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** An instant from RFC 3339 text; undefined without an offset, as Google refuses it too. */
export function parseRfc3339(text: string): number | undefined {
  const instant = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}

/** A wall clock written without offset (`2026-11-23T10:00:00`). */
export function parseWallTime(text: string): WallTime | undefined {
  const match = LOCAL.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return checked({ year, month, day, hour, minute, second });
}

/** Midnight of a calendar date (`2026-11-23`). */
export function parseDate(text: string): WallTime | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0] = match.slice(1).map(Number);
  return checked({ year, month, day, hour: 0, minute: 0, second: 0 });
}

export function formatDate(wall: WallTime): string {
  return `${String(wall.year).padStart(4, "0")}-${twoDigits(wall.month)}-${twoDigits(wall.day)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, format);
  return format;
}

function utcOf(wall: WallTime): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
}

function checked(wall: WallTime): WallTime | undefined {
  const date = new Date(utcOf(wall));
  const same =
    date.getUTCMonth() + 1 === wall.month &&
    date.getUTCDate() === wall.day &&
    date.getUTCHours() === wall.hour;
  return same ? wall : undefined;
}
