/** The large mailbox: always the same, as big as asked, and found through by address. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Message } from "../../dev/google/gmail/message.ts";
import { MessageSet } from "../../dev/google/gmail/message-set.ts";
import { toMessageResource } from "../../dev/google/gmail/message-resource.ts";
import { readTopHeaders, textOf, walkParts } from "../../dev/google/gmail/mime-tree.ts";
import { largeMailbox } from "../../dev/google/seed/large-mailbox.ts";
import { noon } from "./google-fixture.ts";

const contacts = ["anna@acme.example", "bo@other.example", "cleo@third.example"];
const options = {
  owner: { email: "rep@northwind.example", name: "Nora" },
  count: 3000,
  contacts,
  contactShare: 0.3,
  until: noon,
};
const { mailbox, contactMailIds } = largeMailbox(options);
const all = [...mailbox.newestFirst()];

describe("a large mailbox", () => {
  test("has as many mails as asked for, with the share of contacts asked for, until the time asked for", () => {
    expect(mailbox.size.messages).toBe(3000);
    expect(mailbox.size.threads).toBeLessThan(2700);
    expect(contactMailIds.size / 3000).toBeGreaterThan(0.26);
    expect(contactMailIds.size / 3000).toBeLessThan(0.34);
    expect(all[0]?.internalDate).toBe(noon);
    expect(mailbox.history).toEqual([]);
  });

  test("is the same for the same seed, and another for another", () => {
    const again = largeMailbox(options).mailbox.newestFirst();
    expect(again.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(again[17]?.raw()).toEqual(all[17]?.raw());
    const other = largeMailbox({ ...options, seed: 2 }).mailbox.newestFirst();
    expect(other[17]?.raw()).not.toEqual(all[17]?.raw());
  });

  test("has mails of 2 to 20 kB that are what their descriptions say", () => {
    for (const message of all.slice(0, 300)) {
      const raw = message.raw();
      expect(raw.byteLength).toBeGreaterThan(1_500);
      expect(raw.byteLength).toBeLessThan(21_000);
      expect(Math.abs(raw.byteLength - message.sizeEstimate)).toBeLessThan(900);
      expect(readTopHeaders(raw)).toEqual(message.headers());
      const texts = [...walkParts(message.tree())].filter(({ mimeType }) => mimeType.startsWith("text/"));
      expect(texts.length).toBeGreaterThan(0);
      for (const part of texts) expect(textOf(part).length).toBeGreaterThan(100);
      expect(toMessageResource(message, "full")).toMatchObject({
        snippet: expect.stringMatching(/^\S.{50}/),
      });
    }
  });

  test("has answers that name what they answer, in its thread", () => {
    const answers = all.filter((message) => message.header("In-Reply-To") !== undefined);
    expect(answers.length).toBeGreaterThan(300);
    for (const answer of answers) {
      const [parent] = mailbox.findByMessageIdHeader(answer.header("In-Reply-To") ?? "");
      expect(parent?.threadId).toBe(answer.threadId);
      expect(parent?.internalDate).toBeLessThan(answer.internalDate);
    }
  });

  test("is searched for every contact at once, and nothing is found but their mails", () => {
    const q = `{${contacts.map((address) => `from:${address} to:${address} cc:${address}`).join(" ")}} -in:drafts`;
    const found = mailbox.search.list({ q }, noon);
    expect(new Set(found.map(({ id }) => id))).toEqual(contactMailIds);
    expect(found.map(({ internalDate }) => internalDate)).toEqual(
      found.map(({ internalDate }) => internalDate).sort((a, b) => b - a),
    );
    const recent = mailbox.search.list({ q: `${q} newer_than:30d` }, noon);
    expect(recent).toEqual(found.filter(({ internalDate }) => internalDate >= Date.UTC(2026, 9, 21, 12)));
  });
});

test("searches by address agree with reading every mail", () => {
  const everyone = [...contacts, "rep@northwind.example"];
  const holds = (message: Message, operator: string, address: string): boolean =>
    (message.header(operator) ?? "").toLowerCase().includes(address);
  const term = fc.record({
    operator: fc.constantFrom("from", "to", "cc"),
    address: fc.constantFrom(...everyone, "nobody@x.example"),
    negated: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 4 }), fc.boolean(), (terms, isAny) => {
      const words = terms.map(
        ({ operator, address, negated }) => `${negated ? "-" : ""}${operator}:${address}`,
      );
      const q = `in:anywhere ${isAny ? `{${words.join(" ")}}` : words.join(" ")}`;
      const wanted = all.filter((message) => {
        const hits = terms.map(
          ({ operator, address, negated }) => holds(message, operator, address) !== negated,
        );
        return isAny ? hits.includes(true) : !hits.includes(false);
      });
      expect(mailbox.search.list({ q }, noon)).toEqual(wanted);
    }),
    { numRuns: 30 },
  );
});

test("a set of messages does what a set does", () => {
  const ordinals = fc.array(fc.nat(300));
  const setOf = (values: readonly number[]): MessageSet => {
    const set = new MessageSet();
    for (const ordinal of values) set.add({ ordinal });
    return set;
  };
  const sorted = (values: Iterable<number>): number[] => [...new Set(values)].sort((a, b) => a - b);
  fc.assert(
    fc.property(ordinals, ordinals, ordinals, (a, b, removed) => {
      const left = setOf(a);
      for (const ordinal of removed) left.delete({ ordinal });
      const kept = a.filter((ordinal) => !removed.includes(ordinal));
      expect([...left.ordinals()]).toEqual(sorted(kept));
      expect(left.size).toBe(new Set(kept).size);
      expect([...left.union(setOf(b)).ordinals()]).toEqual(sorted([...kept, ...b]));
      expect([...left.intersection(setOf(b)).ordinals()]).toEqual(
        sorted(kept.filter((ordinal) => b.includes(ordinal))),
      );
      for (const ordinal of b) expect(left.has({ ordinal })).toBe(kept.includes(ordinal));
    }),
  );
});
