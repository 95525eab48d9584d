/** Today at a glance, when no mail or event is open. */
import type { Home } from "../../../contract/home.ts";
import type { Language } from "../request.ts";
import { list, oneLine } from "../text.ts";
import type { CardSpec, SectionSpec, WidgetSpec } from "./card-spec.ts";
import { connectionSection } from "./connection-section.ts";
import { contactRow } from "./contact-row.ts";
import { followUpRows } from "./follow-up-rows.ts";
import { outgoingSection } from "./outgoing-card.ts";
import { searchInput } from "./search-card.ts";
import { accountSection, syncSection } from "./sync-section.ts";
import { button, buttons, card, click, openContact, paragraph, row, section } from "./widgets.ts";
import { workingTime } from "./working-time.ts";
import type { Parts } from "./widgets.ts";

/** Rows of each list: together they stay far below what a card may hold. */
const MAX_ROWS = 10;
/** What fits below a name in one line of the sidebar. */
const SUBJECT = 36;

export function homeCard(home: Home, language: Language): CardSpec {
  const { texts } = language;
  const turns = turnRows(home, language);
  const lists = [
    ...section(meetingRows(home, language), texts.meetingsHeader),
    // Who waits longest is in sight; the others are a tap away, so that what is due is not far below.
    ...section(turns, texts.turnsHeader, turns.length > 6 ? 5 : undefined),
    ...section(followUpRows(home.followUps.slice(0, MAX_ROWS), language), texts.followUpsHeader),
    ...section(warmRows(home, language), texts.warmHeader),
  ];
  return card(texts.homeTitle, [
    connectionSection(home.connection, language),
    syncSection(home, language),
    section([
      searchInput("", language),
      buttons(
        button(texts.search, click("onOpenSearch")),
        button(texts.scheduleWith, click("onOpenSearch", { purpose: "schedule" })),
      ),
    ]),
    outgoingSection(home.outgoing, language),
    lists.length > 0 ? lists : emptySection(language),
    accountSection(home, language),
  ]);
}

function meetingRows({ meetings }: Home, { texts, formats }: Language): Parts<WidgetSpec> {
  return meetings.slice(0, MAX_ROWS).map(({ activityId, subject, at, durationMinutes, status, contacts }) =>
    row(subject.trim() || texts.untitledEvent, {
      top: list(
        [
          formats.time(at),
          durationMinutes !== null && texts.minutes(durationMinutes),
          status !== "SCHEDULED" && texts.meetingStatus[status],
        ],
        " · ",
      ),
      bottom: list(
        contacts.map(({ name }) => name),
        ", ",
      ),
      icon: "INVITE",
      onClick: click("onOpenActivity", { activityId }),
    }),
  );
}

function turnRows({ turns }: Home, language: Language): Parts<WidgetSpec> {
  const { texts, formats } = language;
  return turns.slice(0, MAX_ROWS).map(({ contact, turn, subject }) =>
    row(contact.name, {
      top: list([texts.waitingSince(formats.date(turn.since)), workingTime(turn, language)], " · "),
      bottom: oneLine(subject ?? "", SUBJECT),
      icon: "EMAIL",
      onClick: openContact(contact.id),
    }),
  );
}

function warmRows({ warm }: Home, language: Language): Parts<WidgetSpec> {
  const { texts, formats } = language;
  return warm.slice(0, MAX_ROWS).map((contact) => ({
    ...contactRow(contact, language),
    top: texts.momentum(formats.number(contact.momentum)),
    icon: "STAR",
  }));
}

function emptySection({ texts }: Language): readonly SectionSpec[] {
  return section([
    paragraph(texts.emptyHome),
    paragraph(texts.welcome),
    buttons(button(texts.newLead, click("onOpenCreateForm", { kind: "lead" }))),
  ]);
}
