/** Times at which everybody whose calendar is known is free, each a button, by day. */
import type { Availability } from "../../../contract/availability.ts";
import type { Language } from "../request.ts";
import { list, oneLine } from "../text.ts";
import type { SectionSpec } from "./card-spec.ts";
import { boldLine, button, buttons, click, paragraph, quiet, section } from "./widgets.ts";

export interface Offers extends Availability {
  /** The last day that was looked at, `2026-12-04`. */
  readonly until: string;
}

/** The form they stand in: what its buttons carry, and whose clock it goes by. */
interface FormOfTimes {
  readonly parameters: Readonly<Record<string, string>>;
  readonly zone: string;
}

/** With their headings these fit on a card beside the form. */
const MAX_DAYS = 4;
const MAX_TIMES = 9;

export function freeTimes(
  { slots, unknown, until }: Offers,
  { parameters, zone }: FormOfTimes,
  language: Language,
): readonly SectionSpec[] {
  const { texts } = language;
  const formats = language.formats.inZone(zone);
  const days = new Map<string, FreeTime[]>();
  for (const { start } of slots) {
    const { day, time } = formats.wall(start);
    days.set(day, [...(days.get(day) ?? []), { start, at: `${day}T${time}` }]);
  }
  const shown = [...days].slice(0, MAX_DAYS);
  const last = days.size > MAX_DAYS ? (shown[shown.length - 1]?.[0] ?? until) : until;
  const heading = (times: readonly FreeTime[]) => paragraph(boldLine(formats.date(times[0]?.start ?? "")));
  return section(
    [
      shown.map(([, times]) => [
        heading(times),
        buttons(
          evenly(times).map(({ start, at }) =>
            button(formats.time(start), { ...click("onPickTime", { ...parameters, at }), refills: true }),
          ),
        ),
      ]),
      shown.length === 0 && paragraph(texts.noFreeTimes),
      unknown.length > 0 && paragraph(quiet(notHeeded(unknown, language))),
      buttons(
        button(texts.laterTimes, click("onFindTimes", { ...parameters, after: last })),
        shown.length > 0 && button(texts.timesForMail, click("onOpenTimes", parameters)),
      ),
    ],
    texts.freeTimesHeader,
  );
}

interface FreeTime {
  readonly start: string;
  /** On the wall, `2026-11-30T09:30`. */
  readonly at: string;
}

/** Of many, some from the whole day rather than all of its morning. */
function evenly(times: readonly FreeTime[]): readonly FreeTime[] {
  const step = Math.ceil(times.length / MAX_TIMES);
  return times.filter((_, index) => index % step === 0);
}

function notHeeded(unknown: Availability["unknown"], { texts }: Language): string {
  const first = unknown.slice(0, 3).map(({ email }) => oneLine(email, 60));
  const more = unknown.length - first.length;
  return texts.timesUnknown(list(first, ", ") + (more === 0 ? "" : ` +${more}`));
}
