/** Reads some messages and decides on each: headers first, the text only of those that will be logged. */
import type { NewActivity } from "../crm/ports.ts";
import type { Participant } from "../crm/people.ts";
import { participantsOf, planMail } from "../mail/gmail-mail.ts";
import { decideMail } from "./decide-mail.ts";
import type { LogDecision } from "./decide-mail.ts";
import { GoogleCallFailed } from "./google-failure.ts";
import type { GoogleFailure } from "./google-failure.ts";
import type {
  Account,
  DecidedMail,
  MailChange,
  MailMatches,
  MailSource,
  MailSyncStore,
  MessageRef,
  WaitReason,
} from "./ports.ts";
import type { ReadAhead } from "./read-ahead.ts";
import { fetchText, readHeaders, readWhole, Unreadable, understand } from "./read-message.ts";
import type { ReadMessage, WholeMessage } from "./read-message.ts";

export interface ReadRequest extends MessageRef {
  readonly reason: WaitReason;
}

export interface ReadDeps {
  readonly source: MailSource;
  readonly ahead: Pick<ReadAhead, "take">;
  readonly store: Pick<MailSyncStore, "findMatches">;
  readonly account: Account;
  readonly now: Date;
  /** Gmail answers but for these messages, and has for long: then it is they that cannot be read. */
  readonly blamesMessages: boolean;
}

export interface ReadResult {
  /** What became of them, for the commit. */
  readonly change: Required<Pick<MailChange, "decided" | "hidden" | "deleted" | "unreadable">>;
  /** Not read, because of `failure`; they go on waiting. */
  readonly unread: readonly MessageRef[];
  /** The gravest of those met. */
  readonly failure: GoogleFailure | undefined;
}

export async function readMessages(deps: ReadDeps, requests: readonly ReadRequest[]): Promise<ReadResult> {
  const reading = new Reading(deps);
  const looks = await Promise.all(
    requests.map(
      async (request) => await reading.attempt(request, async () => await firstLook(deps, request)),
    ),
  );
  const seen = looks.filter((look) => look !== undefined);
  const open = seen.filter((look) => !reading.settleByPlace(look));
  const matches = open.length === 0 ? NO_MATCHES : await findMatches(deps, open);
  const decisions = reading.decide(open, matches);
  await Promise.all(
    decisions.map(async ({ look, log }) => {
      const activity = await reading.attempt(look.request, async () => await toActivity(deps, look, log));
      if (activity !== undefined) reading.log(look, log, activity);
    }),
  );
  return reading.result();
}

/** A message as far as it is known after the first call. */
interface Look extends ReadMessage {
  readonly request: ReadRequest;
  readonly participants: readonly Participant[];
}

const NO_MATCHES: MailMatches = {
  contacts: new Map(),
  colleagues: new Set(),
  rules: new Map(),
  threads: new Map(),
};
const NO_TEXT = { bodyText: "", attachments: [] };

/** Collects what becomes of each message. */
class Reading {
  readonly #deps: ReadDeps;
  readonly #decided: DecidedMail[] = [];
  readonly #hidden: NonNullable<MailChange["hidden"]>[number][] = [];
  readonly #deleted: MessageRef[] = [];
  readonly #unreadable: NonNullable<MailChange["unreadable"]>[number][] = [];
  readonly #unread: MessageRef[] = [];
  #failure: GoogleFailure | undefined;

  constructor(deps: ReadDeps) {
    this.#deps = deps;
  }

