/**
 * Tells what somebody wrote from what the mail program put below it. Line by line and linear: libraries for this run
 * patterns over the whole text that a single hostile line of 1,000 characters keeps busy for a second.
 */
import { signatureStart } from "./sign-off.ts";
import { isBlank } from "./text-lines.ts";

/**
 * The lines without quoted history. Answers between quoted lines keep the end of what they answer. What was forwarded
 * stays, as it is what the mail is about; only the history below it goes.
 */
export function withoutHistory(lines: readonly string[]): readonly string[] {
  const start = findHistory(lines, 0);
  if (start === undefined) return withoutQuotes(lines);
  const own = lines.slice(0, start.at);
  switch (start.kind) {
    case "attribution": {
      const below = lines.slice(start.end);
      // Without quote marks below there is no telling where the history ends.
      return below.some(isQuoted) ? withoutQuotes([...own, ...below]) : withoutQuotes(own);
    }
    case "header":
      // A header block with nothing above it is what Outlook makes of a forwarded mail.
      return own.every(isBlankOrRule) ? firstOf(lines, start) : withoutQuotes(withoutRuleAtEnd(own));
    case "forward":
      return firstOf(lines, start);
  }
}

/** Where the history starts, and the line after its heading. */
interface HistoryStart {
  readonly kind: "attribution" | "header" | "forward";
  readonly at: number;
  readonly end: number;
}

/** Attribution lines are wrapped by some programs, to three lines at the most. */
const MAX_WRAPPED = 3;
const MAX_ATTRIBUTION = 500;
const MAX_CONTEXT_LINES = 3;

const OPENING =
  /^(?:on|am|le|el|il|em|op|den|dnia|w dniu|pe|ma|ti|ke|to|la|su|在|\p{L}{2,3}\.? \d|20\d\d[\s年./-]|\d{1,2}[./]\d{1,2}[./](?:20)?\d\d)/iu;
const WROTE =
  /(?:\b(?:wrote|schrieb|geschrieben|escribi|scritto|escreveu|schreef|skrev|kirjoitti|napisa|pisze)|crit|写道|のメッセージ|書きました|작성)/iu;
const DATE_OR_TIME = /(?:19|20)\d\d|\d{1,2}[:.h]\d\d|\d{1,2}[./]\d{1,2}[./]\d\d/;
const ADDRESS = /[<[(][^\s<>@]+@[^\s<>@]+[>\])]/;
const JAPANESE_DATE = /^20\d\d(?:年|\/|년)/u;

