/** The worker's part in booking: finds out what came of requests whose answer got lost. */
import type { BookingStore } from "../meetings/ports.ts";
import { settleBooking } from "../meetings/settle-booking.ts";
import type { SettleParts } from "../meetings/settle-booking.ts";
import { syncWork } from "./sync-work.ts";
import type { WorkSource } from "./worker.ts";

/** Longer than looking takes. */
const LEASE_MS = 30_000;

export function bookingSettling(
  parts: SettleParts & { readonly bookings: Pick<BookingStore, "takeDue"> },
): WorkSource {
  return syncWork("booking", {
    claim: () => parts.bookings.takeDue(parts.now(), LEASE_MS),
    sync: (booking) => settleBooking(parts, booking),
  });
}