  /** Undefined: it did not work, and that is noted. */
  async attempt<Result>(request: ReadRequest, read: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof GoogleCallFailed) this.#noteFailure(request, error.failure);
      else if (error instanceof Unreadable) this.#note(request, error.message);
      else throw error;
      return undefined;
    }
  }

  /** Trash, spam, drafts: nobody has to be asked about these. */
  settleByPlace(look: Look): boolean {
    if (look.mail.place === "mailbox") return false;
    this.#decide(look, NO_MATCHES);
    return true;
  }

  /** Gives those to be logged. Oldest first, so that an answer finds its thread also when both came at once. */
  decide(looks: readonly Look[], matches: MailMatches): { readonly look: Look; readonly log: LogDecision }[] {
    const threads = new Map(matches.threads);
    return [...looks].sort(byTime).flatMap((look) => {
      const log = this.#decide(look, { ...matches, threads });
      if (log === undefined) return [];
      const { gmailThreadId, receivedAt } = look.mail;
      const since = threads.get(gmailThreadId);
      if (log.isDirect && (since === undefined || receivedAt < since)) threads.set(gmailThreadId, receivedAt);
      return [{ look, log }];
    });
  }

  log({ request, mail }: Look, log: LogDecision, activity: NewActivity): void {
    const { mayInherit, newContacts } = log;
    this.#decided.push({
      id: request.id,
      threadId: mail.gmailThreadId,
      receivedAt: mail.receivedAt,
      outcome: { kind: "log", activity, mayInherit, newContacts },
    });
  }

  result(): ReadResult {
    return {
      change: {
        decided: [...this.#decided].sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime()),
        hidden: this.#hidden,
        deleted: this.#deleted,
        unreadable: this.#unreadable,
      },
      unread: this.#unread,
      failure: this.#failure,
    };
  }

  #decide({ request, mail, participants }: Look, matches: MailMatches) {
    const decision = decideMail(this.#deps.account, mail, participants, matches);
    switch (decision.kind) {
      case "log":
        return decision.log;
      case "hide":
        this.#hidden.push({ ...refOf(request), reason: decision.reason });
        return undefined;
      case "skip":
        this.#decided.push({
          id: request.id,
          threadId: mail.gmailThreadId,
          receivedAt: mail.receivedAt,
          outcome: decision,
        });
        return undefined;
    }
  }

  #noteFailure(request: ReadRequest, failure: GoogleFailure): void {
    if (failure.kind === "gone") {
      // Gmail tells of a mail some seconds before it can be read: the first time it may be too early.
      if (request.reason === "history") this.#note(request, "not_found");
      else this.#deleted.push(refOf(request));
    } else if (failure.kind === "rejected") this.#note(request, `refused_${failure.status}`);
    else if (failure.kind === "transient" && this.#deps.blamesMessages) this.#note(request, "gmail_fails");
    else {
      this.#unread.push(refOf(request));
      if (this.#failure === undefined || gravityOf(failure) > gravityOf(this.#failure))
        this.#failure = failure;
    }
  }

  #note(request: ReadRequest, reason: string): void {
    this.#unreadable.push({ ...refOf(request), reason });
  }
}

/** What a search for contacts found is most likely logged: reading it whole at once costs one call instead of two. */
async function firstLook({ source, ahead, account }: ReadDeps, request: ReadRequest): Promise<Look> {
  const { id, reason } = request;
  const read =
    reason === "search" ? await (ahead.take(id) ?? readWhole(source, id)) : await readHeaders(source, id);
  return understand(() => ({ request, ...read, participants: participantsOf(account, read.mail) }));
}

async function findMatches({ store, account }: ReadDeps, looks: readonly Look[]): Promise<MailMatches> {
  const addresses = looks.flatMap(({ participants }) => participants.map(({ address }) => address));
  const threadIds = looks.map(({ mail }) => mail.gmailThreadId);
  return await store.findMatches(account, {
    addresses: [...new Set(addresses)],
    threadIds: [...new Set(threadIds)],
  });
}

async function toActivity(deps: ReadDeps, look: Look, log: LogDecision): Promise<NewActivity> {
  const { account, now, source } = deps;
  const whole = log.withText ? await wholeOf(source, look) : null;
  const text = whole === null ? NO_TEXT : await fetchText(source, whole);
  return understand(() => {
    // The whole message says more about what sort of mail it is.
    const activity = planMail(account, (whole ?? look).mail, text, now);
    if ("invalid" in activity) throw new Unreadable("no_sender");
    return {
      ...activity,
      counts: activity.counts || log.alwaysCounts,
      direction: log.isFromColleague ? "outbound" : activity.direction,
    };
  });
}

async function wholeOf(source: MailSource, { request, text, ...read }: Look): Promise<WholeMessage> {
  return text === null ? await readWhole(source, request.id) : { ...read, text };
}

function refOf({ id, threadId }: MessageRef): MessageRef {
  return { id, threadId };
}

function byTime(one: Look, other: Look): number {
  return one.mail.receivedAt.getTime() - other.mail.receivedAt.getTime();
}

/** What stops everything outweighs what passes. */
function gravityOf(failure: GoogleFailure): number {
  switch (failure.kind) {
    case "grant-revoked":
      return 4;
    case "scope-missing":
      return 3;
    case "rate-limited":
      return 2;
    case "transient":
    case "cursor-expired":
    case "gone":
    case "rejected":
      return 1;
  }
}
