/**
 * Where the occurrences of a series begin. rrule walks the rule on the wall clock of the event's own zone;
 * only then does each wall time become an instant, so a 10 o'clock meeting stays at 10 when clocks change.
 */
import rrule from "rrule";
import type { RRule } from "rrule";
import { GoogleError } from "../google-error.ts";
import type { EventTime } from "./event-resource.ts";
import { eventInstant, eventZone } from "./event-time.ts";
import { instantOf, isTimeZone, wallTimeAt } from "./zoned-time.ts";

/** An endless series is followed this far past the start of the range; Google's single events of one end near here too. */
export const MAX_OCCURRENCES = 730;

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
  const { rules, added, excluded } = parseRecurrence(series);
  const zone = eventZone(series.start, series.calendarZone);
  // The start given is always the first occurrence, even where the rule would not have chosen it.
  const starts = new Set([eventInstant(series.start, series.calendarZone), ...added]);
  for (const rule of rules) for (const start of walk(rule, zone, from, to)) starts.add(start);
  return [...starts]
    .filter((start) => start >= from && start <= to && !excluded.has(start))
    .sort((a, b) => a - b)
    .slice(0, MAX_OCCURRENCES);
}

function walk(rule: RRule, zone: string, from: number, to: number): number[] {
  const starts: number[] = [];
  rule.all((wall) => {
    const start = fromFloating(wall, zone);
    if (start > to) return false;
    if (start >= from) starts.push(start);
    return starts.length < MAX_OCCURRENCES;
  });
  return starts;
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
      rules.push(parseRule(value, eventInstant(start, calendarZone), zone));
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

function parseRule(text: string, first: number, zone: string): RRule {
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
    dtstart: toFloating(first, zone),
    until: last === undefined ? null : toFloating(last, zone),
  });
}

const DAY_MS = 86_400_000;

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
function toFloating(instant: number, zone: string): Date {
  const wall = wallTimeAt(instant, zone);
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
