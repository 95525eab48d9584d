/** What a contact's card shows of it: standing, reach, score, turn, and what happened last. */
import type { ActivitySummary } from "../../../contract/activities.ts";
import type { Contact, ContactCard, ScoreReason, Turn } from "../../../contract/contacts.ts";
import type { Language } from "../request.ts";
import type { Markup } from "../text.ts";
import { joinMarkup, list, mailLink, markup, oneLine, phoneLink } from "../text.ts";
import { activityRow, whatHappened } from "./activity-row.ts";
import { followUpRows } from "./follow-up-rows.ts";
import { meetingButtons } from "./meeting-card.ts";
import type { SectionSpec, WidgetSpec } from "./card-spec.ts";
import { boldLine, button, buttons, click, paragraph, quiet, row, section } from "./widgets.ts";
import { workingTime } from "./working-time.ts";
import type { Parts } from "./widgets.ts";

/** @param editFrom which card to show when the editing is done: the root of the stack, or the contact's own. */
export function contactSections(
  contact: ContactCard,
  language: Language,
  editFrom: "root" | "contact",
): Parts<SectionSpec> {
  const { texts } = language;
  const { id, followUps, recent, hasMore } = contact;
  return [
    section([
      standingRow(contact, language, editFrom),
      reachRows(contact, language),
      engagementRows(contact, language),
    ]),
    section(
      followUpRows(followUps, language, editFrom === "root" ? undefined : id),
      texts.openFollowUpsHeader,
    ),
    section(
      recent.length === 0
        ? [paragraph(texts.nothingRecent)]
        : [
            recent.slice(0, 5).map((activity: ActivitySummary) => activityRow(activity, language)),
            hasMore && buttons(button(texts.showAll, click("onOpenTimeline", { contactId: id }))),
          ],
      texts.recentHeader,
    ),
  ];
}

/** `Client · Negotiation` */
export function standingOf({ kind, stage }: Pick<Contact, "kind" | "stage">, { texts }: Language): string {
  return `${texts.kind[kind]} · ${texts.stage[stage]}`;
}

export function ownerOf({ ownerName }: Pick<Contact, "ownerName">, { texts }: Language): string {
  return ownerName === null ? texts.noOwner : texts.ownedBy(ownerName);
}

/** `12 points, momentum 3.5` */
export function scoreText(score: number, momentum: number, { texts, formats }: Language): string {
  return texts.scoreAndMomentum(score, formats.number(score), formats.number(momentum));
}

/** `Yours, since Fri 20 Nov` */
export function turnText({ who, since }: Turn, { texts, formats }: Language): string {
  return (who === "us" ? texts.yourTurn : texts.theirTurn)(formats.date(since));
}

/** `Head of Purchasing, Acme Ltd`; empty when neither is known. */
export function positionOf({ title, company }: Pick<Contact, "title" | "company">): string {
  return list([title, company], " · ");
}

export function signed(points: number, { formats }: Language): string {
  return points > 0 ? `+${formats.number(points)}` : formats.number(points);
}

function standingRow(contact: ContactCard, language: Language, editFrom: "root" | "contact"): WidgetSpec {
  const { texts } = language;
  return row(standingOf(contact, language), {
    top: texts.stageLabel,
    bottom: ownerOf(contact, language),
    icon: "BOOKMARK",
    button: button(texts.edit, click("onOpenEditForm", { contactId: contact.id, from: editFrom })),
  });
}

function reachRows({ phone, emails: [address], notes }: ContactCard, { texts }: Language): Parts<WidgetSpec> {
  return [
    phone?.trim() && row(phoneLink(phone), { top: texts.phoneLabel, icon: "PHONE" }),
    address?.trim() && row(mailLink(address), { top: texts.emailLabel, icon: "EMAIL" }),
    notes?.trim() && row(notes, { top: texts.notesLabel, icon: "DESCRIPTION", wrap: true }),
  ];
}

function engagementRows(contact: ContactCard, language: Language): Parts<WidgetSpec> {
  const { texts, formats } = language;
  const { id, engagementScore, momentum, scoreReasons, lastEngagementAt, nextMeeting, turn } = contact;
  const score = boldLine(scoreText(engagementScore, momentum, language));
  const reasons = scoreReasons.slice(0, 3).map((reason) => reasonLine(reason, language));
  return [
    row(joinMarkup([score, ...reasons], markup`<br>`), {
      top: texts.scoreLabel,
      icon: "STAR",
      wrap: true,
      onClick: click("onOpenScore", { contactId: id }),
    }),
    row(lastEngagementAt === null ? texts.noEngagement : formats.relative(lastEngagementAt), {
      top: texts.lastEngagementLabel,
      icon: "CLOCK",
    }),
    nextMeeting && [
      row(nextMeeting.subject || texts.untitledEvent, {
        top: texts.nextMeetingLabel,
        bottom: formats.dateTime(nextMeeting.at),
        icon: "INVITE",
        onClick: click("onOpenMeeting", { meetingId: nextMeeting.activityId }),
      }),
      meetingButtons(nextMeeting.activityId, language),
    ],
    turn &&
      row(turnText(turn, language), {
        top: texts.turnLabel,
        bottom: workingTime(turn, language),
        icon: "EMAIL",
        wrap: true,
      }),
  ];
}

/** What fits beside an icon in one line of the sidebar, the wide letters among it. The score's own card has the whole. */
const LINE = 34;

/** `+1 Sent: Pilot results, 26 Aug`: whatever the date leaves room for. */
function reasonLine(reason: ScoreReason, language: Language): Markup {
  const points = signed(reason.points, language);
  const day = language.formats.day(reason.at);
  const what = oneLine(reasonText(reason, language), LINE - points.length - day.length - " , ".length);
  return quiet(markup`${points} ${what}, ${day}`);
}

/** `Sent: Pilot results`; what happened alone where the subject is empty or not for the viewer's eyes. */
export function reasonText(reason: ScoreReason, language: Language): string {
  const what = whatHappened({ ...reason, status: null, delivery: null }, language);
  const subject = reason.subject?.trim() ?? "";
  return subject === "" ? what : `${what}: ${subject}`;
}
