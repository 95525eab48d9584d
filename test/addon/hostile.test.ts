/** Hostile mail on cards: 100 payloads, in every free text of every card, leave no markup, link or override of theirs. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { markup, scrub } from "../../addon/src/text.ts";
import { cardFaults } from "./card-check.ts";
import { everyCard } from "./every-card.ts";
import { english, german } from "./language.ts";

const seeds = [
  "<script>alert(1)</script>",
  '<img src=x onerror="alert(1)">',
  "<svg/onload=alert(1)>",
  '"><b>out</b>',
  "'><a href='javascript:alert(1)'>click</a>",
  '" onclick="alert(1)',
  '<a href="https://evil.example">https://bank.example</a>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="data:text/html;base64,PHNjcmlwdD4=">x</a>',
  "javascript:alert(1)",
  "data:text/html,<b>x</b>",
  "&lt;b&gt;already escaped&lt;/b&gt;",
  "&#60;script&#62;",
  "&amp;lt;b&amp;gt;",
  "{{constructor.constructor('alert(1)')()}}",
  "${process.env.SECRET} #{7*7} <%= 7*7 %>",
  "Bcc: victim@x.example\r\nSubject: injected",
  "line\r\n\r\nbody\u0000\u0007\u001B[31m",
  "\u202Eexe.gpj\u202C",
  "\u2066left\u2067right\u2069\u2069\u2069",
  "שלום \u2069 (spoofed) \u2068 עולם",
  "مرحبا <b>بك</b> & co",
  "Z\u0351\u0351\u0351\u0351\u0351\u0351\u0351\u0351algo".repeat(20),
  "\uD800lone\uDC00",
  "👩‍👩‍👧‍👦".repeat(400),
];
const payloads = [
  ...seeds,
  ...seeds.map((seed) => `Anna ${seed} Schmidt`),
  ...seeds.map((seed) => seed.repeat(Math.ceil(20_000 / seed.length))),
  ...seeds.map((seed) => `${"a".repeat(197)}${seed}`),
];

/** These are decided by the backend, never by a mail. */
const NOT_FREE = new Set(
  [
    "kind",
    "type",
    "direction",
    "status",
    "source",
    "role",
    "stage",
    "reason",
    "decision",
    "visibility",
    "who",
    "id",
  ].concat([
    "at",
    "since",
    "start",
    "end",
    "occurredAt",
    "createdAt",
    "updatedAt",
    "lastEngagementAt",
    "dueAt",
    "responseStatus",
    "day",
    "time",
    "threadKey",
    "effect",
    "scope",
    "phase",
    "actions",
    "lastSyncedAt",
    "nextRunAt",
  ]),
);

/** Puts the payload into every free text, as it comes out of the add-on's border: cleaned, nothing more. */
function infect(payload: string): <T>(view: T) => T {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return NOT_FREE.has(key) ? value : payload;
    if (Array.isArray(value)) return value.map((item: unknown) => walk(item, key));
    if (typeof value !== "object" || value === null || value instanceof Date) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]: [string, unknown]) => [name, walk(item, name)]),
    );
  };
  return <T>(view: T) => scrub(walk(view, "")) as T;
}

describe("hostile text", () => {
  test("there are 100 payloads", () => {
    expect(new Set(payloads).size).toBe(100);
  });

  test.each(payloads.map((payload, index) => [index, payload] as const))(
    "payload %i stays text on every card",
    (_, payload) => {
      for (const [name, card] of everyCard(english, infect(payload)))
        expect([name, cardFaults(card)]).toEqual([name, []]);
    },
  );

  test("any text stays text on every card", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (payload) => {
        for (const [name, card] of everyCard(german, infect(payload)))
          expect([name, cardFaults(card)]).toEqual([name, []]);
      }),
      { numRuns: 100 },
    );
  });

  test("the check sees what it is for", () => {
    const card = everyCard(english).get("question");
    if (card === undefined) throw new Error("no card");
    // As if somebody had put data between the literals: the only way to make markup.
    const literals = Object.assign(['<a href="javascript:alert(1)">x'], {
      raw: ['<a href="javascript:alert(1)">x'],
    });
    const text = markup(literals);
    const faults = cardFaults({
      ...card,
      title: "\u202Egpj",
      sections: [{ widgets: [{ type: "paragraph", text }] }],
    });
    expect(faults.join("\n")).toMatch(/markup of others[\s\S]*not closed[\s\S]*override/);
  });
});
