/** The form for a new meeting: with a contact, with those on the open mail, or again with those of a meeting. */
import type { ActionAnswer } from "../answer.ts";
import { push } from "../answer.ts";
import type { MeetingFields } from "../cards/schedule-form.ts";
import { scheduleForm } from "../cards/schedule-form.ts";
import { nextWorkingDay } from "../days.ts";
import type { Request } from "../request.ts";
import { oneLine } from "../text.ts";
import { EMPTY_MEETING } from "./meeting-input.ts";
import { eventContext, messageContext } from "./show-root.ts";

export function openSchedule(request: Request): ActionAnswer {
  const fields = {
    ...EMPTY_MEETING,
    day: nextWorkingDay(request.formats.today()),
    zone: request.timeZone,
    ...whatAndWho(request),
  };
  return push(scheduleForm({ target: { kind: "new", key: request.newKey() }, fields }, request));
}

function whatAndWho(request: Request): Partial<MeetingFields> {
  const { message, event, parameters } = request;
  const [meetingId, contactId] = [parameters.find("meetingId"), parameters.find("contactId")];
  if (meetingId) return again(request, meetingId);
  if (contactId) return withContact(request, contactId);
  if (message) {
    const { people } = messageContext(request, message);
    return {
      title: subjectLine(request.mail.header(message).subject ?? ""),
      required: addressList(people.flatMap(({ contact, email }) => (contact === null ? [] : [email]))),
    };
  }
  if (!event) return {};
  const details = request.calendar.details(event);
  const { people } = eventContext(request, event, details);
  return {
    ...(typeof details === "string" ? {} : { title: oneLine(details.title, MAX_TITLE) }),
    required: addressList(people.flatMap(({ kind, email }) => (kind === "self" ? [] : [email]))),
  };
}

function withContact(request: Request, contactId: string): Partial<MeetingFields> {
  const { name, emails } = request.crm.contact(contactId);
  return { title: oneLine(request.texts.meetingWith(name), MAX_TITLE), required: emails[0] ?? "" };
}

/** From the CRM, not from Google: it may be in a colleague's calendar. */
function again(request: Request, activityId: string): Partial<MeetingFields> {
  const { subject, participants, durationMinutes } = request.crm.activity(activityId);
  const me = participants.find(({ role }) => role === "organizer")?.email;
  const guests = (optional: boolean) =>
    addressList(
      participants
        .filter(({ role, email }) => (role === "optional") === optional && email !== me)
        .map(({ email }) => email),
    );
  return {
    title: oneLine(subject ?? "", MAX_TITLE),
    required: guests(false),
    optional: guests(true),
    minutes: durationMinutes ?? 30,
  };
}

/** The longest that Google takes. */
const MAX_TITLE = 1_000;
/** Enough for every meeting of people who talk. */
const MAX_GUESTS = 50;

function addressList(addresses: readonly string[]): string {
  return [...new Set(addresses)].slice(0, MAX_GUESTS).join(", ");
}

/** Without what mail programs put before it. */
function subjectLine(subject: string): string {
  return oneLine(subject.replace(/^(?:\s*(?:re|aw|antw|sv|fwd?|wg)\s*:)+/i, ""), MAX_TITLE);
}
