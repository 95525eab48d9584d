/** An invitation, an answer or a cancellation as mail carries it (RFC 5545, RFC 5546). */

export interface Invitation {
  readonly method: "REQUEST" | "REPLY" | "CANCEL";
  readonly uid: string;
  readonly sequence: number;
  readonly summary: string;
  readonly location?: string;
  readonly start: number;
  readonly end: number;
  readonly stampedAt: number;
  readonly organizer: { readonly name: string; readonly email: string };
  readonly attendees: readonly { readonly name: string; readonly email: string; readonly answer: string }[];
}

export function writeInvitation(invitation: Invitation): string {
  const { organizer } = invitation;
  const lines = [
    "BEGIN:VCALENDAR",
    "PRODID:-//Northwind//Seed//EN",
    "VERSION:2.0",
    "CALSCALE:GREGORIAN",
    `METHOD:${invitation.method}`,
    "BEGIN:VEVENT",
    `DTSTART:${utc(invitation.start)}`,
    `DTEND:${utc(invitation.end)}`,
    `DTSTAMP:${utc(invitation.stampedAt)}`,
    `ORGANIZER;CN=${parameter(organizer.name)}:mailto:${organizer.email}`,
    `UID:${invitation.uid}`,
    ...invitation.attendees.map(
      ({ name, email, answer }) =>
        `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${answer};RSVP=TRUE;CN=${parameter(name)}:mailto:${email}`,
    ),
    `SEQUENCE:${invitation.sequence}`,
    `STATUS:${invitation.method === "CANCEL" ? "CANCELLED" : "CONFIRMED"}`,
    `SUMMARY:${text(invitation.summary)}`,
    ...(invitation.location === undefined ? [] : [`LOCATION:${text(invitation.location)}`]),
    "TRANSP:OPAQUE",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ];
  return lines.map(folded).join("\r\n");
}

function utc(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

function text(value: string): string {
  return value.replaceAll(/[\\;,]/g, String.raw`\$&`).replaceAll("\n", String.raw`\n`);
}

function parameter(value: string): string {
  return `"${value.replaceAll('"', "'")}"`;
}

/** Lines of at most 75 bytes, never cut inside a character. */
function folded(line: string): string {
  const pieces: string[] = [];
  let piece = "";
  for (const character of line) {
    if (Buffer.byteLength(piece + character) > 74) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece].join("\r\n ");
}
