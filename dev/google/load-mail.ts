/** Makes a mailbox out of files: `.eml`, folders of them, and mbox archives such as Google Takeout's. */
import { Mailbox } from "./gmail/mailbox.ts";
import { findMailFiles } from "./mail-files/find-mail-files.ts";
import { unreadable } from "./mail-files/load-note.ts";
import type { LoadNote } from "./mail-files/load-note.ts";
import { readMailFacts } from "./mail-files/mail-facts.ts";
import type { MailFacts } from "./mail-files/mail-facts.ts";
import { guessOwner } from "./mail-files/mailbox-owner.ts";
import { openMailFile } from "./mail-files/open-mail-file.ts";
import { labelIdsFor } from "./mail-files/takeout-labels.ts";

export interface LoadedMail {
  /** Whose mailbox it is, as told or as guessed. */
  readonly owner: { readonly email: string; readonly name: string };
  readonly mailbox: Mailbox;
  /** How many mails are in it. */
  readonly loaded: number;
  /** What could not be loaded, and why. */
  readonly notes: readonly LoadNote[];
}

/** Never throws for what is in the files; a path that leads nowhere is a note as well. */
export async function loadMail(
  paths: readonly string[],
  options: { readonly owner?: string; readonly memoryBytes?: number } = {},
): Promise<LoadedMail> {
  const notes: LoadNote[] = [];
  const mails: FoundMail[] = [];
  let memoryLeft = options.memoryBytes ?? defaultMemoryBytes;
  for await (const file of findMailFiles(paths, (note) => notes.push(note))) {
    for await (const entry of openMailFile(file)) {
      if ("reason" in entry) {
        notes.push(entry);
        continue;
      }
      const facts = readMailFacts(entry);
      if (facts === undefined) {
        notes.push({ path: entry.path, reason: "has no header fields, so it is no mail" });
        continue;
      }
      memoryLeft -= entry.bytes.length;
      mails.push({
        path: entry.path,
        facts,
        kept: memoryLeft >= 0 ? entry.bytes : undefined,
        reread: entry.reread,
      });
    }
  }
  const owner = guessOwner(
    mails.map(({ facts }) => facts),
    options.owner,
  );
  const mailbox = new Mailbox(owner);
  mails.sort((a, b) => a.facts.internalDate - b.facts.internalDate);
  for (const mail of mails) {
    try {
      insert(mailbox, mail);
    } catch (error) {
      notes.push(unreadable(mail.path, error));
    }
  }
  return { owner, mailbox, loaded: mailbox.size.messages, notes };
}

interface FoundMail {
  readonly path: string;
  readonly facts: MailFacts;
  readonly kept: Uint8Array | undefined;
  readonly reread: () => Uint8Array;
}

/** Up to here mails stay in memory; the rest of a large archive is read from its file again when asked for. */
const defaultMemoryBytes = 256 * 1024 * 1024;

function insert(mailbox: Mailbox, { facts, kept, reread }: FoundMail): void {
  mailbox.insert({
    raw: kept ?? reread(),
    ...(kept === undefined ? { reread } : {}),
    internalDate: facts.internalDate,
    labelIds: labelIdsFor(mailbox, facts),
    ...(facts.messageId === undefined ? {} : { id: facts.messageId }),
    ...(facts.threadId === undefined ? {} : { threadId: facts.threadId }),
  });
}
