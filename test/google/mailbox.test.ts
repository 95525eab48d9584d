/** How a mailbox keeps messages, threads and its history. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { baseSubject } from "../../dev/google/gmail/threading.ts";
import { deliver, noon } from "./google-fixture.ts";

function emptyMailbox(): Mailbox {
  return new Mailbox({ email: "rep@northwind.example" });
}

describe("threads", () => {
  const first = { Subject: "Offer", "Message-ID": "<1@a>" };

  test("join a reply by In-Reply-To and by References", () => {
    const mailbox = emptyMailbox();
    const { threadId } = deliver(mailbox, first);
    expect(deliver(mailbox, { Subject: "RE: Offer", "In-Reply-To": "<1@a>" }).threadId).toBe(threadId);
    expect(deliver(mailbox, { Subject: "AW: Re: offer", References: "<0@a> <1@a>" }).threadId).toBe(threadId);
  });

  test("split when the subject changes", () => {
    const mailbox = emptyMailbox();
    const { threadId } = deliver(mailbox, first);
    expect(deliver(mailbox, { Subject: "Something else", "In-Reply-To": "<1@a>" }).threadId).not.toBe(
      threadId,
    );
  });

  test("do not join by subject alone", () => {
    const mailbox = emptyMailbox();
    const { threadId } = deliver(mailbox, first);
    expect(deliver(mailbox, { Subject: "Offer", "Message-ID": "<2@a>" }).threadId).not.toBe(threadId);
  });

  test("join a parent that arrives after its reply, and siblings without their parent", () => {
    const mailbox = emptyMailbox();
    const { threadId } = deliver(mailbox, {
      Subject: "Re: Offer",
      "In-Reply-To": "<1@a>",
      "Message-ID": "<2@a>",
    });
    expect(
      deliver(mailbox, { Subject: "Re: Offer", References: "<1@a>", "Message-ID": "<3@a>" }).threadId,
    ).toBe(threadId);
    expect(deliver(mailbox, first).threadId).toBe(threadId);
  });

  test.each([
    ["Re: Fwd: AW: Offer", "offer"],
    ["RE[2]: Offer", "offer"],
    ["回复：报价", "报价"],
    ["Regarding: Offer", "regarding: offer"],
    ["Re:", "re:"],
  ])("call the subject of %s %s", (subject, base) => {
    expect(baseSubject(subject)).toBe(base === "re:" ? "" : base);
  });
});

describe("ids", () => {
  test("are 16 hexadecimal digits that begin with the time, and never the same", () => {
    const mailbox = emptyMailbox();
    const ids = Array.from({ length: 3000 }, () => deliver(mailbox, {}, { at: noon }).id);
    expect(new Set(ids).size).toBe(3000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(parseInt(ids[0]?.slice(0, 11) ?? "", 16)).toBe(noon);
  });

  test("told by an archive are kept unless taken", () => {
    const mailbox = emptyMailbox();
    const raw = Buffer.from("Subject: x\r\n\r\n");
    const given = {
      raw,
      internalDate: noon,
      labelIds: [],
      id: "17a0000000000001",
      threadId: "17a0000000000000",
    };
    expect(mailbox.insert(given)).toMatchObject({ id: "17a0000000000001", threadId: "17a0000000000000" });
    expect(mailbox.insert(given).id).not.toBe("17a0000000000001");
  });
});

describe("history", () => {
  test("tells what happened, in rising ids with gaps", () => {
    const mailbox = emptyMailbox();
    const before = BigInt(mailbox.historyId);
    const { id } = deliver(mailbox, {}, { labelIds: ["INBOX", "UNREAD"] });
    mailbox.changeLabels(id, { add: ["STARRED", "INBOX"], remove: ["UNREAD", "SENT"] });
    mailbox.delete(id);
    expect(
      mailbox.history.map(({ kind, changedLabelIds, labelIds }) => ({ kind, changedLabelIds, labelIds })),
    ).toEqual([
      { kind: "messageAdded", changedLabelIds: [], labelIds: ["INBOX", "UNREAD"] },
      { kind: "labelsAdded", changedLabelIds: ["STARRED"], labelIds: ["INBOX", "STARRED"] },
      { kind: "labelsRemoved", changedLabelIds: ["UNREAD"], labelIds: ["INBOX", "STARRED"] },
      { kind: "messageDeleted", changedLabelIds: [], labelIds: ["INBOX", "STARRED"] },
    ]);
    const ids = [before, ...mailbox.history.map((record) => BigInt(record.id))];
    expect(ids.every((value, index) => index === 0 || value > (ids[index - 1] ?? value))).toBe(true);
    expect(ids.some((value, index) => index > 0 && value > (ids[index - 1] ?? value) + 1n)).toBe(true);
    expect(mailbox.history.at(-1)?.id).toBe(mailbox.historyId);
  });

  test("may go beyond what a double can count", () => {
    const mailbox = new Mailbox({ email: "x@y.example", startHistoryId: 2n ** 60n });
    expect(BigInt(deliver(mailbox, {}).historyId)).toBeGreaterThan(2n ** 60n);
  });
});

test("after any deliveries, relabellings and deletions the indexes say what a recount says", () => {
  const step = fc.record({
    what: fc.constantFrom("deliver", "label", "delete"),
    which: fc.nat(20),
    label: fc.constantFrom("INBOX", "UNREAD", "STARRED"),
    at: fc.nat(1000),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const mailbox = emptyMailbox();
      for (const { what, which, label, at } of steps) {
        const target = [...mailbox.messages()][which];
        if (what === "deliver") deliver(mailbox, { "Message-ID": `<${which}@a>` }, { at, labelIds: [label] });
        else if (target !== undefined && what === "delete") mailbox.delete(target.id);
        else if (target !== undefined)
          mailbox.changeLabels(
            target.id,
            target.labelIds.has(label) ? { remove: [label] } : { add: [label] },
          );
      }
      const all = [...mailbox.messages()];
      expect(mailbox.newestFirst().map(({ internalDate }) => internalDate)).toEqual(
        all.map(({ internalDate }) => internalDate).sort((a, b) => b - a),
      );
      for (const label of ["INBOX", "UNREAD", "STARRED"]) {
        expect(mailbox.withLabel(label).size).toBe(
          all.filter((message) => message.labelIds.has(label)).length,
        );
      }
      expect(mailbox.size).toEqual({
        messages: all.length,
        threads: new Set(all.map(({ threadId }) => threadId)).size,
      });
      for (const message of all)
        expect(mailbox.findByMessageIdHeader(message.header("Message-ID") ?? "")).toContain(message);
    }),
  );
});

test("a label nobody made is a mistake of the caller's", () => {
  expect(() => deliver(emptyMailbox(), {}, { labelIds: ["Label_7"] })).toThrow("No label Label_7");
});
