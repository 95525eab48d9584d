/**
 * One mail of the outbox, as far as it can be brought just now: QUEUED → SENDING → SENT, FAILED or UNKNOWN. That it is
 * being sent is committed before Gmail is asked; so after a crash the mail is looked for, not sent again.
 */
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { GoogleFailure } from "../sync/google-failure.ts";
import type { AccountRef, ReportReconnect } from "../sync/ports.ts";
import { coveredFeatures } from "../sync/scopes.ts";
import {
  afterFailedLook,
  afterFailedSend,
  afterNoLook,
  afterRefusal,
  afterVainLook,
  isCertainlyUnsent,
} from "./after-attempt.ts";
import type { SendTiming } from "./after-attempt.ts";
import { NOT_CONNECTED, NOT_YOURS, OUR_FAULT } from "./send-errors.ts";
import { findSent } from "./find-sent.ts";
import type { MailSender, OutboxStore, SendClaim, SendError, SendResult } from "./ports.ts";
import { prepareEmail } from "./prepare-email.ts";

export interface SendDeps {
  readonly store: Pick<OutboxStore, "begin" | "finish">;
  readonly openSender: (account: AccountRef) => MailSender;
  readonly reportReconnect: ReportReconnect;
  readonly now: () => Date;
  readonly log: {
    error(details: object, message: string): void;
    info(details: object, message: string): void;
    debug(details: object, message: string): void;
  };
  readonly timing: SendTiming;
}

export async function sendEmail(deps: SendDeps, claim: SendClaim): Promise<void> {
  const { store, now, log } = deps;
  const sender = deps.openSender(claim.rep);
  const [held, result] = await bring(deps, sender, claim);
  if (result === "stale") return;
  await store.finish(held, result, now());
  const { workspaceId, userId } = claim.rep;
  log.info({ workspaceId, userId, email: claim.id, result: result.kind }, "a mail of the outbox");
}

/** Gives the claim to finish with. */
async function bring(
  deps: SendDeps,
  sender: MailSender,
  claim: SendClaim,
): Promise<readonly [SendClaim, SendResult | "stale"]> {
  if (claim.syncedAs !== null) return [claim, { kind: "sent", as: claim.syncedAs }];
  if (claim.status !== "QUEUED") {
    const looked = await look(deps, sender, claim);
    if (looked !== "send-again") return [claim, looked];
  }
  const prepared = await prepare(deps, sender, claim);
  if ("kind" in prepared) return [claim, prepared];
  const beganAt = deps.now();
  const began = await deps.store.begin(claim, beganAt, deps.timing.leaseMs);
  if (began === "stale") return [claim, "stale"];
  return await send(deps, sender, { claim, began }, prepared.raw, beganAt);
}

async function prepare(
  deps: SendDeps,
  sender: MailSender,
  claim: SendClaim,
): Promise<SendResult | { readonly raw: Uint8Array }> {
  const { grant } = claim.rep;
  if (grant.status !== "connected" || !coveredFeatures(grant.scopes).includes("send"))
    return unsendable(deps, claim, NOT_CONNECTED);
  try {
    const raw = await prepareEmail(sender, claim);
    return raw === undefined ? unsendable(deps, claim, NOT_YOURS) : { raw };
  } catch (error) {
    // Tried again it would fail again.
    if (!(error instanceof GoogleCallFailed)) {
      deps.log.error({ error, email: claim.id }, "a mail could not be put together");
      return unsendable(deps, claim, OUR_FAULT);
    }
    const failure = await failureOf(deps, claim, error);
    return afterRefusal(failure, claim, deps.now(), deps.timing);
  }
}

/** Gives the claim to finish with: an attempt that certainly sent nothing is none. */
async function send(
  deps: SendDeps,
  sender: MailSender,
  { claim, began }: { readonly claim: SendClaim; readonly began: SendClaim },
  raw: Uint8Array,
  beganAt: Date,
): Promise<readonly [SendClaim, SendResult]> {
  const notAfter = new Date(beganAt.getTime() + deps.timing.sendWithinMs);
  try {
    const as = await sender.send({ raw, threadId: claim.content.gmailThreadId, notAfter });
    return [began, { kind: "sent", as }];
  } catch (error) {
    const failure = await failureOf(deps, began, error);
    const { attempts, triedAt } = isCertainlyUnsent(failure) ? claim : began;
    const held = { ...began, attempts, triedAt };
    return [held, afterFailedSend(failure, held, deps.now(), deps.timing)];
  }
}

async function look(
  deps: SendDeps,
  sender: MailSender,
  claim: SendClaim,
): Promise<SendResult | "send-again"> {
  const { now, timing } = deps;
  const { grant } = claim.rep;
  if (grant.status !== "connected" || !coveredFeatures(grant.scopes).includes("mail"))
    return afterNoLook(claim, now(), timing);
  try {
    const found = await findSent(sender, claim);
    if (found === "unclear") return afterNoLook(claim, now(), timing);
    return found === "not-there" ? afterVainLook(claim, now(), timing) : { kind: "sent", as: found };
  } catch (error) {
    const failure = await failureOf(deps, claim, error);
    return afterFailedLook(failure, claim, now(), timing);
  }
}

/** What an earlier attempt may have sent is not called unsent. */
function unsendable({ now, timing }: SendDeps, claim: SendClaim, error: SendError): SendResult {
  return claim.attempts === 0 ? { kind: "failed", error } : afterNoLook(claim, now(), timing);
}

/** Faults of our own go on: the mail is looked for when the lease is over. */
async function failureOf(deps: SendDeps, { rep }: SendClaim, error: unknown): Promise<GoogleFailure> {
  if (!(error instanceof GoogleCallFailed)) throw error;
  const { failure } = error;
  const { workspaceId, userId } = rep;
  deps.log.debug({ workspaceId, userId, failure: error.message }, "Gmail did not do as it was asked");
  if (failure.kind === "grant-revoked") await deps.reportReconnect(rep, failure.reason);
  if (failure.kind === "scope-missing") await deps.reportReconnect(rep, "scope_missing");
  return failure;
}
