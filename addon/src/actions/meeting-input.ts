/** What was typed into the form of a meeting, what is wrong with it, and what the backend is asked for. */
import type { MeetingCreate } from "../../../contract/meetings.ts";
import { addressesIn } from "../addresses.ts";
import { failureText } from "../cards/error-card.ts";
import type { MeetingFields, Problems, Target } from "../cards/schedule-form.ts";
import { notifyOf } from "../cards/schedule-form.ts";
import type { EventInput } from "../events.ts";
import type { Failure } from "../failure.ts";
import type { Language } from "../request.ts";
import { oneLine } from "../text.ts";

export const EMPTY_MEETING: MeetingFields = {
  title: "",
  required: "",
  optional: "",
  minutes: 30,
  day: "",
  time: "",
  zone: "",
  place: "",
  meetLink: false,
  notify: "all",
};

export function typedMeeting({ form, timeZone }: EventInput): MeetingFields {
  return {
    title: form.text("title"),
    required: form.text("required"),
    optional: form.text("optional"),
    minutes: Number(form.text("minutes")) || 30,
    day: form.date("day"),
    time: form.time("time"),
    zone: form.text("zone") || timeZone,
    place: form.text("place"),
    meetLink: form.list("options").includes("meet"),
    notify: notifyOf(form.text("notify")),
  };
}

export function targetOf({ parameters }: EventInput): Target {
  const meetingId = parameters.find("meetingId");
  return meetingId
    ? { kind: "move", meetingId, etag: parameters.find("etag") ?? "" }
    : { kind: "new", key: parameters.get("key") };
}

/** What needs no backend to be seen. */
export function missing(fields: MeetingFields, { kind }: Target, { texts }: Language): Problems {
  return {
    ...(kind === "new" && fields.title === "" ? { title: texts.titleMissing } : {}),
    ...(kind === "new" && addressesIn(`${fields.required},${fields.optional}`).length === 0
      ? { required: texts.guestsMissing }
      : {}),
    ...(fields.day === ""
      ? { day: texts.dayMissing }
      : fields.time === ""
        ? { time: texts.timeMissing }
        : {}),
  };
}

/** What the backend found wrong, at the fields of the form; what is no fault of the form's is thrown on. */
export function problemsOf(failure: Failure, fields: MeetingFields, language: Language): Problems {
  const { kind, details } = failure;
  if (kind === "no-contact") return { required: language.texts.guestsNoContact };
  if (kind === "reconnect") return { access: failureText(failure, language) };
  if (kind !== "invalid") throw failure;
  const known = knownFields(language);
  const problems: Partial<Record<keyof Problems, string>> = {};
  for (const { path, message } of details.errors ?? []) {
    const [name = "", index] = path.split(".");
    const found = known.get(name);
    if (!found) continue;
    const [field, label] = found;
    const about = addressAt(fields, field, index) ?? label;
    problems[field] ??= language.texts.invalidField(oneLine(about, 80), oneLine(message, 200));
  }
  return Object.keys(problems).length > 0 ? problems : { form: failureText(failure, language) };
}

/** The time on the wall of the form's zone: what moment that is, the backend knows. */
export function timeOf({ day, time, minutes, zone }: MeetingFields) {
  return { start: `${day}T${time}:00`, durationMinutes: minutes, timezone: zone };
}

export function meetingOf(fields: MeetingFields): MeetingCreate {
  const { title, required, optional, place, meetLink, notify } = fields;
  return {
    title,
    ...timeOf(fields),
    requiredAttendees: addressesIn(required),
    optionalAttendees: addressesIn(optional),
    location: place || undefined,
    meetLink,
    notify,
  };
}

/** By the contract's names: the field of the form, and what it is called there. */
function knownFields({ texts }: Language) {
  const guests = ["required", texts.guestsLabel] as const;
  const day = ["day", texts.dayLabel] as const;
  const zone = ["zone", texts.zoneLabel] as const;
  const fields = {
    title: ["title", texts.meetingTitleLabel],
    requiredAttendees: guests,
    with: guests,
    optionalAttendees: ["optional", texts.optionalGuestsLabel],
    durationMinutes: ["minutes", texts.durationLabel],
    start: ["time", texts.timeLabel],
    from: day,
    to: day,
    timezone: zone,
    timeZone: zone,
    location: ["place", texts.placeLabel],
    notify: ["notify", texts.notifyLabel],
  } as const;
  return new Map<string, readonly [field: keyof MeetingFields, label: string]>(Object.entries(fields));
}

function addressAt(fields: MeetingFields, field: keyof MeetingFields, index = ""): string | undefined {
  return field === "required" || field === "optional"
    ? addressesIn(fields[field])[parseInt(index)]
    : undefined;
}
