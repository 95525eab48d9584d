/** Claims of Google's ID tokens and of its userinfo answers. */
import { createHash } from "node:crypto";
import type { Account } from "../world.ts";
import { emailScope, profileScope } from "./scopes.ts";

/** Who somebody is, as far as the scopes tell: https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload */
export function personClaims(account: Account, scopes: ReadonlySet<string>): Record<string, unknown> {
  const [givenName = "", ...familyNames] = account.name.split(" ");
  return {
    sub: account.sub,
    ...(account.hd === null ? {} : { hd: account.hd }),
    ...(scopes.has(emailScope) ? { email: account.email, email_verified: account.emailVerified } : {}),
    ...(scopes.has(profileScope)
      ? {
          name: account.name,
          given_name: givenName,
          ...(familyNames.length === 0 ? {} : { family_name: familyNames.join(" ") }),
          locale: account.locale,
        }
      : {}),
  };
}

export function idTokenClaims(facts: {
  issuer: string;
  audience: string;
  account: Account;
  scopes: ReadonlySet<string>;
  now: number;
  nonce?: string | undefined;
  accessToken?: string;
}): Record<string, unknown> {
  const issuedAt = Math.floor(facts.now / 1000);
  return {
    iss: facts.issuer,
    azp: facts.audience,
    aud: facts.audience,
    ...personClaims(facts.account, facts.scopes),
    ...(facts.accessToken === undefined ? {} : { at_hash: accessTokenHash(facts.accessToken) }),
    ...(facts.nonce === undefined ? {} : { nonce: facts.nonce }),
    iat: issuedAt,
    exp: issuedAt + 3600,
  };
}

/** OpenID Connect Core §3.1.3.6: the left half of the hash. */
function accessTokenHash(accessToken: string): string {
  return createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url");
}
