/** What a letter calls somebody by. */
import { toStorableLine } from "./storable-text.ts";

/**
 * Null where no first name can be told: a better letter says "Hello" than "Hello Dr." or "Hello Acme".
 *
 * @param company whose contact it is: a contact that is named like its company is no person.
 */
export function firstNameOf(name: string, company: string | null): string | null {
  const line = toStorableLine(name, MAX_NAME).replace(BESIDE, " ").trim();
  if (line === "" || line.includes("@") || line.toLowerCase() === company?.trim().toLowerCase()) return null;
  // Family names come first there, and are what people are called by: nothing is cut off.
  if (EAST_ASIAN.test(line)) return line;
  const [beforeComma = "", ...others] = line.split(/\s*,\s*/);
  // `Lee, Ann` is Ann; `Ann Lee, PhD` is Ann as well.
  const given = others.find((part) => part !== "" && !SUFFIX.test(part)) ?? beforeComma;
  const spoken = given.split(" ").filter((word) => word !== "");
  const words = spoken.filter((word) => !TITLE.test(word));
  // Of `Dr. Smith` only the family name is known.
  if (words.length === 1 && spoken.length > 1) return null;
  // `J. Robert Oppenheimer` is called Robert; nobody is called J.
  const first = words.find((word, at) => !INITIAL.test(word) && (at === 0 || at < words.length - 1));
  return first !== undefined && /\p{L}/u.test(first) ? first : null;
}

const MAX_NAME = 300;
const BESIDE = /\([^()]*\)|"[^"]*"|\|.*$/g;
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const SUFFIX =
  /^(?:ph\.?\s?d|m\.?\s?d|mba|m\.?sc|b\.?sc|ll\.?m|esq|jr|sr|ii|iii|iv|cpa|cfa|rn|inc|llc|ltd|gmbh|ag)\.?$/i;
const TITLE =
  /^(?:dr|prof|professor|mr|mrs|ms|mx|miss|sir|dame|herr|frau|hr|fr|ing|mag|dipl|dipl\.?-?\p{L}+|mme|mlle|señor|señora|sr|sra|rev|hon|med|rer|nat|h\.?\s?c)\.?$/iu;
const INITIAL = /^(?:\p{L}\.-?)+$|^\p{Lu}$/u;
