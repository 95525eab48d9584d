/** Invariant I: what a quiet world's database has to say, and what a further sync has to leave alone. */
import { expectedActivities } from "./mail-oracle.ts";
import { DOMAINS } from "./mail-crm.ts";
import type { ReportedWorkspace } from "./mail-crm.ts";
import type { MemoryGmail } from "./memory-gmail.ts";
import type { SyncWorld } from "./sync-world.ts";

/** The first thing that is wrong; undefined: nothing is. */
export async function findWrong(world: SyncWorld): Promise<string | undefined> {
  const unrest = await world.becomeQuiet();
  if (unrest !== undefined) return `stuck: ${unrest}`;
  const { workspaces } = await world.crm.report();
  for (const [index, workspace] of workspaces.entries()) {
    const ours = world.reps.filter(({ gmail }) => gmail.email.endsWith(`@${DOMAINS[index] ?? ""}`));
    const wrong = findWrongIn(
      workspace,
      DOMAINS[index] ?? "",
      ours.map(({ gmail }) => gmail),
    );
    if (wrong !== undefined) return wrong;
  }
  // What came between the first and the last page of a history is read twice; after that there is no news at all.
  if ((await world.becomeQuiet()) !== undefined) return "a second sync does not end";
  const before = await world.crm.report();
  if ((await world.becomeQuiet()) !== undefined) return "a further sync does not end";
  const after = await world.crm.report();
  return before.writes === after.writes ? undefined : "a further sync writes";
}

function findWrongIn(
  workspace: ReportedWorkspace,
  domain: string,
  mailboxes: readonly MemoryGmail[],
): string | undefined {
  const expected = expectedActivities({
    ...{ domain, mailboxes },
    contacts: new Map(workspace.contacts.map(({ id, addresses }) => [id, new Set(addresses)])),
    forbidden: new Set(workspace.forbidden),
    undone: new Set(workspace.undone),
  });
  const actual = new Map(workspace.activities.map((activity) => [activity.subject, activity]));
  if (actual.size !== workspace.activities.length) return "doubled";
  for (const subject of expected.keys()) if (!actual.has(subject)) return `lost: ${subject}`;
  const counted = new Map<string, { score: number; last: number }>();
  for (const [subject, { links, counts, occurredAt, bodyText }] of actual) {
    const wanted = expected.get(subject);
    if (wanted === undefined) return `not to be logged: ${subject}`;
    const direct = links.filter(({ isOn }) => isOn);
    if (direct.length !== wanted.direct.size || direct.some(({ contactId }) => !wanted.direct.has(contactId)))
      return `linked wrongly: ${subject}`;
    if (links.some(({ contactId, isOn }) => !isOn && !wanted.inherited.has(contactId)))
      return `inherited wrongly: ${subject}`;
    if (
      counts !== wanted.counts ||
      occurredAt.getTime() !== wanted.at ||
      !bodyText?.startsWith("Text of mail")
    )
      return `written wrongly: ${subject}`;
    if (!counts) continue;
    for (const { contactId } of links) {
      const { score, last } = counted.get(contactId) ?? { score: 0, last: 0 };
      counted.set(contactId, { score: score + 1, last: Math.max(last, wanted.at) });
    }
  }
  for (const { id, score, lastEngagementAt } of workspace.contacts) {
    const recount = counted.get(id);
    if (score !== (recount?.score ?? 0)) return `score ${score} instead of ${recount?.score ?? 0}`;
    if (lastEngagementAt?.getTime() !== recount?.last) return "last engagement is not the newest";
  }
  return undefined;
}
