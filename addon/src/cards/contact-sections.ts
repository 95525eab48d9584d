/** What a contact's card shows of it: standing, reach, score, turn, and what happened last. */
import type { ActivitySummary } from "../../../contract/activities.ts";
import type { Contact, ContactCard, ScoreReason } from "../../../contract/contacts.ts";
import type { Language } from "../request.ts";
import type { Markup } from "../text.ts";
import { joinMarkup, list, mailLink, markup, oneLine, phoneLink } from "../text.ts";
import { activityRow, whatHappened } from "./activity-row.ts";
import type { SectionSpec, WidgetSpec } from "./card-spec.ts";
import { boldLine, button, buttons, click, line, paragraph, row, section } from "./widgets.ts";

/** @param editFrom which card to show when the editing is done: the root of the stack, or the contact's own. */
export function contactSections(
  contact: ContactCard,
  language: Language,
  editFrom: "root" | "contact",
): readonly SectionSpec[] {
  const { texts } = language;
  const parameters = { contactId: contact.id };
  return [
    ...section([
      ...standingRows(contact, language, editFrom),
      ...reachRows(contact, language),
      ...engagementRows(contact, language),
    ]),
    ...section(
      contact.recent.length === 0
        ? [paragraph(markup`${texts.nothingRecent}`)]
        : [
            ...contact.recent.slice(0, 5).map((activity: ActivitySummary) => activityRow(activity, language)),
            ...(contact.hasMore ? [buttons(button(texts.showAll, click("onOpenTimeline", parameters)))] : []),
          ],
      texts.recentHeader,
    ),
  ];
}

/** `Head of Purchasing, Acme Ltd`; empty when neither is known. */
export function positionOf({ title, company }: Pick<Contact, "title" | "company">): string {
  return list([title, company], " · ");
}

export function signed(points: number, { formats }: Language): string {
  return points > 0 ? `+${formats.number(points)}` : formats.number(points);
}

function standingRows(contact: ContactCard, { texts }: Language, editFrom: "root" | "contact"): WidgetSpec[] {
  return [
    row(line(`${texts.kind[contact.kind]} · ${texts.stage[contact.stage]}`), {
      top: texts.stageLabel,
      bottom: contact.ownerName === null ? texts.noOwner : texts.ownedBy(contact.ownerName),
      icon: "BOOKMARK",
      button: button(texts.edit, click("onOpenEditForm", { contactId: contact.id, from: editFrom })),
    }),
  ];
}

function reachRows({ phone, emails, notes }: ContactCard, { texts }: Language): WidgetSpec[] {
  const address = emails[0] ?? "";
  return [
    ...(hasText(phone) ? [row(phoneLink(phone), { top: texts.phoneLabel, icon: "PHONE" })] : []),
    ...(hasText(address) ? [row(mailLink(address), { top: texts.emailLabel, icon: "EMAIL" })] : []),
    ...(hasText(notes) ? [row(line(notes), { top: texts.notesLabel, icon: "DESCRIPTION", wrap: true })] : []),
  ];
}

function hasText(text: string | null): text is string {
  return text !== null && text.trim() !== "";
}

function engagementRows(contact: ContactCard, language: Language): WidgetSpec[] {
  const { texts, formats } = language;
  const { engagementScore, momentum, lastEngagementAt, nextMeeting, turn } = contact;
  const sum = texts.scoreAndMomentum(
    engagementScore,
    formats.number(engagementScore),
    formats.number(momentum),
  );
  return [
    row(
      joinMarkup(
        [boldLine(sum), ...contact.scoreReasons.slice(0, 3).map((reason) => reasonLine(reason, language))],
        markup`<br>`,
      ),
      {
        top: texts.scoreLabel,
        icon: "STAR",
        wrap: true,
        onClick: click("onOpenScore", { contactId: contact.id }),
      },
    ),
    row(markup`${lastEngagementAt === null ? texts.noEngagement : formats.relative(lastEngagementAt)}`, {
      top: texts.lastEngagementLabel,
      icon: "CLOCK",
    }),
    ...(nextMeeting === null
      ? []
      : [
          row(line(nextMeeting.subject === "" ? texts.untitledEvent : nextMeeting.subject), {
            top: texts.nextMeetingLabel,
            bottom: formats.dateTime(nextMeeting.at),
            icon: "INVITE",
            onClick: click("onOpenActivity", { activityId: nextMeeting.activityId }),
          }),
        ]),
    ...(turn === null
      ? []
      : [
          row(markup`${(turn.who === "us" ? texts.yourTurn : texts.theirTurn)(formats.date(turn.since))}`, {
            top: texts.turnLabel,
            icon: "EMAIL",
            wrap: true,
          }),
        ]),
  ];
}

/** What fits beside an icon in one line of the sidebar, the wide letters among it. The score's own card has the whole. */
const LINE = 34;

/** `+1 Sent: Pilot results, 26 Aug`: whatever the date leaves room for. */
function reasonLine(reason: ScoreReason, language: Language): Markup {
  const points = signed(reason.points, language);
  const day = language.formats.day(reason.at);
  const what = oneLine(reasonText(reason, language), LINE - points.length - day.length - " , ".length);
  return markup`<font color="#5f6368">${points} ${what}, ${day}</font>`;
}

/** `Sent: Pilot results`; what happened alone where the subject is empty or not for the viewer's eyes. */
export function reasonText(reason: ScoreReason, language: Language): string {
  const what = whatHappened({ ...reason, status: null }, language);
  const subject = reason.subject?.trim() ?? "";
  return subject === "" ? what : `${what}: ${subject}`;
}
