/** What went wrong with the consent page or the token endpoint, read from openid-client's errors. */
import * as openid from "openid-client";
import type { GoogleFailure } from "../sync/google-failure.ts";

export type ExchangeFault =
  /** The person said no. */
  | "consent_denied"
  /** A Workspace administrator forbids it. */
  | "admin_policy"
  /** The code is wrong, used or too old: start again. */
  | "bad_code"
  /** The answer is to another browser's question, or to none, or comes from another issuer. */
  | "state_mismatch"
  /** Google vouches for nobody we can take: a wrong ID token, an unverified address. */
  | "bad_answer"
  /** Google refuses us, not the person: client id, secret or redirect address are wrong. */
  | "misconfigured"
  | "google_away";

/** `error` values of RFC 6749, and Google's own. Descriptions are not documented, so nothing is read from them. */
const CALLBACK_FAULTS: ReadonlyMap<string, ExchangeFault> = new Map([
  ["access_denied", "consent_denied"],
  ["admin_policy_enforced", "admin_policy"],
  ["invalid_grant", "bad_code"],
  ["server_error", "google_away"],
  ["temporarily_unavailable", "google_away"],
]);

/** openid-client's codes for an answer that could be read and is not what it has to be. */
const WRONG_ANSWERS: ReadonlySet<unknown> = new Set([
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
  "OAUTH_KEY_SELECTION_FAILED",
  "OAUTH_UNSUPPORTED_OPERATION",
]);

/** For an error of `authorizationCodeGrant`. */
export function readCallbackFault(error: unknown): ExchangeFault {
  if (error instanceof openid.AuthorizationResponseError)
    return CALLBACK_FAULTS.get(error.error) ?? "misconfigured";
  if (error instanceof openid.ResponseBodyError && error.status !== 429)
    return CALLBACK_FAULTS.get(error.error) ?? "misconfigured";
  if (error instanceof openid.WWWAuthenticateChallengeError) return "misconfigured";
  const code = codeOf(error);
  if (code === "OAUTH_INVALID_RESPONSE") return isAboutCallback(error) ? "state_mismatch" : "bad_answer";
  return WRONG_ANSWERS.has(code) ? "bad_answer" : "google_away";
}

/** For an error of discovery, refresh and revocation. */
export function readRefreshFault(error: unknown): GoogleFailure {
  if (error instanceof openid.ResponseBodyError && error.status !== 429) {
    // All its causes (revoked, unused, password changed, too many tokens, time over) end with asking the rep.
    if (error.error === "invalid_grant") return { kind: "grant-revoked", reason: "revoked" };
    if (error.error === "admin_policy_enforced") return { kind: "grant-revoked", reason: "admin_policy" };
    return {
      kind: "rejected",
      status: error.status,
      reason: nameOnly(error.error),
      detail: "check GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET",
    };
  }
  if (error instanceof openid.WWWAuthenticateChallengeError)
    return { kind: "rejected", status: error.status, reason: "unauthorized", detail: describeFault(error) };
  return { kind: "transient", detail: describeFault(error) };
}

/** Codes and statuses only: messages and causes of the library quote answers. */
export function describeFault(error: unknown): string {
  if (error instanceof openid.AuthorizationResponseError)
    return `the consent page answered ${nameOnly(error.error)}`;
  if (error instanceof openid.ResponseBodyError)
    return `the token endpoint answered ${error.status} ${nameOnly(error.error)}`;
  const code = codeOf(error) ?? codeOf(causeOf(error)) ?? codeOf(causeOf(causeOf(error)));
  if (typeof code === "string") return code;
  return error instanceof Error ? error.name : "unknown fault";
}

/** A word as RFC 6749 has them, whoever wrote the answer. */
function nameOnly(error: string): string {
  return /^\w{1,64}$/.test(error) ? error : "an unreadable error";
}

/** Faults of the callback's query carry it as their cause's cause; those of the token answer do not. */
function isAboutCallback(error: unknown): boolean {
  const facts = causeOf(causeOf(error));
  return typeof facts === "object" && facts !== null && "parameters" in facts;
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
