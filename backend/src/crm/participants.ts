/** The people a mail's header or an event names, with their roles. */
import type { EventAttendee, ParticipantRole } from "../../../contract/activities.ts";
import { domainOf, parseEmailAddress, parseMailboxes } from "./email-address.ts";
import type { EmailAddress } from "./ids.ts";
import type { Participant } from "./people.ts";
import { toStorableLine } from "./storable-text.ts";

/** Raw header values. */
export interface MailPeople {
  readonly from: string;
  readonly to?: string | undefined;
  readonly cc?: string | undefined;
  readonly bcc?: string | undefined;
  readonly replyTo?: string | undefined;
}

/** In the order From, Reply-To, To, Cc, Bcc; an address stands once in each role it has. */
export function mailParticipants(header: MailPeople): readonly Participant[] {
  const { from, replyTo = "", to = "", cc = "", bcc = "" } = header;
  return capped([
    ...inRole("from", from),
    ...inRole("replyTo", replyTo),
    ...inRole("to", to),
    ...inRole("cc", cc),
    ...inRole("bcc", bcc),
  ]);
}

/** Rooms and calendars are no people. */
export function meetingParticipants(event: {
  readonly organizer?: string | undefined;
  readonly attendees: readonly EventAttendee[];
}): readonly Participant[] {
  const attendees = event.attendees.flatMap((attendee): readonly Participant[] => {
    const written = parseMailboxes(attendee.email)[0];
    const address = written?.address ?? parseEmailAddress(attendee.email);
    if (address === undefined) return [];
    const name = toStorableLine(attendee.name ?? "", MAX_NAME);
    const role = attendee.optional === true ? "optional" : "attendee";
    return [{ address, name: name === "" ? (written?.name ?? null) : name, role }];
  });
  const people = [...inRole("organizer", event.organizer ?? ""), ...attendees];
  return capped(people.filter(({ address }) => !isCalendarResource(address)));
}

const MAX_PARTICIPANTS = 1_000;
const MAX_NAME = 300;

function inRole(role: ParticipantRole, header: string): readonly Participant[] {
  return parseMailboxes(header).map(({ address, name }) => ({ address, name, role }));
}

function capped(participants: readonly Participant[]): readonly Participant[] {
  const distinct = new Map<string, Participant>();
  for (const participant of participants) {
    const key = `${participant.role} ${participant.address}`;
    if (!distinct.has(key)) distinct.set(key, participant);
  }
  return [...distinct.values()].slice(0, MAX_PARTICIPANTS);
}

/** `…@resource.calendar.google.com` is a room, `…@group.calendar.google.com` a calendar, `unknownorganizer@` nobody. */
function isCalendarResource(address: EmailAddress): boolean {
  const domain = domainOf(address);
  return domain === "calendar.google.com" || domain.endsWith(".calendar.google.com");
}
