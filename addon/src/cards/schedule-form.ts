/** The form that books a meeting, or gives one another time: with free times to choose from, or a time typed in. */
import type { Notify } from "../../../contract/meetings.ts";
import type { Language } from "../request.ts";
import type { CardSpec, Choice, WidgetSpec } from "./card-spec.ts";
import type { Offers } from "./free-times.ts";
import { freeTimes } from "./free-times.ts";
import {
  addressInput,
  button,
  buttons,
  cancelButton,
  card,
  checkboxes,
  click,
  connectButton,
  dateInput,
  dropdown,
  primaryButton,
  section,
  textInput,
  warning,
} from "./widgets.ts";
import type { Parts } from "./widgets.ts";

export interface MeetingFields {
  readonly title: string;
  /** Addresses, separated by commas. */
  readonly required: string;
  readonly optional: string;
  readonly minutes: number;
  /** `2026-11-30` and `09:30` in `zone`; empty: not chosen yet. */
  readonly day: string;
  readonly time: string;
  readonly zone: string;
  readonly place: string;
  readonly meetLink: boolean;
  readonly notify: Notify;
}

/** Booked by its key, however often the button is pressed; moved only as long as it is what the user saw. */
export type Target =
  | { readonly kind: "new"; readonly key: string }
  | { readonly kind: "move"; readonly meetingId: string; readonly etag: string };

/** What is wrong, by the field it is wrong with; `form`: with none of them; `access`: Google's permission is missing. */
export type Problems = Readonly<Partial<Record<keyof MeetingFields | "form" | "access", string>>>;

export interface ScheduleView {
  readonly target: Target;
  readonly fields: MeetingFields;
  /** Of the meeting that is moved, where it is at hand. */
  readonly movedTitle?: string | undefined;
  readonly offers?: Offers | undefined;
  readonly problems?: Problems | undefined;
}

export function scheduleForm(view: ScheduleView, language: Language): CardSpec {
  const { target, fields, movedTitle, offers, problems = {} } = view;
  const { texts } = language;
  const isNew = target.kind === "new";
  const parameters = parametersOf(target);
  const fault: Fault = (field) => {
    const problem = problems[field];
    return problem && warning(problem);
  };
  return card(
    isNew ? texts.scheduleTitle : texts.moveTitle,
    [
      section([
        fault("form"),
        fault("access"),
        problems.access && buttons(connectButton(texts)),
        isNew && whoWidgets(fields, fault, language),
        whenWidgets(fields, fault, language),
        buttons(button(texts.findTimes, click("onFindTimes", parameters))),
      ]),
      offers && freeTimes(offers, { parameters, zone: fields.zone }, language),
      section([
        isNew && whereWidgets(fields, fault, language),
        notifyInput(fields.notify, language),
        buttons(
          primaryButton(
            isNew ? texts.book : texts.move,
            click(isNew ? "onBookMeeting" : "onMoveMeeting", parameters),
          ),
          cancelButton(texts),
        ),
      ]),
    ],
    { subtitle: movedTitle === "" ? "–" : movedTitle },
  );
}

function parametersOf(target: Target): Readonly<Record<string, string>> {
  return target.kind === "new" ? { key: target.key } : { meetingId: target.meetingId, etag: target.etag };
}

export function notifyInput(chosen: Notify, { texts }: Language): Choice {
  return dropdown(
    "notify",
    texts.notifyLabel,
    NOTIFY.map((whom) => [whom, texts.notify[whom]]),
    chosen,
  );
}

export function notifyOf(text: string | undefined): Notify {
  return NOTIFY.find((value) => value === text) ?? "all";
}

const NOTIFY = ["all", "external", "none"] as const satisfies readonly Notify[];
const DURATIONS = [15, 30, 45, 60, 90];

type Fault = (field: keyof Problems) => WidgetSpec | "" | undefined;

function whoWidgets(
  { title, required, optional }: MeetingFields,
  fault: Fault,
  { texts }: Language,
): Parts<WidgetSpec> {
  return [
    fault("title"),
    textInput("title", texts.meetingTitleLabel, { value: title }),
    fault("required"),
    addressInput("required", texts.guestsLabel, required, texts.addressesHint),
    fault("optional"),
    addressInput("optional", texts.optionalGuestsLabel, optional),
  ];
}

function whenWidgets(
  { minutes, day, time, zone }: MeetingFields,
  fault: Fault,
  { texts }: Language,
): Parts<WidgetSpec> {
  const durations = DURATIONS.includes(minutes) ? DURATIONS : [...DURATIONS, minutes].sort((a, b) => a - b);
  return [
    fault("minutes"),
    dropdown(
      "minutes",
      texts.durationLabel,
      durations.map((length) => [String(length), texts.minutes(length)]),
      String(minutes),
    ),
    fault("day"),
    dateInput("date", "day", texts.dayLabel, day),
    fault("time"),
    dateInput("time", "time", texts.timeLabel, time),
    fault("zone"),
    textInput("zone", texts.zoneLabel, { value: zone, hint: texts.zoneHint }),
  ];
}

function whereWidgets(
  { place, meetLink }: MeetingFields,
  fault: Fault,
  { texts }: Language,
): Parts<WidgetSpec> {
  return [
    fault("place"),
    textInput("place", texts.placeLabel, { value: place }),
    checkboxes("options", texts.optionsLabel, [["meet", texts.withMeetLink]], meetLink),
  ];
}
