/** Free times of everybody invited, for the form to choose from. */
import type { ActionAnswer } from "../answer.ts";
import { update } from "../answer.ts";
import { addressesIn } from "../addresses.ts";
import type { Offers } from "../cards/free-times.ts";
import type { MeetingFields, Target } from "../cards/schedule-form.ts";
import { scheduleForm } from "../cards/schedule-form.ts";
import { addDays } from "../days.ts";
import { attempt, Failure } from "../failure.ts";
import type { Request } from "../request.ts";
import { problemsOf, targetOf, typedMeeting } from "./meeting-input.ts";

export function findTimes(request: Request): ActionAnswer {
  const [target, typed] = [targetOf(request), typedMeeting(request)];
  const after = request.parameters.find("after");
  const found = attempt(() => {
    const fields = withGuests(request, target, typed);
    return {
      fields,
      offers: offersFrom(request, fields, after ? addDays(after, 1) : typed.day),
    };
  });
  const view =
    found instanceof Failure ? { fields: typed, problems: problemsOf(found, typed, request) } : found;
  return update(scheduleForm({ target, ...view }, request));
}

/** A week from the day on; without one, from today. */
export function offersFrom(request: Request, fields: MeetingFields, day: string): Offers {
  const first = day === "" ? request.formats.today() : day;
  const until = addDays(first, DAYS - 1);
  const guests = addressesIn(fields.required).map(bareAddress).slice(0, MAX_GUESTS);
  const found = request.crm.availability({
    from: `${first}T00:00:00`,
    to: `${addDays(until, 1)}T00:00:00`,
    durationMinutes: fields.minutes,
    with: guests.join(",") || undefined,
    timeZone: fields.zone,
    locale: request.locale,
    limit: 200,
  });
  return { ...found, until };
}

/** `ann@x.test` of `Ann Lee <ann@x.test>`. */
function bareAddress(mailbox: string): string {
  return /<([^<>]*)>$/.exec(mailbox)?.[1] ?? mailbox;
}

const DAYS = 7;
/** As many as are asked about at once. */
const MAX_GUESTS = 20;

/** The form that moves a meeting has no field for them. */
function withGuests({ crm }: Request, target: Target, fields: MeetingFields): MeetingFields {
  if (target.kind === "new") return fields;
  const { attendees } = crm.meeting(target.meetingId);
  const required = attendees.filter(({ optional }) => !optional).map(({ email }) => email);
  return { ...fields, required: required.join(", ") };
}
