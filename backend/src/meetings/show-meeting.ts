/** A meeting as it stands in the rep's own calendar right now, with what the CRM knows of it. */
import type { MeetingStatus } from "../../../contract/activities.ts";
import type { Meeting } from "../../../contract/meetings.ts";
import type { ActivityId } from "../crm/ids.ts";
import type { Viewer } from "../crm/ports.ts";
import type { CalendarEvent } from "../sync/calendar-event.ts";
import { findEvent } from "./meeting-parts.ts";
import type { MeetingParts } from "./meeting-parts.ts";
import { MeetingRefused } from "./meeting-refused.ts";
import { momentOf } from "./plan-change.ts";
import type { CalendarWriter, OwnMeeting, WholeEvent } from "./ports.ts";

/** @throws MeetingRefused when it is in none of the rep's calendars; GoogleCallFailed. */
export async function showMeeting(
  parts: MeetingParts,
  viewer: Viewer,
  id: ActivityId,
  calendar: CalendarWriter,
): Promise<Meeting> {
  const own = await findOwn(parts, viewer, id);
  const event = await findEvent(calendar, own.place.calendarId, own.eventId);
  if (event === undefined) throw unknownMeeting();
  return await toMeeting(parts, viewer, own, event);
}

export async function findOwn(parts: MeetingParts, viewer: Viewer, id: ActivityId): Promise<OwnMeeting> {
  const own = await parts.meetings.findOwn(viewer, id);
  if (own === undefined) throw unknownMeeting();
  return own;
}

export async function toMeeting(
  { activities, now }: MeetingParts,
  viewer: Viewer,
  { id, place, eventId }: Pick<OwnMeeting, "id" | "place" | "eventId">,
  whole: WholeEvent,
): Promise<Meeting> {
  const { event } = whole;
  const at = now();
  const activity = await activities.find(viewer, id, at);
  if (activity === undefined) throw unknownMeeting();
  const occurredAt = new Date(activity.occurredAt);
  // What is cancelled may be told without its times: then those stand that the CRM knows.
  const start = event.start === null ? occurredAt : momentOf(event.start, place.timeZone);
  const end =
    event.end === null
      ? new Date(start.getTime() + (activity.durationMinutes ?? 0) * 60_000)
      : momentOf(event.end, place.timeZone);
  return {
    id,
    calendarId: place.calendarId,
    eventId,
    iCalUID: event.iCalUID,
    etag: event.etag,
    htmlLink: whole.htmlLink,
    meetUrl: event.conferenceUrl,
    title: event.summary,
    description: whole.description === "" ? null : whole.description,
    start: start.toISOString(),
    end: end.toISOString(),
    durationMinutes: Math.round((end.getTime() - start.getTime()) / 60_000),
    timezone: event.timeZone,
    location: event.location === "" ? null : event.location,
    status: statusOf(event, end, activity.status, at),
    organizer: event.organizer?.email ?? null,
    attendees: event.guests
      .filter(({ isResource }) => !isResource)
      .map(({ email, name, isOptional, responseStatus }) => ({
        email,
        name,
        optional: isOptional,
        responseStatus: toResponse(responseStatus),
      })),
    contacts: activity.contacts.map(({ id: contactId, name }) => ({ id: contactId, name })),
    canChange: mayChange(whole),
  };
}

/** Its organizer may, and whomever he lets. */
export function mayChange({ event, guestsCanModify }: WholeEvent): boolean {
  return !event.isCancelled && (event.organizer?.isSelf === true || guestsCanModify);
}

export function unknownMeeting(): MeetingRefused {
  return new MeetingRefused({ kind: "unknown", what: "meeting" });
}

/** Google knows whether it is cancelled, the CRM whether anybody came. */
function statusOf(event: CalendarEvent, end: Date, known: MeetingStatus | null, now: Date): MeetingStatus {
  if (event.isCancelled) return "CANCELLED";
  if (known === "HELD" || known === "NO_SHOW") return known;
  return end <= now ? "HELD" : "SCHEDULED";
}

type Response = Meeting["attendees"][number]["responseStatus"];
const RESPONSES: readonly Response[] = ["needsAction", "declined", "tentative", "accepted"];

function toResponse(text: string): Response {
  return RESPONSES.find((response) => response === text) ?? "needsAction";
}
