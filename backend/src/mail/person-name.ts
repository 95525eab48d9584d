/** Reads a person's name from a header, from a signature, or at worst from the address. */
import { foldText } from "../crm/search-text.ts";
import { toStorableLine } from "../crm/storable-text.ts";
import { findCompanyByForm } from "./company-name.ts";
import { isJobTitle } from "./job-title.ts";

/** What a display name says: `Doe, Jane (Acme GmbH)` is Jane Doe of Acme GmbH. */
export interface DisplayName {
  readonly name: string | null;
  /** Named beside the person; not yet checked to be a company. */
  readonly beside: string | null;
}

export function readDisplayName(text: string | null): DisplayName {
  const written = toStorableLine(text ?? "", MAX_NAME);
  const [, person = written, beside = null] = BESIDE.exec(written) ?? [];
  const name = inSpokenOrder(
    person
      .replace(VIA, "")
      .replace(/^["']+|["',;]+$/g, "")
      .trim(),
  );
  return { name: name === "" || name.includes("@") ? null : capitalised(name), beside };
}

/** Two to four capitalised words, or a Japanese name; no title, company or place is told from a name by its look alone. */
export function looksLikePersonName(text: string): boolean {
  if (text.length > 60 || NO_PERSON.test(text) || isJobTitle(text) || findCompanyByForm(text) !== undefined)
    return false;
  return WESTERN_NAME.test(text.replace(ACADEMIC, "").trim()) || JAPANESE_NAME.test(text);
}

/** Whether one of the two names is the other with parts left out: Anna, Anna Schmidt. */
export function isShortFormOf(short: string, long: string): boolean {
  const longWords = new Set(nameWords(long));
  const shortWords = nameWords(short);
  return (
    shortWords.length < longWords.size &&
    shortWords.length > 0 &&
    shortWords.every((word) => longWords.has(word))
  );
}

export function isSameName(one: string, other: string): boolean {
  return nameWords(one).sort().join(" ") === nameWords(other).sort().join(" ");
}

/** `john.smith` → John Smith; null for mailboxes of no person in particular (`info`, `no-reply`) and for what reads as none. */
export function guessNameFromLocalPart(localPart: string): string | null {
  const plain = localPart.replace(/\+.*$/s, "").replace(/^"|"$/g, "");
  if (SHARED_MAILBOX.test(plain)) return null;
  const words = plain.split(/[._-]+/).filter((word) => word !== "");
  if (words.length === 0 || words.length > 4 || !words.every((word) => /^[\p{L}']+$/u.test(word)))
    return null;
  return words.map(capitalisedWord).join(" ");
}

const MAX_NAME = 300;
const BESIDE = /^([^()|]{2,}?)\s*(?:\(([^()]{2,80})\)|\|\s*([^|]{2,80}))\s*$/u;
const VIA = /\s+(?:via|über|par|from|durch)\s+.{2,60}$/iu;
const ACADEMIC =
  /(?:\b(?:Prof|Dr|Dipl|Ing|Mag|Mr|Mrs|Ms|M|Mme|Herr|Frau|rer|nat|med|phil|jur|h\.? ?c)\b[.-]*\s*)+|,\s*(?:MBA|PhD|Ph\.D\.|M\.?Sc\.?|B\.?Sc\.?|CPA|PMP|Esq\.?|Jr\.?|Sr\.?|LL\.?M\.?)$/gu;
const WESTERN_NAME =
  /^\p{Lu}[\p{L}'’.-]*(?:\s+(?:v\.|von|van|de[rnls]?|du|da|di|la|le|zu|zur|ten|ter|bin|al|el|y|e|d['’]\p{Lu}\p{Ll}+|\p{Lu}[\p{L}'’.-]*)){1,4}$/u;
const NO_PERSON = /\b(?:the|team|group|support|service|department|abteilung|équipe|company)\b/i;
const JAPANESE_NAME =
  /^[\p{Script=Han}々]{1,4}[ \u3000]?[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々]{1,5}(?:[ \u3000]*[（(][\p{L}\s・ー]{2,30}[)）])?$/u;
const SHARED_MAILBOX =
  /^(?:info|sales|support|contact|kontakt|office|hello|hallo|team|admin|marketing|mail|service|billing|news(?:letter)?|no-?reply|do-?not-?reply|noreply.*|jobs|careers|press|presse|hr|accounts?|invoice|rechnung|order|orders|bestellung|help|webmaster|postmaster|notifications?|events?|enquir(?:y|ies)|reception|buchhaltung|vertrieb|einkauf|post)(?:[._-].*)?$/i;
const NO_GIVEN_NAME =
  /^(?:jr|sr|ii|iii|iv|mba|phd|ph\.d|m\.?sc|b\.?sc|md|m\.d|dr|esq|cpa|cfa|pmp|ll\.?m|inc|llc|ltd|gmbh)\.?$/i;

/** `Doe, Jane` is how directories sort, not how she is called. */
function inSpokenOrder(name: string): string {
  const [last = "", first = "", ...more] = name.split(/\s*,\s*/);
  const swapped = more.length === 0 && first !== "" && !NO_GIVEN_NAME.test(first) && !isJobTitle(first);
  const short = [last, first].every((part) => part.split(/\s+/).length <= 3 && !/\d/.test(part));
  return swapped && short && findCompanyByForm(name) === undefined ? `${first} ${last}` : name;
}

/** Names typed all in lower case; capitals stay, they often mark the family name (TANAKA Taro). */
function capitalised(name: string): string {
  if (name !== name.toLowerCase() || !/^[\p{L}' .-]+$/u.test(name)) return name;
  return name.split(" ").map(capitalisedWord).join(" ");
}

function capitalisedWord(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function nameWords(name: string): string[] {
  return foldText(name.replace(ACADEMIC, " "))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
