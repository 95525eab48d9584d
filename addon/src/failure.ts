/** Everything that can go wrong, sorted once at the edge (backend, Gmail, Calendar, Google's sign-in) into what the user can do about it. */

import type { Meeting } from "../../contract/meetings.ts";

export type FailureKind =
  /** Google gave no ID token: the add-on lacks the user's consent. */
  | "no-identity"
  /** The backend does not accept the token: wrong client id or expired. */
  | "unauthenticated"
  /** The account has no access at all. */
  | "not-invited"
  /** This account may not do this one thing. */
  | "forbidden"
  | "gone"
  | "conflict"
  | "invalid"
  | "no-contact"
  /** The open mail is still being written. */
  | "draft"
  | "rate-limited"
  | "reconnect"
  | "google-away"
  /** No answer, or a proxy's. */
  | "backend-away"
  | "mail-unreadable"
  | "event-unreadable"
  /** A fault of ours. */
  | "unexpected";

export interface FailureDetails {
  readonly status?: number | undefined;
  /** Names the request in the backend's log. */
  readonly requestId?: string | undefined;
  /** What the backend says about a refused sign-in: which client id the token is for. Whoever sets Rapport up needs it. */
  readonly signIn?: string | undefined;
  /** The contact that has the address already. */
  readonly contact?: { readonly id: string; readonly name: string } | undefined;
  /** As it stands in Google, where somebody changed it meanwhile. */
  readonly meeting?: Meeting | undefined;
  /** Which field, and why. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[] | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

export class Failure extends Error {
  readonly kind: FailureKind;
  readonly details: FailureDetails;

  constructor(kind: FailureKind, details: FailureDetails = {}) {
    super(kind);
    this.name = "Failure";
    this.kind = kind;
    this.details = details;
  }
}

/** What it answers, or which of these failures it meets (unset: any); all else is thrown on. */
export function attempt<T>(act: () => T, ...kinds: readonly FailureKind[]): T | Failure {
  try {
    return act();
  } catch (error) {
    if (error instanceof Failure && (kinds.length === 0 || kinds.includes(error.kind))) return error;
    throw error;
  }
}

export function toFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure("unexpected", { cause: error });
}
