/** Invariant I: what a quiet world's database has to say, and what a further sync has to leave alone. */
import { expectedActivities } from "./mail-oracle.ts";
import type { MemoryWorkspace } from "./memory-crm.ts";
import type { SyncWorld } from "./sync-world.ts";

/** The first thing that is wrong; undefined: nothing is. */
export async function findWrong(world: SyncWorld): Promise<string | undefined> {
  if (!(await world.becomeQuiet())) return `stuck: ${describeMailboxes(world)}`;
  const wrong = world.workspaces
    .map((workspace) => findWrongIn(world, workspace))
    .find((found) => found !== undefined);
  if (wrong !== undefined) return wrong;
  // What came between the first and the last page of a history is read twice; after that there is no news at all.
  if (!(await world.becomeQuiet())) return "a second sync does not end";
  const before = snapshot(world);
  if (!(await world.becomeQuiet())) return "a further sync does not end";
  return before === snapshot(world) ? undefined : "a further sync writes";
}

function findWrongIn(world: SyncWorld, workspace: MemoryWorkspace): string | undefined {
  const contacts = new Map(
    [...workspace.contacts.values()].map(({ id, addresses }) => [id as string, addresses]),
  );
  const expected = expectedActivities({
    domain: workspace.domain ?? "",
    contacts,
    forbidden: new Set(workspace.rules.keys()),
    undone: workspace.undoneSubjects,
    mailboxes: world.mailboxes
      .filter(({ mailbox }) => mailbox.workspace === workspace)
      .map(({ gmail }) => gmail),
  });
  const actual = new Map([...workspace.activities.values()].map((activity) => [activity.subject, activity]));
  if (actual.size !== workspace.activities.size) return "doubled";
  for (const subject of expected.keys()) if (!actual.has(subject)) return `lost: ${subject}`;
  const scores = new Map<string, { score: number; last: number | null }>();
  for (const [subject, { links, counts, occurredAt }] of actual) {
    const wanted = expected.get(subject);
    if (wanted === undefined) return `not to be logged: ${subject}`;
    const direct = [...links].filter(([, { isOn }]) => isOn).map(([id]) => id as string);
    if (direct.length !== wanted.direct.size || direct.some((id) => !wanted.direct.has(id)))
      return `linked wrongly: ${subject}`;
    const inherited = [...links].filter(([, { isOn }]) => !isOn).map(([id]) => id as string);
    if (inherited.some((id) => !wanted.inherited.has(id))) return `inherited wrongly: ${subject}`;
    if (counts !== wanted.counts || occurredAt.getTime() !== wanted.at) return `written wrongly: ${subject}`;
    if (!wanted.counts) continue;
    for (const id of links.keys()) {
      const { score, last } = scores.get(id) ?? { score: 0, last: null };
      scores.set(id, { score: score + 1, last: Math.max(last ?? 0, wanted.at) });
    }
  }
  for (const { id, score, lastEngagementAt } of workspace.contacts.values()) {
    const counted = scores.get(id) ?? { score: 0, last: null };
    if (score !== counted.score) return `score ${score} instead of ${counted.score}`;
    if ((lastEngagementAt?.getTime() ?? null) !== counted.last) return "last engagement is not the newest";
  }
  return undefined;
}

/** Everything but what a visit leaves behind: versions, times of the next visit. */
function snapshot(world: SyncWorld): string {
  return JSON.stringify(
    world.workspaces.map(({ activities, contacts, mailboxes }) => ({
      activities: [...activities.values()].map(({ links, people, ...rest }) => ({
        ...rest,
        links: [...links],
        people: [...people],
      })),
      contacts: [...contacts.values()].map(({ id, score, lastEngagementAt }) => ({
        id,
        score,
        lastEngagementAt,
      })),
      ledgers: mailboxes.map(({ ledger }) =>
        [...ledger.values()].map(({ id, decision, reason, receivedAt }) => [
          id,
          decision,
          reason,
          receivedAt,
        ]),
      ),
    })),
  );
}

function describeMailboxes(world: SyncWorld): string {
  return JSON.stringify(
    world.mailboxes.map(({ mailbox: { cursor, error, failures, waiting, searches, dueAt } }) => ({
      ...{ cursor, error, failures, dueAt },
      waiting: waiting.map(({ id, reason, attempts }) => ({ id, reason, attempts })),
      searches: [...searches.keys()],
    })),
  );
}
