/**
 * Tokens found good a moment ago. Checking a signature costs more than anything else in opening a mail, and Apps Script
 * sends the same token with each click. Only hashes are kept.
 */
import { hash } from "node:crypto";
import type { Identity } from "../crm/ports.ts";

/** So long a key that Google withdrew still opens the door to who held a token of it. */
const KEPT_MS = 60_000;
/** A few hundred bytes each. */
const MAX_TOKENS = 10_000;

export class VerifiedTokens {
  readonly #now: () => number;
  /** Oldest first: each is kept equally long, or shorter. */
  readonly #tokens = new Map<string, { readonly identity: Identity; readonly until: number }>();

  /** @param now milliseconds since 1970, as the tokens' own times. */
  constructor(now: () => number) {
    this.#now = now;
  }

  find(token: string): Identity | undefined {
    const found = this.#tokens.get(keyOf(token));
    return found !== undefined && found.until > this.#now() ? found.identity : undefined;
  }

  /** @param exp the token's own end, in seconds. */
  add(token: string, identity: Identity, exp: number | undefined): void {
    const until = Math.min(this.#now() + KEPT_MS, (exp ?? 0) * 1_000);
    this.#dropOldest();
    this.#tokens.set(keyOf(token), { identity, until });
  }

  #dropOldest(): void {
    for (const [key, { until }] of this.#tokens) {
      if (until > this.#now() && this.#tokens.size < MAX_TOKENS) return;
      this.#tokens.delete(key);
    }
  }
}

function keyOf(token: string): string {
  return hash("sha256", token, "base64");
}
