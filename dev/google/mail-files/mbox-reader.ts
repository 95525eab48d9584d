/**
 * Reads mbox archives of any size as a stream of mails (mboxo, mboxrd and what Google Takeout writes).
 * https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml
 */
import { closeSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";

export interface MboxMail {
  /** Unescaped; undefined when the mail is larger than allowed. */
  readonly bytes: Buffer | undefined;
  /** The line that began it, without its line end. */
  readonly fromLine: string;
  readonly range: MboxRange;
}

/** Where the mail stands in the file, still escaped. */
export interface MboxRange {
  readonly start: number;
  readonly end: number;
}

export async function* readMbox(
  path: string,
  maxMailBytes: number,
  chunkBytes = 1024 * 1024,
): AsyncGenerator<MboxMail> {
  const file = await open(path);
  try {
    const splitter = new MboxSplitter(maxMailBytes);
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, null);
      if (bytesRead === 0) break;
      yield* splitter.push(chunk.subarray(0, bytesRead));
    }
    yield* splitter.end();
  } finally {
    await file.close();
  }
}

export function readMboxSlice(path: string, { start, end }: MboxRange): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.allocUnsafe(end - start);
    const read = readSync(file, bytes, 0, bytes.length, start);
    return unescapeFromLines(bytes.subarray(0, read));
  } finally {
    closeSync(file);
  }
}

/** Cuts a stream of chunks, however they fall, into mails. */
export class MboxSplitter {
  readonly #maxMailBytes: number;
  #window = Buffer.alloc(0);
  /** Where in the file the window begins. */
  #windowOffset = 0;
  /** Where in the window the search for the next `From ` line goes on. */
  #scanned = 0;
  #current: { fromLine: string; start: number; isTooLarge: boolean } | undefined;

  constructor(maxMailBytes: number) {
    this.#maxMailBytes = maxMailBytes;
  }

  *push(chunk: Buffer): Generator<MboxMail> {
    this.#window = Buffer.concat([this.#window, chunk]);
    yield* this.#split(false);
    this.#forget();
  }

  *end(): Generator<MboxMail> {
    yield* this.#split(true);
    if (this.#current !== undefined) yield this.#close(withoutBlankLine(this.#window, this.#window.length));
    this.#current = undefined;
  }

  *#split(isLast: boolean): Generator<MboxMail> {
    for (;;) {
      const lineStart = this.#nextFromLine();
      if (lineStart === undefined) return;
      const feed = this.#window.indexOf(0x0a, lineStart);
      const lineEnd = feed >= 0 ? feed : isLast ? this.#window.length : undefined;
      if (lineEnd === undefined) {
        // Cut off by the end of the chunk: look again when the rest has come.
        this.#scanned = Math.max(0, lineStart - 1);
        return;
      }
      this.#scanned = lineEnd;
      const line = this.#window.toString("latin1", lineStart, Math.min(lineEnd, lineStart + 1000)).trimEnd();
      if (!this.#separates(line, lineStart)) continue;
      if (this.#current !== undefined) yield this.#close(withoutBlankLine(this.#window, lineStart));
      this.#current = {
        fromLine: line,
        start: this.#windowOffset + Math.min(lineEnd + 1, this.#window.length),
        isTooLarge: false,
      };
    }
  }

  #nextFromLine(): number | undefined {
    if (this.#windowOffset === 0 && this.#scanned === 0 && this.#window.indexOf("From ") === 0) return 0;
    const found = this.#window.indexOf("\nFrom ", this.#scanned);
    if (found >= 0) return found + 1;
    this.#scanned = Math.max(this.#scanned, this.#window.length - "\nFrom ".length + 1);
    return undefined;
  }

  /** A line with a date in it after a blank line, or the full form anywhere: not every writer puts the blank line. */
  #separates(line: string, lineStart: number): boolean {
    if (/^From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) .*\d{4}$/.test(line)) return true;
    const isAfterBlank =
      this.#windowOffset + lineStart === 0 || withoutBlankLine(this.#window, lineStart) < lineStart;
    return isAfterBlank && /^From \S.*\d{4}\b/.test(line);
  }

  #close(windowEnd: number): MboxMail {
    const { fromLine = "", start = 0, isTooLarge = false } = this.#current ?? {};
    const range = { start, end: Math.max(start, this.#windowOffset + windowEnd) };
    const isKept = !isTooLarge && range.end - range.start <= this.#maxMailBytes;
    const bytes = isKept
      ? unescapeFromLines(
          Buffer.from(
            this.#window.subarray(
              start - this.#windowOffset,
              Math.max(start - this.#windowOffset, windowEnd),
            ),
          ),
        )
      : undefined;
    return { bytes, fromLine, range };
  }

  /** Drops what is behind: mails already given, text before the first, and the inside of one that is too large. */
  #forget(): void {
    const current = this.#current;
    if (
      current !== undefined &&
      this.#windowOffset + this.#window.length - current.start > this.#maxMailBytes
    ) {
      current.isTooLarge = true;
    }
    const isHeld = current !== undefined && !current.isTooLarge;
    // Three bytes more, because what stands before the line decides whether it is blank.
    const keepFrom = isHeld ? current.start - this.#windowOffset - 3 : this.#scanned - 3;
    const cut = Math.max(0, Math.min(keepFrom, this.#scanned));
    if (cut === 0) return;
    this.#window = this.#window.subarray(cut);
    this.#windowOffset += cut;
    this.#scanned -= cut;
  }
}

/** `>From ` → `From `, `>>From ` → `>From `: what writers did to keep body lines from looking like a new mail. */
function unescapeFromLines(bytes: Buffer): Buffer {
  if (!bytes.includes(">From ")) return bytes;
  return Buffer.from(bytes.toString("latin1").replace(/^>(>*From )/gm, "$1"), "latin1");
}

/** The end of the mail before a `From ` line: the blank line between belongs to neither. */
function withoutBlankLine(window: Buffer, lineStart: number): number {
  let end = lineStart;
  if (window[end - 1] !== 0x0a) return end;
  const blankStart = window[end - 2] === 0x0d ? end - 2 : end - 1;
  if (window[blankStart - 1] === 0x0a || blankStart === 0) end = blankStart;
  return end;
}
