/** The labels of a message as one of few shared sets: thousands of mails carry the same ones. */

export type LabelSet = ReadonlySet<string>;

/** The same labels in the same order are the same set. */
export function labelSet(labelIds: Iterable<string>): LabelSet {
  const unique = new Set(labelIds);
  const key = [...unique].join(" ");
  const known = sets.get(key);
  if (known !== undefined) return known;
  if (sets.size >= maxKept) sets.clear();
  sets.set(key, unique);
  return unique;
}

const sets = new Map<string, LabelSet>();
/** Forgetting them costs memory, never correctness. */
const maxKept = 10_000;
