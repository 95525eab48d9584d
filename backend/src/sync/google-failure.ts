/** What can go wrong between us and Google, as one closed union. Made once, at the edge; everything else switches over it. */
import type { ReconnectReason } from "../../../contract/me.ts";

export type { ReconnectReason };

export type GoogleFailure =
  /** Gmail's history 404, Calendar's 410: what the cursor points to is gone; list anew. */
  | { readonly kind: "cursor-expired" }
  /** `invalid_grant`, or a 401 that a fresh token did not cure: only the rep can help. */
  | { readonly kind: "grant-revoked"; readonly reason: ReconnectReason }
  /** The grant does not cover the call. */
  | { readonly kind: "scope-missing" }
  /** Not before `until`. */
  | { readonly kind: "rate-limited"; readonly until: Date }
  /**
   * Server faults, broken connections, answers that are no answers: the same call may work later. `isUnsent`: nothing
   * of it reached Google; without it, what was asked for may have been done.
   */
  | { readonly kind: "transient"; readonly detail: string; readonly isUnsent?: true }
  /** The one thing asked for does not exist (any more). */
  | { readonly kind: "gone" }
  /** Google understood and refuses: asking again the same way is useless. */
  | {
      readonly kind: "rejected";
      readonly status: number;
      readonly reason: string;
      readonly detail: string;
    };

/** `message` names the call and what came of it, never an address, a subject or a token. */
export class GoogleCallFailed extends Error {
  readonly failure: GoogleFailure;

  constructor(call: string, failure: GoogleFailure, options?: ErrorOptions) {
    super(`${call}: ${describe(failure)}`, options);
    this.name = "GoogleCallFailed";
    this.failure = failure;
  }
}

function describe(failure: GoogleFailure): string {
  switch (failure.kind) {
    case "rate-limited":
      return `rate limited until ${failure.until.toISOString()}`;
    case "transient":
      return failure.detail;
    case "rejected":
      return `refused with ${failure.status} ${failure.reason}`;
    case "grant-revoked":
      return `no grant (${failure.reason})`;
    case "cursor-expired":
    case "scope-missing":
    case "gone":
      return failure.kind;
  }
}
