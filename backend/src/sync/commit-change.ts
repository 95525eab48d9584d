/** Commits what a step found out; a mail that cannot be stored does not keep the others from it. */
import type { MailSyncSettings } from "./mail-steps.ts";
import type { DecidedMail, MailChange, MailClaim, MailSyncStore } from "./ports.ts";

export interface CommitDeps {
  readonly store: Pick<MailSyncStore, "apply">;
  readonly now: () => Date;
  readonly settings: Pick<MailSyncSettings, "leaseMs">;
}

export async function commitChange(
  deps: CommitDeps,
  claim: MailClaim,
  change: MailChange,
): Promise<MailClaim | "stale"> {
  const { store, now, settings } = deps;
  try {
    return await store.apply(claim, change, now(), settings.leaseMs);
  } catch (error) {
    const { decided = [], ...rest } = change;
    if (claim.cursor === null || decided.length === 0) throw error;
    let current = claim;
    for (const mail of decided) {
      const next = await commitOne(deps, current, mail, claim.cursor);
      if (next === "stale") return next;
      current = next;
    }
    return await store.apply(current, rest, now(), settings.leaseMs);
  }
}

/** Where even the note that it is unreadable cannot be written, it is not the mail. */
async function commitOne(
  { store, now, settings }: CommitDeps,
  claim: MailClaim,
  mail: DecidedMail,
  cursor: NonNullable<MailClaim["cursor"]>,
): Promise<MailClaim | "stale"> {
  try {
    return await store.apply(claim, { cursor, decided: [mail] }, now(), settings.leaseMs);
  } catch {
    const { id, threadId } = mail;
    const unreadable = [{ id, threadId, reason: "cannot_be_stored" }];
    return await store.apply(claim, { cursor, unreadable }, now(), settings.leaseMs);
  }
}
