/** What people allowed which client, and the codes and tokens that came of it, living by the world's clock. */
import { randomBytes } from "node:crypto";
import type { Account, Clock } from "../world.ts";

/** One person's yes to one client; revoking it kills every code and token made from it. */
export interface Grant {
  readonly account: Account;
  readonly clientId: string;
  readonly scopes: Set<string>;
  isRevoked: boolean;
}

export interface AuthorizationCode {
  readonly grant: Grant;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly codeChallengeMethod: "S256" | "plain";
  /** A refresh token comes with it. */
  readonly isOffline: boolean;
  readonly expiresAt: number;
  isUsed: boolean;
}

export interface AccessToken {
  readonly grant: Grant;
  readonly scopes: ReadonlySet<string>;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly isOffline: boolean;
  readonly onlyThreadId?: string;
}

export interface RefreshToken {
  readonly grant: Grant;
  readonly scopes: readonly string[];
}

export const accessTokenSeconds = 3599;
const codeMilliseconds = 10 * 60_000;
/** Google keeps this many live refresh tokens per person and client; the oldest dies without a word. */
const maxRefreshTokens = 100;

export class GrantBook {
  readonly #now: Clock;
  readonly #grants = new Map<string, Grant>();
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #accessTokens = new Map<string, AccessToken>();
  readonly #refreshTokens = new Map<string, RefreshToken>();

  constructor(now: Clock) {
    this.#now = now;
  }

  find(account: Account, clientId: string): Grant | undefined {
    return this.#grants.get(grantKey(account.sub, clientId));
  }

  /** Adds to what was granted before. */
  allow(account: Account, clientId: string, scopes: readonly string[]): Grant {
    const grant = this.find(account, clientId) ?? {
      account,
      clientId,
      scopes: new Set<string>(),
      isRevoked: false,
    };
    for (const scope of scopes) grant.scopes.add(scope);
    this.#grants.set(grantKey(account.sub, clientId), grant);
    return grant;
  }

  issueCode(facts: Omit<AuthorizationCode, "expiresAt" | "isUsed">): string {
    this.#forgetExpired(this.#codes);
    const code = `4/0A${randomBytes(52).toString("base64url")}`;
    this.#codes.set(code, { ...facts, expiresAt: this.#now() + codeMilliseconds, isUsed: false });
    return code;
  }

  findCode(code: string): AuthorizationCode | undefined {
    return this.#codes.get(code);
  }

  isSpent(code: AuthorizationCode): boolean {
    return code.isUsed || code.grant.isRevoked || code.expiresAt <= this.#now();
  }

  issueAccessToken(facts: Omit<AccessToken, "expiresAt">): string {
    this.#forgetExpired(this.#accessTokens);
    const token = `ya29.a0${randomBytes(96).toString("base64url")}`;
    this.#accessTokens.set(token, { ...facts, expiresAt: this.#now() + accessTokenSeconds * 1000 });
    return token;
  }

  /** Undefined when it is unknown, expired or revoked. */
  findAccessToken(token: string): AccessToken | undefined {
    const found = this.#accessTokens.get(token);
    if (found === undefined) return undefined;
    if (!found.grant.isRevoked && found.expiresAt > this.#now()) return found;
    this.#accessTokens.delete(token);
    return undefined;
  }

  issueRefreshToken(facts: RefreshToken): string {
    const token = `1//0${randomBytes(75).toString("base64url")}`;
    this.#refreshTokens.set(token, facts);
    const siblings = [...this.#refreshTokens].filter(([, { grant }]) => grant === facts.grant);
    for (const [oldest] of siblings.slice(0, Math.max(0, siblings.length - maxRefreshTokens)))
      this.#refreshTokens.delete(oldest);
    return token;
  }

  /** The client has got another one in its place. */
  retireRefreshToken(token: string): void {
    this.#refreshTokens.delete(token);
  }

  findRefreshToken(token: string): RefreshToken | undefined {
    const found = this.#refreshTokens.get(token);
    return found?.grant.isRevoked === false ? found : undefined;
  }

  /** By any token of the grant; true when there was one. All clients of the same Cloud project lose it. */
  revoke(token: string): boolean {
    const grant = this.findAccessToken(token)?.grant ?? this.findRefreshToken(token)?.grant;
    if (grant === undefined) return false;
    grant.isRevoked = true;
    this.revokeFor(grant.account, grant.clientId);
    return true;
  }

  /** As on myaccount.google.com/connections: a client and its siblings, or, named none, all that were ever allowed. */
  revokeFor(account: Account, clientId?: string): void {
    for (const [key, grant] of this.#grants) {
      if (grant.account !== account) continue;
      if (clientId !== undefined && projectOf(grant.clientId) !== projectOf(clientId)) continue;
      grant.isRevoked = true;
      this.#grants.delete(key);
    }
  }

  /** All of a kind live equally long, so the oldest expire first. */
  #forgetExpired(issued: Map<string, { readonly expiresAt: number }>): void {
    for (const [key, { expiresAt }] of issued) {
      if (expiresAt > this.#now()) return;
      issued.delete(key);
    }
  }
}

function grantKey(sub: string, clientId: string): string {
  return `${sub} ${clientId}`;
}

/** Client ids are `<project number>-<random>.apps.googleusercontent.com`. */
export function projectOf(clientId: string): string {
  return /^(\d+)-/.exec(clientId)?.[1] ?? clientId;
}
