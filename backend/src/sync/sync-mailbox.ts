/**
 * The sync of one mailbox that a worker has taken: step by step, each committed before the next, until nothing is left to
 * do, the slice is over or something failed. Whatever stops it in between, the next worker goes on from the last commit.
 *
 *   due ─▶ claim ─▶ next step ─▶ ask Gmail ─▶ commit with the cursor ─┬▶ next step …
 *                                                                    └▶ release until due
 */
import { commitChange } from "./commit-change.ts";
import { GoogleCallFailed } from "./google-failure.ts";
import { finishedFirst, performStep, recover } from "./mail-steps.ts";
import type { MailSyncSettings, StepDeps, StepResult, WorkStep } from "./mail-steps.ts";
import { createReadAhead } from "./read-ahead.ts";
import type { ReadAhead } from "./read-ahead.ts";
import { backOffMs, nextPollMs, nextStep, stepAfter, withoutPageToken } from "./next-step.ts";
import type { FailureStep, MailStep, SliceState } from "./next-step.ts";
import type {
  AccountRef,
  MailChange,
  MailClaim,
  MailRelease,
  MailSource,
  MailSyncStore,
  ReportReconnect,
  SyncClock,
} from "./ports.ts";

export interface MailSyncDeps extends SyncClock {
  readonly store: MailSyncStore;
  readonly openSource: (account: AccountRef) => MailSource;
  readonly reportReconnect: ReportReconnect;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: { warn(details: object, message: string): void };
  readonly settings: MailSyncSettings;
}

/** Rejects only when the database does not take the release either; then the lease ends by itself. */
export async function syncMailbox(deps: MailSyncDeps, claim: MailClaim): Promise<void> {
  const slice = new Slice(deps, claim);
  try {
    await slice.run();
  } catch (error) {
    const { workspaceId, userId } = claim.account;
    deps.log.warn({ error, workspaceId, userId }, "a mailbox could not be synced");
    await slice.giveUp();
  }
}

const RETRY_STUMBLED_MS = 30_000;
/** Within the quota a chunk takes ten times as long. */
const QUICK_MS = 1_000;
const MAX_GROWTH = 4;
/** After so many attempts in a row in vain, Gmail answering otherwise, it is the messages that cannot be read. */
const PATIENCE = 5;

class Slice {
  readonly #deps: MailSyncDeps;
  readonly #steps: StepDeps;
  readonly #startedAt: Date;
  readonly #stumbled = new Set<string>();
  readonly #ahead: ReadAhead;
  #claim: MailClaim;
  #state: SliceState = { isUpToDate: false, isReadOut: false };
  #settled = 0;
  #readChunk: number;
  #cameToSomething = false;
  /** Everything before is known, once history was read. */
  #askedAt: Date;

  constructor(deps: MailSyncDeps, claim: MailClaim) {
    const { store, settings } = deps;
    this.#deps = deps;
    this.#claim = claim;
    this.#readChunk = settings.readChunk;
    this.#startedAt = deps.now();
    this.#askedAt = this.#startedAt;
    const source = deps.openSource(claim.account);
    this.#ahead = createReadAhead(source);
    this.#steps = { source, ahead: this.#ahead, store, settings, now: () => deps.now() };
  }

