/** A meeting as it stands in the user's calendar: when, where, who comes, and moving it or calling it off. */
import type { Meeting } from "../../../contract/meetings.ts";
import type { Language } from "../request.ts";
import { list } from "../text.ts";
import { googleUrl } from "../web-pages.ts";
import type { CardSpec, Row, WidgetSpec } from "./card-spec.ts";
import { notifyInput } from "./schedule-form.ts";
import { timeSpan } from "./time-span.ts";
import {
  button,
  buttons,
  card,
  click,
  firstOf,
  openContact,
  paragraph,
  primaryButton,
  row,
  section,
} from "./widgets.ts";
import type { Parts } from "./widgets.ts";

/** More rows than this are a mailing list. */
const MAX_GUESTS = 15;
const MAX_CONTACTS = 5;

export function meetingCard(meeting: Meeting, language: Language): CardSpec {
  const { texts } = language;
  const { id, attendees, contacts } = meeting;
  return card(meetingTitle(meeting, language), [
    section([timeRow(meeting, language), whereRows(meeting, language), changeButtons(meeting, language)]),
    section(
      firstOf(
        attendees,
        MAX_GUESTS,
        ({ email, name, optional, responseStatus }) =>
          row(name ?? email, {
            top: list([texts.guestResponse[responseStatus], optional && texts.role.optional], " · "),
            bottom: name && email,
            icon: "PERSON",
          }),
        texts.morePeople,
      ),
      texts.alsoAtEvent,
    ),
    section([
      buttons(
        contacts
          .slice(0, MAX_CONTACTS)
          .map(({ id: contactId, name }) => button(name, openContact(contactId))),
        button(texts.scheduleNext, click("onOpenSchedule", { meetingId: id })),
      ),
    ]),
  ]);
}

/** What Google has, beside what the user wanted: one of them has to give way. */
export interface Clash {
  readonly current: Meeting;
  /** What the user wanted, as the parameters of trying it again. */
  readonly wanted: Readonly<Record<string, string>>;
  /** The same in words. */
  readonly wantedText: string;
}

export function clashCard({ current, wanted, wantedText }: Clash, language: Language): CardSpec {
  const { texts } = language;
  const { id, start, end, location, status, etag } = current;
  const isOff = status === "CANCELLED";
  return card(
    texts.clashTitle,
    [
      section([
        paragraph(texts.clashText),
        row(isOff ? texts.meetingStatus.CANCELLED : timeSpan(start, end, language), {
          top: texts.nowInGoogle,
          bottom: location,
          icon: "INVITE",
          wrap: true,
        }),
        row(wantedText, { top: texts.yours, icon: "CLOCK", wrap: true }),
        buttons(
          primaryButton(texts.keepGoogles, click("onOpenMeeting", { meetingId: id, instead: "yes" })),
          !isOff && button(texts.applyMine, click("onMoveMeeting", { ...wanted, etag: etag ?? "" })),
        ),
      ]),
    ],
    { subtitle: meetingTitle(current, language) },
  );
}

/** @param changed it was changed in Google since the user looked at it. */
export function cancelCard(meeting: Meeting, changed: boolean, language: Language): CardSpec {
  const { texts } = language;
  const { id, start, end, etag } = meeting;
  return card(
    texts.cancelMeetingQuestion,
    [
      section([
        changed && paragraph(texts.clashText),
        row(timeSpan(start, end, language), { icon: "INVITE", wrap: true }),
        paragraph(texts.cancelMeetingWarning),
        notifyInput("all", language),
        buttons(
          primaryButton(texts.cancelConfirm, click("onCancelMeeting", { meetingId: id, etag: etag ?? "" })),
          button(texts.keep, click("onBack")),
        ),
      ]),
    ],
    { subtitle: meetingTitle(meeting, language) },
  );
}

/** The buttons that change a meeting, wherever it is shown. */
export function meetingButtons(meetingId: string, { texts }: Language): Parts<WidgetSpec> {
  return buttons(
    button(texts.moveAsk, click("onOpenMove", { meetingId })),
    button(texts.cancelAsk, click("onAskCancelMeeting", { meetingId })),
  );
}

function meetingTitle({ title }: Meeting, { texts }: Language): string {
  return title.trim() || texts.untitledEvent;
}

/** In the user's zone, and below it in the meeting's own, where clocks show another time. */
function timeRow(meeting: Meeting, language: Language): Row {
  const { texts, formats } = language;
  const { start, end, durationMinutes, timezone, status } = meeting;
  const there = timezone && formats.inZone(timezone).dateTime(start);
  return row(timeSpan(start, end, language), {
    top: list([texts.minutes(durationMinutes), status !== "SCHEDULED" && texts.meetingStatus[status]], " · "),
    bottom: there && there !== formats.dateTime(start) ? texts.timeThere(there, timezone) : undefined,
    icon: "CLOCK",
    wrap: true,
  });
}

function whereRows({ location, meetUrl, htmlLink }: Meeting, { texts }: Language): Parts<WidgetSpec> {
  return [
    location?.trim() && row(location, { top: texts.placeLabel, icon: "MAP_PIN", wrap: true }),
    meetUrl && linkRow(texts.meetLabel, meetUrl),
    htmlLink && linkRow(texts.inCalendar, htmlLink),
  ];
}

/** Says where it leads; a link that Google would not open is text. */
function linkRow(label: string, url: string): Row {
  const link = googleUrl(url);
  return row(link?.shown ?? url, { top: label, icon: "INVITE", onClick: link && { url: link.url } });
}

function changeButtons({ id, status, canChange }: Meeting, language: Language): Parts<WidgetSpec> {
  if (status === "CANCELLED") return [];
  return [canChange ? meetingButtons(id, language) : paragraph(language.texts.notYourMeeting)];
}
