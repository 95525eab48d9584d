/** When a follow-up is due: a moment, or a day's morning on the rep's own clock. */
import { Temporal } from "temporal-polyfill";
import { wrong } from "./field-problems.ts";
import type { Viewer } from "./ports.ts";
import { zoneOf } from "./time-zone.ts";
import type { Words } from "./words.ts";

export interface AskedDue {
  readonly dueAt?: string | undefined;
  /** `2026-11-30`. */
  readonly dueOn?: string | undefined;
  readonly timeZone?: string | undefined;
}

export type Due =
  | { readonly ok: true; readonly at: Date }
  /** What is wrong with which field. */
  | { readonly ok: false; readonly path: "dueAt" | "dueOn"; readonly message: Words };

/** Undefined: neither is given. The morning of today counts as not past, however late it is. */
export function dueOf(asked: AskedDue, viewer: Pick<Viewer, "timeZone">, now: Date): Due | undefined {
  const { dueAt, dueOn } = asked;
  if (dueAt !== undefined && dueOn !== undefined) {
    return { ok: false, path: "dueOn", message: wrong.besideDueAt };
  }
  if (dueAt !== undefined) {
    const at = new Date(dueAt);
    return at < now ? past("dueAt") : near("dueAt", at, now);
  }
  if (dueOn === undefined) return undefined;
  const zone = asked.timeZone ?? zoneOf(viewer);
  const day = Temporal.PlainDate.from(dueOn);
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  if (Temporal.PlainDate.compare(day, today) < 0) return past("dueOn");
  const morning = day.toZonedDateTime({ timeZone: zone, plainTime: MORNING });
  return near("dueOn", new Date(morning.epochMilliseconds), now);
}

const MORNING = Temporal.PlainTime.from("09:00");
const MAX_AHEAD_MS = 10 * 366 * 86_400_000;

function past(path: "dueAt" | "dueOn"): Due {
  return { ok: false, path, message: wrong.dayIsPast };
}

/** Beyond that it is a slip of the pen. */
function near(path: "dueAt" | "dueOn", at: Date, now: Date): Due {
  return at.getTime() - now.getTime() > MAX_AHEAD_MS
    ? { ok: false, path, message: wrong.overTenYearsAhead }
    : { ok: true, at };
}
