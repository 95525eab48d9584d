/** Each step of a mailbox's sync: asks Gmail, and says what is to be committed. Writes nothing itself but the aliases. */
import { parseEmailAddress } from "../crm/email-address.ts";
import type { EmailAddress } from "../crm/ids.ts";
import type { GoogleFailure } from "./google-failure.ts";
import type { FirstCursor, FirstSyncStep, RecoveryCursor } from "./mail-cursor.ts";
import type { MailStep } from "./next-step.ts";
import { chooseFirstPlan, windowStart } from "./plan-first-sync.ts";
import type { Account, MailChange, MailClaim, MailSource, MailSyncStore, MessageRef } from "./ports.ts";
import { readMessages } from "./read-messages.ts";
import type { ReadRequest } from "./read-messages.ts";
import { reduceHistory } from "./reduce-history.ts";
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
      return finishFirst(deps, step);
    case "begin-check":
      return await beginCheck(deps, claim, step);
    case "list-anew":
      return await listAnew(deps, step);
  }
}

/** When history is gone: from what it is now, and after that a new look at the whole window. */
export async function recover({ source, settings, now }: StepDeps, claim: MailClaim): Promise<StepResult> {
  const { historyId } = await source.getProfile();
  return {
    change: { cursor: recoveryFrom(historyId, claim, windowStart(settings.firstSyncDays, now()), false) },
  };
}

/** Addresses taken from the store at once; more never fit into the queries made of them. */
const ADDRESS_BATCH = 100;
const SEARCHES_AT_ONCE = 8;

type StepOf<Kind extends WorkStep["kind"]> = Extract<WorkStep, { readonly kind: Kind }>;

async function plan(deps: StepDeps, claim: MailClaim): Promise<StepResult> {
  const { source, store, settings, now } = deps;
  // Before any listing: what happens from here on is in the history from there on.
  const { historyId, messagesTotal } = await source.getProfile();
  const account = await refreshAliases(deps, claim);
  const after = windowStart(settings.firstSyncDays, now());
  const { messages, nextPageToken, resultSizeEstimate } = await source.listMessages({
    q: windowQuery(after),
  });
  const estimate =
    nextPageToken === undefined
      ? messages.length
      : Math.min(messagesTotal, Math.max(resultSizeEstimate, messages.length));
  const contactAddresses = await store.countContactAddresses(account);
  const chosen = chooseFirstPlan(account, { contactAddresses, messages: estimate });
  const step: FirstSyncStep =
    chosen === "search" ? { kind: "search", through: null } : { kind: "list", pageToken: null };
  return { account, change: { cursor: { phase: "first", plan: chosen, historyId, after, step, estimate } } };
}

/** Several queries at once: a commit for each would take longer than the answers. */
async function searchContacts(
  { source, store }: StepDeps,
  { account }: MailClaim,
  { cursor, step }: StepOf<"search-contacts">,
): Promise<StepResult> {
  const searches: readonly ContactSearch[] =
    step.page === undefined ? await nextSearches(store, account, cursor, step.through) : [step.page];
  if (searches.length === 0)
    return { change: { cursor: { ...cursor, step: { kind: "list", pageToken: null } } } };
  const pages = await Promise.all(
    searches.map(async (search) => ({ search, page: await searchPage(source, search) })),
  );
  const messages: MessageRef[] = [];
  let next: FirstSyncStep = { kind: "search", through: step.through };
  for (const { search, page } of pages) {
    messages.push(...page.messages);
    const { q, through } = search;
    if (q !== null && page.nextPageToken !== undefined) {
      // Its other pages come first; those after it are asked for once more.
      next = { kind: "search", through: next.through, page: { q, pageToken: page.nextPageToken, through } };
      break;
    }
    next = { kind: "search", through };
  }
  return {
    change: { cursor: { ...cursor, step: next }, enqueue: { messages, reason: "search", force: true } },
    ...(messages.length > 0 ? { hasWaiting: true } : {}),
  };
}

interface ContactSearch {
  /** Null: nobody has to be asked for. */
  readonly q: string | null;
  readonly pageToken?: string;
  /** The last address it covers. */
  readonly through: string;
}

