/**
 * Where the occurrences of a series begin. rrule walks the rule on the wall clock of the event's own zone;
 * only then does each wall time become an instant, so a 10 o'clock meeting stays at 10 when clocks change.
 */
import rrule from "rrule";
import type { RRule } from "rrule";
import { GoogleError } from "../google-error.ts";
import type { EventTime } from "./event-resource.ts";
import { eventInstant, eventZone } from "./event-time.ts";
import { instantOf, isTimeZone, parseDate as parseDay, parseWallTime, wallTimeAt } from "./zoned-time.ts";
import type { WallTime } from "./zoned-time.ts";

/** An endless series is followed this far past the start of the range; Google's single events of one end near here too. */
export const MAX_OCCURRENCES = 730;

const DAY_MS = 86_400_000;

/** A moment after which nothing is of interest to anyone, as a bound for series that end by themselves. */
const FOREVER = Date.UTC(9999, 0, 1);

export interface Series {
  readonly start: EventTime;
  readonly recurrence: readonly string[];
  readonly calendarZone: string;
}

/** Refuses what Google refuses when a series is written. */
export function checkRecurrence(series: Series): void {
  parseRecurrence(series);
}

/**
 * Starts between two instants (both included), ascending, exclusions taken out, at most MAX_OCCURRENCES of them.
 * An all-day occurrence begins at the calendar's midnight.
 */
export function occurrenceStarts(series: Series, from: number, to: number = FOREVER): number[] {
  if (to < FOREVER) {
    const starts = startsThrough(series, to);
    const first = firstNotBefore(starts, from);
    return starts.slice(first, Math.min(firstNotBefore(starts, to + 1), first + MAX_OCCURRENCES));
  }
  return expand(series, (start) => start >= from).slice(0, MAX_OCCURRENCES);
}

/** How much further than asked a series is followed. */
const QUARTER_MS = 92 * DAY_MS;

/** What is stored of an event never changes, so neither do its occurrences: by the `start` of the series. */
const expansions = new WeakMap<EventTime, Expansion>();

interface Expansion {
  readonly recurrence: readonly string[];
  readonly zone: string;
  readonly through: number;
  readonly starts: readonly number[];
}

/** All starts from the first one on, up to an instant and some way beyond: who asks for a week asks for the next too. */
function startsThrough(series: Series, to: number): readonly number[] {
  const zone = eventZone(series.start, series.calendarZone);
  const known = expansions.get(series.start);
  if (known?.recurrence === series.recurrence && known.zone === zone && known.through >= to) {
    return known.starts;
  }
  const through = to + QUARTER_MS;
  const starts = expand(series, () => true, through);
  expansions.set(series.start, { recurrence: series.recurrence, zone, through, starts });
  return starts;
}

/** Without an end, MAX_OCCURRENCES of each rule that are wanted. */
function expand(series: Series, isWanted: (start: number) => boolean, to?: number): number[] {
  const { rules, added, excluded } = parseRecurrence(series);
  const zone = eventZone(series.start, series.calendarZone);
  // The start given is always the first occurrence, even where the rule would not have chosen it.
  const first = eventInstant(series.start, series.calendarZone);
  const starts = new Set([first, ...added]);
  for (const rule of rules) {
    let wanted = 0;
    rule.all((wall) => {
      const start = fromFloating(wall, zone);
      if (to !== undefined && start > to) return false;
      // Of an hour that clocks show twice the start may be in the second.
      if (start > first && isWanted(start)) {
        starts.add(start);
        wanted += 1;
      }
      return to !== undefined || wanted < MAX_OCCURRENCES;
    });
  }
  return [...starts]
    .filter((start) => isWanted(start) && !excluded.has(start) && (to === undefined || start <= to))
    .sort((a, b) => a - b);
}

