/** SQL and `crm/rules.ts` agree on what a rule's pattern is about. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { closestRule } from "../../backend/src/crm/rules.ts";
import { matches } from "../../backend/src/db/rule-pattern.ts";
import { query, sql } from "../../backend/src/db/sql.ts";
import { createTestDatabase } from "../support/database.ts";
import type { TestDatabase } from "../support/database.ts";
import { toAddress } from "./scene.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
});

/** Few letters, so that one is often the end of another. */
const label = fc.stringMatching(/^[ab]{1,2}$/);
const domain = fc
  .array(label, { minLength: 1, maxLength: 3 })
  .map((labels) => [...labels, "example"].join("."));
const localPart = fc
  .array(fc.stringMatching(/^[ab%_]{1,2}$/), { minLength: 1, maxLength: 2 })
  .map((parts) => parts.join("."));
const address = fc.tuple(localPart, domain).map((parts) => toAddress(parts.join("@")));

test("an address matches its own pattern, its domain's and those above, and no other", async () => {
  const pairs = fc.array(fc.tuple(address, fc.oneof(address, domain)), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(pairs, async (given) => {
      for (const [one, pattern] of given) {
        const [row] = await query<{ is_match: boolean }>(
          database.database.pool,
          sql`select ${matches(sql`${one}::text`, pattern)} as is_match`,
        );
        expect([one, pattern, row?.is_match]).toEqual([
          one,
          pattern,
          closestRule(one, new Map([[pattern, true]])) === true,
        ]);
      }
    }),
    { numRuns: 20 },
  );
});
