/** Everything that happened with a contact, a page at a time, mails of one thread together. */
import type { Activity, ActivityType } from "../../../contract/activities.ts";
import type { List } from "../../../contract/primitives.ts";
import type { Language } from "../request.ts";
import { markup } from "../text.ts";
import { activityRow, subjectOf } from "./activity-row.ts";
import type { CardSpec, SectionSpec } from "./card-spec.ts";
import { button, buttons, click, dropdown, paragraph, section } from "./widgets.ts";

export interface TimelineView {
  readonly contactId: string;
  readonly type: ActivityType | undefined;
  readonly page: List<Activity>;
}

export function timelineCard({ contactId, type, page }: TimelineView, language: Language): CardSpec {
  const { texts } = language;
  const filter = type === undefined ? {} : { type };
  return {
    title: texts.timelineTitle,
    sections: [
      ...section([
        dropdown(
          "type",
          texts.filterLabel,
          [
            { text: texts.allTypes, value: "", selected: type === undefined },
            ...ACTIVITY_TYPES.map((value) => ({ text: texts.types[value], value, selected: value === type })),
          ],
          click("onFilterTimeline", { contactId }),
        ),
      ]),
      ...(page.items.length === 0
        ? section([paragraph(markup`${texts.timelineEmpty}`)])
        : groupByThread(page.items).flatMap((group) => groupSection(group, language))),
      ...(page.nextCursor === null
        ? []
        : section([
            buttons(
              button(texts.more, click("onOpenTimeline", { contactId, cursor: page.nextCursor, ...filter })),
            ),
          ])),
    ],
  };
}

export function isActivityType(text: string | undefined): text is ActivityType {
  return ACTIVITY_TYPES.some((type) => type === text);
}

const ACTIVITY_TYPES = ["EMAIL", "MEETING", "NOTE", "CALL"] as const satisfies readonly ActivityType[];

/** A thread stands where its newest mail stands; what belongs to none shares a group with its neighbours. */
function groupByThread(items: readonly Activity[]): readonly (readonly Activity[])[] {
  const sizes = new Map<string, number>();
  for (const { threadKey } of items)
    if (threadKey !== null) sizes.set(threadKey, (sizes.get(threadKey) ?? 0) + 1);

  const groups: Activity[][] = [];
  const threads = new Map<string, Activity[]>();
  let singles: Activity[] | undefined;
  for (const item of items) {
    const { threadKey } = item;
    if (threadKey === null || sizes.get(threadKey) === 1) {
      if (singles === undefined) groups.push((singles = []));
      singles.push(item);
      continue;
    }
    const thread = threads.get(threadKey);
    if (thread !== undefined) {
      thread.push(item);
      continue;
    }
    const opened = [item];
    threads.set(threadKey, opened);
    groups.push(opened);
    singles = undefined;
  }
  return groups;
}

function groupSection(group: readonly Activity[], language: Language): readonly SectionSpec[] {
  const [newest] = group;
  const rows = group.map((activity) => activityRow({ ...activity, snippet: snippetOf(activity) }, language));
  if (newest === undefined || newest.threadKey === null || group.length === 1) return section(rows);
  const thread = group.every(({ threadKey }) => threadKey === newest.threadKey);
  if (!thread) return section(rows);
  return section(rows, language.texts.threadHeader(subjectOf(newest, language), group.length)).map((part) =>
    group.length > 3 ? { ...part, shown: 2 } : part,
  );
}

function snippetOf({ note, bodyText }: Activity): string | null {
  return note ?? bodyText;
}
