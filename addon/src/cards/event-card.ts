/** Beside an open event: when it is, who comes with a brief for each, whether it is logged, and how it went. */
import type { ContactCard } from "../../../contract/contacts.ts";
import type { EventContext, Person } from "../../../contract/context.ts";
import type { EventDetails, Language, NoDetails } from "../request.ts";
import { joinMarkup, list, markup, oneLine } from "../text.ts";
import type { Past } from "./backfill-section.ts";
import { backfillSection } from "./backfill-section.ts";
import type { CardSpec, Row, SectionSpec, WidgetSpec } from "./card-spec.ts";
import { connectionSection } from "./connection-section.ts";
import { positionOf, scoreText, standingOf, turnText } from "./contact-sections.ts";
import { logSection } from "./log-section.ts";
import { meetingButtons } from "./meeting-card.ts";
import { outcomeSection } from "./outcome-section.ts";
import { isContact, nameOf, openContactOf, peopleSection } from "./people-section.ts";
import { timeSpan } from "./time-span.ts";
import { boldLine, button, buttons, card, click, paragraph, quiet, row, section } from "./widgets.ts";
import { workingTime } from "./working-time.ts";
import type { Parts } from "./widgets.ts";

export interface EventView {
  /** Of who has just become a contact. */
  readonly past?: Past | undefined;
  /** Google lets the user invite people to it. */
  readonly canAddGuests?: boolean | undefined;
  /** How it went was just said: the day proposed for the next step, `2026-11-30`. */
  readonly nextDay?: string | undefined;
}

/** Contacts with a brief of their own; the others have a line. */
const MAX_BRIEFS = 4;

export function eventCard(
  context: EventContext,
  details: EventDetails | NoDetails,
  language: Language,
  view: EventView = {},
): CardSpec {
  const { people, peopleNotShown: notShown, logged, connection } = context;
  const { texts } = language;
  const known = typeof details === "string" ? undefined : details;
  const title = known?.title.trim() ?? "";
  const briefed = people.filter(isContact).slice(0, MAX_BRIEFS);
  const others = people
    .filter((person) => !briefed.includes(person))
    .sort((a, b) => Number(isContact(b)) - Number(isContact(a)));
  const header = briefed.length === 0 ? texts.alsoAtEvent : texts.alsoInvited;
  return card(
    title || texts.untitledEvent,
    [
      connectionSection(connection, language),
      backfillSection(view.past, "root", language),
      guestNote(people, language),
      known
        ? logSection({ logged, canLog: people.some(isContact) }, language)
        : section([paragraph(details === "unsaved" ? texts.unsavedEvent : texts.unreadableEvent)]),
      known && meetingSection(context, known, view, language),
      section(
        briefed.map((person) => briefRow(person, context, language)),
        texts.briefHeader,
      ),
      peopleSection({ people: others, notShown, header, logged }, language),
      section(guestWidgets(view, language)),
    ],
    {
      subtitle: known && timeOf(known, language),
      menu: [{ text: texts.scheduleNext, onClick: click("onOpenSchedule") }],
    },
  );
}

function timeOf({ start, end, wholeDay }: EventDetails, language: Language): string {
  if (!wholeDay) return timeSpan(start, end, language);
  // The day that the event ends with is not part of it any more.
  const lastDay = new Date(Date.parse(end) - DAY_MS).toISOString();
  return [...new Set([start, lastDay].map((day) => language.formats.wholeDay(day)))].join(" – ");
}

const DAY_MS = 86_400_000;

/** What is to come can be moved and called off; of what has begun one can tell how it went. */
function meetingSection(
  { meeting, people }: EventContext,
  { start }: EventDetails,
  { nextDay }: EventView,
  language: Language,
): Parts<SectionSpec> {
  if (!language.formats.isPast(start))
    return section([meeting?.status === "SCHEDULED" && meetingButtons(meeting.id, language)]);
  if (!people.some(isContact)) return [];
  return outcomeSection(
    {
      activityId: meeting?.id,
      status: meeting?.status ?? undefined,
      contactId: meeting?.contacts[0]?.id,
      from: "root",
      nextDay,
    },
    language,
  );
}

function guestNote(people: readonly Person[], { texts }: Language): readonly SectionSpec[] {
  if (people.every(({ kind }) => kind === "self")) return section([paragraph(texts.nobodyAtEvent)]);
  const onlyColleagues = people.every(({ kind }) => kind === "colleague" || kind === "self");
  return section([onlyColleagues && paragraph(texts.onlyColleaguesAtEvent)]);
}

/** What one wants to know of somebody before meeting them. */
function briefRow(person: Person, { logged }: EventContext, language: Language): Row | null {
  const { contact } = person;
  if (contact === null) return null;
  const grey = briefLines(contact, language).map((text) => quiet(oneLine(text, 120)));
  // The mark keeps the lines running from left to right below a name that runs the other way.
  return row(joinMarkup([markup`\u200E${boldLine(nameOf(person))}`, ...grey], markup`<br>`), {
    top: standingOf(contact, language),
    icon: "PERSON",
    wrap: true,
    onClick: openContactOf(contact.id, logged),
  });
}

function briefLines(contact: ContactCard, language: Language): readonly string[] {
  const { texts, formats } = language;
  const { lastEngagementAt, engagementScore, momentum, turn, followUps } = contact;
  return [
    positionOf(contact),
    lastEngagementAt === null ? texts.noTouch : texts.lastTouch(formats.relative(lastEngagementAt)),
    scoreText(engagementScore, momentum, language),
    turn === null
      ? ""
      : list([`${texts.turnLabel}: ${turnText(turn, language)}`, workingTime(turn, language)], " · "),
    ...followUps.map(({ text, dueAt }) => `${texts.due(formats.relative(dueAt))}: ${text}`),
  ].filter((text) => text !== "");
}

function guestWidgets({ canAddGuests }: EventView, { texts }: Language): Parts<WidgetSpec> {
  if (canAddGuests === undefined) return [];
  return canAddGuests
    ? buttons(button(texts.addGuest, click("onOpenSearch", { purpose: "guest" })))
    : [paragraph(quiet(texts.cannotAddGuests))];
}
