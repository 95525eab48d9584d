/**
 * A mail's HTML as the text a reader sees: lines, lists, tables and quotes, without what is hidden, what the mail program
 * put below, and pictures. One pass; it stops where the text is long enough, the history begins or the nesting is insane.
 */
import { Parser } from "htmlparser2";
import { addressWorthShowing, isTightParagraph, keepsLineBreaks, markOf } from "./html-marks.ts";
import type { Attributes } from "./html-marks.ts";
import { TextLayout } from "./text-layout.ts";

export interface HtmlText {
  /** Quoted history stands in lines that begin with `>`, as in plain text. */
  readonly text: string;
  /** The HTML or the text was longer than what is read. */
  readonly truncated: boolean;
}

export function htmlToText(html: string): HtmlText {
  const walk = new HtmlWalk();
  const parser = new Parser(walk, { decodeEntities: true });
  const end = Math.min(html.length, MAX_HTML);
  let at = 0;
  // In pieces, because a parser that was given everything cannot be stopped.
  while (at < end && !walk.isDone) {
    parser.write(html.slice(at, Math.min(at + CHUNK, end)));
    at += CHUNK;
  }
  if (!walk.isDone) parser.end();
  return { text: walk.layout.toString(), truncated: html.length > MAX_HTML || walk.isCut };
}

const MAX_HTML = 1_000_000;
const CHUNK = 16_384;
/** Deeper than any mail a person or a newsletter tool writes; the parser's own stack is slow beyond. */
const MAX_DEPTH = 1_000;
const MAX_LINK_TEXT = 500;

const SILENT: ReadonlySet<string> = new Set(
  "script style title template select textarea object svg xml iframe audio video canvas map".split(" "),
);
const BLOCKS: ReadonlySet<string> = new Set(
  "address article aside center dd details div dt fieldset figcaption figure footer form header main nav section summary table tbody tfoot thead caption body html".split(
    " ",
  ),
);
const PARAGRAPHS: ReadonlySet<string> = new Set("p h1 h2 h3 h4 h5 h6 hr dl pre blockquote".split(" "));

/** What an element does when it ends. */
type Closing = () => void;

class HtmlWalk {
  readonly layout = new TextLayout();
  isDone = false;
  isCut = false;
  readonly #closings: (Closing | undefined)[] = [];
  readonly #rows: number[] = [];
  #silentFrom = Infinity;
  #quoteDepth = 0;
  #preDepth = 0;
  /** The open tables, each with whether it only arranges things. */
  readonly #tables: boolean[] = [];
  #attribution: { readonly start: number; readonly end: number } | undefined;
  #link: { readonly href: string; text: string } | undefined;

