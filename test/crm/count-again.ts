/** What the database counts, counted once more in plain TypeScript: the tests hold the one against the other. */
import type { OpenTurn } from "../../backend/src/crm/turn.ts";
import type { ActivityType, Direction, MeetingStatus } from "../../contract/activities.ts";

interface ScoreWeights {
  readonly emailPoints: number;
  readonly meetingPoints: number;
}

/** A mail that counts, and a meeting that was held. Notes and calls are what we say of a contact, not what it did. */
export function pointsOf(
  activity: {
    readonly type: ActivityType;
    readonly status: MeetingStatus | null;
    readonly counts: boolean;
  },
  weights: ScoreWeights,
): number {
  if (!activity.counts) return 0;
  switch (activity.type) {
    case "EMAIL":
      return weights.emailPoints;
    case "MEETING":
      return activity.status === "HELD" ? weights.meetingPoints : 0;
    case "NOTE":
    case "CALL":
      return 0;
  }
}

/**
 * From a contact's mails that count, newest first. The side that wrote last waits, since the first of its mails that
 * nobody answered: a reminder does not make the other side's debt younger.
 */
export function turnOf(
  emails: readonly { readonly direction: Direction | null; readonly occurredAt: Date | string }[],
): OpenTurn | null {
  const written = emails.filter((email) => email.direction !== null);
  const newest = written[0];
  if (newest === undefined) return null;
  const answered = written.findIndex((email) => email.direction !== newest.direction);
  const first = written[(answered < 0 ? written.length : answered) - 1] ?? newest;
  return {
    who: newest.direction === "inbound" ? "us" : "them",
    since: new Date(first.occurredAt).toISOString(),
  };
}
