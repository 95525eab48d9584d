/** "This and following events": a series ends before an occurrence, and another one goes on from there. */
import type { Calendar, EventChanges } from "./calendar.ts";
import type { EventTime, StoredEvent } from "./event-resource.ts";
import { eventInstant, eventTimeAt, shiftedEnd } from "./event-time.ts";
import { occurrenceStarts } from "./recurrence.ts";

/** `from` is where the rule puts the first occurrence that changes; gives the new series, `<id>_R20261123T090000`. */
export function splitSeries(
  calendar: Calendar,
  seriesId: string,
  from: EventTime,
  changes: EventChanges,
): StoredEvent {
  const series = calendar.get(seriesId);
  const { recurrence, start, end } = series;
  if (recurrence === undefined) throw new Error(`${seriesId} is no series, so it cannot be split`);
  const zone = calendar.timeZone;
  const instant = eventInstant(from, zone);
  const firstStart = eventTimeAt(start, instant, zone);
  const before = occurrenceStarts(
    { start, recurrence, calendarZone: zone },
    Number.NEGATIVE_INFINITY,
    instant - 1,
  );
  const {
    id: _id,
    etag: _etag,
    created: _created,
    updated: _updated,
    iCalUID: _iCalUID,
    sequence: _sequence,
    ...content
  } = series;

  for (const exception of calendar.exceptionsOf(seriesId)) {
    const { originalStartTime, status } = exception;
    const isBehind = originalStartTime !== undefined && eventInstant(originalStartTime, zone) >= instant;
    if (isBehind && status !== "cancelled") calendar.update(exception.id, { status: "cancelled" });
  }
  calendar.update(seriesId, {
    recurrence: recurrence.map((line) => endingBefore(line, firstStart, instant)),
  });
  const id = `${seriesId.replace(/_R\w+$/, "")}_R${"date" in firstStart ? compactDay(Date.parse(firstStart.date)) : compactTime(instant)}`;
  return calendar.insert(
    {
      ...content,
      start: firstStart,
      end: shiftedEnd(start, end, firstStart, zone),
      recurrence: recurrence.map((line) => withoutFirst(line, before.length)),
      ...changes,
    },
    { id, iCalUID: `${id}@google.com` },
  );
}

function endingBefore(line: string, firstStart: EventTime, instant: number): string {
  if (!line.startsWith("RRULE")) return line;
  const until =
    "date" in firstStart
      ? compactDay(Date.parse(firstStart.date) - 86_400_000)
      : `${compactTime(instant - 1000)}Z`;
  return `${line.replace(/;(?:COUNT|UNTIL)=[^;]*/g, "")};UNTIL=${until}`;
}

function withoutFirst(line: string, occurrences: number): string {
  return line.replace(
    /;COUNT=(\d+)/,
    (_, count: string) => `;COUNT=${Math.max(1, Number(count) - occurrences)}`,
  );
}

/** `20261123`, of an instant at midnight UTC. */
function compactDay(instant: number): string {
  return compactTime(instant).slice(0, 8);
}

/** `20261123T090000` */
function compactTime(instant: number): string {
  return new Date(instant).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
}
