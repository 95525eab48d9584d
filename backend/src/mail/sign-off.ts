/** Finds where a mail's text ends and its signature begins. */
import { foldText } from "../crm/search-text.ts";
import { isBlank } from "./text-lines.ts";

/**
 * Index of the first line of the signature with its greeting ("Best regards,"); `lines.length` if there is none.
 * Expects lines without quoted history.
 */
export function signatureStart(lines: readonly string[]): number {
  let hasText = false;
  for (const [index, line] of lines.entries()) {
    if (isBlank(line)) continue;
    if (isDelimiter(line)) return index;
    const inReach = hasText && lines.length - index <= MAX_SIGNATURE_LINES;
    if (inReach && isFrame(line) && looksLikeSignature(lines, index + 1)) return index;
    if (mayBePhrase(line)) {
      const phrase = foldText(line);
      if (DEVICE.test(phrase)) return index;
      const greeting = inReach ? greetingIn(phrase) : undefined;
      // Thanks are said to the reader: they stay with the text.
      const start = greeting === "thanks" ? index + 1 : index;
      if (greeting !== undefined && looksLikeSignature(lines, index + 1)) return start;
    }
    hasText = true;
  }
  return lines.length;
}

/** Nearly no line is, and this tells for a third of what folding each would take. */
function mayBePhrase(line: string): boolean {
  if (line.length > MAX_PHRASE) return false;
  return BEGINS_PHRASE.test(FOLDS_TO_OTHER.test(line) ? foldText(line) : line);
}

/** "Sent from my iPhone" and the like: written by a program. */
export function isDeviceLine(line: string): boolean {
  return line.length <= MAX_PHRASE && DEVICE.test(foldText(line));
}

/** A line that only greets, so that a signature reader can pass over it; also "Best, John". */
export function greetingOf(line: string): "regards" | "thanks" | undefined {
  return line.length <= MAX_PHRASE ? greetingIn(foldText(line)) : undefined;
}

