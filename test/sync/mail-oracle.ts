/**
 * What must stand in a workspace, told from the mailboxes as they are now and nothing else. Shares no code with the engine:
 * plain addresses, plain labels, plain sets.
 */
import type { MemoryGmail, MemoryMessage } from "./memory-gmail.ts";

export interface OracleWorkspace {
  readonly domain: string;
  /** Contacts by name, with their addresses. */
  readonly contacts: ReadonlyMap<string, ReadonlySet<string>>;
  /** Addresses never to be logged. */
  readonly forbidden: ReadonlySet<string>;
  readonly undone: ReadonlySet<string>;
  readonly mailboxes: readonly MemoryGmail[];
}

export interface ExpectedActivity {
  /** Contacts that stand on it. */
  readonly direct: ReadonlySet<string>;
  /** If nobody does: those of earlier mails of its thread, at least one of whom it is linked to. */
  readonly inherited: ReadonlySet<string>;
  readonly counts: boolean;
  readonly at: number;
}

/** By what makes a mail the same mail: Message-ID, sender and date. */
export function expectedActivities(workspace: OracleWorkspace): ReadonlyMap<string, ExpectedActivity> {
  const direct = new Map<string, Set<string>>();
  const mails = new Map<string, MemoryMessage>();
  const candidates = workspace.mailboxes.map((mailbox) =>
    [...mailbox.messages.values()].filter((message) => isCandidate(workspace, mailbox, message)),
  );
  for (const messages of candidates)
    for (const message of messages) {
      const key = keyOf(message);
      const onIt = contactsOn(workspace, message);
      if (onIt.size > 0) direct.set(key, union(direct.get(key), onIt));
      mails.set(key, message);
    }
  const inherited = new Map<string, Set<string>>();
  for (const messages of candidates)
    for (const message of messages) {
      const key = keyOf(message);
      if (direct.has(key) || isAmongUs(workspace, message)) continue;
      for (const earlier of messages) {
        if (earlier.threadId !== message.threadId || earlier.internalDate >= message.internalDate) continue;
        const theirs = direct.get(keyOf(earlier));
        if (theirs !== undefined) inherited.set(key, union(inherited.get(key), theirs));
      }
    }
  const expected = new Map<string, ExpectedActivity>();
  for (const [key, message] of mails) {
    const own = direct.get(key);
    const fromThread = inherited.get(key);
    if (own === undefined && fromThread === undefined) continue;
    expected.set(key, {
      direct: own ?? new Set(),
      inherited: own === undefined ? (fromThread ?? new Set()) : new Set(),
      counts: !message.headers.isBulk,
      at: message.internalDate,
    });
  }
  return expected;
}

/** Subjects are one for each mail of the world, so they tell activities apart without the hash. */
export function keyOf({ headers }: MemoryMessage): string {
  return headers.subject;
}

function isCandidate(workspace: OracleWorkspace, mailbox: MemoryGmail, message: MemoryMessage): boolean {
  for (const label of ["TRASH", "SPAM", "DRAFT", "CHAT"]) if (message.labels.has(label)) return false;
  if (workspace.undone.has(keyOf(message)) || !mailbox.messages.has(message.id)) return false;
  return !peopleOn(message).some((address) => workspace.forbidden.has(address));
}

function peopleOn({ headers }: MemoryMessage): readonly string[] {
  return [headers.from, ...headers.to, ...headers.cc, ...headers.bcc];
}

function contactsOn({ contacts }: OracleWorkspace, message: MemoryMessage): Set<string> {
  const people = peopleOn(message);
  const found = new Set<string>();
  for (const [name, addresses] of contacts)
    if (people.some((address) => addresses.has(address))) found.add(name);
  return found;
}

function isAmongUs({ domain }: OracleWorkspace, message: MemoryMessage): boolean {
  return peopleOn(message).every((address) => address.endsWith(`@${domain}`));
}

function union(some: ReadonlySet<string> | undefined, others: ReadonlySet<string>): Set<string> {
  return new Set([...(some ?? []), ...others]);
}
