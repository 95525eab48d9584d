/** Redeems the code of a consent, and takes the answer under any name that its issuer has in ID tokens. */
import * as openid from "openid-client";
import { issuerNames } from "./issuer-names.ts";

export interface Redemption {
  readonly config: openid.Configuration;
  /** The configuration does not give away the one it has. */
  readonly authentication: openid.ClientAuth;
  readonly fetch: openid.CustomFetch;
  readonly callback: URL;
  readonly checks: openid.AuthorizationCodeGrantChecks;
}

type Answer = Awaited<ReturnType<typeof openid.authorizationCodeGrant>>;

/**
 * Rejects with openid-client's errors. The library knows one name of an issuer only, so an answer that it refuses for
 * Google's other one is judged once more by that: a code cannot be redeemed twice.
 */
export async function redeemCode(redemption: Redemption): Promise<Answer> {
  const { config, fetch, callback, checks } = redemption;
  const [, otherName] = issuerNames(config.serverMetadata().issuer);
  if (otherName === undefined) return await openid.authorizationCodeGrant(config, callback, checks);
  let heard: Response | undefined;
  const listening = copyOf(redemption, {}, async (...request) => {
    const response = await fetch(...request);
    heard = response.clone();
    return response;
  });
  try {
    return await openid.authorizationCodeGrant(listening, callback, checks);
  } catch (error) {
    const answer = heard;
    if (answer === undefined || !isRefusedIssuer(error, otherName)) throw error;
    // The callback names the issuer as it was discovered, and was compared to that already.
    const changes = { issuer: otherName, authorization_response_iss_parameter_supported: false };
    const renamed = copyOf(redemption, changes, () => Promise.resolve(answer));
    return await openid.authorizationCodeGrant(renamed, withoutIssuer(callback), checks);
  }
}

function copyOf(
  { config, authentication }: Redemption,
  changes: Partial<openid.ServerMetadata>,
  fetch: openid.CustomFetch,
): openid.Configuration {
  const client = config.clientMetadata();
  const server = { ...config.serverMetadata(), ...changes };
  const copy = new openid.Configuration(server, client.client_id, client, authentication);
  copy.timeout = config.timeout;
  copy[openid.customFetch] = fetch;
  return copy;
}

function withoutIssuer(callback: URL): URL {
  const url = new URL(callback);
  url.searchParams.delete("iss");
  return url;
}

/** Which claim was refused stands in the causes of the library's error. */
function isRefusedIssuer(error: unknown, name: string): boolean {
  for (let fault = error; fault instanceof Error; fault = fault.cause) {
    const facts: unknown = fault.cause;
    if (isRecord(facts) && facts["claim"] === "iss")
      return isRecord(facts["claims"]) && facts["claims"]["iss"] === name;
  }
  return false;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
