/** When the rep, and colleagues, have time for a meeting. */
import type { Availability, AvailabilityQuery } from "../../../contract/availability.ts";
import { parseEmailAddress } from "../crm/email-address.ts";
import { wrong } from "../crm/field-problems.ts";
import type { FieldProblem } from "../crm/field-problems.ts";
import { freeSlots } from "../crm/free-slots.ts";
import type { EmailAddress } from "../crm/ids.ts";
import { isSelf } from "../crm/people.ts";
import type { Viewer } from "../crm/ports.ts";
import { isTimeZone, zoneOf } from "../crm/time-zone.ts";
import type { Span } from "../crm/working-hours.ts";
import { availabilityText, toLocale } from "./availability-text.ts";
import { MeetingRefused } from "./meeting-refused.ts";
import { FARTHEST_MS } from "./plan-meeting.ts";
import { momentIn } from "./start-time.ts";
import type { AvailabilityStore, Busy, FindBusy, PersonsHours } from "./ports.ts";

/** As the contract's schema leaves it. */
type AvailabilityRequest = ReturnType<typeof AvailabilityQuery.parse>;

export interface AvailabilityParts {
  readonly availability: AvailabilityStore;
  readonly findBusy: FindBusy;
}

/** @throws MeetingRefused naming every field that is wrong; GoogleCallFailed. */
export async function findAvailability(
  { availability, findBusy }: AvailabilityParts,
  viewer: Viewer,
  query: AvailabilityRequest,
  now: Date,
): Promise<Availability> {
  const timeZone = query.timeZone ?? zoneOf(viewer);
  const { within, colleagues, locale } = readQuery(viewer, query, timeZone, now);
  const found = await availability.find(viewer, colleagues);
  if (within.end <= within.start) return { slots: [], timeZone, unknown: [], text: "" };

  const own = found.calendarIds.length === 0 ? [OWN_CALENDAR] : found.calendarIds;
  const times = await findBusy(viewer, [...own, ...colleagues], within);
  const isKnown = (id: string) => "busy" in (times.get(id) ?? {});
  const people = [
    found.self,
    ...colleagues.filter(isKnown).flatMap((address) => found.colleagues.get(address) ?? []),
  ];
  const slots = freeSlots({
    within,
    durationMinutes: query.durationMinutes,
    timeZone,
    people: people.map(({ hours, timeZone: zone }) => ({
      hours,
      timeZone: zone !== null && isTimeZone(zone) ? zone : timeZone,
    })),
    busy: [...times.values()].flatMap((answer) => ("busy" in answer ? answer.busy : [])),
  });
  return {
    slots: slots.slice(0, query.limit).map(({ start, end }) => ({
      start: new Date(start).toISOString(),
      end: new Date(end).toISOString(),
    })),
    timeZone,
    unknown: [...own, ...colleagues].flatMap((id) => unknownOf(id, times.get(id), found.colleagues, viewer)),
    text: availabilityText(slots, timeZone, locale),
  };
}

/** Before the list of calendars was read. */
const OWN_CALENDAR = "primary";
const MAX_COLLEAGUES = 20;
const MAX_DAYS = 62;
/** Two months may have an hour more. */
const MAX_RANGE_MS = (MAX_DAYS * 24 + 1) * 3_600_000;

function readQuery(
  viewer: Viewer,
  query: AvailabilityRequest,
  timeZone: string,
  now: Date,
): { readonly within: Span; readonly colleagues: readonly EmailAddress[]; readonly locale: string } {
  const problems: FieldProblem[] = [];
  const [from, to] = [momentIn(query.from, timeZone), momentIn(query.to, timeZone)];
  if (to <= from) problems.push({ path: "to", message: wrong.notAfterFrom });
  else if (to - from > MAX_RANGE_MS) problems.push({ path: "to", message: wrong.rangeTooLong(MAX_DAYS) });
  else if (to > now.getTime() + FARTHEST_MS) problems.push({ path: "to", message: wrong.overTenYearsAhead });
  const locale = toLocale(query.locale);
  if (query.locale !== undefined && locale === undefined)
    problems.push({ path: "locale", message: wrong.unknownLanguage });
  const colleagues = readColleagues(viewer, query.with ?? "", problems);
  if (problems.length > 0) throw new MeetingRefused({ kind: "invalid", problems });
  return {
    within: { start: Math.max(from, now.getTime()), end: to },
    colleagues,
    locale: locale ?? toLocale(viewer.locale) ?? "en-GB",
  };
}

function readColleagues(viewer: Viewer, text: string, problems: FieldProblem[]): readonly EmailAddress[] {
  const colleagues = new Set<EmailAddress>();
  const written = text.split(",").map((part) => part.trim());
  for (const [at, part] of written.entries()) {
    if (part === "") continue;
    const address = parseEmailAddress(part);
    if (address === undefined) problems.push({ path: "with", message: wrong.noAddressAt(at + 1) });
    else if (!isSelf(viewer, address)) colleagues.add(address);
  }
  if (colleagues.size > MAX_COLLEAGUES)
    problems.push({ path: "with", message: wrong.tooManyPeople(MAX_COLLEAGUES) });
  return [...colleagues];
}

/** Google says the same of who does not exist and of who does not share; of users we know better. */
function unknownOf(
  id: string,
  answer: Busy | undefined,
  colleagues: ReadonlyMap<EmailAddress, PersonsHours>,
  viewer: Viewer,
): Availability["unknown"] {
  if (answer === undefined || "busy" in answer) return [];
  const email = id === OWN_CALENDAR ? viewer.email : id;
  const address = parseEmailAddress(id);
  const isUser = address !== undefined && colleagues.has(address);
  const reason = answer.unknown === "not_found" && isUser ? "not_shared" : answer.unknown;
  return [{ email, reason }];
}
