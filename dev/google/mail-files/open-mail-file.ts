/** Gives the mails of a file one by one, each with the way to read it again later. */
import { readFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { MailFile } from "./find-mail-files.ts";
import { unreadable } from "./load-note.ts";
import type { LoadNote } from "./load-note.ts";
import { readMbox, readMboxSlice } from "./mbox-reader.ts";
import { toCrlf } from "./line-endings.ts";

export interface MailEntry {
  /** The file, and for an mbox the number of the mail in it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly reread: () => Uint8Array;
  readonly modifiedAt: number;
  /** The `From ` line an mbox puts before a mail. */
  readonly fromLine?: string;
}

/** More than Gmail takes in; what is larger is no mail but a mistake. */
const maxMailBytes = 60 * 1024 * 1024;

export async function* openMailFile(file: MailFile): AsyncGenerator<MailEntry | LoadNote> {
  try {
    if (file.kind === "eml") yield await openEml(file);
    else yield* openMbox(file);
  } catch (error) {
    yield unreadable(file.path, error);
  }
}

async function openEml({ path, modifiedAt }: MailFile): Promise<MailEntry | LoadNote> {
  const { size } = await stat(path);
  if (size === 0) return { path, reason: "is empty" };
  if (size > maxMailBytes) return tooLarge(path);
  const bytes = toCrlf(await readFile(path));
  return { path, bytes, modifiedAt, reread: () => toCrlf(readFileSync(path)) };
}

async function* openMbox({ path, modifiedAt }: MailFile): AsyncGenerator<MailEntry | LoadNote> {
  let number = 0;
  for await (const { bytes, fromLine, range } of readMbox(path, maxMailBytes)) {
    number += 1;
    const place = `${path}#${number}`;
    if (bytes === undefined) yield tooLarge(place);
    else if (bytes.length === 0) yield { path: place, reason: "is empty" };
    else
      yield {
        path: place,
        bytes: toCrlf(bytes),
        fromLine,
        modifiedAt,
        reread: () => toCrlf(readMboxSlice(path, range)),
      };
  }
  if (number === 0) yield { path, reason: "holds no mail: an mbox begins with a line “From …”" };
}

function tooLarge(path: string): LoadNote {
  return { path, reason: `is larger than ${maxMailBytes / 1024 / 1024} MB` };
}
