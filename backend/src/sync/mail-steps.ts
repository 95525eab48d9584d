/** Each step of a mailbox's sync: asks Gmail, and says what is to be committed. Writes nothing itself but the aliases. */
import { parseEmailAddress } from "../crm/email-address.ts";
import { GoogleCallFailed } from "./google-failure.ts";
import type { GoogleFailure } from "./google-failure.ts";
import { listAll, listPages, listUnsearchable } from "./list-messages.ts";
import type { MessagePage } from "./list-messages.ts";
import type { FirstCursor, FirstSyncStep, RecoveryCursor } from "./mail-cursor.ts";
import type { MailStep } from "./next-step.ts";
import { chooseFirstPlan, windowStart } from "./plan-first-sync.ts";
import type { Account, MailChange, MailClaim, MailSource, MailSyncStore, MessageRef } from "./ports.ts";
import type { ReadAhead } from "./read-ahead.ts";
import { readMessages } from "./read-messages.ts";
import type { ReadRequest } from "./read-messages.ts";
import { reduceHistory } from "./reduce-history.ts";
import { ADDRESS_BATCH, FIRST_PAGE, ownAddresses, searchRound } from "./search-contacts.ts";
import { takeChunk, windowQuery } from "./search-query.ts";

export interface MailSyncSettings {
  /** How far back a mailbox is read. */
  readonly firstSyncDays: number | "all";
  /** A mailbox is looked at this often, should no push come. */
  readonly intervalMinutes: number;
  /** A worker that commits nothing for this long has lost the mailbox. */
  readonly leaseMs: number;
  /** After so much time or so many messages others come first. */
  readonly sliceMs: number;
  readonly sliceMessages: number;
  /** Messages read at once, and committed at once, at the pace of Gmail's quota; some times more while that is no hindrance. */
  readonly readChunk: number;
}

export interface StepDeps {
  readonly source: MailSource;
  readonly ahead: Pick<ReadAhead, "take">;
  readonly store: MailSyncStore;
  readonly now: () => Date;
  readonly settings: MailSyncSettings;
}

/** What a step found out. */
export interface StepResult {
  /** To be committed, also when there was a failure. */
  readonly change?: MailChange | undefined;
  /** Known better than in the claim. */
  readonly account?: Account;
  /** Whether anything waits, and is to be searched for, after the commit; unset: as before. */
  readonly hasWaiting?: boolean;
  readonly hasSearches?: boolean;
  /** History ends here for now. */
  readonly isUpToDate?: boolean;
  /** All that waits was tried. */
  readonly isReadOut?: boolean;
  /** Messages settled, one way or the other. */
  readonly settled?: number;
  /** Not to be tried again at once. */
  readonly stumbled?: readonly string[];
  /** What waits behind what was read, in its order. */
  readonly readNext?: readonly ReadRequest[];
  /** What kept the step from doing all of it. */
  readonly failure?: GoogleFailure | undefined;
}

export type WorkStep = Exclude<MailStep, { readonly kind: "pause" | "done" }>;

/** What was learned in this slice so far that a step needs. */
export interface SliceMemory {
  readonly stumbled: ReadonlySet<string>;
  readonly readChunk: number;
  /** Gmail answers; yet for many attempts nothing came of reading what waits. */
  readonly blamesMessages: boolean;
}

export async function performStep(
  deps: StepDeps,
  claim: MailClaim,
  step: WorkStep,
  memory: SliceMemory,
): Promise<StepResult> {
  switch (step.kind) {
    case "plan":
      return await plan(deps, claim);
    case "search-contacts":
      return await searchContacts(deps, claim, step);
    case "list":
      return await list(deps, step);
    case "follow-history":
      return await followHistory(deps, claim, step);
    case "search-requested":
      return await searchRequested(deps, claim, step);
    case "read":
      return await readWaiting(deps, claim, step, memory);
    case "finish-first":
      return { change: finishedFirst(step.cursor, deps.now()) };
    case "begin-check":
      return await beginCheck(deps, claim, step);
    case "list-anew":
      return await listAnew(deps, step);
  }
}

