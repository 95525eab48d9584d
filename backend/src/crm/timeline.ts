/** A timeline with the mails of one conversation together. */

export interface TimelineGroup<Item> {
  /** Null for what stands alone: meetings, notes, calls, mails without a thread. */
  readonly threadKey: string | null;
  /** In the order given. */
  readonly items: readonly [Item, ...Item[]];
}

/** Groups stand where their first item stood: for a list with the newest first, by the newest of each. */
export function groupByThread<Item extends { readonly threadKey: string | null }>(
  items: readonly Item[],
): readonly TimelineGroup<Item>[] {
  const groups: { threadKey: string | null; items: [Item, ...Item[]] }[] = [];
  const byThread = new Map<string, [Item, ...Item[]]>();
  for (const item of items) {
    const together = item.threadKey === null ? undefined : byThread.get(item.threadKey);
    if (together !== undefined) {
      together.push(item);
      continue;
    }
    const alone: [Item, ...Item[]] = [item];
    groups.push({ threadKey: item.threadKey, items: alone });
    if (item.threadKey !== null) byThread.set(item.threadKey, alone);
  }
  return groups;
}
