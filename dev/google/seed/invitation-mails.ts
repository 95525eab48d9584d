/** The mails by which meetings of the seeded calendars were proposed, accepted and declined. */
import { writeInvitation } from "./file-formats/ics.ts";
import { iCalUidOf } from "./fill-calendars.ts";
import type { MachineMail } from "./machine-mail.ts";
import { meetings } from "./meetings.ts";
import type { CorrespondentKey } from "./people.ts";
import { correspondents } from "./people.ts";
import { dayAt, momentOf } from "./seed-time.ts";
import type { When } from "./seed-time.ts";

interface InvitationText {
  readonly meeting: string;
  readonly from: CorrespondentKey;
  readonly when: When;
  readonly method: "REQUEST" | "REPLY";
  readonly subject: string;
  readonly text: string;
}

const texts: readonly InvitationText[] = [
  {
    meeting: "oyster-shed",
    from: "siobhan",
    when: [1, "12:05"],
    method: "REQUEST",
    subject: "Invitation: Atlantic Oyster: second shed",
    text: "Half an hour about the eight tanks, Ada. I'll have the drawings.",
  },
  {
    meeting: "vercors-point",
    from: "helene",
    when: [6, "10:30"],
    method: "REQUEST",
    subject: "Point trimestriel Fromageries du Vercors",
    text: "Bonjour Ada,\n\nvoici l'invitation pour notre point trimestriel, par Teams.\n\nHélène",
  },
  {
    meeting: "great-lakes",
    from: "tom",
    when: [4, "17:11"],
    method: "REPLY",
    subject: "Accepted: Great Lakes Dairy: signature and kit delivery",
    text: "Tom Abernathy has accepted this invitation.",
  },
  {
    meeting: "galil-trial",
    from: "noa",
    when: [8, "09:02"],
    method: "REPLY",
    subject: "Declined: Galil Fresh: ניסיון שתי משאיות",
    text: "Noa Ben-David has declined this invitation with this note: מצטערת, אנחנו באמצע הקטיף.",
  },
];

export function invitationMails(now: number): MachineMail[] {
  const planned = meetings(now);
  return texts.map(({ meeting: key, from, when, method, subject, text }) => {
    const meeting = planned.find((candidate) => candidate.key === key);
    if (meeting === undefined) throw new Error(`No meeting is called "${key}".`);
    const sender = correspondents[from];
    const start = dayAt(now, meeting.day, meeting.clock ?? "00:00");
    const organizer = method === "REQUEST" ? sender : correspondents[meeting.owner as CorrespondentKey];
    const attendee = method === "REQUEST" ? correspondents.ada : sender;
    const content = writeInvitation({
      method,
      uid: iCalUidOf(meeting),
      sequence: 0,
      summary: meeting.summary,
      ...(meeting.location !== undefined && { location: meeting.location }),
      start,
      end: start + meeting.length * 60_000,
      stampedAt: momentOf(when, now),
      organizer,
      attendees: [{ ...attendee, answer: answerOf(method, subject) }],
    });
    return { from: sender, to: ["ada"], when, subject, text, invitation: { method, content } };
  });
}

function answerOf(method: InvitationText["method"], subject: string): string {
  if (method === "REQUEST") return "NEEDS-ACTION";
  return subject.startsWith("Accepted") ? "ACCEPTED" : "DECLINED";
}
