/**
 * Whether the last days of a mailbox are logged as they should be: every mail that Gmail lists is read and decided anew,
 * and what is logged without being listed is asked for. For the `verify` command; changes nothing.
 */
import { parseGmailMessage } from "../mail/gmail-payload.ts";
import { participantsOf, readGmailMail } from "../mail/gmail-mail.ts";
import { decideMail } from "./decide-mail.ts";
import { GoogleCallFailed } from "./google-failure.ts";
import type { Account, MailSource } from "./ports.ts";
import { windowQuery } from "./search-query.ts";
import type { Comparison, LedgerNote, VerifyStore } from "./verify-ports.ts";

interface VerifyMailDeps {
  readonly source: MailSource;
  readonly store: VerifyStore;
  /** Read at once. */
  readonly chunk: number;
}

/** @param window mails from before `since` and after `until` are left alone. */
export async function verifyMailbox(
  deps: VerifyMailDeps,
  account: Account,
  window: { readonly since: Date; readonly until: Date },
): Promise<Comparison> {
  const listed = await listIds(deps.source, window.since);
  const notes = await deps.store.listMailNotes(account, listed, window.since);
  const byId = new Map(notes.map((note) => [note.id, note]));
  // What is logged is asked for also where Gmail's list leaves it out.
  const ids = [...new Set([...listed, ...byId.keys()])];
  const differences: string[] = [];
  let waiting = 0;
  for (let at = 0; at < ids.length; at += deps.chunk)
    for (const verdict of await Promise.all(ids.slice(at, at + deps.chunk).map((id) => judge(id))))
      if (verdict === "waiting") waiting += 1;
      else if (verdict !== undefined) differences.push(verdict);
  return { compared: ids.length, waiting, differences };

  async function judge(id: string): Promise<string | undefined> {
    const note = byId.get(id);
    if (note?.decision === "waiting") return "waiting";
    if (note?.decision === "quarantined") return `mail ${id} was given up: ${note.reason}`;
    if (note !== undefined && isSettledByHand(note)) return undefined;
    const isLogged = note?.isLogged ?? false;
    const verdict = await decide(id);
    if (verdict === "out of the window" || verdict === "unreadable") return undefined;
    if (verdict === "log" && !isLogged)
      return `mail ${id} is to be logged, and the ledger says ${note === undefined ? "nothing" : note.reason}`;
    if (verdict !== "log" && isLogged) return `mail ${id} is logged, and should not be: ${verdict}`;
    return undefined;
  }

  async function decide(id: string): Promise<string> {
    const message = await read(deps.source, id);
    if (message === undefined) return "gone";
    const parsed = parseGmailMessage(message);
    if ("malformed" in parsed) return "unreadable";
    const mail = readGmailMail(parsed);
    if (mail.receivedAt < window.since || mail.receivedAt > window.until) return "out of the window";
    const participants = participantsOf(account, mail);
    const matches = await deps.store.findMatches(account, {
      addresses: [...new Set(participants.map(({ address }) => address))],
      threadIds: [mail.gmailThreadId],
    });
    const decision = decideMail(account, mail, participants, matches);
    return decision.kind === "log" ? "log" : decision.reason;
  }
}

function isSettledByHand({ isByHand, reason }: LedgerNote): boolean {
  return isByHand || reason === "undone";
}

async function listIds(source: MailSource, since: Date): Promise<readonly string[]> {
  const ids: string[] = [];
  let pageToken: string | undefined;
  do {
    const page = await source.listMessages({
      q: windowQuery(Math.floor(since.getTime() / 1000)),
      pageToken,
    });
    ids.push(...page.messages.map(({ id }) => id));
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return ids;
}

async function read(source: MailSource, id: string): Promise<unknown> {
  try {
    return await source.getMessage(id, "headers");
  } catch (error) {
    if (error instanceof GoogleCallFailed && error.failure.kind === "gone") return undefined;
    throw error;
  }
}
