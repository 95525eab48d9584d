/** Times of the seeded world: working days and hours before "now", so that it is always fresh and always the same for one now. */
import type { WallTime } from "../calendar/zoned-time.ts";
import { instantOf, wallTimeAt } from "../calendar/zoned-time.ts";

/** So many working days before today, at a wall-clock time; or so many minutes ago. */
export type When = readonly [workdaysAgo: number, clock: string] | { readonly minutesAgo: number };

export const SEED_ZONE = "Europe/Berlin";

const DAY_MS = 86_400_000;

export function momentOf(when: When, now: number): number {
  if ("minutesAgo" in when) return now - when.minutesAgo * 60_000;
  const [workdays, clock] = when;
  return dayAt(now, daysToWorkday(now, -workdays), clock);
}

/** The date of today shifted by days, at a wall-clock time (`14:30`). */
export function dayAt(now: number, days: number, clock: string): number {
  return atClock(shiftDays(wallTimeAt(now, SEED_ZONE), days), clock);
}

/** As `2026-11-23`. */
export function dateOf(now: number, days: number): string {
  const { year, month, day } = shiftDays(wallTimeAt(now, SEED_ZONE), days);
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

/** How many days from today to a weekday (Monday is 1) of the week so many weeks on. */
export function daysToWeekday(now: number, weekday: number, weeksOn = 0): number {
  return weekday - (weekdayOf(wallTimeAt(now, SEED_ZONE)) || 7) + weeksOn * 7;
}

/** How many days from today to a working day: 1 is the next one, -1 the last before today. */
export function daysToWorkday(now: number, workdays: number): number {
  const today = wallTimeAt(now, SEED_ZONE);
  const step = Math.sign(workdays);
  let days = 0;
  for (let left = Math.abs(workdays); left > 0;) {
    days += step;
    if (weekdayOf(shiftDays(today, days)) % 6 !== 0) left -= 1;
  }
  return days;
}

function weekdayOf({ year, month, day }: WallTime): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function shiftDays({ year, month, day }: WallTime, days: number): WallTime {
  const date = new Date(Date.UTC(year, month - 1, day) + days * DAY_MS);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: 0,
    minute: 0,
    second: 0,
  };
}

function atClock(day: WallTime, clock: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return instantOf({ ...day, hour, minute }, SEED_ZONE);
}