  onopentag(name: string, attributes: Attributes): void {
    if (this.isDone) return;
    const depth = this.#closings.length + 1;
    if (depth > MAX_DEPTH) this.#stop(true);
    const isSilent = this.#isSilent || this.#silences(name, attributes);
    if (isSilent && !this.#isSilent) this.#silentFrom = depth;
    this.#closings.push(isSilent ? undefined : this.#open(name, attributes));
  }

  onclosetag(): void {
    if (this.isDone) return;
    this.#closings.pop()?.();
    if (this.#closings.length < this.#silentFrom) this.#silentFrom = Infinity;
  }

  ontext(text: string): void {
    if (this.isDone || this.#isSilent) return;
    this.#write(text);
    if (this.layout.isFull) this.#stop(true);
  }

  get #isSilent(): boolean {
    return this.#silentFrom !== Infinity;
  }

  #stop(isCut: boolean): void {
    this.isDone = true;
    this.isCut = isCut;
  }

  #write(text: string): void {
    if (this.#preDepth > 0) this.layout.preformatted(text);
    else this.layout.words(text);
    if (text.trim() === "") return;
    if (this.#link !== undefined && this.#link.text.length < MAX_LINK_TEXT) this.#link.text += text;
  }

  /** Elements whose content is nobody's text, or not this mail's. */
  #silences(name: string, attributes: Attributes): boolean {
    if (SILENT.has(name)) return true;
    switch (markOf(name, attributes)) {
      case "hidden":
        return true;
      case "quote":
        // The last lines of what is answered are context; what that one answered is not.
        return this.#quoteDepth > 0;
      case "history":
      case "signature":
        // With nothing above it, it is what the mail is about: a mail passed on, or typed into the signature.
        return this.layout.hasOwnText && this.#quoteDepth === 0;
      case "history-below":
        if (this.layout.hasOwnText && this.#quoteDepth === 0) this.#stop(false);
        return false;
      case "attribution":
      case undefined:
        return false;
    }
  }

  #open(name: string, attributes: Attributes): Closing | undefined {
    switch (name) {
      case "br":
        this.layout.lineBreak();
        return undefined;
      case "img":
        this.#write(emojiOf(attributes));
        return undefined;
      case "a":
        return this.#openLink(attributes["href"] ?? "");
      case "ul":
      case "ol":
        this.layout.openList(name === "ol");
        return () => {
          this.layout.closeList();
        };
      case "li":
        this.layout.openItem();
        return () => {
          this.layout.closeItem();
        };
      case "table":
        return this.#openTable(attributes);
      case "tr":
        return this.#openRow();
      case "td":
      case "th":
        return this.#openCell();
      case "blockquote":
        if (markOf(name, attributes) === "quote") return this.#openQuote();
        return this.#openBlock(name, attributes);
      default:
        return this.#openBlock(name, attributes);
    }
  }

  #openBlock(name: string, attributes: Attributes): Closing | undefined {
    const isParagraph = PARAGRAPHS.has(name) && !(name === "p" && isTightParagraph(attributes));
    const isBlock = isParagraph || name === "p" || BLOCKS.has(name);
    const isPre = keepsLineBreaks(name, attributes);
    if (isPre) this.#preDepth += 1;
    if (!isBlock) return isPre ? () => void (this.#preDepth -= 1) : undefined;
    const separate = () => {
      if (isParagraph) this.layout.paragraph();
      else this.layout.block();
    };
    separate();
    const isAttribution = this.#quoteDepth === 0 && markOf(name, attributes) === "attribution";
    const start = isAttribution ? this.layout.mark() : 0;
    return () => {
      if (isPre) this.#preDepth -= 1;
      separate();
      if (isAttribution) this.#attribution = { start, end: this.layout.mark() };
    };
  }

  #openQuote(): Closing {
    if (this.#attribution !== undefined)
      this.layout.dropIfLast(this.#attribution.start, this.#attribution.end);
    this.#attribution = undefined;
    this.#quoteDepth += 1;
    this.layout.openQuote();
    return () => {
      this.#quoteDepth -= 1;
      this.layout.closeQuote();
    };
  }

  #openLink(href: string): Closing {
    const link = { href, text: "" };
    this.#link = link;
    return () => {
      this.#link = undefined;
      const address = addressWorthShowing(href, link.text.trim());
      if (address !== undefined) this.layout.words(` <${address}>`);
    };
  }

  #openTable(attributes: Attributes): Closing {
    this.#tables.push(attributes["role"] === "presentation");
    this.layout.block();
    return () => {
      this.#tables.pop();
      this.layout.block();
    };
  }

  #openRow(): Closing {
    const start = this.layout.mark();
    this.#rows.push(start);
    return () => {
      this.#rows.pop();
      this.layout.closeRow(start);
    };
  }

  #openCell(): Closing | undefined {
    const row = this.#rows.at(-1);
    if (row === undefined || this.#tables.at(-1) === true) this.layout.block();
    else this.layout.cell(row);
    return undefined;
  }
}

/** Mail programs send emoji as pictures; other pictures say nothing in a text. */
function emojiOf({ alt = "", "data-emoji": emoji = "" }: Attributes): string {
  const text = emoji === "" ? alt : emoji;
  return text.length <= 16 && /^\p{Extended_Pictographic}/u.test(text) ? text : "";
}