function firstNotBefore(ascending: readonly number[], instant: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Recurrence {
  readonly rules: readonly RRule[];
  readonly added: readonly number[];
  readonly excluded: ReadonlySet<number>;
}

const LINE = /^(RRULE|RDATE|EXDATE)((?:;[A-Z]+=[^:;]+)*):([^\r\n]+)$/;
const DAYS = "(?:MO|TU|WE|TH|FR|SA|SU)";
/** What each part of a rule may be (RFC 5545 §3.3.10). Google refuses series that repeat more often than daily. */
const RULE_PARTS: ReadonlyMap<string, RegExp> = new Map([
  ["FREQ", /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/],
  ["INTERVAL", /^[1-9]\d{0,3}$/],
  ["COUNT", /^[1-9]\d{0,5}$/],
  ["BYDAY", list(`[+-]?(?:[1-9]|[1-4]\\d|5[0-3])?${DAYS}`)],
  ["BYMONTH", list("(?:[1-9]|1[0-2])")],
  ["BYMONTHDAY", list("-?(?:[1-9]|[12]\\d|3[01])")],
  ["BYYEARDAY", list("-?(?:[1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6])")],
  ["BYWEEKNO", list("-?(?:[1-9]|[1-4]\\d|5[0-3])")],
  ["BYSETPOS", list("-?(?:[1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6])")],
  ["BYHOUR", list("(?:1?\\d|2[0-3])")],
  ["BYMINUTE", list("[1-5]?\\d")],
  ["WKST", new RegExp(`^${DAYS}$`)],
]);
const DATE = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/;

function parseRecurrence({ start, recurrence, calendarZone }: Series): Recurrence {
  const zone = eventZone(start, calendarZone);
  const rules: RRule[] = [];
  const added: number[] = [];
  const excluded = new Set<number>();
  for (const line of recurrence) {
    const match = LINE.exec(line);
    if (match === null) throw invalidRecurrence();
    const [, name = "", parameters = "", value = ""] = match;
    const lineZone = /;TZID=([^;]+)/.exec(parameters)?.[1] ?? zone;
    if (name === "RRULE") {
      rules.push(parseRule(value, wallOf(start, calendarZone), zone));
      continue;
    }
    for (const date of value.split(",")) {
      const instant = parseDate(date, lineZone);
      if (name === "RDATE") added.push(instant);
      else excluded.add(instant);
    }
  }
  return { rules, added, excluded };
}

/** As it was written: the clock may never have shown it on the first day, and yet does on the others. */
function wallOf(start: EventTime, calendarZone: string): WallTime {
  const written = "date" in start ? parseDay(start.date) : parseWallTime(start.dateTime);
  return written ?? wallTimeAt(eventInstant(start, calendarZone), eventZone(start, calendarZone));
}

function parseRule(text: string, first: WallTime, zone: string): RRule {
  const parts = text
    .split(";")
    .map((part): [string, string] => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]);
  const until = parts.find(([name]) => name === "UNTIL")?.[1];
  const rest = parts.filter(([name]) => name !== "UNTIL");
  const isRule = rest.every(([name, value]) => RULE_PARTS.get(name)?.test(value) === true);
  if (!isRule || !rest.some(([name]) => name === "FREQ")) throw invalidRecurrence();
  // rrule compares on the wall clock, RFC 5545 gives the last moment in UTC; a bare date means that whole day.
  const last =
    until === undefined ? undefined : parseDate(until, zone) + (until.length === 8 ? DAY_MS - 1000 : 0);
  return new rrule.RRule({
    ...rrule.RRule.parseString(rest.map(([name, value]) => `${name}=${value}`).join(";")),
    dtstart: toFloating(first),
    until: last === undefined ? null : toFloating(wallTimeAt(last, zone)),
  });
}

function list(item: string): RegExp {
  return new RegExp(`^${item}(?:,${item}){0,99}$`);
}

function parseDate(text: string, zone: string): number {
  const match = DATE.exec(text);
  if (match === null || !isTimeZone(zone)) throw invalidRecurrence();
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part || 0));
  return instantOf({ year, month, day, hour, minute, second }, match[7] === "Z" ? "UTC" : zone);
}

/** rrule's idea of a time without a zone: a Date whose UTC fields show the wall clock. */
function toFloating(wall: WallTime): Date {
  return new Date(Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second));
}

function fromFloating(date: Date, zone: string): number {
  return instantOf(
    {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
    },
    zone,
  );
}

function invalidRecurrence(): GoogleError {
  return new GoogleError(400, "invalid", "Invalid recurrence rule.");
}