/** None: all addresses are searched for. */
async function nextSearches(
  store: MailSyncStore,
  account: Account,
  { after }: FirstCursor,
  through: string | null,
): Promise<readonly ContactSearch[]> {
  const own = ownAddresses(account);
  const searches: ContactSearch[] = [];
  let addresses = await store.listContactAddresses(account, through, ADDRESS_BATCH);
  while (searches.length < SEARCHES_AT_ONCE) {
    const { covered, q } = takeChunk(addresses, own, after);
    const last = covered.at(-1);
    if (last === undefined) break;
    searches.push({ q, through: last });
    addresses = addresses.slice(covered.length);
  }
  return searches;
}

async function searchPage(source: MailSource, { q, pageToken }: ContactSearch): Promise<MessagePage> {
  if (q === null) return { messages: [], nextPageToken: undefined };
  return await source.listMessages({ q, pageToken });
}

type MessagePage = Pick<Awaited<ReturnType<MailSource["listMessages"]>>, "messages" | "nextPageToken">;

async function list({ source }: StepDeps, { cursor, step }: StepOf<"list">): Promise<StepResult> {
  const { messages, nextPageToken } = await source.listMessages({
    q: windowQuery(cursor.after),
    pageToken: step.pageToken ?? undefined,
  });
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
  const effects = reduceHistory(records);
  const inQuestion = [...effects.added, ...effects.deleted].map(({ id }) => id);
  const known =
    inQuestion.length === 0 ? new Set<string>() : await store.findKnown(claim.account, inQuestion);
  const toRead = [...effects.added.filter(({ id }) => !known.has(id)), ...effects.changed];
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

/** All pages of one query; small as a rule, and begun anew when it was interrupted. */
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
    change: { cursor, enqueue: { messages: found, reason: "search", force: true }, searched: covered },
    ...(found.length > 0 ? { hasWaiting: true } : {}),
    hasSearches: covered.length < requested.length || requested.length === ADDRESS_BATCH,
  };
}

async function listAll(source: MailSource, q: string): Promise<readonly MessageRef[]> {
  const found: MessageRef[] = [];
  let pageToken: string | undefined;
  do {
    const page = await source.listMessages({ q, pageToken });
    found.push(...page.messages);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return found;
}

/** A chunk of what waits, newest first. */
async function readWaiting(
  deps: StepDeps,
  { account }: MailClaim,
  { cursor }: StepOf<"read">,
  { stumbled, readChunk, blamesMessages }: SliceMemory,
): Promise<StepResult> {
  const waiting = await deps.store.listWaiting(account, readChunk + stumbled.size);
  const chunk: readonly ReadRequest[] = waiting.filter(({ id }) => !stumbled.has(id)).slice(0, readChunk);
  const isReadOut = chunk.length < readChunk;
  const read = await readMessages({ ...deps, account, now: deps.now(), blamesMessages }, chunk);
  const left = read.change.unreadable.length + read.unread.length + waiting.length - chunk.length;
  return {
    change: { ...read.change, cursor },
    hasWaiting: !isReadOut || left > 0,
    isReadOut,
    settled: chunk.length - read.unread.length,
    stumbled: read.change.unreadable.map(({ id }) => id),
    failure: read.failure,
  };
}

function finishFirst({ now }: StepDeps, { cursor }: StepOf<"finish-first">): StepResult {
  const { historyId } = cursor;
  // A first sync lists everything: it is a check as well.
  return { change: { cursor: { phase: "incremental", historyId }, checked: { at: now() } } };
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
  const { messages, nextPageToken } = await source.listMessages({
    q: windowQuery(after),
    pageToken: cursor.pageToken ?? undefined,
  });
  const listed = { messages, readAll: true, listing };
  if (nextPageToken !== undefined)
    return { change: { cursor: { ...cursor, pageToken: nextPageToken }, list: listed } };
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

function ownAddresses({ email, aliases }: Account): ReadonlySet<EmailAddress> {
  return new Set([email, ...aliases]);
}
