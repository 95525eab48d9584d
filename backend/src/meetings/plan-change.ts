/** What of a wanted change is not so yet: the patch Google is asked for. Pure. */
import type { MeetingPatch } from "../../../contract/meetings.ts";
import { parseEmailAddress, parseMailboxes } from "../crm/email-address.ts";
import { wrong } from "../crm/field-problems.ts";
import type { FieldProblem } from "../crm/field-problems.ts";
import type { EmailAddress } from "../crm/ids.ts";
import { isSelf } from "../crm/people.ts";
import { isTimeZone } from "../crm/time-zone.ts";
import { toStorableText } from "../crm/storable-text.ts";
import type { EventTime } from "../sync/calendar-event.ts";
import { startOfDate } from "../sync/calendar-day.ts";
import type { EventPlace } from "../sync/decide-event.ts";
import { parseGuests } from "./guests.ts";
import { MeetingRefused } from "./meeting-refused.ts";
import { endAfter, startOf } from "./plan-meeting.ts";
import type { EventChange, Invited, WholeEvent } from "./ports.ts";

/** As the contract's schema leaves it. */
export type WantedChange = ReturnType<typeof MeetingPatch.parse>;

/**
 * Undefined: it is all so already, be it because an earlier try got through.
 * @throws MeetingRefused naming every field that is wrong.
 */
export function planChange(
  place: EventPlace,
  wanted: WantedChange,
  current: WholeEvent,
  now: Date,
): EventChange | undefined {
  const problems: FieldProblem[] = [];
  const { event } = current;
  const time = planTime(place, wanted, current, now, problems);
  const guests = planGuests(place, wanted, current, problems);
  if (problems.length > 0) throw new MeetingRefused({ kind: "invalid", problems });
  const { title, meetLink } = wanted;
  const description = wanted.description && toStorableText(wanted.description).trim();
  const change: EventChange = {
    ...(title === undefined || title === event.summary ? {} : { summary: title }),
    ...(description === undefined || description === current.description ? {} : { description }),
    ...(wanted.location === undefined || wanted.location === event.location
      ? {}
      : { location: wanted.location }),
    ...(time === undefined ? {} : { time }),
    ...(guests === undefined ? {} : { guests }),
    ...(meetLink === undefined || meetLink === hasMeet(current)
      ? {}
      : // A name of its own for each state the event is in: the same try asks for the same link.
        { meetLink: meetLink ? `${event.id}-${event.etag ?? ""}`.replace(/[^\w-]/g, "") : null }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** A whole day begins when the day does where its calendar is. */
export function momentOf(time: EventTime, timeZone: string): Date {
  return time.kind === "moment" ? time.at : startOfDate(time.date, timeZone);
}

function hasMeet({ event, isMeetPending }: WholeEvent): boolean {
  return event.conferenceUrl !== null || isMeetPending;
}

function planTime(
  place: EventPlace,
  { start: text, durationMinutes, timezone }: WantedChange,
  { event }: WholeEvent,
  now: Date,
  problems: FieldProblem[],
): EventChange["time"] {
  if (text === undefined && durationMinutes === undefined && timezone === undefined) return undefined;
  // Only what is cancelled may have no times, and that is not changed any more.
  if (event.start === null || event.end === null) return undefined;
  const wasDay = event.start.kind === "day";
  if (wasDay && (text === undefined || durationMinutes === undefined)) {
    const path = text === undefined ? "start" : "durationMinutes";
    problems.push({ path, message: wrong.neededForDays });
    return undefined;
  }
  const timeZone = timezone ?? [event.timeZone, place.timeZone].find(isKnownZone) ?? "UTC";
  const before = { at: momentOf(event.start, place.timeZone), end: momentOf(event.end, place.timeZone) };
  const at = text === undefined ? before.at : startAt(text, timeZone, before.at, now, problems);
  const end =
    durationMinutes === undefined
      ? new Date(at.getTime() + before.end.getTime() - before.at.getTime())
      : endAfter(at, durationMinutes);
  const isSo =
    !wasDay &&
    at.getTime() === before.at.getTime() &&
    end.getTime() === before.end.getTime() &&
    (timezone === undefined || timezone === event.timeZone);
  return isSo ? undefined : { start: { at, timeZone }, end: { at: end, timeZone }, wasDay };
}

/** Events come from many calendars, and some name zones that nobody here knows. */
function isKnownZone(zone: string | null): zone is string {
  return zone !== null && isTimeZone(zone);
}

/** Where it is already it may stay, also in the past. */
function startAt(text: string, timeZone: string, before: Date, now: Date, problems: FieldProblem[]): Date {
  const found: FieldProblem[] = [];
  const at = startOf(text, timeZone, now, found);
  if (at?.getTime() === before.getTime()) return before;
  problems.push(...found);
  return at ?? before;
}

/** Who stays keeps the answer he gave; rooms stay, and whose calendar it is. */
function planGuests(
  { account }: EventPlace,
  { requiredAttendees, optionalAttendees }: WantedChange,
  { guestList, omitsGuests }: WholeEvent,
  problems: FieldProblem[],
): EventChange["guests"] {
  if (requiredAttendees === undefined && optionalAttendees === undefined) return undefined;
  const isOwn = (address: EmailAddress) => isSelf(account, address);
  const lists = {
    requiredAttendees: requiredAttendees ?? addressesOf(guestList, false, optionalAttendees),
    optionalAttendees: optionalAttendees ?? addressesOf(guestList, true),
  };
  const wanted = new Map(parseGuests(lists, isOwn, problems).map((guest) => [guest.address, guest]));
  if (omitsGuests)
    throw new MeetingRefused({
      kind: "forbidden",
      detail: "Google does not show all guests of this meeting. Change them in Google Calendar.",
    });
  const kept: WholeEvent["guestList"][number][] = [];
  let isChanged = false;
  for (const guest of guestList) {
    const address = parseEmailAddress(guest.email);
    const next = address === undefined ? undefined : wanted.get(address);
    if (address !== undefined) wanted.delete(address);
    if (guest["resource"] === true || guest["self"] === true || (address !== undefined && isOwn(address)))
      kept.push(guest);
    else if (next === undefined) isChanged = true;
    else if (next.isOptional === (guest["optional"] === true)) kept.push(guest);
    else {
      kept.push({ ...guest, optional: next.isOptional });
      isChanged = true;
    }
  }
  const invited: readonly Invited[] = [...wanted.values()];
  return isChanged || invited.length > 0 ? { kept, invited } : undefined;
}

/** A list that is not named stays as it is, but for those who move to the other. */
function addressesOf(
  guestList: WholeEvent["guestList"],
  optional: boolean,
  moving: readonly string[] = [],
): readonly EmailAddress[] {
  const leaving = new Set(moving.flatMap((text) => parseMailboxes(text).map(({ address }) => address)));
  return guestList.flatMap((guest) => {
    const address = parseEmailAddress(guest.email);
    if (address === undefined || leaving.has(address) || guest["resource"] === true) return [];
    return (guest["optional"] === true) === optional ? [address] : [];
  });
}
