/** A request to book, checked and turned into the event Google is asked for. Pure. */
import type { MeetingCreate } from "../../../contract/meetings.ts";
import { wrong } from "../crm/field-problems.ts";
import type { FieldProblem } from "../crm/field-problems.ts";
import { parseContactId } from "../crm/ids.ts";
import type { ContactId } from "../crm/ids.ts";
import { isSelf } from "../crm/people.ts";
import type { Viewer } from "../crm/ports.ts";
import { toStorableText } from "../crm/storable-text.ts";
import type { Words } from "../crm/words.ts";
import { parseGuests } from "./guests.ts";
import { MeetingRefused } from "./meeting-refused.ts";
import type { NewEvent } from "./ports.ts";
import { parseStart } from "./start-time.ts";

/** As the contract's schema leaves it. */
export type MeetingRequest = ReturnType<typeof MeetingCreate.parse>;

export interface MeetingPlan {
  readonly event: Omit<NewEvent, "id">;
  readonly contactIds: readonly ContactId[];
}

/** @throws MeetingRefused naming every field that is wrong. */
export function planMeeting(
  viewer: Pick<Viewer, "email" | "aliases">,
  request: MeetingRequest,
  now: Date,
): MeetingPlan {
  const problems: FieldProblem[] = [];
  const { timezone: timeZone } = request;
  const at = startOf(request.start, timeZone, now, problems) ?? now;
  const guests = parseGuests(request, (address) => isSelf(viewer, address), problems);
  const contactIds = (request.contactIds ?? []).flatMap((text, index): readonly ContactId[] => {
    const id = parseContactId(text);
    if (id === undefined)
      throw new MeetingRefused({ kind: "unknown", what: "contact", path: `contactIds.${index}` });
    return [id];
  });
  if (problems.length > 0) throw new MeetingRefused({ kind: "invalid", problems });
  return {
    event: {
      summary: request.title,
      description: textOrNull(request.description),
      location: textOrNull(request.location),
      start: { at, timeZone },
      end: { at: endAfter(at, request.durationMinutes), timeZone },
      guests,
      meetLink: request.meetLink,
    },
    contactIds: [...new Set(contactIds)],
  };
}

/** Undefined: it is wrong, and `problems` says how. */
export function startOf(
  text: string,
  timeZone: string,
  now: Date,
  problems: FieldProblem[],
): Date | undefined {
  const start = parseStart(text, timeZone);
  const problem = "problem" in start ? start.problem : outOfReach(start.at, now);
  if (problem !== undefined) problems.push({ path: "start", message: problem });
  return "problem" in start ? undefined : start.at;
}

/** Real minutes: a meeting over a change of the clock is no longer and no shorter for it. */
export function endAfter(start: Date, minutes: number): Date {
  return new Date(start.getTime() + minutes * 60_000);
}

/** A mistyped year is more likely than a meeting so far away. */
export const FARTHEST_MS = 10 * 366 * 86_400_000;

function outOfReach(start: Date, now: Date): Words | undefined {
  if (start < now) return wrong.isPast;
  if (start.getTime() > now.getTime() + FARTHEST_MS) return wrong.overTenYearsAhead;
  return undefined;
}

function textOrNull(text: string | undefined): string | null {
  const storable = toStorableText(text ?? "").trim();
  return storable === "" ? null : storable;
}