/**
 * When history is gone: from what it is now, and after that a new look at the whole window. Before the end of a first sync
 * most of the ledger is only listed: then Gmail has to be asked for the contacts' mails again as well.
 */
export async function recover({ source, settings, now }: StepDeps, claim: MailClaim): Promise<StepResult> {
  const { historyId } = await source.getProfile();
  const { cursor } = claim;
  const after = cursor?.phase === "first" ? cursor.after : windowStart(settings.firstSyncDays, now());
  const enqueue = enqueued(await listUnsearchable(source));
  if (cursor?.phase === "first") {
    const { plan, estimate } = cursor;
    const step: FirstSyncStep = plan === "search" ? { kind: "search", through: null } : FIRST_PAGE;
    const begun = { plan, historyId, after, estimate, step, isBegunAnew: true };
    return { change: { cursor: { phase: "first", ...begun }, enqueue } };
  }
  return { change: { cursor: recoveryFrom(historyId, claim, after, false), enqueue } };
}

const NONE_KNOWN: Awaited<ReturnType<MailSyncStore["findKnown"]>> = new Map();

type StepOf<Kind extends WorkStep["kind"]> = Extract<WorkStep, { readonly kind: Kind }>;

async function plan(deps: StepDeps, claim: MailClaim): Promise<StepResult> {
  const { source, store, settings, now } = deps;
  // Before any listing: what happens from here on is in the history from there on.
  const { historyId, messagesTotal } = await source.getProfile();
  const account = await refreshAliases(deps, claim);
  const after = windowStart(settings.firstSyncDays, now());
  // Then this: what the search comes to know after it, those that follow find.
  const unsearchable = await listUnsearchable(source);
  const page = await source.listMessages({ q: windowQuery(after) });
  const { messages, nextPageToken, resultSizeEstimate } = page;
  const estimate =
    nextPageToken === undefined
      ? messages.length
      : Math.min(messagesTotal, Math.max(resultSizeEstimate, messages.length));
  const contactAddresses = await store.countContactAddresses(account);
  const chosen = chooseFirstPlan(account, { contactAddresses, messages: estimate });
  const begun = { phase: "first", plan: chosen, historyId, after, estimate } as const;
  if (chosen === "search")
    return { account, ...(await searchAtOnce(deps, { ...claim, account }, begun, { page, unsearchable })) };
  const { change, ...listed } = listPage({ ...begun, step: FIRST_PAGE }, page);
  return { account, ...listed, change: { ...change, enqueue: enqueued(unsearchable) } };
}

/** A small mailbox is searched and listed in one commit: the plan had to look at the listing's first page anyway. */
async function searchAtOnce(
  deps: StepDeps,
  claim: MailClaim,
  begun: Omit<FirstCursor, "step">,
  { page, unsearchable }: { readonly page: MessagePage; readonly unsearchable: readonly MessageRef[] },
): Promise<StepResult> {
  const step = { kind: "search", through: null } as const;
  const cursor: FirstCursor = { ...begun, step };
  try {
    const { next, found } = await searchRound(deps, claim, cursor, step);
    const searched = { ...cursor, step: next };
    const toRead = [...unsearchable, ...found];
    const enqueue = enqueued(toRead);
    if (next.kind !== "list")
      return { change: { cursor: searched, enqueue }, ...(toRead.length > 0 ? { hasWaiting: true } : {}) };
    const { change, ...listed } = listPage({ ...searched, step: next }, page);
    return { ...listed, change: { ...change, enqueue } };
  } catch (error) {
    if (!(error instanceof GoogleCallFailed)) throw error;
    return { change: { cursor, enqueue: enqueued(unsearchable) }, failure: error.failure };
  }
}

/** Also when they are in the ledger as somebody's who was no contact. */
function enqueued(messages: readonly MessageRef[]): NonNullable<MailChange["enqueue"]> {
  return { messages, reason: "search", force: true };
}

