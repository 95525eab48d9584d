/** Gmail's search box. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Mailbox } from "../../dev/google/gmail/mailbox.ts";
import { parseSearchQuery } from "../../dev/google/gmail/search-query.ts";
import { deliver, noon } from "./google-fixture.ts";

const day = 24 * 3_600_000;

function sampleMailbox(): Mailbox {
  const mailbox = new Mailbox({ email: "rep@northwind.example" });
  const label = mailbox.labels.create("Key Accounts/Acme");
  const me = "Nora <rep@northwind.example>";
  deliver(
    mailbox,
    { Subject: "alpha", From: "Anna Berg <anna.berg@mail.acme.example>", To: me, "Message-ID": "<1@acme>" },
    { at: noon - day, labelIds: ["INBOX", "UNREAD", label.id], body: "The quick brown fox" },
  );
  deliver(
    mailbox,
    {
      Subject: "beta",
      From: me,
      To: "anna.berg@mail.acme.example",
      Cc: "Bo <bo@other.example>",
      Bcc: "secret@third.example",
    },
    { at: noon - 10 * day, labelIds: ["SENT"], body: "quick answer, brown envelope" },
  );
  deliver(
    mailbox,
    { Subject: "gamma quick", From: "news@letters.example", To: me, "List-ID": "<weekly.letters.example>" },
    { at: noon - 100 * day, labelIds: ["INBOX", "CATEGORY_PROMOTIONS", "STARRED"] },
  );
  deliver(
    mailbox,
    {
      Subject: "delta",
      From: "anna.berg@mail.acme.example",
      To: me,
      "Content-Type": 'application/pdf; name="Plan.pdf"',
    },
    { at: noon - 400 * day, labelIds: [] },
  );
  deliver(
    mailbox,
    { Subject: "epsilon", From: "evil@spam.example", To: me },
    { at: noon - day, labelIds: ["TRASH"] },
  );
  return mailbox;
}

const mailbox = sampleMailbox();

function found(q: string): string {
  return mailbox.search
    .list({ q }, noon)
    .map((message) => message.header("Subject")?.split(" ")[0])
    .join(" ");
}

describe("a query", () => {
  test.each([
    ["from:anna.berg@mail.acme.example", "alpha delta"],
    ["from:ANNA.BERG@MAIL.ACME.EXAMPLE", "alpha delta"],
    ["from:berg@mail.acme.example", ""],
    ["from:acme.example", "alpha delta"],
    ["from:@mail.acme.example", "alpha delta"],
    ["from:anna", "alpha delta"],
    ['from:"Anna Berg"', "alpha delta"],
    ["from:me", "beta"],
    ["to:anna.berg@mail.acme.example", "beta"],
    ["to:bo@other.example", ""],
    ["cc:bo@other.example", "beta"],
    ["bcc:third.example", "beta"],
    ["subject:quick", "gamma"],
    ["quick", "alpha beta gamma"],
    ["quick brown", "alpha beta"],
    ['"quick brown"', "alpha"],
    ["quick -brown", "gamma"],
    ["-from:anna -in:sent", "gamma"],
    ["from:news OR from:me", "beta gamma"],
    ["from:(news OR me)", "beta gamma"],
    ["{from:news from:me}", "beta gamma"],
    ["{from:news from:anna} in:inbox", "alpha gamma"],
    ["(from:news OR from:anna) has:attachment", "delta"],
    ["filename:plan.pdf", "delta"],
    ["is:unread", "alpha"],
    ["is:read in:inbox", "gamma"],
    ["is:starred", "gamma"],
    ["in:sent", "beta"],
    ["in:archive", "delta"],
    ["in:trash", "epsilon"],
    ["in:anywhere subject:epsilon", "epsilon"],
    ["subject:epsilon", ""],
    ["label:key-accounts-acme", "alpha"],
    ["category:promotions", "gamma"],
    ["list:weekly.letters.example", "gamma"],
    ["rfc822msgid:1@acme", "alpha"],
    ["rfc822msgid:<1@acme>", "alpha"],
    ["newer_than:2d", "alpha"],
    ["older_than:1y", "delta"],
    ["older_than:3m newer_than:1y", "gamma"],
    ["after:2026/11/19", "alpha"],
    ["after:2026/11/01 before:2026/11/15", "beta"],
    [`after:${(noon - 2 * day) / 1000}`, "alpha"],
    ["before:2025-12-31", "delta"],
    ["larger:10M", ""],
    ["smaller:1k in:sent", "beta"],
    ["nonsense:value", ""],
    ["", "alpha beta gamma delta"],
    [") OR -", "alpha beta gamma delta"],
  ])("%s finds %s", (q, subjects) => {
    expect(found(q)).toBe(subjects);
  });

  test("reads days in California's time", () => {
    const midnight = new Mailbox({ email: "x@y.example" });
    const { id } = deliver(midnight, { Subject: "at midnight there" }, { at: Date.UTC(2026, 6, 1, 7) });
    const ids = (q: string): string[] => midnight.search.list({ q }, noon).map((message) => message.id);
    expect(ids("after:2026/07/01")).toEqual([id]);
    expect(ids("before:2026/07/01")).toEqual([]);
  });

  test("never fails, whatever is typed", () => {
    const word = fc.constantFrom(
      "from:",
      "a",
      "OR",
      "AND",
      "-",
      "(",
      ")",
      "{",
      "}",
      '"',
      "in:inbox",
      "after:x",
      " ",
      "subject:(",
      "newer_than:9d",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(word, { maxLength: 200 }).map((words) => words.join(" ")),
          fc.string(),
        ),
        (q) => {
          parseSearchQuery(q);
          found(q);
        },
      ),
    );
    parseSearchQuery("(".repeat(50_000));
    parseSearchQuery("-".repeat(50_000));
    parseSearchQuery("subject:(".repeat(10_000));
  });
});

test("mail that comes or goes between two searches is counted", () => {
  const box = sampleMailbox();
  const count = (): number => box.search.list({ q: "from:late@acme.example" }, noon).length;
  expect(count()).toBe(0);
  const { id } = deliver(box, { From: "late@acme.example" });
  expect(count()).toBe(1);
  box.changeLabels(id, { add: ["TRASH"] });
  expect(count()).toBe(0);
  box.changeLabels(id, { remove: ["TRASH"] });
  box.delete(id);
  expect(count()).toBe(0);
});
