/** One activity: what was written or met about, with whom, the note, and undo. */
import type { Activity } from "../../../contract/activities.ts";
import type { Language } from "../request.ts";
import { markup, truncate } from "../text.ts";
import { gmailUrl } from "../web-pages.ts";
import { subjectOf, whatHappened } from "./activity-row.ts";
import type { CardSpec, SectionSpec, WidgetSpec } from "./card-spec.ts";
import { attachmentRows } from "./log-form.ts";
import { button, buttons, cardTitle, click, line, paragraph, row, section, textInput } from "./widgets.ts";

/** Enough to remember what it was about; the rest stays in Gmail. */
const MAX_TEXT = 4_000;
const MAX_PARTICIPANTS = 15;
const MAX_CONTACTS = 10;

export function activityCard(activity: Activity, language: Language): CardSpec {
  const { texts, formats } = language;
  const when = formats.dateTime(activity.occurredAt);
  return {
    title: cardTitle(subjectOf(activity, language)),
    subtitle: cardTitle(`${whatHappened(activity, language)} · ${when}`),
    sections: [
      ...section(textWidgets(activity, language)),
      ...section(
        attachmentRows(activity.attachments, language),
        texts.attachmentsLabel(activity.attachments.length),
      ),
      ...noteSection(activity, language),
      ...outcomeSection(activity, language),
      ...section(peopleWidgets(activity, language), texts.participantsHeader),
      ...section([
        row(line(loggedText(activity, language)), { wrap: true, icon: "BOOKMARK" }),
        ...logButtons(activity, language),
      ]),
    ],
  };
}

function logButtons({ id, canUndo, gmail }: Activity, { texts }: Language): readonly WidgetSpec[] {
  const list = [
    ...(canUndo ? [button(texts.undo, click("onAskUndo", { activityId: id }))] : []),
    ...(gmail === null ? [] : [button(texts.openInGmail, { url: gmailUrl(gmail.messageId) })]),
  ];
  return list.length === 0 ? [] : [buttons(...list)];
}

function textWidgets({ bodyText }: Activity, { texts }: Language): readonly WidgetSpec[] {
  const text = bodyText?.trim() ?? "";
  if (text === "") return [];
  const cut = truncate(text, MAX_TEXT);
  return [paragraph(markup`${cut}`), ...(cut === text ? [] : [paragraph(markup`<i>${texts.textCut}</i>`)])];
}

function noteSection({ id, note }: Activity, { texts }: Language): readonly SectionSpec[] {
  return section([
    textInput("note", texts.noteLabel, {
      multiline: true,
      hint: texts.noteHint,
      ...(note === null ? {} : { value: note }),
    }),
    buttons(button(texts.saveNote, click("onSaveNote", { activityId: id }))),
  ]);
}

function outcomeSection({ id, type, status }: Activity, { texts }: Language): readonly SectionSpec[] {
  if (type !== "MEETING") return [];
  const others = OUTCOMES.filter((outcome) => outcome !== status);
  return section(
    [
      buttons(
        ...others.map((outcome) =>
          button(texts.outcome[outcome], click("onSetOutcome", { activityId: id, outcome })),
        ),
      ),
    ],
    texts.outcomeLabel,
  );
}

export type Outcome = (typeof OUTCOMES)[number];

export function isOutcome(text: string | undefined): text is Outcome {
  return OUTCOMES.some((outcome) => outcome === text);
}

const OUTCOMES = ["HELD", "NO_SHOW", "CANCELLED"] as const;

/** Linked contacts first, each one tap away; then everybody who was on it, one line each. */
function peopleWidgets(activity: Activity, { texts }: Language): readonly WidgetSpec[] {
  const { contacts } = activity;
  const participants = eachOnce(activity.participants);
  const hidden =
    Math.max(0, participants.length - MAX_PARTICIPANTS) + Math.max(0, contacts.length - MAX_CONTACTS);
  return [
    ...contacts.slice(0, MAX_CONTACTS).map(({ id, name, kind }) =>
      row(line(name), {
        top: texts.kind[kind],
        icon: "PERSON",
        onClick: click("onOpenContact", { contactId: id }),
      }),
    ),
    ...participants
      .slice(0, MAX_PARTICIPANTS)
      .map(({ name, email, role }) =>
        paragraph(
          name === null
            ? markup`${texts.role[role]}: ${line(email)}`
            : markup`${texts.role[role]}: ${line(name)} (${line(email)})`,
        ),
      ),
    ...(hidden === 0 ? [] : [paragraph(markup`${texts.morePeople(hidden)}`)]),
  ];
}

/** An organiser is invited as well, and often named only there. */
function eachOnce(participants: Activity["participants"]): Activity["participants"] {
  const byEmail = new Map<string, Activity["participants"][number]>();
  for (const participant of participants) {
    const { name, ...first } = byEmail.get(participant.email) ?? participant;
    byEmail.set(participant.email, { ...first, name: name ?? participant.name });
  }
  return [...byEmail.values()];
}

function loggedText({ loggedBy, createdAt }: Activity, { texts, formats }: Language): string {
  const when = formats.relative(createdAt);
  return loggedBy === null ? texts.loggedBySync(when) : texts.loggedBy(loggedBy.name, when);
}
