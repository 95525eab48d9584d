/** What is written when somebody logs a mail, a meeting, a note or a call: the request checked and made storable. */
import { decodeWords } from "postal-mime";
import type {
  ActivitySource,
  Attachment,
  LogActivity as LogActivitySchema,
} from "../../../contract/activities.ts";
import { parseMailDate } from "./mail-date.ts";
import { directionOf } from "./direction.ts";
import { wrong } from "./field-problems.ts";
import type { FieldProblem } from "./field-problems.ts";
import { parseContactId } from "./ids.ts";
import type { ContactId } from "./ids.ts";
import { entryMergeKey, mailMergeKey, meetingMergeKey, originalStartOf } from "./merge-key.ts";
import { mailParticipants, meetingParticipants } from "./participants.ts";
import type { Participant } from "./people.ts";
import type { NewActivity, Viewer } from "./ports.ts";
import { toStorableLine, toStorableText } from "./storable-text.ts";
import type { Words } from "./words.ts";

/** A request as the contract's schema leaves it. */
export type LogRequest = ReturnType<typeof LogActivitySchema.parse>;

/** The rep in whose name it is written down. */
export type LoggingRep = Pick<Viewer, "userId" | "email" | "aliases" | "workspaceDomain">;

/** As in the `errors` of a problem: which field, and what is wrong with it. */
export interface InvalidInput {
  readonly invalid: readonly FieldProblem[];
}

/** A mail's `bodyText` is kept as it is given: which words are its own, without history, is for `mail/body.ts` to say. */
export function planLog(
  viewer: LoggingRep,
  input: LogRequest,
  source: ActivitySource,
  now: Date,
): NewActivity | InvalidInput {
  const problems = new Problems();
  const activity = planOf();
  return problems.found.length > 0 ? { invalid: problems.found } : activity;

  function planOf(): NewActivity {
    switch (input.type) {
      case "EMAIL":
        return { ...planEmail(viewer, input, now, problems), source };
      case "MEETING":
        return { ...planMeeting(input, now, problems), source };
      case "NOTE":
      case "CALL":
        return { ...planEntry(viewer, input, now, problems), source };
    }
  }
}

type Plan = Omit<NewActivity, "source">;
type Request<Type extends LogRequest["type"]> = Extract<LogRequest, { type: Type }>;

class Problems {
  readonly found: FieldProblem[] = [];

  add(path: string, message: Words): void {
    this.found.push({ path, message });
  }
}

const MAX_SUBJECT = 1_000;
const MAX_LOCATION = 2_000;
/** Clocks that run ahead are common; a mail from next year is forged or broken and counts as of now. */
const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1000;

function planEmail(viewer: LoggingRep, input: Request<"EMAIL">, now: Date, problems: Problems): Plan {
  const participants = mailParticipants(input);
  if (!participants.some(({ role }) => role === "from")) problems.add("from", wrong.holdsNoAddress);
  const date = parseMailDate(input.date);
  if (date === undefined) problems.add("date", wrong.noMailDate);
  return {
    ...toMailActivity(viewer, { ...input, participants, date: date ?? now }, now),
    mergeKey: mailMergeKey({ ...input, messageIdHeader: input.rfc822MessageId, userId: viewer.userId }),
    bodyText: toText(input.bodyText ?? ""),
    attachments: (input.attachments ?? []).map(toAttachment),
    note: toNote(input.note),
    link: toLink(input.contactIds, problems),
  };
}

/** What is known of a mail by its header and its place in the rep's mailbox, whoever read it there. */
export function toMailActivity(
  viewer: LoggingRep,
  mail: {
    readonly gmailMessageId: string;
    readonly gmailThreadId: string;
    /** As it was written. */
    readonly subject: string;
    readonly date: Date;
    readonly participants: readonly Participant[];
  },
  now: Date,
): Omit<Plan, "mergeKey"> {
  const { gmailMessageId, gmailThreadId, subject, date, participants } = mail;
  return {
    ...NOTHING_MORE,
    type: "EMAIL",
    direction: directionOf(participants.find(({ role }) => role === "from")?.address, viewer),
    subject: toSubject(subject),
    occurredAt: notAfterNow(date, now),
    // Gmail's thread ids differ from mailbox to mailbox.
    threadKey: `gmail:${viewer.userId}:${gmailThreadId}`,
    participants,
    gmail: { messageId: gmailMessageId, threadId: gmailThreadId },
  };
}

