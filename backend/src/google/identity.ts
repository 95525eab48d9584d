/** Verifies Google ID tokens: who is calling, vouched for by the issuer's signature. */
import { decodeProtectedHeader, errors, jwtVerify } from "jose";
import type { JWTPayload } from "jose";
import { z } from "zod";
import { parseEmailAddress } from "../crm/email-address.ts";
import type { Identity, IdentityCheck, VerifyIdentity } from "../crm/ports.ts";
import { words } from "../crm/words.ts";
import type { Words } from "../crm/words.ts";
import { issuerNames } from "./issuer-names.ts";
import { VerifiedTokens } from "./verified-tokens.ts";
import { createSigningKeys, KeysUnavailable } from "./signing-keys.ts";

const CLOCK_TOLERANCE_SECONDS = 30;

const Claims = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(320),
  email_verified: z.literal(true),
  name: z.string().max(500).optional().catch(undefined),
  hd: z.string().max(255).optional(),
  locale: z.string().max(35).optional().catch(undefined),
});

export interface IdentityVerifierOptions {
  readonly issuer: string;
  /** Client ids whose tokens are accepted; without one, any Google app's token would do. */
  readonly audiences: readonly string[];
  readonly fetch?: typeof globalThis.fetch;
  /** For the age of cached keys, in milliseconds. */
  readonly now?: () => number;
}

export function createIdentityVerifier({
  issuer,
  audiences,
  fetch = globalThis.fetch,
  now = Date.now,
}: IdentityVerifierOptions): VerifyIdentity {
  if (audiences.length === 0) throw new Error("an identity verifier needs at least one audience");
  const keysFor = createSigningKeys({ issuer, fetch, now });
  const verified = new VerifiedTokens(now);
  const checks = {
    issuer: [...issuerNames(issuer)],
    audience: [...audiences],
    algorithms: ["RS256"],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ["exp", "sub", "email"],
  };

  return async (token): Promise<IdentityCheck> => {
    const known = verified.find(token);
    if (known !== undefined) return { ok: true, identity: known };
    try {
      const { alg, kid } = decodeProtectedHeader(token);
      // Said before Google is asked for keys, which such a token would make no use of.
      if (alg !== "RS256")
        return refuse(
          words("The token is not signed with RS256.", "Das Token ist nicht mit RS256 signiert."),
        );
      const { payload } = await jwtVerify(token, await keysFor(kid), checks);
      const check = readClaims(payload, issuer);
      if (check.ok) verified.add(token, check.identity, payload.exp);
      return check;
    } catch (error) {
      if (error instanceof KeysUnavailable) return { ok: false, reason: "keys-unavailable", cause: error };
      return refuse(explain(error));
    }
  };
}

function readClaims(payload: JWTPayload, issuer: string): IdentityCheck {
  if (payload["email_verified"] !== true)
    return refuse(
      words(
        "Google has not verified the e-mail address of this account.",
        "Google hat die E-Mail-Adresse dieses Kontos nicht bestätigt.",
      ),
    );
  const claims = Claims.safeParse(payload);
  const email = claims.success ? parseEmailAddress(claims.data.email) : undefined;
  if (!claims.success || email === undefined)
    return refuse(words("The token does not say who it is about.", "Das Token sagt nicht, für wen es gilt."));
  const { sub, name, hd, locale } = claims.data;
  const identity: Identity = {
    issuer,
    subject: sub,
    email,
    name: name?.trim() === "" ? null : (name ?? null),
    hostedDomain: hd?.toLowerCase() ?? null,
    locale: locale ?? null,
  };
  return { ok: true, identity };
}

function refuse(detail: Words): IdentityCheck {
  return { ok: false, reason: "invalid", detail };
}

/** Helps whoever sets the add-on up; says nothing about other people's tokens and quotes only what was signed. */
function explain(error: unknown): Words {
  if (error instanceof errors.JWTExpired)
    return words(
      "The token has expired. Open the add-on again to get a new one.",
      "Das Token ist abgelaufen. Öffnen Sie das Add-on neu.",
    );
  if (error instanceof errors.JWTClaimValidationFailed) return explainClaim(error);
  if (error instanceof errors.JWKSNoMatchingKey)
    return words(
      "The token is signed with a key the issuer does not publish.",
      "Das Token ist mit einem Schlüssel signiert, den der Aussteller nicht veröffentlicht.",
    );
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return words("The token's signature is wrong.", "Die Signatur des Tokens ist falsch.");
  return words("This is not a valid ID token.", "Das ist kein gültiges ID-Token.");
}

function explainClaim({ claim, payload }: errors.JWTClaimValidationFailed): Words {
  switch (claim) {
    case "aud": {
      const aud = JSON.stringify(payload.aud ?? null).slice(0, 100);
      return words(
        `The token was issued for ${aud}, not for one of ADDON_CLIENT_IDS.`,
        `Das Token ist für ${aud} ausgestellt, nicht für eine der ADDON_CLIENT_IDS.`,
      );
    }
    case "iss":
      return words(
        "The token comes from another issuer than GOOGLE_ISSUER.",
        "Das Token kommt von einem anderen Aussteller als GOOGLE_ISSUER.",
      );
    case "nbf":
      return words(
        "The token is not valid yet. Is the clock right?",
        "Das Token gilt noch nicht. Geht die Uhr richtig?",
      );
    default: {
      const name = JSON.stringify(claim);
      return words(
        `The token's claim ${name} is missing or wrong.`,
        `Die Angabe ${name} des Tokens fehlt oder ist falsch.`,
      );
    }
  }
}
