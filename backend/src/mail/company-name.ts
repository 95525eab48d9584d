/** Recognises a company by its legal form or by the domain of an address. */
import { foldText } from "../crm/search-text.ts";
import { isJobTitle } from "./job-title.ts";

/** The company named in a piece of a signature, if its legal form says so: `Acme GmbH` of `Acme GmbH, Hauptstr. 1`. */
export function findCompanyByForm(text: string): string | undefined {
  return findJapanese(text) ?? findWestern(text);
}

/** The company named in a piece of a signature, if it is the one whose domain the mail came from. */
export function findCompanyByDomain(text: string, domain: string): string | undefined {
  const label = squeeze(nameLabel(domain));
  if (label.length < 3) return undefined;
  return partsOf(text).find((part) => {
    const squeezed = squeeze(part);
    const words = part.split(/\s+/).length;
    // `acme.com` is written "Acme", "Acme Corporation" or "The Acme Group"; `acme-tools.com` also "Acme Tools Europe".
    return (
      words <= 5 &&
      !/\d{3}|\bteam\b/i.test(part) &&
      startsUpper(part) &&
      squeezed.includes(label) &&
      squeezed.length <= label.length + 20
    );
  });
}

/** What a company's domain suggests it is called: `acme-tools.co.uk` → Acme Tools, `ibm.com` → IBM. */
export function guessCompany(domain: string): string | null {
  const label = nameLabel(domain);
  if (label.length < 2 || label.startsWith("xn--") || !/\p{L}/u.test(label)) return null;
  const words = label.split(/[-_]+/).filter((word) => word !== "");
  const isAbbreviation = words.length === 1 && label.length <= 3;
  if (isAbbreviation) return label.toUpperCase();
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
}

/** Legal forms as they stand at the end of a name; dots and spaces inside them vary. */
const FORMS = [
  "GmbH(?: ?& ?Co\\.? ?KG(?:aA)?)?|gGmbH|mbH|AG|KGaA|(?:SE|AG|UG)? ?& ?Co\\.? ?KG|KG|OHG|GbR|UG(?: ?\\(haftungsbeschränkt\\))?|e\\.? ?V\\.|eG|e\\.K\\.|SE",
  "(?:Co\\.?,? ?)?Ltd\\.?|Limited|LLC|L\\.L\\.C\\.|Incorporated|Inc\\.?|Corp\\.?|Corporation|PLC|plc|LLP|L\\.L\\.P\\.",
  "(?:Pty|Pte|Pvt)\\.? ?(?:Ltd|Limited)\\.?|K\\.? ?K\\.?|G\\.? ?K\\.?|Co\\.",
  "S\\.?A\\.?S\\.?U?|S\\.?A\\.?R\\.?L\\.?|S\\.A\\.|SA|SNC|EURL|SCOP|S\\.?[rR]\\.?[lL]\\.?|S\\.?p\\.?A\\.?|S\\.?L\\.?U?\\.?|Lda\\.?|Ltda\\.?",
  "B\\.?V\\.?|N\\.?V\\.?|Oy|Oyj|AB|A/S|AS|ASA|ApS|Sp\\. ?z ?o\\.? ?o\\.|s\\.r\\.o\\.|a\\.s\\.|d\\.o\\.o\\.|Kft\\.?|Zrt\\.?|Sàrl",
].join("|");
const ENDS_IN_FORM = new RegExp(`^(.{2,80}?),? (?:${FORMS})$`, "u");
/** A comma before a form belongs to the name: `Acme, Inc.`, `Sony Co., Ltd.` */
const COMMA = new RegExp(`,\\s+(?!(?:${FORMS})(?:$|[\\s,;]))`, "u");
/** `Head of Sales at Acme`: the company is what follows the last of these words. */
const TITLE_AND_COMPANY = /^(.{2,60})\s(?:at|@|of|bei(?: der)?|der|chez|presso|bij)\s+(?=\p{Lu})/u;
const JAPANESE_FORM = /株式会社|有限会社|合同会社|合資会社|一般社団法人|一般財団法人|\(株\)|（株）|㈱/u;

/** Labels that stand below a country's domain like a second top level: `acme.co.uk`, `acme.or.jp`. */
const SECOND_LEVEL: ReadonlySet<string> = new Set(
  "co com org net or ne ac gov go edu gob gv asso".split(" "),
);

function findWestern(text: string): string | undefined {
  for (const part of text.split(COMMA)) {
    const name = withoutTitle(part).trim();
    const head = ENDS_IN_FORM.exec(name)?.[1];
    if (head === undefined || !startsUpper(head) || head.split(/\s+/).length > 8) continue;
    if (!/[.:!?]\s/.test(head.replace(/\b(?:Dr|Prof|St|Gebr|Co|Fa|\p{Lu})\.\s/gu, ""))) return name;
  }
  return undefined;
}

/** `株式会社サンプル 営業部`: the word with the form, or with the next one when the form stands alone. */
function findJapanese(text: string): string | undefined {
  if (!JAPANESE_FORM.test(text) || text.length > 80) return undefined;
  const words = text.trim().split(/[\s\u3000]+/u);
  const at = words.findIndex((word) => JAPANESE_FORM.test(word));
  const word = words[at] ?? "";
  if (word.replace(JAPANESE_FORM, "") !== "") return word;
  const next = words[at + 1];
  return next === undefined ? undefined : `${word} ${next}`;
}

function partsOf(text: string): readonly string[] {
  return withoutTitle(text)
    .split(COMMA)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function withoutTitle(text: string): string {
  const [before = "", title = ""] = TITLE_AND_COMPANY.exec(text) ?? [];
  return isJobTitle(title) ? text.slice(before.length) : text;
}

function startsUpper(text: string): boolean {
  return /^["'(]?[\p{Lu}\p{Lt}\p{Lo}\d]|^[a-z]+\p{Lu}/u.test(text);
}

/** The label a company chose: of `mail.acme.co.uk` it is `acme`. */
function nameLabel(domain: string): string {
  const labels = domain.toLowerCase().split(".");
  const topLevel = labels.at(-1) ?? "";
  const below = labels.length > 2 && topLevel.length === 2 && SECOND_LEVEL.has(labels.at(-2) ?? "");
  return labels.at(below ? -3 : -2) ?? "";
}

function squeeze(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}]/gu, "");
}
