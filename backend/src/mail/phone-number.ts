/** Finds telephone numbers in signatures: labelled ones, and unlabelled ones that can hardly be anything else. */
import { foldText } from "../crm/search-text.ts";

/** The first number of the line that is a telephone's, as written; fax, tax, register and postal numbers are not. */
export function findPhoneNumber(line: string): string | undefined {
  const text = line.normalize("NFKC").replace(/[‐‑‒–—−ー]/g, "-");
  let end = 0;
  for (const match of text.matchAll(NUMBER)) {
    const number = match[0].trim();
    const label = text.slice(end, match.index).replace(BEFORE_LABEL, "");
    end = match.index + match[0].length;
    if (isPhone(kindOfLabel(label), number)) return withoutOddBracket(number).replace(/\s+/g, " ");
  }
  return undefined;
}

const NUMBER =
  /(?:\+|\(\+?|(?<![\p{L}\d.,/-]))\d[\d ()./-]{4,26}\d(?:,? ?(?:ext\.?|x|extension|dw|durchwahl|poste|内線):? ?\d{1,5})?(?![\p{L}\d@])/giu;

/** A label stands beside its number, not in another column of the line. */
const BEFORE_LABEL = /^.*[|•·●;,]/su;

const PHONE_LABELS: ReadonlySet<string> = new Set(
  [
    "tel tlf telefon telephone phone ph t p m mob mobil mobile mobiltelefon cell cellphone cellular handy direct direkt",
    "durchwahl d dw office o buro zentrale main switchboard portable port gsm fixe standard telefono movil cellulare cel",
    "telefoon mobiel puhelin telefonnummer number whatsapp work home c ligne dial phone/fax tel/fax fon fone",
    "電話 電話番号 携帯 携帯電話 直通 代表 代表電話 ☎ ☏ ✆ 📞 📱 📲",
  ]
    .join(" ")
    .split(" "),
);
const FAX_LABEL =
  /(?:^|[^\p{L}/])(?:fax|telefax|tele?copie(?:ur)?|f|faks|ファックス|ファクス|ファクシミリ)[^\p{L}]*$|📠|🖷/u;
const NORTH_AMERICAN = /^(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}/;

type LabelKind = "phone" | "none" | "other";

function kindOfLabel(label: string): LabelKind {
  const folded = foldText(label);
  if (FAX_LABEL.test(folded)) return "other";
  const words = folded.split(/[^\p{L}/☎☏✆📞📱📲]+/u).filter((word) => /[^/]/.test(word));
  const last = words.at(-1);
  if (last === undefined) return "none";
  return PHONE_LABELS.has(last) ? "phone" : "other";
}

function isPhone(label: LabelKind, number: string): boolean {
  const digits = number.replace(/(?:ext|x|dw|durchwahl|poste|内線).*$/iu, "").replace(/\D/g, "");
  if (label === "other" || digits.length > 15) return false;
  if (label === "phone") return digits.length >= 6 && !isDate(number);
  if (NORTH_AMERICAN.test(number)) return true;
  return digits.length >= 9 && /^(?:\+|\(?\+?0)/.test(number) && !isDate(number);
}

function isDate(number: string): boolean {
  return /^\d{1,2}[./-]\d{1,2}[./-]\d{4}$|^\d{4}[./-]\d{1,2}[./-]\d{1,2}$/.test(number);
}

/** `(089) 123` keeps its bracket; `(+49 89 123` lost its other one outside the number. */
function withoutOddBracket(number: string): string {
  return number.startsWith("(") && !number.includes(")") ? number.slice(1) : number;
}
