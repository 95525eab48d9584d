import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseEmailAddress } from "../../backend/src/crm/email-address.ts";
import type { EmailAddress } from "../../backend/src/crm/ids.ts";
import { takeChunk, windowQuery } from "../../backend/src/sync/search-query.ts";
import { toAddress } from "./sync-world.ts";

const NOBODY: ReadonlySet<EmailAddress> = new Set();

describe("the query for a chunk of addresses", () => {
  test("asks for each address in each place it can stand in", () => {
    const chunk = takeChunk([toAddress("lea@a.example"), toAddress("kai@b.example")], NOBODY, 1_700_000_000);
    expect(chunk.q).toBe(
      "{from:lea@a.example to:lea@a.example cc:lea@a.example bcc:lea@a.example " +
        "from:kai@b.example to:kai@b.example cc:kai@b.example bcc:kai@b.example} " +
        "after:1700000000 -in:chats -in:drafts",
    );
    expect(chunk.covered).toHaveLength(2);
  });

  test("asks for the domain where the search syntax cannot carry the name", () => {
    for (const name of ["{x}", "a(b", '"quoted name"', "-not", "älter"]) {
      const address = parseEmailAddress(`${name}@a.example`) ?? ("" as EmailAddress);
      if (address !== "")
        expect(takeChunk([address], NOBODY, null).q).toBe(
          "{from:a.example to:a.example cc:a.example bcc:a.example} -in:chats -in:drafts",
        );
    }
  });

  test("leaves out the rep's own addresses and says so", () => {
    const own = toAddress("rep@us.example");
    expect(takeChunk([own], new Set([own]), null)).toEqual({ covered: [own], q: null });
    expect(takeChunk([], NOBODY, null)).toEqual({ covered: [], q: null });
  });

  test("chunks of any addresses cover all of them, stay short and hold nothing that means something else", () => {
    const address = fc
      .tuple(
        fc.oneof(
          fc.emailAddress(),
          fc.string({ maxLength: 60 }).map((name) => `"${name}"@x.example`),
        ),
      )
      .map(([text]) => parseEmailAddress(text))
      .filter((parsed) => parsed !== undefined);
    fc.assert(
      fc.property(fc.array(address, { maxLength: 60 }), (addresses) => {
        let rest: readonly EmailAddress[] = addresses;
        while (rest.length > 0) {
          const { covered, q } = takeChunk(rest, NOBODY, 1_700_000_000);
          expect(covered.length).toBeGreaterThan(0);
          expect(covered).toEqual(rest.slice(0, covered.length));
          expect(q).toMatch(
            /^\{(?:(?:from|to|cc|bcc):[a-z0-9._+@-]+ ?)+\} after:1700000000 -in:chats -in:drafts$/,
          );
          if (covered.length > 1) expect(q?.length).toBeLessThanOrEqual(1_500);
          rest = rest.slice(covered.length);
        }
      }),
    );
  });
});

test("the window without a beginning is everything but drafts and chats", () => {
  expect(windowQuery(null)).toBe("-in:chats -in:drafts");
});
