/** Everything that happened with a contact, a page at a time, mails of one thread together. */
import type { Activity, ActivityType } from "../../../contract/activities.ts";
import type { List } from "../../../contract/primitives.ts";
import type { Language } from "../request.ts";
import { activityRow, subjectOf } from "./activity-row.ts";
import type { CardSpec, SectionSpec } from "./card-spec.ts";
import { button, buttons, card, click, dropdown, paragraph, section } from "./widgets.ts";

export interface TimelineView {
  readonly contactId: string;
  readonly type: ActivityType | undefined;
  readonly page: List<Activity>;
}

export function timelineCard({ contactId, type, page }: TimelineView, language: Language): CardSpec {
  const { texts } = language;
  const { items, nextCursor: cursor } = page;
  return card(texts.timelineTitle, [
    section([
      dropdown(
        "type",
        texts.filterLabel,
        [["", texts.allTypes], ...ACTIVITY_TYPES.map((value) => [value, texts.types[value]] as const)],
        type ?? "",
        click("onFilterTimeline", { contactId }),
      ),
    ]),
    items.length === 0 && section([paragraph(texts.timelineEmpty)]),
    groupByThread(items).map((group) => groupSection(group, language)),
    section([
      cursor !== null && buttons(button(texts.more, click("onOpenTimeline", { contactId, cursor, type }))),
    ]),
  ]);
}

export function activityTypeOf(text: string | undefined): ActivityType | undefined {
  return ACTIVITY_TYPES.find((type) => type === text);
}

const ACTIVITY_TYPES = ["EMAIL", "MEETING", "NOTE", "CALL"] as const satisfies readonly ActivityType[];

/** A thread stands where its newest mail stands; what belongs to none shares a group with its neighbours. */
function groupByThread(items: readonly Activity[]): readonly (readonly Activity[])[] {
  const sizes = new Map<string | null, number>();
  for (const { threadKey } of items) sizes.set(threadKey, (sizes.get(threadKey) ?? 0) + 1);

  const groups: Activity[][] = [];
  const threads = new Map<string, Activity[]>();
  let singles: Activity[] | undefined;
  for (const item of items) {
    const { threadKey } = item;
    const isThread = threadKey !== null && sizes.get(threadKey) !== 1;
    let group = isThread ? threads.get(threadKey) : singles;
    if (!group) {
      groups.push((group = []));
      if (isThread) threads.set(threadKey, group);
      singles = isThread ? undefined : group;
    }
    group.push(item);
  }
  return groups;
}

function groupSection(group: readonly Activity[], language: Language): readonly SectionSpec[] {
  const [newest] = group;
  const rows = group.map((activity) => activityRow({ ...activity, snippet: snippetOf(activity) }, language));
  const isThread =
    rows.length > 1 &&
    newest?.threadKey !== null &&
    group.every(({ threadKey }) => threadKey === newest?.threadKey);
  if (!isThread || newest === undefined) return section(rows);
  const header = language.texts.threadHeader(subjectOf(newest, language), rows.length);
  return section(rows, header, rows.length > 3 ? 2 : undefined);
}

function snippetOf({ note, bodyText }: Activity): string | null {
  return note ?? bodyText;
}
