/** Finds the files that hold mail below the paths given. */
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { unreadable } from "./load-note.ts";
import type { LoadNote } from "./load-note.ts";

export interface MailFile {
  readonly path: string;
  readonly kind: "eml" | "mbox";
  readonly modifiedAt: number;
}

/** In a stable order. What is named but cannot be used gets a note; what merely lies in a folder is passed over. */
export async function* findMailFiles(
  paths: readonly string[],
  note: (note: LoadNote) => void,
): AsyncGenerator<MailFile> {
  for (const path of paths) yield* find(path, { isNamed: true, note });
}

async function* find(
  path: string,
  walk: { isNamed: boolean; note: (note: LoadNote) => void },
): AsyncGenerator<MailFile> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) {
      const names = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
      for (const name of names) yield* find(join(path, name), { ...walk, isNamed: false });
    } else if (info.isFile()) {
      const kind = await kindOf(path);
      if (kind !== undefined) yield { path, kind, modifiedAt: info.mtimeMs };
      else if (walk.isNamed) walk.note({ path, reason: "is neither a mail (.eml) nor an mbox archive" });
    }
  } catch (error) {
    walk.note(unreadable(path, error));
  }
}

/** By the extension where it tells, by the first bytes where it is missing, as Maildir and Thunderbird leave it out. */
async function kindOf(path: string): Promise<MailFile["kind"] | undefined> {
  const isMaildir = ["cur", "new"].includes(basename(dirname(path)));
  const extension = isMaildir ? "" : extname(path).toLowerCase();
  if (extension === ".mbox" || extension === ".mbx") return "mbox";
  if (extension !== ".eml" && extension !== ".txt" && extension !== "") return undefined;
  const start = await firstBytes(path);
  if (start.startsWith("From ")) return "mbox";
  return extension === ".eml" || /^[\x21-\x39\x3b-\x7e]{2,60}:[ \t]/.test(start) ? "eml" : undefined;
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(200), 0, 200, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}
