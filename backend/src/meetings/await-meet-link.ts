/** Google makes a Meet link a moment after it was asked for; without it a meeting is as good as booked or changed all the same. */
import { failureOf, findEvent } from "./meeting-parts.ts";
import type { MeetingParts } from "./meeting-parts.ts";
import type { CalendarWriter, WholeEvent } from "./ports.ts";

const MEET_TRIES = 4;
const MEET_PAUSE_MS = 300;

/** The event with its link, or as it is when that takes too long: then the sync brings it. */
export async function awaitMeetLink(
  { sleep }: Pick<MeetingParts, "sleep">,
  calendar: Pick<CalendarWriter, "get">,
  calendarId: string,
  event: WholeEvent,
): Promise<WholeEvent> {
  let latest = event;
  try {
    for (let tries = 0; latest.isMeetPending && tries < MEET_TRIES; tries++) {
      await sleep(MEET_PAUSE_MS);
      latest = (await findEvent(calendar, calendarId, event.event.id)) ?? latest;
    }
  } catch (error) {
    if (failureOf(error) === undefined) throw error;
  }
  return latest;
}
