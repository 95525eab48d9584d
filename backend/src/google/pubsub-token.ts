/**
 * Verifies what Pub/Sub proves itself with when it pushes: a Google ID token of the subscription's service account.
 * https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
import { decodeProtectedHeader, jwtVerify } from "jose";
import { issuerNames } from "./issuer-names.ts";
import { createSigningKeys, KeysUnavailable } from "./signing-keys.ts";

export interface PushTokenOptions {
  readonly issuer: string;
  /** As configured with the subscription. */
  readonly audience: string;
  /** The service account's address. */
  readonly serviceAccount: string;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Rejects with KeysUnavailable when nobody can tell. */
export type VerifyPushToken = (token: string) => Promise<boolean>;

/** Pub/Sub uses a token again for up to an hour. */
const MAX_AGE_SECONDS = 3_600;
const CLOCK_TOLERANCE_SECONDS = 30;

export function createPushTokenVerifier({
  issuer,
  audience,
  serviceAccount,
  fetch = globalThis.fetch,
  now = Date.now,
}: PushTokenOptions): VerifyPushToken {
  const keysFor = createSigningKeys({ issuer, fetch, now });
  return async (token) => {
    try {
      const { alg, kid } = decodeProtectedHeader(token);
      if (alg !== "RS256") return false;
      const { payload } = await jwtVerify(token, await keysFor(kid), {
        issuer: [...issuerNames(issuer)],
        audience,
        algorithms: ["RS256"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        maxTokenAge: MAX_AGE_SECONDS,
        requiredClaims: ["exp", "email", "email_verified"],
        currentDate: new Date(now()),
      });
      return payload["email"] === serviceAccount && payload["email_verified"] === true;
    } catch (error) {
      if (error instanceof KeysUnavailable) throw error;
      return false;
    }
  };
}
