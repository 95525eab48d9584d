/** What became of each message in a stretch of Gmail's history: many records, one effect a message. */
import type { HistoryRecord, MessageRef } from "./ports.ts";

export interface HistoryEffects {
  /** New in the mailbox. */
  readonly added: readonly MessageRef[];
  /** A label that decides came or went: to be read again. */
  readonly changed: readonly MessageRef[];
  readonly hidden: readonly (MessageRef & { readonly reason: "in_trash" | "in_spam" })[];
  readonly deleted: readonly MessageRef[];
}

/**
 * The last thing that happened to a message counts; what it came to in between, such as the many lives of a draft that is
 * being written, does not. Labels but those of trash, spam, drafts and sent mail change nothing.
 */
export function reduceHistory(records: readonly HistoryRecord[]): HistoryEffects {
  const last = new Map<string, { readonly message: MessageRef; readonly effect: Effect }>();
  const happened = ({ id, threadId }: MessageRef, effect: Effect | undefined) => {
    if (effect !== undefined) last.set(id, { message: { id, threadId }, effect });
  };
  for (const record of records) {
    for (const message of record.added) happened(message, effectOfLabels(message.labelIds ?? []) ?? "added");
    for (const message of record.labelsAdded) happened(message, effectOfAdding(message.labelIds));
    for (const message of record.labelsRemoved)
      if (message.labelIds.some((label) => DECIDING.has(label))) happened(message, "changed");
    for (const message of record.deleted) happened(message, "deleted");
  }
  const having = (effect: Effect) =>
    [...last.values()].filter((entry) => entry.effect === effect).map(({ message }) => message);
  return {
    added: having("added"),
    changed: having("changed"),
    hidden: [
      ...having("in_trash").map((message) => ({ ...message, reason: "in_trash" as const })),
      ...having("in_spam").map((message) => ({ ...message, reason: "in_spam" as const })),
    ],
    deleted: having("deleted"),
  };
}

/** `draft`: it is told of again when it is sent. */
type Effect = "added" | "changed" | "in_trash" | "in_spam" | "draft" | "deleted";

/** SCHEDULED is on mails that Gmail is to send later. */
const DRAFT_LABELS: ReadonlySet<string> = new Set(["DRAFT", "SCHEDULED"]);
const DECIDING: ReadonlySet<string> = new Set(["TRASH", "SPAM", "SENT", ...DRAFT_LABELS]);

function effectOfLabels(labelIds: readonly string[]): Effect | undefined {
  if (labelIds.some((label) => DRAFT_LABELS.has(label))) return "draft";
  if (labelIds.includes("SPAM")) return "in_spam";
  return labelIds.includes("TRASH") ? "in_trash" : undefined;
}

function effectOfAdding(labelIds: readonly string[]): Effect | undefined {
  return effectOfLabels(labelIds) ?? (labelIds.includes("SENT") ? "changed" : undefined);
}
