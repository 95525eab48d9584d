/** What changes how Google signs people in: a Workspace administrator's restrictions, and tokens used once only. */
import type { Account } from "../world.ts";
import { isSignInScope } from "./scopes.ts";

export class OAuthPolicy {
  /** Every refresh gives a new refresh token and ends the old one. Google does not, other providers do. */
  rotatesRefreshTokens: boolean;
  readonly #restricted = new Map<string, ReadonlySet<string> | "all">();

  constructor(options: { rotatesRefreshTokens?: boolean | undefined } = {}) {
    this.rotatesRefreshTokens = options.rotatesRefreshTokens ?? false;
  }

  /** The administrator of a Workspace domain closes these scopes, or all but signing in, to apps. */
  restrict(domain: string, scopes: readonly string[] | "all" = "all"): void {
    this.#restricted.set(domain.toLowerCase(), scopes === "all" ? "all" : new Set(scopes));
  }

  lift(domain: string): void {
    this.#restricted.delete(domain.toLowerCase());
  }

  restricts(account: Account, scopes: readonly string[]): boolean {
    const closed = account.hd === null ? undefined : this.#restricted.get(account.hd.toLowerCase());
    if (closed === undefined) return false;
    return scopes.some((scope) => (closed === "all" ? !isSignInScope(scope) : closed.has(scope)));
  }
}