/** A line drawn with one character, as Japanese signatures are framed. */
export function isFrame(line: string): boolean {
  return /^\s*([-_=*~#+─━═＝―‐－＊～☆★◇◆□■∽∞・.])(?:\s*\1){4,}[\s\S]{0,3}$/u.test(line.slice(0, 200));
}

const MAX_SIGNATURE_LINES = 60;
/** Characters of a line that greets or that a program wrote. */
const MAX_PHRASE = 120;

function greetingIn(folded: string): "regards" | "thanks" | undefined {
  const phrase = withoutName(withoutEnd(folded));
  // Two languages on one line: "Venlig hilsen / Best regards".
  const parts = /[/|]/.test(phrase) ? phrase.split(/ ?[/|] ?/) : [phrase];
  if (parts.every((part) => REGARDS.test(part))) return "regards";
  return THANKS.test(phrase) ? "thanks" : undefined;
}

function withoutName(text: string): string {
  if (!/[,!–]/.test(text)) return text;
  const [head = "", ...tail] = text.split(/\s*[,!–]\s+/u);
  return tail.length === 1 && (tail[0] ?? "").split(" ").length <= 3 ? head : text;
}

function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && " ,.!。、…–-".includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

// The phrases are folded: lower-case, without accents, ß as ss.
const REGARDS_PHRASES = [
  // English
  "(?:with )?(?:my |our )?(?:best|kind|kindest|warm|warmest|many|friendly)(?: and (?:kind|warm))? (?:regards|wishes|greetings)(?: from .{2,30})?",
  "regards|best|all the best|cheers|warmly|respectfully|cordially|take care|talk soon|see you(?: soon)?|br|rgds|kr",
  "(?:yours )?(?:sincerely|truly|faithfully)(?: yours)?|yours",
  "thanks? (?:and|&) (?:best |kind |warm )?regards|many thanks and (?:best |kind )?regards",
  // German
  "(?:mit )?(?:ganz |sehr )?(?:viele|liebe|beste|freundliche|herzliche|schone|sonnige|kollegiale)[nmrs]*(?: und (?:beste|liebe|freundliche)n?)? gr(?:u|ue)ss(?:e|en)?(?: (?:aus|nach|von) .{2,30})?",
  "gruss|grusse|(?:danke|vielen dank)? ?(?:und|&) (?:viele |beste |liebe |freundliche )?gr(?:u|ue)sse?|mfg|lg|vg|bg|herzlichst|hochachtungsvoll|ihre?|bis bald",
  // French
  "(?:bien |tres |sinceres? )?(?:cordialement|sincerement|amicalement|respectueusement)|bien a (?:vous|toi)|a bientot|cdlt|cdt",
  "(?:sinceres|meilleures|cordiales) salutations|salutations(?: distinguees| cordiales)?|(?:avec )?mes (?:sinceres |meilleures )?salutations",
  "(?:je vous prie|nous vous prions|veuillez) d?['’ ]?\\s?(?:agreer|accepter|recevoir|croire).{0,90}",
  // Japanese
  ".{0,30}お(?:願|ねが)い(?:いた|致|申し上げ|もうしあげ)?し?ます|敬具|草々|以上",
  // Spanish, Italian, Dutch, Portuguese, the Nordic languages, Polish
  "(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|atentamente|cordiali saluti|distinti saluti|saluti|un caro saluto",
  "(?:met )?(?:vriendelijke|hartelijke) groet(?:en|jes)?|groet(?:en|jes)?|mvg|atenciosamente|cumprimentos|abracos?",
  "(?:med )?(?:vanlig|venlig|vennlig)[ae]? ?(?:halsning(?:ar)?|hilsen)|(?:basta )?halsningar|hilsen|mvh|pozdrawiam|z powazaniem",
].join("|");
const REGARDS = new RegExp(`^(?:${REGARDS_PHRASES})$`, "u");
const THANKS_PHRASES =
  "thanks?(?: you)?(?: (?:so|very) much| a lot| again| in advance)?|many thanks|thx|(?:vielen |herzlichen |besten )?dank(?:e)?(?: (?:und|im voraus).{0,20})?|danke (?:dir|ihnen|schon)|merci(?: beaucoup| d['’]avance)?|bonne (?:journee|soiree)|gracias|grazie(?: mille)?|bedankt|tack";
const THANKS = new RegExp(`^(?:${THANKS_PHRASES})$`, "u");

const DEVICE_PHRASES =
  "sent (?:from|with|via) (?:my |the |mobile|outlook|proton|yahoo|gmail|samsung|iphone|ipad|android)|get (?:outlook|bluemail) for|(?:diese (?:nachricht|e-?mail) wurde )?(?:von (?:meinem|unterwegs).{0,40}gesendet|gesendet (?:von|mit|uber) )|outlook fur .{2,20} (?:herunterladen|beziehen)|envoye (?:de(?:puis)? |a partir d)|telecharge[rz] outlook|obtenir outlook|enviado (?:desde|do|de) (?:mi|meu|o) |inviato da(?:l)? |verzonden (?:vanaf|met) |verstuurd vanaf |skickat fran |sendt fra (?:min|outlook)|(?:iphone|ipad|android|スマートフォン)から送信|wyslane z ";
const DEVICE = new RegExp(`^(?:${DEVICE_PHRASES})`, "u");

/** One of them, or the beginning of one. */
const BEGINS_PHRASE = new RegExp(`^(?:${REGARDS_PHRASES}|${THANKS_PHRASES}|${DEVICE_PHRASES})`, "iu");
/** Folding changes more of it than its case. */
const FOLDS_TO_OTHER = /[^\x20-\x7e]|^ | {2}/;

/** RFC 3676 §4.3, and how programs that trim spaces leave it. */
function isDelimiter(line: string): boolean {
  return /^(?:--|—|––)\s*$/u.test(line);
}

/** Short lines that are no sentences: below "Thanks!" in the middle of a mail stands a paragraph. */
function looksLikeSignature(lines: readonly string[], from: number): boolean {
  const first = lines.slice(from, from + 12).filter((line) => !isBlank(line));
  return first.slice(0, 3).every((line) => line.length <= 120 && !isSentence(line));
}

function isSentence(line: string): boolean {
  const text = line.trim();
  if (greetingOf(text) !== undefined || isDeviceLine(text)) return false;
  const words = text.split(/\s+/).length;
  return (
    /[?!。？！]$/u.test(text) ||
    (/[.:,]$/.test(text) && words >= 5) ||
    (words >= 9 && !/\d|[|•·@]/.test(text))
  );
}
