/** Builds plain text line by line out of what a walk through HTML meets: words, blocks, lists, cells, quotes. */

export class TextLayout {
  readonly #lines: string[] = [];
  readonly #lists: { next: number | null }[] = [];
  #line = "";
  /** Kept apart, because looking at the end of a line that grows would copy all of it every time. */
  #endsInSpace = false;
  #length = 0;
  #quoteDepth = 0;
  #wantsBlank = false;
  #wantsGap = false;
  /** A cell began, and nothing is in it yet. */
  #isCellEmpty = false;
  #bullet = "";
  #hasOwnText = false;

  /** Something stands there that is not quoted. */
  get hasOwnText(): boolean {
    return this.#hasOwnText;
  }

  /** More than anybody keeps. */
  get isFull(): boolean {
    return this.#length + this.#line.length > MAX_LENGTH;
  }

  /** Begins a new line and says where. */
  mark(): number {
    this.block();
    this.#pushBlank();
    return this.#lines.length;
  }

  words(text: string): void {
    const words = text.replace(/[ \t\r\n\f]+/g, " ");
    const isFresh = this.#line === "" || this.#endsInSpace || this.#wantsGap;
    this.#add(isFresh && words.startsWith(" ") ? words.slice(1) : words);
  }

  preformatted(text: string): void {
    for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
      if (index > 0) this.lineBreak();
      this.#add(line);
    }
  }

  lineBreak(): void {
    this.#wantsGap = false;
    this.#flush();
  }

  /** What follows begins on a line of its own. */
  block(): void {
    if (this.#line !== "" && !this.#wantsGap) this.#flush();
  }

  /** The same with an empty line between, but in lists, which stand close. */
  paragraph(): void {
    this.block();
    if (this.#lists.length === 0 && !this.#isCellEmpty) this.#wantsBlank = this.#lines.length > 0;
  }

  openList(ordered: boolean): void {
    this.block();
    this.#lists.push({ next: ordered ? 1 : null });
  }

  closeList(): void {
    this.block();
    this.#lists.pop();
  }

  openItem(): void {
    this.block();
    const list = this.#lists.at(-1);
    const number = list?.next ?? null;
    this.#bullet = number === null ? "- " : `${number}. `;
    if (list !== undefined && number !== null) list.next = number + 1;
  }

  closeItem(): void {
    this.block();
    this.#bullet = "";
  }

  /** Beside the cell before, as long as the row, which began at a mark, is one short line; else below it. */
  cell(rowStart: number): void {
    this.block();
    this.#isCellEmpty = true;
    const before = this.#lines.at(-1);
    const isOneLine = this.#lines.length === rowStart + 1 && before !== undefined && before !== "";
    if (!isOneLine || before.length > MAX_CELL || this.#quoteDepth > 0 || this.#wantsGap) return;
    this.#lines.pop();
    this.#length -= before.length;
    this.#line = before;
    this.#wantsGap = true;
    this.#wantsBlank = false;
  }

  closeRow(rowStart: number): void {
    this.#endCells();
    if (this.#lines.length <= rowStart + 1) this.#wantsBlank = false;
  }

  openQuote(): void {
    this.#endCells();
    this.#quoteDepth += 1;
  }

  closeQuote(): void {
    this.#endCells();
    this.#quoteDepth -= 1;
  }

  /** Takes back the lines between two marks, unless something was written below them. */
  dropIfLast(start: number, end: number): void {
    this.block();
    if (this.#lines.slice(end).every((line) => line.trim() === "")) this.#lines.length = start;
  }

  toString(): string {
    this.#endCells();
    return this.#lines.join("\n").trim();
  }

  #add(text: string): void {
    if (text === "") return;
    if (text.trim() !== "") this.#pushBlank();
    if (this.#line === "") this.#line = this.#lead();
    else if (this.#wantsGap && text.trim() !== "") this.#line += CELL_GAP;
    if (text.trim() !== "") {
      this.#wantsGap = false;
      this.#isCellEmpty = false;
      this.#hasOwnText ||= this.#quoteDepth === 0;
    }
    this.#line += text;
    this.#endsInSpace = text.endsWith(" ");
  }

  #endCells(): void {
    this.#wantsGap = false;
    this.#isCellEmpty = false;
    this.block();
  }

  #pushBlank(): void {
    if (this.#wantsBlank && this.#lines.at(-1)?.trim() !== "") this.#push("");
    this.#wantsBlank = false;
  }

  #lead(): string {
    const lead = "  ".repeat(Math.min(Math.max(0, this.#lists.length - 1), MAX_INDENT)) + this.#bullet;
    this.#bullet = "";
    return lead;
  }

  #flush(): void {
    this.#push(withoutInvisible(this.#line).trimEnd());
    this.#line = "";
  }

  #push(line: string): void {
    const written = this.#quoteDepth > 0 ? `> ${line}` : line;
    this.#lines.push(written);
    this.#length += written.length + 1;
  }
}

const MAX_LENGTH = 65_536;
const MAX_CELL = 100;
const MAX_INDENT = 5;
const CELL_GAP = " | ";

/** What newsletters fill their preview line with. Joiners inside words stay: Persian and emoji need them. */
function withoutInvisible(line: string): string {
  return line.replace(/\u034F|[\u00AD\u200B\u2060\uFEFF]/g, "").replace(/\u200C(?=[\s\u200C]|$)/g, "");
}
