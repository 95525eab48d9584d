import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { HistoryRecord, MessageRef } from "../../backend/src/sync/ports.ts";
import { reduceHistory } from "../../backend/src/sync/reduce-history.ts";
import type { HistoryEffects } from "../../backend/src/sync/reduce-history.ts";

const ref = (id: string) => ({ id, threadId: `t${id}` });
const record = (change: Partial<HistoryRecord>): HistoryRecord => ({
  ...{ added: [], deleted: [], labelsAdded: [], labelsRemoved: [] },
  ...change,
});
const added = (id: string, labelIds?: readonly string[]) => record({ added: [{ ...ref(id), labelIds }] });
const deleted = (id: string) => record({ deleted: [ref(id)] });
const labelled = (id: string, ...labelIds: string[]) => record({ labelsAdded: [{ ...ref(id), labelIds }] });
const unlabelled = (id: string, ...labelIds: string[]) =>
  record({ labelsRemoved: [{ ...ref(id), labelIds }] });
const NOTHING = { added: [], changed: [], hidden: [], deleted: [] };

describe("a stretch of history", () => {
  test("a new mail is new, however it was read, starred or archived", () => {
    const records = [
      added("1", ["INBOX", "UNREAD"]),
      unlabelled("1", "UNREAD", "INBOX"),
      labelled("1", "STARRED"),
    ];
    expect(reduceHistory(records)).toEqual({ ...NOTHING, added: [ref("1")] });
  });

  test("the lives of a draft leave only its end", () => {
    const records = [added("1"), deleted("1"), added("2"), deleted("2"), added("3", ["SENT"])];
    expect(reduceHistory(records)).toEqual({ ...NOTHING, added: [ref("3")], deleted: [ref("1"), ref("2")] });
  });

  test("a draft that Gmail names as one is not worth a look until it is sent", () => {
    expect(reduceHistory([added("1", ["DRAFT"]), added("2", ["SCHEDULED"])])).toEqual(NOTHING);
    const sent = [added("1", ["DRAFT"]), unlabelled("1", "DRAFT"), labelled("1", "SENT")];
    expect(reduceHistory(sent)).toEqual({ ...NOTHING, changed: [ref("1")] });
  });

  test("spam that comes as spam is known without a look", () => {
    expect(reduceHistory([added("1", ["SPAM", "UNREAD"])])).toEqual({
      ...NOTHING,
      hidden: [{ ...ref("1"), reason: "in_spam" }],
    });
  });

  test("into the trash and out of it: look again; out and in: it is there", () => {
    expect(reduceHistory([labelled("1", "TRASH"), unlabelled("1", "TRASH")]).changed).toEqual([ref("1")]);
    expect(reduceHistory([unlabelled("1", "TRASH"), labelled("1", "TRASH")]).hidden).toEqual([
      { ...ref("1"), reason: "in_trash" },
    ]);
  });

  test("a label of the rep's own changes nothing", () => {
    expect(reduceHistory([labelled("1", "Label_7"), unlabelled("1", "Label_7", "IMPORTANT")])).toEqual(
      NOTHING,
    );
  });

  test("each message has one effect, and reading the stretch twice in a row gives the same", () => {
    const id = fc.constantFrom("1", "2", "3");
    const label = fc.constantFrom("TRASH", "SPAM", "DRAFT", "SENT", "INBOX");
    const any = fc.oneof(
      id.map((which) => added(which)),
      fc.tuple(id, label).map(([which, one]) => added(which, [one])),
      id.map(deleted),
      fc.tuple(id, label).map(([which, one]) => labelled(which, one)),
      fc.tuple(id, label).map(([which, one]) => unlabelled(which, one)),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (records) => {
        const once = reduceHistory(records);
        const ids = Object.values(idsOf(once)).flat();
        expect(new Set(ids).size).toBe(ids.length);
        expect(idsOf(reduceHistory([...records, ...records]))).toEqual(idsOf(once));
      }),
    );
  });
});

function idsOf({ added, changed, hidden, deleted }: HistoryEffects) {
  const sorted = (messages: readonly MessageRef[]) => messages.map(({ id }) => id).sort();
  return { added: sorted(added), changed: sorted(changed), hidden: sorted(hidden), deleted: sorted(deleted) };
}
