/** The engagement score in words, and how it fades. What counts how much is the database's to say (`db/recount.ts`). */
import type { ActivityType, Direction } from "../../../contract/activities.ts";

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