const ORIGINAL =
  /^[-_]{2,}\s*(?:original(?:nachricht)?[ -]?(?:message|nachricht|appointment)?|ursprüngliche nachricht|message d['’]origine|message original|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|opprinnelig melding|ursprungligt meddelande|oprindelig meddelelse|元のメッセージ|原始邮件|원본 메시지)\s*[-_]*$/iu;
const FORWARD =
  /^(?:[-_]{2,}\s*(?:forwarded (?:message|by .*)|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht|転送メッセージ|转发的邮件|전달된 메시지)\s*[-_]*|begin forwarded message:?|anfang der weitergeleiteten nachricht:?|début du message (?:transféré|réexpédié)\s?:?|inicio del mensaje reenviado:?|inizio messaggio inoltrato:?|転送されたメッセージ\s?[:：]?)$/iu;

/** Begins every form of the two above that has no colon. */
const BEGINS_HEADING =
  /^\s*(?:[-_]{2}|begin forwarded|anfang der|début du|inicio del|inizio messaggio|転送された)/iu;

const FROM_KEY = [
  "from",
  "von",
  "de",
  "da",
  "van",
  "från",
  "fra",
  "od",
  "差出人",
  "送信者",
  "发件人",
  "寄件者",
  "보낸 사람",
];
const SUBJECT_KEY = [
  "subject",
  "betreff",
  "objet",
  "asunto",
  "oggetto",
  "assunto",
  "onderwerp",
  "ämne",
  "emne",
  "temat",
  "件名",
  "主题",
  "主旨",
  "제목",
];
const OTHER_KEY = [
  ...["to", "cc", "bcc", "sent", "date", "reply-to", "importance"],
  ...["an", "gesendet", "datum", "kopie", "antwort an"],
  ...["à", "envoyé", "envoyé le", "date d'envoi"],
  ...["para", "enviado", "enviado el", "enviada em", "fecha", "a", "inviato", "data"],
  ...["aan", "verzonden", "till", "skickat", "til", "sendt", "do", "wysłano", "data"],
  ...["送信日時", "日時", "日付", "宛先", "发送时间", "日期", "收件人", "받는 사람", "보낸 날짜"],
];
const KEYS: ReadonlySet<string> = new Set([...FROM_KEY, ...SUBJECT_KEY, ...OTHER_KEY]);
const FROM_KEYS: ReadonlySet<string> = new Set(FROM_KEY);
const SUBJECT_KEYS: ReadonlySet<string> = new Set(SUBJECT_KEY);
const HEADER_LINE = /^\s*\*?([^\s:：*][^:：*]{0,19}?)\*?\s?[:：]\*?/u;
/** From, Sent, To, Cc, Subject, each of which may be wrapped. */
const MAX_HEADER_LINES = 14;

function findHistory(lines: readonly string[], from: number): HistoryStart | undefined {
  for (let at = from; at < lines.length; at += 1) {
    const start = historyAt(lines, at);
    if (start !== undefined) return start;
  }
  return undefined;
}

function historyAt(lines: readonly string[], at: number): HistoryStart | undefined {
  if (!mayBeHeading(lines, at)) return undefined;
  const line = lines[at]?.trim() ?? "";
  if (line === "" || isQuoted(line)) return undefined;
  if (line.length < 100 && FORWARD.test(line))
    return { kind: "forward", at, end: endOfHeaderBlock(lines, at + 1) };
  if (line.length < 100 && ORIGINAL.test(line))
    return { kind: "header", at, end: endOfHeaderBlock(lines, at + 1) };
  if (isHeaderBlock(lines, at)) return { kind: "header", at, end: endOfHeaderBlock(lines, at) };
  const end = endOfAttribution(lines, at);
  return end === undefined ? undefined : { kind: "attribution", at, end };
}

/** Most lines are none, and that is found out here for a quarter of the price: a heading is ruled off or ends with a colon. */
function mayBeHeading(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (hasColon(line) || BEGINS_HEADING.test(line)) return true;
  for (let next = at + 1; next < at + MAX_WRAPPED; next += 1) if (hasColon(lines[next] ?? "")) return true;
  return false;
}

function hasColon(line: string): boolean {
  return line.includes(":") || line.includes("：");
}

function endOfAttribution(lines: readonly string[], at: number): number | undefined {
  let text = "";
  for (let end = at; end < Math.min(lines.length, at + MAX_WRAPPED); end += 1) {
    const line = lines[end]?.trim() ?? "";
    if (line === "" || isQuoted(line) || text.length + line.length > MAX_ATTRIBUTION) return undefined;
    text += (text === "" ? "" : " ") + line;
    if (/[:：]$/.test(line) && isAttribution(text.replace(/^[-\s]+/, ""))) return end + 1;
    // A line that opens nothing and names nobody is no beginning of an attribution.
    if (end === at && !OPENING.test(line) && !line.includes("<")) return undefined;
  }
  return undefined;
}

/** `On <date>, <name> wrote:` and its relatives; a bare "I wrote:" in a sentence has neither opening nor address. */
function isAttribution(text: string): boolean {
  const hasAddress = ADDRESS.test(text);
  if (JAPANESE_DATE.test(text) && (hasAddress || WROTE.test(text))) return true;
  if (!WROTE.test(text)) return hasAddress && OPENING.test(text) && DATE_OR_TIME.test(text);
  return hasAddress || (OPENING.test(text) && DATE_OR_TIME.test(text));
}

function headerKey(line: string | undefined): string | undefined {
  // Most lines have none, and the pattern would look for it at the end of each word.
  if (line === undefined || !hasColon(line)) return undefined;
  const key = HEADER_LINE.exec(line)?.[1]?.toLowerCase();
  return key !== undefined && KEYS.has(key) ? key : undefined;
}

/** A From line with a Subject line close below: a list of "From: Munich, To: Paris" is no mail header. */
function isHeaderBlock(lines: readonly string[], at: number): boolean {
  const first = headerKey(lines[at]);
  if (first === undefined || !FROM_KEYS.has(first)) return false;
  const keys = lines.slice(at + 1, at + MAX_HEADER_LINES).map(headerKey);
  const subject = keys.findIndex((key) => key !== undefined && SUBJECT_KEYS.has(key));
  return subject >= 0 && keys.slice(0, subject).some((key) => key !== undefined);
}

/** The header ends with an empty line, but some programs put one after each of its lines too. */
function endOfHeaderBlock(lines: readonly string[], at: number): number {
  let end = at;
  let hasSubject = false;
  for (let next = at; next < Math.min(lines.length, at + MAX_HEADER_LINES); next += 1) {
    const key = headerKey(lines[next]);
    if (key !== undefined) end = next + 1;
    hasSubject ||= key !== undefined && SUBJECT_KEYS.has(key);
    if (hasSubject && isBlank(lines[next] ?? "")) break;
  }
  return end;
}

/** The forwarded or outermost mail with its header, without the history below it. */
function firstOf(lines: readonly string[], start: HistoryStart): readonly string[] {
  const next = findHistory(lines, start.end);
  const content = lines.slice(start.end, next?.at);
  return [...lines.slice(0, start.end), ...withoutRuleAtEnd(content)];
}

function isQuoted(line: string): boolean {
  return line.includes(">") && /^\s{0,3}>/.test(line);
}

function isBlankOrRule(line: string): boolean {
  return /^[\s_-]*$/.test(line);
}

function withoutRuleAtEnd(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => !isBlankOrRule(line));
  return lines.slice(0, last + 1);
}

/**
 * One answer below a quote stands for itself. Where there are several, each keeps the last lines it answers, because
 * "Yes, on Monday" alone says nothing.
 */
function withoutQuotes(lines: readonly string[]): readonly string[] {
  if (!lines.some(isQuoted)) return lines;
  const blocks = toBlocks(lines);
  const answers = blocks.filter((block, index) => index > 0 && isAnswer(block));
  const inline = answers.length > 1;
  return blocks.flatMap((block, index) => {
    if (!block.quoted) return block.lines;
    const answered = inline && isAnswer(blocks[index + 1]);
    const context = block.lines.filter((line) => /^\s{0,3}>\s*[^>\s]/.test(line));
    return ["", ...(answered ? context.slice(-MAX_CONTEXT_LINES) : [])];
  });
}

/** A signature below the last quote answers nothing. */
function isAnswer(block: Block | undefined): boolean {
  return block !== undefined && !block.quoted && signatureStart(block.lines) > 0;
}

interface Block {
  readonly quoted: boolean;
  readonly lines: string[];
}

function toBlocks(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    // Blank lines belong to the block they follow, so that a gap in a quote does not make two.
    if (last !== undefined && (isBlank(line) || last.quoted === isQuoted(line))) last.lines.push(line);
    else if (!isBlank(line)) blocks.push({ quoted: isQuoted(line), lines: [line] });
  }
  return blocks;
}