function planMeeting(input: Request<"MEETING">, now: Date, problems: Problems): Plan {
  const start = parseTime(input.start, "start", now, problems);
  const end = parseTime(input.end, "end", now, problems);
  if (end < start) problems.add("end", wrong.beforeStart);
  const originalStart =
    input.originalStart === undefined
      ? (originalStartOf(input.eventId) ?? null)
      : parseTime(input.originalStart, "originalStart", now, problems);
  const location = toStorableLine(input.location ?? "", MAX_LOCATION);
  return {
    ...NOTHING_MORE,
    type: "MEETING",
    subject: toSubject(input.title),
    occurredAt: start,
    endsAt: end,
    status: end <= now ? "HELD" : "SCHEDULED",
    mergeKey: meetingMergeKey({ ...input, originalStart }),
    note: toNote(input.note),
    participants: meetingParticipants(input),
    meeting: {
      calendarId: toStorableText(input.calendarId),
      eventId: toStorableText(input.eventId),
      iCalUID: input.iCalUID === undefined ? null : toStorableText(input.iCalUID),
      originalStart,
      location: location === "" ? null : location,
    },
    link: toLink(input.contactIds, problems),
  };
}

function planEntry(viewer: LoggingRep, input: Request<"NOTE" | "CALL">, now: Date, problems: Problems): Plan {
  const occurredAt =
    input.occurredAt === undefined ? now : parseTime(input.occurredAt, "occurredAt", now, problems);
  const subject = toSubject(input.subject ?? "");
  const note = toNote(input.note);
  if (input.type === "NOTE" && note === null) problems.add("note", wrong.isEmpty);
  const minutes = input.type === "CALL" ? input.durationMinutes : undefined;
  const { contactIds, type } = input;
  return {
    ...NOTHING_MORE,
    type,
    direction: input.type === "CALL" ? (input.direction ?? null) : null,
    subject,
    occurredAt,
    endsAt: minutes === undefined ? null : new Date(occurredAt.getTime() + minutes * 60_000),
    mergeKey: entryMergeKey({
      type,
      userId: viewer.userId,
      contactIds,
      occurredAt,
      text: `${subject}\n${note ?? ""}`,
    }),
    note,
    link: toLink(contactIds, problems),
  };
}

const NOTHING_MORE = {
  direction: null,
  bodyText: null,
  endsAt: null,
  status: null,
  threadKey: null,
  // What somebody logs by hand is engagement; newsletters and auto-replies are told apart where mail comes in unasked.
  counts: true,
  attachments: [],
  note: null,
  participants: [],
  gmail: null,
  meeting: null,
  link: { kind: "matched" },
} as const;

/** A schema let the form pass; a year like 0000 is still none the database takes. `now` stands in for a bad one. */
function parseTime(text: string, path: string, now: Date, problems: Problems): Date {
  const time = parseMailDate(text);
  if (time === undefined) problems.add(path, wrong.outOfRange);
  return time ?? now;
}

function notAfterNow(date: Date, now: Date): Date {
  return date.getTime() > now.getTime() + CLOCK_TOLERANCE_MS ? now : date;
}

function toSubject(text: string): string {
  return toStorableLine(decodeWords(text), MAX_SUBJECT);
}

function toNote(note: string | undefined): string | null {
  return toText(note ?? "");
}

function toText(written: string): string | null {
  const text = toStorableText(written).trim();
  return text === "" ? null : text;
}

function toAttachment({ name, mimeType, size }: Attachment): Attachment {
  return { name: toStorableLine(name, 1_000), mimeType: toStorableLine(mimeType, 255), size };
}

function toLink(contactIds: readonly string[] | undefined, problems: Problems): NewActivity["link"] {
  if (contactIds === undefined) return { kind: "matched" };
  if (contactIds.length === 0) problems.add("contactIds", wrong.nobodyNamed);
  const chosen = new Set<ContactId>();
  for (const [index, text] of contactIds.entries()) {
    const id = parseContactId(text);
    if (id === undefined) problems.add(`contactIds.${index}`, wrong.noContactId);
    else chosen.add(id);
  }
  return { kind: "chosen", contactIds: [...chosen] };
}
