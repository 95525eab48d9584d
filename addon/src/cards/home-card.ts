/** Today at a glance, when no mail or event is open. */
import type { Home } from "../../../contract/home.ts";
import type { Language } from "../request.ts";
import { list, markup, oneLine } from "../text.ts";
import type { CardSpec, SectionSpec, WidgetSpec } from "./card-spec.ts";
import { connectionSection } from "./connection-section.ts";
import { contactRow } from "./contact-row.ts";
import { searchWidgets } from "./search-card.ts";
import { accountSection, syncSection } from "./sync-section.ts";
import { button, buttons, click, line, paragraph, row, section } from "./widgets.ts";

/** Rows of each list: together they stay far below what a card may hold. */
const MAX_ROWS = 10;
/** What fits below a name in one line of the sidebar. */
const SUBJECT = 36;

export function homeCard(home: Home, language: Language): CardSpec {
  const { texts } = language;
  const lists = [
    ...section(meetingRows(home, language), texts.meetingsHeader),
    ...section(turnRows(home, language), texts.turnsHeader),
    ...section(followUpRows(home, language), texts.followUpsHeader),
    ...section(warmRows(home, language), texts.warmHeader),
  ];
  return {
    title: texts.homeTitle,
    sections: [
      ...connectionSection(home.connection, language),
      ...syncSection(home, language),
      ...section(searchWidgets("", click("onOpenSearch"), language)),
      ...(lists.length === 0 ? emptySection(language) : lists),
      ...accountSection(home, language),
    ],
  };
}

function meetingRows({ meetings }: Home, { texts, formats }: Language): readonly WidgetSpec[] {
  return meetings.slice(0, MAX_ROWS).map(({ activityId, subject, at, durationMinutes, status, contacts }) =>
    row(line(subject.trim() === "" ? texts.untitledEvent : subject), {
      top: [
        formats.time(at),
        ...(durationMinutes === null ? [] : [texts.minutes(durationMinutes)]),
        ...(status === "SCHEDULED" ? [] : [texts.status[status]]),
      ].join(" · "),
      bottom: list(
        contacts.map(({ name }) => name),
        ", ",
      ),
      icon: "INVITE",
      onClick: click("onOpenActivity", { activityId }),
    }),
  );
}

function turnRows({ turns }: Home, { texts, formats }: Language): readonly WidgetSpec[] {
  return turns.slice(0, MAX_ROWS).map(({ contact, turn, subject }) =>
    row(line(contact.name), {
      top: texts.waitingSince(formats.date(turn.since)),
      bottom: oneLine(subject ?? "", SUBJECT),
      icon: "EMAIL",
      onClick: click("onOpenContact", { contactId: contact.id }),
    }),
  );
}

function followUpRows({ followUps }: Home, { texts, formats }: Language): readonly WidgetSpec[] {
  return followUps.slice(0, MAX_ROWS).map(({ text, dueAt, contact }) =>
    row(line(text), {
      top: texts.due(formats.date(dueAt)),
      bottom: contact?.name ?? "",
      icon: "CLOCK",
      ...(contact === null ? {} : { onClick: click("onOpenContact", { contactId: contact.id }) }),
    }),
  );
}

function warmRows({ warm }: Home, language: Language): readonly WidgetSpec[] {
  const { texts, formats } = language;
  return warm.slice(0, MAX_ROWS).map((contact) => ({
    ...contactRow(contact, language),
    top: texts.momentum(formats.number(contact.momentum)),
    icon: "STAR",
  }));
}

function emptySection({ texts }: Language): readonly SectionSpec[] {
  return section([
    paragraph(markup`${texts.emptyHome}`),
    paragraph(markup`${texts.welcome}`),
    buttons(button(texts.newLead, click("onOpenCreateForm", { kind: "lead" }))),
  ]);
}
