/** One activity: what was written or met about, with whom, the note, and undo. */
import type { Activity } from "../../../contract/activities.ts";
import type { Language } from "../request.ts";
import { markup, truncate } from "../text.ts";
import { gmailPage } from "../web-pages.ts";
import { subjectOf, whatHappened } from "./activity-row.ts";
import type { CardSpec, SectionSpec, WidgetSpec } from "./card-spec.ts";
import { attachmentRows } from "./log-form.ts";
import { meetingButtons } from "./meeting-card.ts";
import { outcomeSection } from "./outcome-section.ts";
import {
  button,
  buttons,
  card,
  click,
  firstOf,
  line,
  openContact,
  paragraph,
  row,
  section,
  textInput,
  warning,
} from "./widgets.ts";
import type { Parts } from "./widgets.ts";
import { loggedText } from "./log-section.ts";

/** Enough to remember what it was about; the rest stays in Gmail. */
const MAX_TEXT = 4_000;
const MAX_PARTICIPANTS = 15;
const MAX_CONTACTS = 10;

/** @param nextDay how it went was just said: the day proposed for the next step. */
export function activityCard(activity: Activity, language: Language, nextDay?: string): CardSpec {
  const { texts, formats } = language;
  const { attachments, loggedBy, createdAt } = activity;
  const when = formats.dateTime(activity.occurredAt);
  return card(
    subjectOf(activity, language),
    [
      section(textWidgets(activity, language)),
      section(attachmentRows(attachments, language), texts.attachmentsLabel(attachments.length)),
      meetingSection(activity, language, nextDay),
      noteSection(activity, language),
      section(peopleWidgets(activity, language), texts.participantsHeader),
      section([
        row(loggedText(loggedBy, createdAt, language), { wrap: true, icon: "BOOKMARK" }),
        logButtons(activity, language),
      ]),
    ],
    { subtitle: `${whatHappened(activity, language)} · ${when}` },
  );
}

function logButtons({ id, canUndo, gmail, contacts }: Activity, { texts }: Language): Parts<WidgetSpec> {
  const about = { activityId: id, contactId: contacts[0]?.id };
  return buttons(
    button(texts.addFollowUp, click("onOpenFollowUp", about)),
    canUndo && button(texts.undo, click("onAskUndo", { activityId: id })),
    gmail && button(texts.openInGmail, gmailPage(gmail.messageId)),
  );
}

function textWidgets({ bodyText, delivery }: Activity, { texts }: Language): Parts<WidgetSpec> {
  const text = bodyText?.trim() ?? "";
  const cut = truncate(text, MAX_TEXT);
  return [
    delivery === "unknown" && warning(texts.unknownIfSent),
    cut && paragraph(cut),
    cut !== text && paragraph(markup`<i>${texts.textCut}</i>`),
  ];
}

function noteSection({ id, note }: Activity, { texts }: Language): readonly SectionSpec[] {
  return section([
    textInput("note", texts.noteLabel, {
      multiline: true,
      hint: texts.noteHint,
      value: note ?? "",
    }),
    buttons(button(texts.saveNote, click("onSaveNote", { activityId: id }))),
  ]);
}

/** What is to come can be moved and called off; of what has begun one can tell how it went. */
function meetingSection(
  { id, type, status, event, contacts, occurredAt }: Activity,
  language: Language,
  nextDay: string | undefined,
): Parts<SectionSpec> {
  if (type !== "MEETING") return [];
  if (status === "SCHEDULED" && !language.formats.isPast(occurredAt))
    return section([event && meetingButtons(id, language)]);
  const view = {
    activityId: id,
    status: status ?? undefined,
    contactId: contacts[0]?.id,
    from: "card",
    nextDay,
  } as const;
  return outcomeSection(view, language);
}

/** Linked contacts first, each one tap away; then everybody who was on it, one line each. */
function peopleWidgets(activity: Activity, { texts }: Language): Parts<WidgetSpec> {
  const { contacts } = activity;
  const participants = eachOnce(activity.participants);
  return [
    contacts
      .slice(0, MAX_CONTACTS)
      .map(({ id, name, kind }) =>
        row(name, { top: texts.kind[kind], icon: "PERSON", onClick: openContact(id) }),
      ),
    firstOf(
      participants,
      MAX_PARTICIPANTS,
      ({ name, email, role }) =>
        paragraph(
          name === null
            ? markup`${texts.role[role]}: ${line(email)}`
            : markup`${texts.role[role]}: ${line(name)} (${line(email)})`,
        ),
      texts.morePeople,
      Math.max(0, contacts.length - MAX_CONTACTS),
    ),
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