async function searchContacts(
  deps: StepDeps,
  claim: MailClaim,
  { cursor, step }: StepOf<"search-contacts">,
): Promise<StepResult> {
  const { next, found } = await searchRound(deps, claim, cursor, step);
  return {
    change: { cursor: { ...cursor, step: next }, enqueue: enqueued(found) },
    ...(found.length > 0 ? { hasWaiting: true } : {}),
  };
}

async function list({ source }: StepDeps, { cursor, step }: StepOf<"list">): Promise<StepResult> {
  const { page, failure } = await listPages(source, windowQuery(cursor.after), step.pageToken);
  return { ...listPage(cursor, page), failure };
}

function listPage(
  cursor: FirstCursor,
  { messages, nextPageToken }: MessagePage,
): StepResult & { readonly change: MailChange } {
  const next: FirstSyncStep =
    nextPageToken === undefined ? { kind: "read" } : { kind: "list", pageToken: nextPageToken };
  return {
    change: {
      cursor: { ...cursor, step: next },
      list: { messages, readAll: cursor.plan === "scan", listing: null },
    },
    hasWaiting: true,
  };
}

/**
 * One page. A few new mails are read at once and committed with the cursor; many only wait with it. A mail that could not
 * be read waits too: the cursor never stands still for it.
 */
async function followHistory(
  deps: StepDeps,
  claim: MailClaim,
  { cursor }: StepOf<"follow-history">,
): Promise<StepResult> {
  const { source, store, settings } = deps;
  const { page: under, ...position } = cursor;
  const { records, nextPageToken, historyId } = await source.listHistory({
    startHistoryId: cursor.historyId,
    pageToken: under?.pageToken,
  });
  // Nothing happened, not even to what is of no interest: there is nothing to commit.
  const isSame = under === undefined && nextPageToken === undefined && historyId === cursor.historyId;
  if (isSame && records.length === 0) return { isUpToDate: true };
  const effects = reduceHistory(records);
  const inQuestion = [...effects.added, ...effects.deleted].map(({ id }) => id);
  const known = inQuestion.length === 0 ? NONE_KNOWN : await store.findKnown(claim.account, inQuestion);
  // What came while all was listed for the first time stands in the ledger unread: the search for its people was before.
  const isNew = ({ id }: MessageRef) => known.get(id)?.isUnread ?? true;
  const toRead = [...effects.added.filter(isNew), ...effects.changed];
  const readNow = toRead.length <= settings.readChunk;
  const read = await readMessages(
    { ...deps, account: claim.account, now: deps.now(), blamesMessages: false },
    readNow ? toRead.map((message) => ({ ...message, reason: "history" as const })) : [],
  );
  const waiting = readNow ? read.unread : toRead;
  // What is logged is taken up again only to be decided anew.
  const changed = new Set(effects.changed.map(({ id }) => id));
  const reason = waiting.some(({ id }) => changed.has(id)) ? "recheck" : "history";
  // What later pages are about may have happened after the first was made; so its historyId is the one to go on from.
  const nextHistoryId = under?.nextHistoryId ?? historyId;
  return {
    change: {
      ...read.change,
      cursor:
        nextPageToken === undefined
          ? { ...position, historyId: nextHistoryId }
          : { ...position, page: { pageToken: nextPageToken, nextHistoryId } },
      hidden: [...read.change.hidden, ...effects.hidden],
      // The lives of a draft that began and ended unseen leave no trace.
      deleted: [...read.change.deleted, ...effects.deleted.filter(({ id }) => known.has(id))],
      enqueue: { messages: waiting, reason, force: true },
    },
    ...(waiting.length + read.change.unreadable.length > 0 ? { hasWaiting: true } : {}),
    isUpToDate: nextPageToken === undefined,
    settled: readNow ? toRead.length - read.unread.length : 0,
    stumbled: read.change.unreadable.map(({ id }) => id),
    failure: read.failure,
  };
}

/**
 * What lies in spam or trash and is in the ledger as somebody's who was no contact has to be known for what it is: it may
 * come back when no history tells of it.
 */
