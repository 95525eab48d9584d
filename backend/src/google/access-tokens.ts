/** Access tokens for calls: from memory, else from the database, else fresh from Google, by one process at a time. */
import type { Secret } from "../secret.ts";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { GrantStore, StoredGrant } from "../sync/grant-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import type { GoogleOAuth } from "./oauth.ts";
import { sealTokens } from "./seal-tokens.ts";
import type { TokenSeal } from "./token-seal.ts";
import type { RefusedToken, TokenSource } from "./transport.ts";

export interface AccessTokens extends TokenSource {
  /** After the grant changed: the next call looks into the database. */
  forget(account: AccountRef): void;
}

export interface AccessTokensOptions {
  readonly grants: Pick<GrantStore, "find" | "refresh">;
  readonly oauth: Pick<GoogleOAuth, "refresh">;
  readonly seal: TokenSeal;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** A call that begins with a token may last this long. */
const MARGIN_MS = 60_000;
/** Some hundred bytes each. */
const MAX_HELD = 10_000;
const CALL = "token refresh";

interface HeldToken {
  readonly token: Secret;
  readonly expiresAt: number;
}

/** A look for a token that others with the same question wait for too. */
interface Flight {
  readonly refused: Secret | undefined;
  readonly token: Promise<Secret>;
}

export function createAccessTokens(options: AccessTokensOptions): AccessTokens {
  const { grants, oauth, seal, now = Date.now } = options;
  const held = new Map<string, HeldToken>();
  const flights = new Map<string, Flight>();

  return {
    async get(account, refused) {
      const key = `${account.workspaceId}/${account.userId}`;
      for (;;) {
        const known = held.get(key);
        if (known !== undefined && known.token !== refused?.token && isFresh(known)) return known.token;
        const flight = flights.get(key);
        if (flight === undefined) return await fly(key, account, refused);
        if (flight.refused === refused?.token) return await flight.token;
        // Somebody looks for another reason; what he finds may do, his failure is his own.
        await flight.token.catch(() => undefined);
      }
    },
    forget({ workspaceId, userId }) {
      held.delete(`${workspaceId}/${userId}`);
    },
  };

  async function fly(key: string, account: AccountRef, refused: RefusedToken | undefined): Promise<Secret> {
    const token = find(account, refused).then((found) => {
      hold(key, found);
      return found.token;
    });
    flights.set(key, { refused: refused?.token, token });
    try {
      return await token;
    } catch (error) {
      held.delete(key);
      throw error;
    } finally {
      flights.delete(key);
    }
  }

  async function find(account: AccountRef, refused: RefusedToken | undefined): Promise<HeldToken> {
    const grant = connected(await grants.find(account));
    const stored = readStored(account, grant, refused);
    if (stored !== undefined) return stored;
    if (refused?.because === "scope") return { token: refused.token, expiresAt: 0 };
    return await refresh(account, refused);
  }

  async function refresh(account: AccountRef, refused: RefusedToken | undefined): Promise<HeldToken> {
    let found: HeldToken | undefined;
    const after = await grants.refresh(account, async (grant) => {
      // Whoever had the lock before may have brought one.
      found = readStored(account, grant, refused);
      if (found !== undefined) return undefined;
      const fresh = await oauth.refresh(openRefreshToken(account, grant));
      found = { token: fresh.accessToken, expiresAt: fresh.expiresAt.getTime() };
      return sealTokens(seal, account, fresh);
    });
    connected(after);
    if (found === undefined)
      throw new GoogleCallFailed(CALL, { kind: "transient", detail: "the grant changed" });
    return found;
  }

  /** The access token of the database, unless it is stale or the one that was refused. */
  function readStored(
    account: AccountRef,
    grant: StoredGrant,
    refused: RefusedToken | undefined,
  ): HeldToken | undefined {
    const { accessToken, accessTokenExpiresAt } = grant;
    if (accessToken === null || accessTokenExpiresAt === null) return undefined;
    const token = seal.open(accessToken, { ...account, column: "access_token" });
    if (token === undefined || token.reveal() === refused?.token.reveal()) return undefined;
    const stored = { token, expiresAt: accessTokenExpiresAt.getTime() };
    return isFresh(stored) ? stored : undefined;
  }

  function openRefreshToken(account: AccountRef, { refreshToken }: StoredGrant): Secret {
    const token =
      refreshToken === null ? undefined : seal.open(refreshToken, { ...account, column: "refresh_token" });
    if (token !== undefined) return token;
    throw new GoogleCallFailed(CALL, {
      kind: "grant-revoked",
      reason: refreshToken === null ? "revoked" : "keys_lost",
    });
  }

  function hold(key: string, token: HeldToken): void {
    held.delete(key);
    if (!isFresh(token)) return;
    held.set(key, token);
    for (const oldest of held.keys()) {
      if (held.size <= MAX_HELD) return;
      held.delete(oldest);
    }
  }

  function isFresh({ expiresAt }: HeldToken): boolean {
    return expiresAt - MARGIN_MS > now();
  }
}

function connected(grant: StoredGrant | undefined): StoredGrant {
  if (grant?.status === "connected") return grant;
  throw new GoogleCallFailed(CALL, { kind: "grant-revoked", reason: grant?.reason ?? "revoked" });
}
