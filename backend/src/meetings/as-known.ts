/**
 * Whether an event that has another etag than the CRM last knew is still what the CRM knows of it. A guest's answer, a
 * reminder, a colour or a Meet link that came to be change the etag, and stand in nobody's way. Pure.
 */
import type { NewParticipant } from "../crm/ports.ts";
import { meetingOf } from "../sync/decide-event.ts";
import type { EventPlace } from "../sync/decide-event.ts";
import type { EventChange, KnownMeeting, WholeEvent } from "./ports.ts";

/** What a change replaces. When it is, and who is invited, has to be as known whatever is changed. */
export type Replaced = "title" | "location" | "description" | "meetLink";

/** Calling it off replaces whatever the CRM knows and shows. */
export const CALLED_OFF: readonly Replaced[] = ["title", "location"];

export function replacedBy({ summary, location, description, meetLink }: EventChange): readonly Replaced[] {
  return [
    ...(summary === undefined ? [] : (["title"] as const)),
    ...(location === undefined ? [] : (["location"] as const)),
    ...(description === undefined ? [] : (["description"] as const)),
    // A link that is added replaces none.
    ...(meetLink === null ? (["meetLink"] as const) : []),
  ];
}

export function isAsKnown(
  place: EventPlace,
  known: KnownMeeting,
  { event }: Pick<WholeEvent, "event">,
  replaced: readonly Replaced[],
): boolean {
  const now = meetingOf(place, event);
  if (now?.hasAllPeople !== true) return false;
  const isSo: Readonly<Record<Replaced | "time" | "people", boolean>> = {
    time:
      now.occurredAt.getTime() === known.occurredAt.getTime() &&
      now.endsAt.getTime() === known.endsAt?.getTime() &&
      now.allDay === known.allDay &&
      (event.timeZone === null || event.timeZone === known.timeZone),
    people: isSame(peopleOf(now.participants), peopleOf(known.people)),
    title: now.subject === known.subject,
    location: now.location === known.location,
    // The CRM does not keep it, so nobody can say whether it changed.
    description: false,
    meetLink: now.conferenceUrl === known.conferenceUrl,
  };
  return (["time", "people", ...replaced] as const).every((part) => isSo[part]);
}

function peopleOf(people: readonly Pick<NewParticipant, "address" | "role">[]): readonly string[] {
  return people.map(({ address, role }) => `${role} ${address}`).sort();
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, at) => text === other[at]);
}