async function searchRequested(
  { source, store, settings, now }: StepDeps,
  { account }: MailClaim,
  { cursor }: StepOf<"search-requested">,
): Promise<StepResult> {
  const requested = await store.listSearches(account, ADDRESS_BATCH);
  const after = windowStart(settings.firstSyncDays, now());
  const { covered, q } = takeChunk(requested, ownAddresses(account), after);
  const found = q === null ? [] : await listAll(source, q);
  return {
    change: { cursor, enqueue: enqueued(found), searched: covered },
    ...(found.length > 0 ? { hasWaiting: true } : {}),
    hasSearches: covered.length < requested.length || requested.length === ADDRESS_BATCH,
  };
}

/** A chunk of what waits, newest first. */
async function readWaiting(
  deps: StepDeps,
  { account }: MailClaim,
  { cursor }: StepOf<"read">,
  { stumbled, readChunk, blamesMessages }: SliceMemory,
): Promise<StepResult> {
  const waiting = await deps.store.listWaiting(account, 2 * readChunk + stumbled.size);
  const requests: readonly ReadRequest[] = waiting.filter(({ id }) => !stumbled.has(id));
  const chunk = requests.slice(0, readChunk);
  const isReadOut = chunk.length < readChunk;
  const read = await readMessages({ ...deps, account, now: deps.now(), blamesMessages }, chunk);
  const left = read.change.unreadable.length + read.unread.length + waiting.length - chunk.length;
  return {
    change: { ...read.change, cursor },
    hasWaiting: !isReadOut || left > 0,
    isReadOut,
    settled: chunk.length - read.unread.length,
    stumbled: read.change.unreadable.map(({ id }) => id),
    readNext: requests.slice(readChunk),
    failure: read.failure,
  };
}

/** A first sync lists everything: it is a check as well. But not of what it had logged before it began anew. */
export function finishedFirst({ historyId, isBegunAnew = false }: FirstCursor, now: Date): MailChange {
  const cursor = { phase: "incremental", historyId } as const;
  return { cursor, ...(isBegunAnew ? {} : { checked: { at: now } }) };
}

async function beginCheck(
  deps: StepDeps,
  claim: MailClaim,
  { cursor }: StepOf<"begin-check">,
): Promise<StepResult> {
  const account = await refreshAliases(deps, claim);
  const after = windowStart(deps.settings.firstSyncDays, deps.now());
  return { account, change: { cursor: recoveryFrom(cursor.historyId, claim, after, true) } };
}

function recoveryFrom(
  historyId: string,
  { version }: MailClaim,
  after: number | null,
  isCheck: boolean,
): RecoveryCursor {
  return { phase: "recovery", historyId, after, listing: version, pageToken: null, isCheck };
}

/**
 * Absence proves nothing: a listing may be short, a mail older than the window. What is missing is asked for one by one,
 * so that no answer, however wrong, makes a timeline disappear.
 */
async function listAnew({ source, now }: StepDeps, { cursor }: StepOf<"list-anew">): Promise<StepResult> {
  const { historyId, after, listing } = cursor;
  const { page, failure } = await listPages(source, windowQuery(after), cursor.pageToken);
  const { messages, nextPageToken } = page;
  const listed = { messages, readAll: true, listing };
  if (nextPageToken !== undefined)
    return { change: { cursor: { ...cursor, pageToken: nextPageToken }, list: listed }, failure };
  return {
    change: {
      cursor: { phase: "incremental", historyId },
      list: listed,
      recheckUnlisted: { listing, after: after === null ? null : new Date(after * 1000) },
      checked: { at: now() },
    },
    hasWaiting: true,
  };
}

async function refreshAliases({ source, store }: StepDeps, { account }: MailClaim): Promise<Account> {
  const written = await source.listSendAs();
  const addresses = written.map(parseEmailAddress).filter((address) => address !== undefined);
  const aliases = [...new Set(addresses)].filter((address) => address !== account.email);
  await store.saveAliases(account, aliases);
  return { ...account, aliases };
}
