/** The catalogue: both languages say everything, nothing is said nowhere, and values keep their direction. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { de } from "../../addon/src/texts/de.ts";
import { en } from "../../addon/src/texts/en.ts";
import { textsFor } from "../../addon/src/texts/texts-for.ts";

const src = path.join(import.meta.dirname, "../../addon/src");
const sources = ["cards", "actions"]
  .flatMap((folder) => readdirSync(path.join(src, folder)).map((file) => path.join(src, folder, file)))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

/** `["failure.gone", "It is …"]`; functions are called with samples. */
function sentences(texts: object, prefix = ""): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    if (typeof value === "string") return [[prefix + key, value]];
    if (typeof value === "function") return [[prefix + key, callWith(value, ["א", "ב"])]];
    return typeof value === "object" && value !== null ? sentences(value, `${prefix}${key}.`) : [];
  });
}

function callWith(value: object, samples: readonly unknown[]): string {
  return String(Reflect.apply(value as () => unknown, undefined, [...samples]));
}

describe.each([
  ["English", en],
  ["German", de],
] as const)("%s", (_, texts) => {
  test("says every sentence", () => {
    expect(sentences(texts).map(([key]) => key)).toEqual(sentences(en).map(([key]) => key));
    for (const [key, sentence] of sentences(texts)) expect([key, sentence.trim()]).toEqual([key, sentence]);
    expect(sentences(texts).filter(([, sentence]) => sentence === "")).toEqual([]);
  });

  test("isolates every value that reads from right to left", () => {
    const withValues = sentences(texts).filter(([, sentence]) => /[א-ב]/.test(sentence));
    expect(withValues.length).toBeGreaterThan(15);
    for (const [key, sentence] of withValues) {
      expect([key, /[א-ב]/.test(sentence.replace(/\u2068[^\u2069]*\u2069/g, ""))]).toEqual([key, false]);
    }
  });

  test("counts one and many", () => {
    expect(texts.attachmentsLabel(1)).not.toBe(texts.attachmentsLabel(2).replace("2", "1"));
    expect(texts.scoreAndMomentum(1, "1", "1")).not.toBe(texts.scoreAndMomentum(2, "1", "1"));
    expect(texts.morePeople(2)).toContain("2");
    expect(texts.waitSeconds(30)).toContain("30");
  });
});

test("German is not English left over", () => {
  const same = sentences(de).filter(([key, sentence]) =>
    sentences(en).some(([k, s]) => k === key && s === sentence),
  );
  const words = [
    "kind.lead",
    "role.cc",
    "role.bcc",
    "role.optional",
    "type.EMAIL",
    "types.EMAIL",
    "scoreLabel",
    "nameLabel",
    "meetLabel",
  ];
  const signs = ["threadHeader", "timeThere", "momentum", "invalidField", "newLead", "createLeadTitle"];
  expect(same.map(([key]) => key).filter((key) => ![...words, ...signs].includes(key))).toEqual([]);
});

test("every text is shown somewhere", () => {
  const unused = Object.keys(en).filter((key) => !new RegExp(`texts\\.${key}\\b`).test(sources));
  expect(unused).toEqual([]);
});

test("Austrians and Swiss read German, all others English", () => {
  expect(["de", "de-AT", "de-CH"].map((locale) => textsFor(locale).language)).toEqual(["de", "de", "de"]);
  expect(["en", "fr-FR", "den", "", "xx-invalid!"].map((locale) => textsFor(locale).language)).not.toContain(
    "de",
  );
});
