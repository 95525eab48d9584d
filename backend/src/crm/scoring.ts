/** The engagement score: what counts how much, and why. A score is always the sum of its reasons. */
import type { ActivityType, Direction, MeetingStatus } from "../../../contract/activities.ts";

export interface ScoreWeights {
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

/** The same points, each halved for every thirty days that passed; to one decimal. */
export function momentumOf(
  reasons: readonly { readonly points: number; readonly at: Date | string }[],
  now: Date,
): number {
  const sum = reasons.reduce((total, { points, at }) => {
    const age = Math.max(0, now.getTime() - new Date(at).getTime());
    return total + points * 2 ** (-age / HALF_LIFE_MS);
  }, 0);
  // Adding zero turns -0 into 0.
  return Math.round(sum * 10) / 10 + 0;
}

/** One line for the rep, in English or German; a subject the viewer may not see is left out. */
export function reasonText(
  activity: {
    readonly type: ActivityType;
    readonly direction: Direction | null;
    readonly subject: string | null;
  },
  locale: string | null,
): string {
  const texts = /^de\b/i.test(locale ?? "") ? GERMAN : ENGLISH;
  const what = texts[kindOf(activity)];
  const subject = activity.subject?.trim() ?? "";
  return subject === "" ? what : `${what}: ${subject}`;
}

const HALF_LIFE_MS = 30 * 24 * 60 * 60 * 1000;

type Kind = "received" | "sent" | "email" | "meeting" | "note" | "call";
const ENGLISH: Readonly<Record<Kind, string>> = {
  received: "Email received",
  sent: "Email sent",
  email: "Email",
  meeting: "Meeting held",
  note: "Note",
  call: "Call",
};
const GERMAN: Readonly<Record<Kind, string>> = {
  received: "E-Mail erhalten",
  sent: "E-Mail gesendet",
  email: "E-Mail",
  meeting: "Termin gehalten",
  note: "Notiz",
  call: "Anruf",
};

function kindOf({ type, direction }: { type: ActivityType; direction: Direction | null }): Kind {
  switch (type) {
    case "EMAIL":
      if (direction === null) return "email";
      return direction === "inbound" ? "received" : "sent";
    case "MEETING":
      return "meeting";
    case "NOTE":
      return "note";
    case "CALL":
      return "call";
  }
}
