/** What Google gave, sealed for the account's row. */
import type { Secret } from "../secret.ts";
import type { SealedTokens } from "../sync/grant-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import type { FreshTokens } from "./oauth.ts";
import type { TokenSeal } from "./token-seal.ts";

export function sealTokens(seal: TokenSeal, account: AccountRef, fresh: FreshTokens): SealedTokens {
  const { accessToken, expiresAt, refreshToken, scopes } = fresh;
  return {
    accessToken: seal.seal(accessToken, { ...account, column: "access_token" }),
    accessTokenExpiresAt: expiresAt,
    ...(refreshToken === undefined ? {} : { refreshToken: sealRefreshToken(seal, account, refreshToken) }),
    ...(scopes === undefined ? {} : { scopes }),
  };
}

export function sealRefreshToken(seal: TokenSeal, account: AccountRef, token: Secret): string {
  return seal.seal(token, { ...account, column: "refresh_token" });
}
