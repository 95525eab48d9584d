/**
 * The sync as guides write it: read the newest page, one mail after another, and remember where history stands when that
 * is done; from then on read what was added. To be compared with.
 */
import { GoogleCallFailed } from "../../backend/src/sync/google-failure.ts";
import type { MailClaim, MailSource, MessageRef } from "../../backend/src/sync/ports.ts";
import { readMessages } from "../../backend/src/sync/read-messages.ts";
import type { MailSyncDeps } from "../../backend/src/sync/sync-mailbox.ts";

export async function syncNaively(deps: MailSyncDeps, claim: MailClaim): Promise<void> {
  const source = deps.openSource(claim.account);
  const now = deps.now();
  const dueAt = new Date(now.getTime() + 15 * 60_000);
  try {
    const synced = await syncOnce(deps, source, claim);
    if (synced !== undefined)
      await deps.store.release(synced, { dueAt, result: { kind: "synced", at: now } }, now);
  } catch (error) {
    if (!(error instanceof GoogleCallFailed)) throw error;
    const result = { kind: "failed", code: "google", message: error.message } as const;
    await deps.store.release(claim, { dueAt, result }, now);
  }
}

async function syncOnce(
  deps: MailSyncDeps,
  source: MailSource,
  claim: MailClaim,
): Promise<MailClaim | undefined> {
  const since = claim.cursor?.historyId;
  if (since !== undefined && since !== NOWHERE)
    try {
      const { records, historyId } = await source.listHistory({ startHistoryId: since });
      const added = records.flatMap((record) => record.added);
      return await log(deps, source, claim, added, historyId);
    } catch (error) {
      if (!(error instanceof GoogleCallFailed) || error.failure.kind !== "cursor-expired") throw error;
    }
  const { messages } = await source.listMessages({ q: "-in:chats -in:drafts" });
  const read = await log(deps, source, claim, messages, NOWHERE);
  if (read === undefined) return undefined;
  const { historyId } = await source.getProfile();
  return await log(deps, source, read, [], historyId);
}

async function log(
  deps: MailSyncDeps,
  source: MailSource,
  claim: MailClaim,
  messages: readonly MessageRef[],
  historyId: string,
): Promise<MailClaim | undefined> {
  const { store, settings } = deps;
  const cursor = { phase: "incremental", historyId } as const;
  let current = claim;
  for (const message of messages) {
    const { change } = await readMessages(
      {
        source,
        store,
        account: claim.account,
        now: deps.now(),
        blamesMessages: false,
        ahead: { take: () => undefined },
      },
      [{ ...message, reason: "search" }],
    );
    const next = await store.apply(
      current,
      { ...change, cursor: claim.cursor ?? START },
      deps.now(),
      settings.leaseMs,
    );
    if (next === "stale") return undefined;
    current = next;
  }
  const next = await store.apply(current, { cursor }, deps.now(), settings.leaseMs);
  return next === "stale" ? undefined : next;
}

/** Not yet anywhere: begin again. */
const NOWHERE = "0";
const START = { phase: "incremental", historyId: NOWHERE } as const;
