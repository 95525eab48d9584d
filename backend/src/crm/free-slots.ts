/** When a meeting of some length can begin: everybody works, nobody is busy, and the clock shows a round time. */
import { Temporal } from "temporal-polyfill";
import { workSpans } from "./working-hours.ts";
import type { Span, WorkingHours } from "./working-hours.ts";

export interface SlotSearch {
  /** Milliseconds since 1970. */
  readonly within: Span;
  readonly durationMinutes: number;
  /** On whose clock slots begin at round times. */
  readonly timeZone: string;
  /** Of each person whose hours are known, in the person's own zone. */
  readonly people: readonly { readonly hours: WorkingHours; readonly timeZone: string }[];
  /** Of all of them together, in any order; may overlap. */
  readonly busy: readonly Span[];
}

/** Earliest first. Slots may overlap each other: each is a choice. */
export function freeSlots({ within, durationMinutes, timeZone, people, busy }: SlotSearch): readonly Span[] {
  const length = durationMinutes * MINUTE_MS;
  const step = durationMinutes < HALF_HOUR ? QUARTER : HALF_HOUR;
  const open = people.reduce<readonly Span[]>(
    (spans, person) => intersect(spans, workSpans(person.hours, person.timeZone, within)),
    within.end > within.start ? [within] : [],
  );
  return subtract(open, busy).flatMap((free) => {
    const slots: Span[] = [];
    for (
      let start = roundUp(free.start, step, timeZone);
      start + length <= free.end;
      start = roundUp(start + step * MINUTE_MS, step, timeZone)
    )
      slots.push({ start, end: start + length });
    return slots;
  });
}

const MINUTE_MS = 60_000;
const QUARTER = 15;
const HALF_HOUR = 30;

/** The next moment at which the clock shows a multiple of `step` minutes: zones are quarters of an hour apart, too. */
function roundUp(moment: number, step: number, timeZone: string): number {
  const shown = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone);
  const past = (shown.minute % step) * MINUTE_MS + shown.second * 1_000 + shown.millisecond;
  if (past === 0) return moment;
  return moment + step * MINUTE_MS - past;
}

/** Both in order and without overlaps. */
function intersect(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  const both: Span[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [left, right] = [a[i], b[j]];
    if (left === undefined || right === undefined) break;
    const start = Math.max(left.start, right.start);
    const end = Math.min(left.end, right.end);
    if (end > start) both.push({ start, end });
    if (left.end < right.end) i++;
    else j++;
  }
  return both;
}

/** What is left of spans in order without the others, which come in any order. */
function subtract(spans: readonly Span[], taken: readonly Span[]): readonly Span[] {
  const inOrder = taken.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  return spans.flatMap((span) => {
    const left: Span[] = [];
    let start = span.start;
    for (const other of inOrder) {
      if (other.start >= span.end) break;
      if (other.start > start) left.push({ start, end: other.start });
      start = Math.max(start, other.end);
    }
    if (start < span.end) left.push({ start, end: span.end });
    return left;
  });
}