  async run(): Promise<void> {
    for (;;) {
      const step = this.#next(this.#claim);
      if (step.kind === "done" || step.kind === "pause") {
        await this.#release(this.#rest(step.kind));
        return;
      }
      const performed = await this.#perform(step);
      const failedWith = performed.failure === undefined ? undefined : stepAfter(performed.failure);
      this.#remember(step, performed);
      const result = failedWith === undefined ? this.#finish(performed) : performed;
      if (failedWith?.kind === "reconnect")
        await this.#deps.reportReconnect(this.#claim.account, failedWith.reason);
      const release = failedWith === undefined ? this.#restAfter(result) : this.#releaseAfter(failedWith);
      if (release === undefined) this.#readAhead(result);
      if (!(await this.#commit(result, release)) || release !== undefined) return;
    }
  }

  /** For faults that are not Google's. */
  async giveUp(): Promise<void> {
    await this.#release(
      this.#releaseAfter({
        kind: "back-off",
        code: "internal",
        message: "Something went wrong on our side; it is tried again.",
      }),
    );
  }

  #next(claim: Parameters<typeof nextStep>[0]): MailStep {
    return nextStep(claim, this.#state, this.#deps.now());
  }

  async #perform(step: WorkStep): Promise<StepResult> {
    try {
      if (step.kind === "follow-history") this.#askedAt = this.#deps.now();
      const startedAt = this.#deps.now();
      const result = await performStep(this.#steps, this.#claim, step, {
        stumbled: this.#stumbled,
        readChunk: this.#readChunk,
        blamesMessages: this.#state.isUpToDate && this.#claim.failures >= PATIENCE,
      });
      if (step.kind === "read") this.#sizeChunk(startedAt);
      return result;
    } catch (error) {
      return await this.#recoverFrom(error);
    }
  }

  async #recoverFrom(error: unknown): Promise<StepResult> {
    if (!(error instanceof GoogleCallFailed)) throw error;
    const { failure } = error;
    if (stepAfter(failure).kind === "recover" && this.#claim.cursor !== null)
      try {
        return await recover(this.#steps, this.#claim);
      } catch (next) {
        if (!(next instanceof GoogleCallFailed)) throw next;
        return { failure: next.failure };
      }
    const rewound = failure.kind === "rejected" ? withoutPageToken(this.#claim.cursor) : undefined;
    return { failure, ...(rewound === undefined ? {} : { change: { cursor: rewound } }) };
  }

  #remember(step: WorkStep, result: StepResult): void {
    const { isUpToDate = this.#state.isUpToDate, isReadOut = false, settled = 0, stumbled = [] } = result;
    this.#state = { isUpToDate, isReadOut };
    this.#settled += settled;
    for (const id of stumbled) this.#stumbled.add(id);
    const isListing = step.kind !== "follow-history" && step.kind !== "read" && step.kind !== "begin-check";
    if (settled > 0 || (isListing && result.failure === undefined)) this.#cameToSomething = true;
  }

  /** A commit costs the same for many messages as for some; but what is read and not committed is lost in a crash. */
  #sizeChunk(startedAt: Date): void {
    const { readChunk } = this.#deps.settings;
    const isQuick = this.#deps.now().getTime() - startedAt.getTime() < QUICK_MS;
    this.#readChunk = isQuick ? Math.min(2 * this.#readChunk, MAX_GROWTH * readChunk) : readChunk;
  }

  /** Of the next chunk, and only in a slice that goes on: whatever else would be asked for in vain. */
  #readAhead({ readNext = [] }: StepResult): void {
    const chunk = readNext.slice(0, this.#readChunk);
    this.#ahead.begin(chunk.filter(({ reason }) => reason === "search").map(({ id }) => id));
  }

  /** False: another worker has the mailbox. */
  async #commit({ change, account }: StepResult, release: MailRelease | undefined): Promise<boolean> {
    if (change === undefined) {
      if (release !== undefined) await this.#release(release);
      return true;
    }
    const claim = account === undefined ? this.#claim : { ...this.#claim, account };
    const whole = release === undefined ? change : { ...change, release };
    const next = await commitChange(this.#steps, claim, whole);
    if (next === "stale") return false;
    this.#claim = next;
    // A mail that was logged may have made others of its thread wait: nobody else would ask for them soon.
    if (release?.result.kind === "synced" && (next.hasWaiting || next.hasSearches))
      await this.#release({ dueAt: this.#deps.now(), result: { kind: "sliced" } });
    return true;
  }

  async #release(release: MailRelease): Promise<void> {
    await this.#deps.store.release(this.#claim, release, this.#deps.now());
  }

  /** A first sync that this ends, ends with the same commit. */
  #finish(result: StepResult): StepResult {
    const { change } = result;
    if (change === undefined) return result;
    const after = this.#nextAfter(result, change);
    if (after.kind !== "finish-first") return result;
    return { ...result, change: { ...change, ...finishedFirst(after.cursor, this.#deps.now()) } };
  }

  #nextAfter({ hasWaiting, hasSearches }: StepResult, { cursor, checked }: MailChange): MailStep {
    return this.#next({
      cursor,
      hasWaiting: hasWaiting ?? this.#claim.hasWaiting,
      hasSearches: hasSearches ?? this.#claim.hasSearches,
      lastCheckedAt: checked?.at ?? this.#claim.lastCheckedAt,
    });
  }

  /** The mailbox is let go of in the same commit when nothing is left to do after it, or others wait for their turn. */
  #restAfter(result: StepResult): MailRelease | undefined {
    if (result.change === undefined) return undefined;
    const after = this.#nextAfter(result, result.change);
    if (after.kind === "done" || after.kind === "pause") return this.#rest(after.kind);
    const { sliceMs, sliceMessages } = this.#deps.settings;
    const now = this.#deps.now();
    const isOver = now.getTime() - this.#startedAt.getTime() >= sliceMs || this.#settled >= sliceMessages;
    return isOver ? { dueAt: now, result: { kind: "sliced" } } : undefined;
  }

  #rest(kind: "done" | "pause"): MailRelease {
    if (kind === "pause") return { dueAt: this.#in(RETRY_STUMBLED_MS), result: { kind: "sliced" } };
    const { settings, random } = this.#deps;
    return {
      dueAt: this.#in(nextPollMs(settings.intervalMinutes, random())),
      result: { kind: "synced", at: this.#askedAt },
    };
  }

  #releaseAfter(step: FailureStep): MailRelease {
    switch (step.kind) {
      case "wait":
        return { dueAt: step.until, result: { kind: "throttled", until: step.until } };
      case "reconnect":
        return { dueAt: null, result: { kind: "failed", code: "reconnect", message: RECONNECT } };
      case "recover":
        return this.#backOff("google_refused", "Gmail refused a request of the sync.");
      case "back-off":
        return this.#backOff(step.code, step.message);
    }
  }

  /** An attempt that brought something is no attempt in vain. */
  #backOff(code: string, message: string): MailRelease {
    const failures = this.#cameToSomething ? 0 : this.#claim.failures;
    const dueAt = this.#in(backOffMs(failures, this.#deps.random()));
    return { dueAt, result: this.#cameToSomething ? { kind: "sliced" } : { kind: "failed", code, message } };
  }

  #in(ms: number): Date {
    return new Date(this.#deps.now().getTime() + ms);
  }
}

const RECONNECT = "Google no longer lets us read this mailbox. Connect it again.";
