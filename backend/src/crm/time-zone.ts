/** The clock a user lives by. */
import { TimeZone } from "../../../contract/primitives.ts";
import type { Viewer } from "./ports.ts";

/** UTC until a zone is known; also for a zone stored once that this server's time zone data does not have. */
export function zoneOf({ timeZone }: Pick<Viewer, "timeZone">): string {
  return timeZone !== null && isTimeZone(timeZone) ? timeZone : "UTC";
}

/** A name such as Europe/Berlin. Offsets are none: they are nobody's clock all year. */
export function isTimeZone(name: string): boolean {
  if (seen.has(name)) return true;
  const isOne = TimeZone.safeParse(name).success;
  if (isOne && seen.size < MAX_SEEN) seen.add(name);
  return isOne;
}

/** Asked of every card, and Intl takes 20 µs to say so. */
const seen = new Set<string>();
/** There are some 600; any of their letters may be a capital. */
const MAX_SEEN = 1_000;
