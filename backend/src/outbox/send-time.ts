/** When a mail is to go: an instant, or a time on the rep's wall clock. */
import { Temporal } from "temporal-polyfill";
import { wrong } from "../crm/field-problems.ts";
import type { Viewer } from "../crm/ports.ts";
import { zoneOf } from "../crm/time-zone.ts";
import type { Words } from "../crm/words.ts";

/** Null: at once. A problem when there is no such time, or none to send a mail at. */
export function readSendTime(
  viewer: Pick<Viewer, "timeZone">,
  {
    sendAt,
    timeZone = zoneOf(viewer),
  }: { readonly sendAt?: string | undefined; timeZone?: string | undefined },
  now: Date,
): Date | { readonly problem: Words } | null {
  if (sendAt === undefined) return null;
  const time = HAS_OFFSET.test(sendAt) ? new Date(sendAt) : readWallClock(sendAt, timeZone);
  if (time === undefined) return { problem: wrong.skipped(timeZone) };
  if (Number.isNaN(time.getTime())) return { problem: wrong.noTime };
  if (time < now) return { problem: wrong.isPast };
  if (time.getTime() > now.getTime() + LONGEST_MS) return { problem: wrong.overYearAhead };
  return time;
}

const HAS_OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/i;
const LONGEST_MS = 366 * 86_400_000;

/** Of a time that comes twice, the first. Undefined: the clock skips it. */
function readWallClock(text: string, zone: string): Date | undefined {
  const wall = Temporal.PlainDateTime.from(text);
  const zoned = wall.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (!zoned.toPlainDateTime().equals(wall)) return undefined;
  return new Date(zoned.epochMilliseconds);
}
