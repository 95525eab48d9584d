/** What came of a booking whose outcome nobody waited for: Google is asked, until it says. */
import { failureOf, findEvent } from "./meeting-parts.ts";
import type { MeetingParts } from "./meeting-parts.ts";
import type { Booking } from "./ports.ts";
import { recordBooking } from "./record-booking.ts";

export type SettleParts = Pick<MeetingParts, "bookings" | "meetings" | "openCalendar" | "now">;

export async function settleBooking(parts: SettleParts, booking: Booking): Promise<void> {
  const { bookings, meetings, now } = parts;
  const place = await meetings.findPlace(booking, booking.calendarId);
  const age = now().getTime() - booking.createdAt.getTime();
  if (place === undefined || age > GIVE_UP_AFTER_MS) {
    await bookings.refuse(booking);
    return;
  }
  const calendar = parts.openCalendar(booking, Date.now() + PATIENCE_MS);
  try {
    const found = await findEvent(calendar, booking.calendarId, booking.eventId);
    if (found !== undefined && !found.event.isCancelled) await recordBooking(parts, place, booking, found);
    // A call under way when it broke off may arrive late.
    else if (found === undefined && age < LATEST_ARRIVAL_MS)
      await bookings.postpone(booking, dueAgain(parts, booking));
    else await bookings.refuse(booking);
  } catch (error) {
    if (failureOf(error) === undefined) throw error;
    await bookings.postpone(booking, dueAgain(parts, booking));
  }
}

const PATIENCE_MS = 10_000;
const LATEST_ARRIVAL_MS = 120_000;
/** Without a grant nobody can look; the calendar's sync brings the meeting should there be one again. */
const GIVE_UP_AFTER_MS = 7 * 86_400_000;
const SHORTEST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 3_600_000;

function dueAgain({ now }: Pick<MeetingParts, "now">, { attempts }: Booking): Date {
  return new Date(
    now().getTime() + Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** Math.min(attempts, 10)),
  );
}
