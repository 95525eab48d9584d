/** history.list: what happened since, record by record. https://developers.google.com/workspace/gmail/api/guides/sync */
import { invalidArgument, notFound } from "../google-errors.ts";
import type { ApiMethod } from "../http/method-table.ts";
import { gmailMethod } from "./gmail-method.ts";
import { invalidValue, readMaxResults } from "./gmail-parameters.ts";
import type { HistoryRecord } from "./history-log.ts";

export const historyMethods: readonly ApiMethod[] = [
  gmailMethod("history.list", "GET", "/history", ({ mailbox, parameters, request }) => {
    const start = readUint64("start_history_id", parameters.get("startHistoryId"));
    if (start === undefined) throw invalidArgument("Missing startHistoryId");
    const types = readTypes(parameters.getAll("historyTypes"));
    const labelId = parameters.get("labelId");
    const { log } = mailbox;
    if (start === 0n || !log.reaches(start)) throw notFound();
    const maxResults = request.emptyPage ? 0 : readMaxResults(parameters);
    const wanted = (record: HistoryRecord): boolean =>
      (types.size === 0 || types.has(record.kind)) && (labelId === null || concerns(record, labelId));

    const history: object[] = [];
    let index = log.indexBehind(readPageToken(parameters.get("pageToken")) ?? start);
    const scanEnd = Math.min(log.records.length, index + maxScanned);
    for (; index < scanEnd && history.length < maxResults; index++) {
      const record = log.records[index];
      if (record !== undefined && wanted(record)) history.push(toHistoryResource(record));
    }
    const last = log.records[index - 1]?.id ?? start.toString();
    return {
      ...(history.length === 0 ? {} : { history }),
      ...(index < log.records.length ? { nextPageToken: last } : {}),
      historyId: mailbox.historyId,
    };
  }),
];

/** As many records are looked through for one page: with filters a page may be empty and not the last. */
const maxScanned = 500;

const types: ReadonlyMap<string, HistoryRecord["kind"]> = new Map([
  ["messageAdded", "messageAdded"],
  ["messageDeleted", "messageDeleted"],
  ["labelAdded", "labelsAdded"],
  ["labelRemoved", "labelsRemoved"],
]);

function readTypes(given: readonly string[]): ReadonlySet<string> {
  return new Set(
    given.map((name) => {
      const kind = types.get(name);
      if (kind === undefined)
        throw invalidValue(
          "history_types",
          "type.googleapis.com/gmail.v1.ListHistoryRequest.HistoryType",
          name,
        );
      return kind;
    }),
  );
}

function readUint64(name: string, given: string | null): bigint | undefined {
  if (given === null || given === "") return undefined;
  const value = /^\d{1,20}$/.test(given) ? BigInt(given) : -1n;
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw invalidValue(name, "TYPE_UINT64", given);
  return value;
}

function readPageToken(given: string | null): bigint | undefined {
  if (given === null || given === "") return undefined;
  if (!/^\d{1,20}$/.test(given)) throw invalidArgument("Invalid pageToken");
  return BigInt(given);
}

function concerns({ labelIds, changedLabelIds }: HistoryRecord, labelId: string): boolean {
  return labelIds.includes(labelId) || changedLabelIds.includes(labelId);
}

function toHistoryResource(record: HistoryRecord): object {
  const { id, kind, messageId, threadId, labelIds, changedLabelIds } = record;
  const bare = { id: messageId, threadId };
  const message = labelIds.length === 0 ? bare : { ...bare, labelIds };
  const typed = {
    messageAdded: { messagesAdded: [{ message }] },
    messageDeleted: { messagesDeleted: [{ message }] },
    labelsAdded: { labelsAdded: [{ message, labelIds: changedLabelIds }] },
    labelsRemoved: { labelsRemoved: [{ message, labelIds: changedLabelIds }] },
    touched: {},
  }[kind];
  return { id, messages: [bare], ...typed };
}
