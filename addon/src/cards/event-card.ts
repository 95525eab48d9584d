/** Beside an open event: when it is, who comes with a brief for each, and whether it is logged. */
import type { EventContext, Person } from "../../../contract/context.ts";
import type { EventDetails, Language, NoDetails } from "../request.ts";
import { markup } from "../text.ts";
import type { Past } from "./backfill-section.ts";
import { backfillSection } from "./backfill-section.ts";
import type { CardSpec, SectionSpec } from "./card-spec.ts";
import { connectionSection } from "./connection-section.ts";
import { logSection } from "./log-section.ts";
import { isContact, peopleSection } from "./people-section.ts";
import { cardTitle, click, paragraph, section } from "./widgets.ts";

export function eventCard(
  context: EventContext,
  details: EventDetails | NoDetails,
  language: Language,
  past?: Past,
): CardSpec {
  const { people, peopleNotShown, logged, connection } = context;
  const { texts } = language;
  const known = typeof details === "string" ? undefined : details;
  const title = known?.title.trim() ?? "";
  return {
    title: cardTitle(title === "" ? texts.untitledEvent : title),
    ...(known === undefined ? {} : { subtitle: cardTitle(timeOf(known, language)) }),
    sections: [
      ...connectionSection(connection, language),
      ...backfillSection(past, "root", language),
      ...guestNote(people, language),
      ...(typeof details === "string"
        ? section([paragraph(markup`${details === "unsaved" ? texts.unsavedEvent : texts.unreadableEvent}`)])
        : logSection({ logged, canLog: people.some(isContact) }, language)),
      ...peopleSection(
        {
          people: [...people].sort((a, b) => Number(isContact(b)) - Number(isContact(a))),
          notShown: peopleNotShown,
          header: texts.alsoAtEvent,
          logged,
          brief: (person) => briefOf(person, language),
        },
        language,
      ),
    ],
    menu: [{ text: texts.search, onClick: click("onOpenSearch") }],
  };
}

function timeOf({ start, end, wholeDay }: EventDetails, { formats }: Language): string {
  if (wholeDay) {
    // The day that the event ends with is not part of it any more.
    const days = [
      formats.wholeDay(start),
      formats.wholeDay(new Date(Date.parse(end) - DAY_MS).toISOString()),
    ];
    return [...new Set(days)].join(" – ");
  }
  const isOneDay = formats.date(start) === formats.date(end);
  return `${formats.dateTime(start)} – ${isOneDay ? formats.time(end) : formats.dateTime(end)}`;
}

const DAY_MS = 86_400_000;

function guestNote(people: readonly Person[], { texts }: Language): readonly SectionSpec[] {
  if (people.every(({ kind }) => kind === "self"))
    return section([paragraph(markup`${texts.nobodyAtEvent}`)]);
  const onlyColleagues = people.every(({ kind }) => kind === "colleague" || kind === "self");
  return onlyColleagues ? section([paragraph(markup`${texts.onlyColleaguesAtEvent}`)]) : [];
}

/** Where the contact stands, and when there was something last. */
function briefOf({ contact, name, email }: Person, { texts, formats }: Language): string {
  if (contact === null) return name === null ? "" : email;
  const touch =
    contact.lastEngagementAt === null
      ? texts.noTouch
      : texts.lastTouch(formats.relative(contact.lastEngagementAt));
  return `${texts.stage[contact.stage]} · ${touch}`;
}
