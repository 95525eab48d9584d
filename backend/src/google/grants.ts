/** A rep's grant as the pages give and take it: sealed before it is kept, taken back at Google before it is forgotten. */
import type { Secret } from "../secret.ts";
import type { Grants } from "../sync/control-ports.ts";
import { GoogleCallFailed } from "../sync/google-failure.ts";
import type { GrantStore, StoredGrant } from "../sync/grant-ports.ts";
import type { AccountRef } from "../sync/ports.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { GoogleOAuth } from "./oauth.ts";
import { sealRefreshToken, sealTokens } from "./seal-tokens.ts";
import type { TokenSeal } from "./token-seal.ts";

export interface GrantsOptions {
  readonly store: GrantStore;
  readonly oauth: Pick<GoogleOAuth, "revoke">;
  readonly seal: TokenSeal;
  readonly tokens: Pick<AccessTokens, "forget">;
}

export function createGrants({ store, oauth, seal, tokens }: GrantsOptions): Grants {
  return {
    async connect(account, consent, now) {
      const refreshToken = sealRefreshToken(seal, account, consent.refreshToken);
      await store.connect(account, { ...sealTokens(seal, account, consent), refreshToken }, now);
      tokens.forget(account);
    },

    async disconnect(account, options, now) {
      const revoked = await revoke(account);
      const { activitiesRemoved } = await store.disconnect(account, options, now);
      tokens.forget(account);
      return { activitiesRemoved, revoked };
    },
  };

  async function revoke(account: AccountRef): Promise<boolean> {
    const grant = await store.find(account);
    const token = grant && openAny(account, grant);
    if (token === undefined) return false;
    try {
      await oauth.revoke(token);
      return true;
    } catch (error) {
      if (error instanceof GoogleCallFailed) return false;
      throw error;
    }
  }

  /** Any token of a grant takes all of it back. */
  function openAny(account: AccountRef, { refreshToken, accessToken }: StoredGrant): Secret | undefined {
    if (refreshToken !== null) return seal.open(refreshToken, { ...account, column: "refresh_token" });
    if (accessToken !== null) return seal.open(accessToken, { ...account, column: "access_token" });
    return undefined;
  }
}
