/** A rep's Google grant as the database keeps it: tokens only sealed. `google/` opens and seals them. */
import type { AccountRef } from "./ports.ts";
import type { ReconnectReason } from "./google-failure.ts";

export interface StoredGrant {
  /** Google's `sub`: the connected account's, which is the signed-in user's. */
  readonly subject: string;
  readonly email: string;
  readonly scopes: readonly string[];
  readonly status: "none" | "connected" | "reconnect";
  /** Of the status reconnect. */
  readonly reason: ReconnectReason | null;
  readonly refreshToken: string | null;
  readonly accessToken: string | null;
  readonly accessTokenExpiresAt: Date | null;
}

export interface SealedTokens {
  /** Left out: Google gave none, the old one stays. */
  readonly refreshToken?: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly scopes?: readonly string[];
}

export interface GrantStore {
  find(account: AccountRef): Promise<StoredGrant | undefined>;
  /**
   * Runs `work` while nobody else, in whatever process, refreshes this grant, with the grant as it is then: whoever
   * waited finds the token the other one brought. What `work` gives is written before the lock opens; undefined: nothing.
   * When it rejects with `grant-revoked` the rep has to reconnect, unless he did so meanwhile. Only a connected grant is
   * worked on; gives the grant as it is afterwards. Rejects with GoogleCallFailed (`transient`) when the lock does not
   * open in time.
   */
  refresh(
    account: AccountRef,
    work: (grant: StoredGrant) => Promise<SealedTokens | undefined>,
  ): Promise<StoredGrant | undefined>;
  /** A consent that was given: tokens, granted scopes, status connected. Writes an audit event. */
  connect(
    account: AccountRef,
    tokens: SealedTokens & { readonly refreshToken: string },
    now: Date,
  ): Promise<void>;
  /** Status reconnect with its reason, tokens dropped; the rep gets one notice until connected again. */
  requireReconnect(account: AccountRef, reason: ReconnectReason, now: Date): Promise<void>;
  /**
   * Tokens dropped, switches off, sessions stay. With `purge` also what only this mailbox and these calendars brought,
   * its ledgers and searches; scores recounted. Writes an audit event. Gives what was removed.
   */
  disconnect(
    account: AccountRef,
    options: { readonly purge: boolean },
    now: Date,
  ): Promise<{ readonly activitiesRemoved: number }>;
}

/** Sealed tokens of all workspaces, for the rotation of their keys. */
export interface SealedTokenRow extends AccountRef {
  readonly refreshToken: string | null;
  readonly accessToken: string | null;
}

export interface SealedTokenStore {
  /** In the order of their keys, those behind `after` with a token that does not begin so. */
  listOthers(
    prefix: string,
    after: AccountRef | undefined,
    limit: number,
  ): Promise<readonly SealedTokenRow[]>;
  /** Each only where the token is still the one from before. Gives how many tokens were replaced. */
  replace(
    tokens: readonly (AccountRef & {
      readonly column: "refresh_token" | "access_token";
      readonly before: string;
      readonly after: string;
    })[],
  ): Promise<number>;
}
