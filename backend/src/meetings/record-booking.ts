/** What stands in the CRM once an event is booked: its activity, by hand of the rep, and the calendar's row for the sync. */
import type { MeetingStatus } from "../../../contract/activities.ts";
import type { ActivityId } from "../crm/ids.ts";
import type { NewActivity } from "../crm/ports.ts";
import type { NewMeeting } from "../sync/calendar-ports.ts";
import { meetingOf } from "../sync/decide-event.ts";
import type { EventPlace } from "../sync/decide-event.ts";
import { decide } from "./meeting-parts.ts";
import type { MeetingParts } from "./meeting-parts.ts";
import type { Booking, WholeEvent } from "./ports.ts";

/** Null: none of its contacts exists any more. Done again, it finds what it wrote. */
export async function recordBooking(
  parts: Pick<MeetingParts, "meetings" | "now">,
  place: EventPlace,
  booking: Booking,
  found: WholeEvent,
): Promise<ActivityId | null> {
  const now = parts.now();
  const meeting = meetingOf(place, found.event);
  if (meeting === undefined) throw new Error("a booked event is a series or has no time");
  const decided = await decide(parts, place, found);
  const activity = toActivity(meeting, place, booking, now);
  return await parts.meetings.recordBooking(booking, { place, decided, activity }, now);
}

function toActivity(
  meeting: NewMeeting,
  { calendarId }: EventPlace,
  { eventId, source }: Booking,
  now: Date,
): Omit<NewActivity, "link"> {
  const { subject, occurredAt, endsAt, mergeKey, participants, iCalUID, originalStart, location } = meeting;
  const status: MeetingStatus = endsAt <= now ? "HELD" : "SCHEDULED";
  return {
    type: "MEETING",
    direction: null,
    subject,
    bodyText: null,
    occurredAt,
    endsAt,
    status,
    source,
    mergeKey,
    threadKey: null,
    counts: true,
    attachments: [],
    note: null,
    participants,
    gmail: null,
    meeting: { calendarId, eventId, iCalUID, originalStart, location },
  };
}
